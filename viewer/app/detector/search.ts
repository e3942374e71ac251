/** Twin of probsym/framing/align/filters.py: where an object may be, by a linear filter per roll over a pyramid. */

import { type Box, samePlace } from "./box";
import { enlarged, type Grey, padded, reducedByArea, roundEven, topLeft } from "./grey";
import { CHANNELS, type Features, hog } from "./hog";
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
function* pyramid(picture: Grey, pad: number, smallestShare: number): Generator<{ pixels: number; features: Features }> {
  const around = padded(picture, pad);
  const smallest = Math.max(SMALLEST_PX, smallestShare * Math.max(picture.width, picture.height));
  const largest = Math.min(around.width, around.height);
  for (let step = (smallest * CONTEXT) / WINDOW_PX; step * WINDOW_PX <= largest; step *= 2 ** (1 / LEVELS_PER_OCTAVE)) {
    const [rows, columns] = [around.height, around.width].map((length) => Math.floor(Math.trunc(length / step) / CELL_PX) * CELL_PX);
    const used = topLeft(around, roundEven(columns * step), roundEven(rows * step));
    const level = (step > 1 ? reducedByArea : enlarged)(used, columns, rows);
    yield { pixels: step * CELL_PX, features: hog(level, CELL_PX) };
  }
}

/** The best filter's response at each place, and which filter it is. */
function responses({ rows, columns, data }: Features, { filters, filterBiases }: Detector) {
  const [high, wide] = [rows - CELLS + 1, columns - CELLS + 1];
  const best = new Float32Array(high * wide).fill(-Infinity);
  const rolls = new Uint8Array(high * wide);
  const response = new Float32Array(high * wide);
  for (let roll = 0; roll < filterBiases.length; roll++) {
    response.fill(filterBiases[roll]);
    for (let channel = 0, tap = roll * CHANNELS * CELLS * CELLS; channel < CHANNELS; channel++) {
      for (let down = 0; down < CELLS; down++) {
        for (let right = 0; right < CELLS; right++, tap++) {
          const weight = filters[tap];
          for (let row = 0; row < high; row++) {
            const from = (channel * rows + row + down) * columns + right;
            for (let column = 0, to = row * wide; column < wide; column++, to++) response[to] += weight * data[from + column];
          }
        }
      }
    }
    response.forEach((value, place) => {
      if (value > best[place]) [best[place], rolls[place]] = [value, roll];
    });
  }
  return { best, rolls, columns: wide };
}
