/** Twin of probsym/framing/detection.py: what is found in a photo. */

import { type Box, overlap } from "./box";

export type Kind = "face" | "cat";

export interface Detection {
  readonly kind: Kind;
  /** The detector's own box, pixels of the photo. */
  readonly box: Box;
  /** Hits of a person, log-odds of a cat. */
  readonly score: number;
}

/** Detections that share more of the smaller box are of the same object. */
export const OVERLAP = 0.3;

/** The strongest of overlapping ones, the largest first. */
export function withoutOverlaps(found: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const one of [...found].sort(
    (first, second) => second.score - first.score || second.box.side - first.box.side,
  )) {
    if (kept.every((other) => overlap(one.box, other.box) < OVERLAP)) kept.push(one);
  }
  return largestFirst(kept);
}

export function largestFirst(found: readonly Detection[]): Detection[] {
  return [...found].sort(
    (one, other) => other.box.side - one.box.side || one.box.x - other.box.x || one.box.y - other.box.y,
  );
}
