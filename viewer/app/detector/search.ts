/** Twin of probsym/framing/align/filters.py: where an object may be, by a linear filter per roll over a pyramid. */

import { type Box, samePlace } from "./box";
import { cut, padded } from "./grey";
import { CHANNELS, type Features, hog } from "./hog";
import { type Grey, roundEven } from "./picture";
import { linear, reducedByArea } from "./resize";
import type { Detector } from "./weights";

const CELLS = 10;
const CELL_PX = 4;
const WINDOW_PX = CELLS * CELL_PX;
const CONTEXT = 1.2;
const LEVELS_PER_OCTAVE = 3;
const SMALLEST_PX = 24;
const PADDING = 0.25;
const PER_LEVEL = 12;

interface Candidate {
  readonly box: Box;
  readonly response: number;
}

/**
 * The `count` best places for the object, best first, no two on the same place.
 *
 * @param smallestShare smallest box relative to the picture's longer side
 */
export function search(picture: Grey, detector: Detector, count: number, smallestShare: number): Box[] {
  const found: Candidate[] = [];
  const pad = roundEven(PADDING * Math.min(picture.width, picture.height));
  for (const { pixels, features } of pyramid(picture, pad, smallestShare)) {
    const { best, rolls, columns } = responses(features, detector);
    const order = [...best.keys()].sort((one, other) => best[other] - best[one]).slice(0, PER_LEVEL);
    for (const place of order) {
      const [row, column] = [Math.floor(place / columns), place % columns];
      const [x, y] = [column, row].map((cell) => (cell + CELLS / 2) * pixels - pad);
      const box = { x, y, side: (CELLS * pixels) / CONTEXT, rollRad: detector.rollsRad[rolls[place]] };
      found.push({ box, response: best[place] });
    }
  }
  const kept: Box[] = [];
  for (const { box } of found.sort((one, other) => other.response - one.response)) {
    if (kept.length === count) break;
    if (!kept.some((other) => samePlace(box, other))) kept.push(box);
  }
  return kept;
}

/** Feature maps from fine to coarse, with the photo's pixels per cell. */
function* pyramid(
  picture: Grey,
  pad: number,
  smallestShare: number,
): Generator<{ pixels: number; features: Features }> {
  const around = padded(picture, pad);
  const smallest = Math.max(SMALLEST_PX, smallestShare * Math.max(picture.width, picture.height));
  const largest = Math.min(around.width, around.height);
  for (let step = (smallest * CONTEXT) / WINDOW_PX; step * WINDOW_PX <= largest; step *= 2 ** (1 / LEVELS_PER_OCTAVE)) {
    const [rows, columns] = [around.height, around.width].map(
      (length) => Math.floor(Math.trunc(length / step) / CELL_PX) * CELL_PX,
    );
    const used = cut(around, 0, 0, roundEven(columns * step), roundEven(rows * step));
    const level = (step > 1 ? reducedByArea : linear)(used, columns, rows);
    yield { pixels: step * CELL_PX, features: hog(level, CELL_PX) };
  }
}

/** The best filter's response at each place, and which filter it is. */
function responses({ rows, columns, data }: Features, { filters, filterBiases }: Detector) {
  const [high, wide] = [rows - CELLS + 1, columns - CELLS + 1];
  const best = new Float32Array(high * wide).fill(-Infinity);
  const rolls = new Uint8Array(high * wide);
  // With a cell's channels side by side, each row of a window is one run of numbers; 64 bits save conversions.
  const cells = channelsLast(data, CHANNELS, rows * columns);
  const [run, stride] = [CELLS * CHANNELS, columns * CHANNELS];
  for (let roll = 0; roll < filterBiases.length; roll++) {
    const taps = channelsLast(filters.subarray(roll * CELLS * run, (roll + 1) * CELLS * run), CHANNELS, CELLS * CELLS);
    for (let row = 0, place = 0; row < high; row++) {
      for (let column = 0; column < wide; column++, place++) {
        const value = filterBiases[roll] + correlation(cells, row * stride + column * CHANNELS, stride, taps, run);
        if (value > best[place]) [best[place], rolls[place]] = [value, roll];
      }
    }
  }
  return { best, rolls, columns: wide };
}

/** Of `taps`, in runs of `run` numbers, with the window whose first number is at `start`. */
function correlation(cells: Float64Array, start: number, stride: number, taps: Float64Array, run: number): number {
  let [first, second] = [0, 0];
  for (let tap = 0; tap < taps.length; start += stride - run) {
    for (const end = tap + run; tap < end; tap += 2, start += 2) {
      first += taps[tap] * cells[start];
      second += taps[tap + 1] * cells[start + 1];
    }
  }
  return first + second;
}

function channelsLast(data: Float32Array, channels: number, count: number): Float64Array {
  const out = new Float64Array(data.length);
  for (let channel = 0, from = 0; channel < channels; channel++) {
    for (let place = 0; place < count; place++, from++) out[place * channels + channel] = data[from];
  }
  return out;
}
