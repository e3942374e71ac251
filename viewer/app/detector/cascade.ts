/** OpenCV's cascades as `detectMultiScale` runs them: stages of boosted trees on differences of rectangles. */

import { Tensors } from "../safetensors";
import { type Group, grouped, type Hit } from "./group";
import { type Grey, roundEven } from "./picture";
import { linearExact } from "./resize";

/** Of the file; `CASCADES_VERSION` of probsym/framing/cascade_file.py. */
const VERSION = "1";
const STAGE_EPSILON = 1e-5;
/** Windows whose standard deviation is below this many grey levels show nothing. */
const PLAIN = 10;
const [RECTANGLES, CORNERS] = [3, 4];

/** As the file has it; `probsym/framing/cascade_file.py` describes the tensors. */
export interface Cascade {
  readonly windowPx: number;
  readonly rectangles: Uint8Array;
  readonly weights: Int8Array;
  readonly thresholds: Float32Array;
  readonly children: Int8Array;
  readonly leaves: Float32Array;
  readonly treeSizes: Uint8Array;
  readonly stageSizes: Int16Array;
  readonly stageThresholds: Float32Array;
}

export interface MultiScale {
  /** Ratio of successive scales. */
  readonly step: number;
  /** Groups of fewer hits are left out. */
  readonly neighbours: number;
  /** Sides of the boxes, pixels. */
  readonly smallest: number;
  readonly largest: number;
}

/**
 * The cascades that search for faces and that verify them. Throws a message for people if the file is something else.
 */
export function readCascades(content: ArrayBuffer): { first: Cascade; second: Cascade } {
  const file = new Tensors(content, "file of cascades");
  const { task, version, window_px } = file.metadata;
  if (task !== "cascades") throw new Error("expected cascades for faces, got another file");
  if (version !== VERSION) throw new Error(`expected cascades of version ${VERSION}, got ${version}`);
  const read = (prefix: string): Cascade => ({
    windowPx: Number(window_px),
    rectangles: file.get(`${prefix}.rectangles`, "U8"),
    weights: file.get(`${prefix}.weights`, "I8"),
    thresholds: file.get(`${prefix}.thresholds`, "F32"),
    children: file.get(`${prefix}.children`, "I8"),
    leaves: file.get(`${prefix}.leaves`, "F32"),
    treeSizes: file.get(`${prefix}.tree_sizes`, "U8"),
    stageSizes: file.get(`${prefix}.stage_sizes`, "I16"),
    stageThresholds: file.get(`${prefix}.stage_thresholds`, "F32"),
  });
  return { first: read("first"), second: read("second") };
}

/** Groups of boxes that pass all stages. */
export function detectMultiScale(
  picture: Grey,
  cascade: Cascade,
  { step, neighbours, smallest, largest }: MultiScale,
): Group[] {
  const hits: Hit[] = [];
  const most = Math.min(largest, picture.width, picture.height);
  for (let factor = 1; roundEven(cascade.windowPx * factor) <= most; factor *= step) {
    if (roundEven(cascade.windowPx * factor) >= smallest) hitsAt(picture, cascade, Math.fround(factor), hits);
  }
  return grouped(hits, neighbours);
}

function hitsAt(picture: Grey, cascade: Cascade, scale: number, hits: Hit[]): void {
  const [width, height] = [picture.width, picture.height].map((length) => roundEven(Math.fround(length / scale)));
  const { sums, squares, stride } = integrals(linearExact(picture, width, height));
  const passes = evaluator(cascade, sums, stride);
  const { windowPx } = cascade;
  const [inner, area] = [windowPx - 2, (windowPx - 2) ** 2];
  const [right, below] = [inner, inner * stride];
  const [step, side] = [scale >= 2 ? 1 : 2, roundEven(Math.fround(windowPx * scale))];
  for (let y = 0; y + windowPx < height + 1; y += step) {
    for (let x = 0; x + windowPx < width + 1; x += step) {
      const corner = (y + 1) * stride + x + 1;
      const sum = sums[corner] - sums[corner + right] - sums[corner + below] + sums[corner + below + right];
      const square =
        (squares[corner] - squares[corner + right] - squares[corner + below] + squares[corner + below + right]) >>> 0;
      const variance = area * square - sum * sum;
      if (!(variance > (area * PLAIN) ** 2)) continue;
      const stages = passes(y * stride + x, Math.fround(1 / Math.sqrt(variance)));
      if (stages === cascade.stageSizes.length) {
        hits.push({ x: roundEven(Math.fround(x * scale)), y: roundEven(Math.fround(y * scale)), side });
      }
      if (stages === 0) x += step; // as OpenCV does: its neighbour fails, too
    }
  }
}

/** How many stages a window passes whose upper left corner is at `at` in the integral image. */
function evaluator(cascade: Cascade, sums: Int32Array, stride: number): (at: number, normFactor: number) => number {
  const { weights, thresholds, children, leaves, treeSizes, stageSizes, stageThresholds } = cascade;
  const offsets = cornerOffsets(cascade.rectangles, stride);
  const limits = stageThresholds.map((threshold) => threshold - STAGE_EPSILON);
  return (at, normFactor) => {
    let [tree, firstNode, firstLeaf] = [0, 0, 0];
    for (let stage = 0; stage < stageSizes.length; stage++) {
      let sum = 0;
      for (const end = tree + stageSizes[stage]; tree < end; tree++) {
        let node = 0;
        do {
          const here = firstNode + node;
          let value = 0;
          for (let rectangle = RECTANGLES * here; rectangle < RECTANGLES * (here + 1); rectangle++) {
            const weight = weights[rectangle];
            if (weight === 0) break;
            const corner = CORNERS * rectangle;
            value +=
              weight *
              (sums[at + offsets[corner]] -
                sums[at + offsets[corner + 1]] -
                sums[at + offsets[corner + 2]] +
                sums[at + offsets[corner + 3]]);
          }
          node = children[2 * here + (Math.fround(value * normFactor) < thresholds[here] ? 0 : 1)];
        } while (node > 0);
        sum += leaves[firstLeaf - node];
        firstNode += treeSizes[tree];
        firstLeaf += treeSizes[tree] + 1;
      }
      if (sum < limits[stage]) return stage;
    }
    return stageSizes.length;
  };
}

/** Of each rectangle's corners in an integral image, from the window's upper left one. */
function cornerOffsets(rectangles: Uint8Array, stride: number): Int32Array {
  const offsets = new Int32Array(rectangles.length);
  for (let at = 0; at < rectangles.length; at += CORNERS) {
    const [x, y, width, height] = rectangles.subarray(at, at + CORNERS);
    const corner = x + y * stride;
    offsets.set([corner, corner + width, corner + height * stride, corner + width + height * stride], at);
  }
  return offsets;
}

/** Sums of all pixels above and to the left, and of their squares, which may wrap around. */
function integrals({ width, height, data }: Grey): { sums: Int32Array; squares: Int32Array; stride: number } {
  const stride = width + 1;
  const [sums, squares] = [new Int32Array(stride * (height + 1)), new Int32Array(stride * (height + 1))];
  for (let y = 0, from = 0, to = stride; y < height; y++) {
    let [sum, square] = [0, 0];
    to++;
    for (let x = 0; x < width; x++, from++, to++) {
      sum += data[from];
      square += data[from] * data[from];
      sums[to] = sums[to - stride] + sum;
      squares[to] = squares[to - stride] + square;
    }
  }
  return { sums, squares, stride };
}
