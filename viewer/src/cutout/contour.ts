/**
 * The closed contour around a point of a map that encloses what is likely and leaves out what is not, by the steps of
 * `probsym.export.contour`: one distance for each direction, chosen by dynamic programming.
 */

/** Log odds beyond this count as this. */
export const LIMIT = 2.5;
const [DIRECTIONS, DISTANCES] = [240, 96];
/** Steps of the distance from one direction to the next, at most. */
const STEEPEST = 6;
/** Of the distances, in directions. */
const BLUR = 1.5;

/**
 * @param odds size², log odds that a point lies within
 * @param price of a change of the distance by one step, in log odds times the map's half side
 * @param lower how far the point that the distances start from lies below the middle, in half sides: from a lower one, ears
 *   on top are seen without ground before them
 * @returns 1 within the contour
 */
export function enclose(odds: Float32Array, size: number, price = 0.16, lower = 0): Uint8Array {
  const middle = (size - 1) / 2;
  const middleRow = (1 + lower) * middle;
  const unit = (Math.hypot(1, 1 + Math.abs(lower)) * middle) / DISTANCES;
  const gains = Array.from({ length: DIRECTIONS }, (_, direction) => {
    const angle = (direction * 2 * Math.PI) / DIRECTIONS;
    const gain = new Float64Array(DISTANCES + 1); // up to each distance
    for (let k = 0; k < DISTANCES; k++) {
      const distance = (k + 0.5) * unit;
      const value = sampled(odds, size, middleRow + Math.sin(angle) * distance, middle + Math.cos(angle) * distance);
      gain[k + 1] = gain[k] + (value * unit) / middle;
    }
    return gain;
  });
  const radius = blurred(bestCircle(gains, price)).map((steps) => steps * unit);
  return Uint8Array.from({ length: size * size }, (_, at) => {
    const [y, x] = [Math.floor(at / size) - middleRow, (at % size) - middle];
    const turn = ((Math.atan2(y, x) / (2 * Math.PI) + 1) % 1) * DIRECTIONS;
    const [first, share] = [Math.floor(turn) % DIRECTIONS, turn % 1];
    return Number(Math.hypot(x, y) < radius[first] * (1 - share) + radius[(first + 1) % DIRECTIONS] * share);
  });
}

/** Bilinear; the contour does not leave the square. */
function sampled(odds: Float32Array, size: number, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const at = (v: number, u: number) =>
    v < 0 || u < 0 || v >= size || u >= size ? -LIMIT : Math.max(-LIMIT, Math.min(LIMIT, odds[v * size + u]));
  const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
  return upper * (1 - down) + (at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right) * down;
}

/** One step of the distance per direction. Two rounds: after the first, the start no longer matters. */
function bestCircle(gains: readonly Float64Array[], price: number): Float64Array {
  const count = DISTANCES + 1;
  let total = gains[0];
  const from = [new Int32Array(count)];
  for (let turn = 1; turn < 2 * DIRECTIONS; turn++) {
    const [next, origin] = [new Float64Array(count).fill(-Infinity), new Int32Array(count)];
    for (let k = 0; k < count; k++) {
      for (let other = Math.max(0, k - STEEPEST); other <= Math.min(count - 1, k + STEEPEST); other++) {
        const value = total[other] - price * Math.abs(other - k);
        if (value > next[k]) [next[k], origin[k]] = [value, other];
      }
      next[k] += gains[turn % DIRECTIONS][k];
    }
    total = next;
    from.push(origin);
  }
  const steps = new Float64Array(2 * DIRECTIONS);
  steps[steps.length - 1] = total.indexOf(Math.max(...total));
  for (let turn = steps.length - 1; turn > 0; turn--) steps[turn - 1] = from[turn][steps[turn]];
  // The middle of both rounds is far from their free ends.
  return Float64Array.from({ length: DIRECTIONS }, (_, at) => steps[at < DIRECTIONS / 2 ? at + DIRECTIONS : at]);
}

function blurred(circle: Float64Array): Float64Array {
  const reach = Math.ceil(3 * BLUR);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-(((at - reach) / BLUR) ** 2) / 2));
  const sum = kernel.reduce((a, b) => a + b, 0);
  return circle.map((_, at) =>
    kernel.reduce((total, weight, tap) => total + (weight / sum) * circle[(at + tap - reach + DIRECTIONS) % DIRECTIONS], 0));
}
