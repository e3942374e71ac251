/**
 * The closed contour around a point of a map that encloses what is likely and leaves out what is not, by the steps of
 * `probsym.export.contour`: one distance for each direction, chosen by dynamic programming.
 */

/** Log odds beyond this count as this. */
export const LIMIT = 2.5;
export const DIRECTIONS = 240;
const DISTANCES = 96;
/** Steps of the distance from one direction to the next, at most. */
const STEEPEST = 6;
/** Of the distances, in directions. */
const BLUR = 1.5;

/**
 * @param odds size², log odds that a point lies within
 * @param price of a change of the distance by one step, in log odds times the map's half side
 * @param lower how far the point that the distances start from lies below the middle, in half sides: from a lower one,
 * ears
 *   on top are seen without ground before them
 * @returns 1 within the contour
 */
export function enclose(odds: Float32Array, size: number, price = 0.16, lower = 0): Uint8Array {
  const middle = (size - 1) / 2;
  const unit = (Math.hypot(1, 1 + Math.abs(lower)) * middle) / DISTANCES;
  const distances = Array.from({ length: DISTANCES }, (_, k) => (k + 0.5) * unit);
  const limited = odds.map((value) => Math.max(-LIMIT, Math.min(LIMIT, value)));
  const gains = Array.from({ length: DIRECTIONS }, (_, direction) => {
    const gain = new Float64Array(DISTANCES + 1); // up to each distance
    sampledAlong(limited, size, direction, distances, lower, -LIMIT).forEach(
      (value, k) => (gain[k + 1] = gain[k] + (value * unit) / middle),
    );
    return gain;
  });
  const radius = fromPolar(blurred(bestCircle(gains, price), BLUR).map((steps) => steps * unit), size, lower);
  return Uint8Array.from(radius.values, (value, at) => Number(radius.distance[at] < value));
}

/**
 * A square map along a direction, bilinear.
 *
 * @param distances from the point that distances start from, points of the map
 * @param outside value beyond the map
 */
export function sampledAlong(
  map: Float32Array, size: number, direction: number, distances: readonly number[], lower: number, outside: number,
): number[] {
  const middle = (size - 1) / 2;
  const angle = (direction * 2 * Math.PI) / DIRECTIONS;
  const at = (v: number, u: number) => (v < 0 || u < 0 || v >= size || u >= size ? outside : map[v * size + u]);
  return distances.map((distance) => {
    const [row, column] = [(1 + lower) * middle + Math.sin(angle) * distance, middle + Math.cos(angle) * distance];
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const [down, right] = [row - top, column - left];
    const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
    return upper * (1 - down) + (at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right) * down;
  });
}

/** A value for each direction at all points of a square map, and their distances; the reverse of `sampledAlong`. */
export function fromPolar(
  circle: ArrayLike<number>,
  size: number,
  lower: number,
): { values: Float64Array; distance: Float64Array } {
  const middle = (size - 1) / 2;
  const place = (at: number) => [Math.floor(at / size) - (1 + lower) * middle, (at % size) - middle];
  const area = { length: size * size };
  const values = Float64Array.from(area, (_, at) => {
    const [y, x] = place(at);
    const turn = ((Math.atan2(y, x) / (2 * Math.PI) + 1) % 1) * DIRECTIONS;
    const [first, share] = [Math.floor(turn) % DIRECTIONS, turn % 1];
    return circle[first] * (1 - share) + circle[(first + 1) % DIRECTIONS] * share;
  });
  return { values, distance: Float64Array.from(area, (_, at) => Math.hypot(...place(at))) };
}

/**
 * The step in each direction with the largest sum of gains, less a price for each step from one to the next. Two rounds
 * are made: after the first, the start no longer matters.
 *
 * @param steepest so many steps it changes at most from one direction to the next
 */
export function bestCircle(gains: readonly Float64Array[], price: number, steepest = STEEPEST): Float64Array {
  const count = gains[0].length;
  let total = gains[0];
  const from = [new Int32Array(count)];
  for (let turn = 1; turn < 2 * DIRECTIONS; turn++) {
    const [next, origin] = [new Float64Array(count).fill(-Infinity), new Int32Array(count)];
    for (let k = 0; k < count; k++) {
      for (let other = Math.max(0, k - steepest); other <= Math.min(count - 1, k + steepest); other++) {
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

/** Values of the directions, blurred by a Gaussian of that standard deviation, in directions. */
export function blurred(circle: Float64Array, deviation: number): Float64Array {
  const reach = Math.ceil(3 * deviation);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-(((at - reach) / deviation) ** 2) / 2));
  const sum = kernel.reduce((a, b) => a + b, 0);
  return circle.map((_, at) =>
    kernel.reduce(
      (total, weight, tap) => total + (weight / sum) * circle[(at + tap - reach + DIRECTIONS) % DIRECTIONS],
      0,
    ),
  );
}
