/** The square grid of silhouettes, and maps over it. */

/** Points a side. */
export const GRID = 128;

/** A map from the coordinates of its points, -1 to 1. */
export function each(value: (x: number, y: number) => number): Float32Array {
  const axis = (step: number) => (2 * step) / (GRID - 1) - 1;
  return Float32Array.from({ length: GRID * GRID }, (_, at) => value(axis(at % GRID), axis(Math.floor(at / GRID))));
}

/** From the middle, between a circle's (power 2) and a square's (large powers). */
export function distances(power: number): Float32Array {
  return each((x, y) => (Math.abs(x) ** power + Math.abs(y) ** power) ** (1 / power));
}

/** The point of the other half. */
export function mirrored(at: number): number {
  return at - 2 * (at % GRID) + GRID - 1;
}

/** 1 up to `start`, from there down to 0 at `end`. */
export function falling(value: number, start: number, end: number): number {
  return Math.max(0, Math.min(1, (end - value) / (end - start)));
}
