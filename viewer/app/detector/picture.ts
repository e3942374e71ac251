/** What the detectors work on: grey pictures, and numbers rounded as Python and OpenCV do. */

/** Grey levels from 0 to 255, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Halves go to the even neighbour, as Python rounds. */
export function roundEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}
