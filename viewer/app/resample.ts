/**
 * A square of a photo at the model's size, pixel for pixel as Python's Pillow makes it: `resize(..., LANCZOS, box,
 * reducing_gap=3)`. The browser's own scaling would do for people, but the networks would see another picture.
 */

/** Red, green, blue of each pixel in turn, row by row from the top left. */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

const LOBES = 3;
const REDUCING_GAP = 3;

/** @param square within the picture, pixels, fractions allowed */
export function resampled(picture: Rgb, square: Square, size: number): Uint8Array {
  const { reduced, box } = preReduced(picture, square, size);
  const across = weights(reduced.width, box.left, box.side, size);
  const down = weights(reduced.height, box.top, box.side, size);
  // The bytes between the two passes make a difference, and Pillow 13 begins with the direction that leaves less to do.
  if (reduced.height - size > 2 * (reduced.width - size)) {
    const columns = pass(reduced.data, reduced.width, down, reduced.width * 3, 3, reduced.width * 3, 3);
    return pass(columns, size, across, 3, reduced.width * 3, 3, size * 3);
  }
  const rows = pass(reduced.data, reduced.height, across, 3, reduced.width * 3, 3, size * 3);
  return pass(rows, size, down, size * 3, 3, size * 3, 3);
}

/** Big photos are first averaged over whole blocks, as far as three times the wanted size allows. */
function preReduced(picture: Rgb, square: Square, size: number): { reduced: Rgb; box: Square } {
  const factor = Math.floor(square.side / size / REDUCING_GAP) || 1;
  if (factor === 1) return { reduced: picture, box: square };
  const support = (LOBES - 0.5) * (square.side / size);
  const left = Math.max(0, Math.trunc(square.left - support));
  const top = Math.max(0, Math.trunc(square.top - support));
  const right = Math.min(picture.width, Math.ceil(square.left + square.side + support));
  const bottom = Math.min(picture.height, Math.ceil(square.top + square.side + support));
  return {
    reduced: blockMeans(picture, left, top, right, bottom, factor),
    box: { left: (square.left - left) / factor, top: (square.top - top) / factor, side: square.side / factor },
  };
}

function blockMeans(picture: Rgb, left: number, top: number, right: number, bottom: number, factor: number): Rgb {
  const width = Math.ceil((right - left) / factor);
  const height = Math.ceil((bottom - top) / factor);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const [y0, y1] = [top + y * factor, Math.min(bottom, top + (y + 1) * factor)];
    for (let x = 0; x < width; x++) {
      const [x0, x1] = [left + x * factor, Math.min(right, left + (x + 1) * factor)];
      const count = (y1 - y0) * (x1 - x0);
      for (let channel = 0; channel < 3; channel++, at++) {
        let sum = 0;
        for (let v = y0; v < y1; v++) {
          for (let u = x0; u < x1; u++) sum += picture.data[(v * picture.width + u) * 3 + channel];
        }
        data[at] = Math.floor(sum / count + 0.5);
      }
    }
  }
  return { width, height, data };
}

interface Weights {
  readonly first: Int32Array;
  readonly of: readonly Float64Array[];
}

function weights(length: number, start: number, extent: number, size: number): Weights {
  const scale = extent / size;
  const stretch = Math.max(scale, 1);
  const support = LOBES * stretch;
  const first = new Int32Array(size);
  const of = Array.from({ length: size }, (_, index) => {
    const middle = start + (index + 0.5) * scale;
    const from = Math.max(0, Math.trunc(middle - support + 0.5));
    const to = Math.min(length, Math.trunc(middle + support + 0.5));
    const values = Float64Array.from({ length: to - from }, (_, step) => lanczos((step + from - middle + 0.5) / stretch));
    const sum = values.reduce((total, value) => total + value, 0);
    first[index] = from;
    return values.map((value) => value / sum);
  });
  return { first, of };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (x < -LOBES || x >= LOBES) return 0;
  const angle = Math.PI * x;
  return (LOBES * Math.sin(angle) * Math.sin(angle / LOBES)) / (angle * angle);
}

/**
 * One direction, rounded to bytes as Pillow does between the two.
 *
 * @param lines how many there are
 * @param step bytes between neighbours along the direction in `source`; `outStep` in what comes out
 * @param stride bytes between lines in `source`; `outStride` in what comes out
 */
function pass(
  source: Uint8Array, lines: number, along: Weights, step: number, stride: number, outStep: number, outStride: number,
): Uint8Array {
  const size = along.first.length;
  const out = new Uint8Array(size * lines * 3);
  for (let line = 0; line < lines; line++) {
    for (let index = 0; index < size; index++) {
      const start = line * stride + along.first[index] * step;
      const values = along.of[index];
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0.5;
        for (let tap = 0, at = start + channel; tap < values.length; tap++, at += step) sum += source[at] * values[tap];
        out[line * outStride + index * outStep + channel] = Math.max(0, Math.min(255, Math.floor(sum)));
      }
    }
  }
  return out;
}
