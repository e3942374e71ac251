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

/** The points beside a point, with or without those across its corners, and the point itself. */
export function neighbours(at: number, corners: boolean): number[] {
  const [row, column] = [Math.floor(at / GRID), at % GRID];
  const result: number[] = [];
  for (let down = -1; down <= 1; down++) {
    for (let right = -1; right <= 1; right++) {
      const [r, c] = [row + down, column + right];
      if (r < 0 || c < 0 || r >= GRID || c >= GRID || (!corners && down && right)) continue;
      result.push(r * GRID + c);
    }
  }
  return result;
}
