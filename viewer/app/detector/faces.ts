/** Twin of probsym/framing/cascades.py: human faces by two cascades, of which the second verifies weak detections. */

import { bilinear, type Rgb } from "../resample";
import { type Cascade, detectMultiScale } from "./cascade";
import { type Detection, withoutOverlaps } from "./detection";
import { cut, padded, pillowGreyOf } from "./grey";
import type { Group } from "./group";
import { type Grey, roundEven } from "./picture";
import { areaResized } from "./resize";

/** Longer side of the searched picture, pixels, and the smallest box relative to it. */
const [WORKING_SIDE, SMALLEST_SHARE, SMALLEST_BOX] = [800, 1 / 20, 24];
/** Border around the photo as a share of its shorter side. */
const PADDING = 0.25;
/** Boxes of this many hits need no verification. */
export const STRONG = 20;
const FIRST = { step: 1.1, neighbours: 5 };
const SECOND = { step: 1.05, neighbours: 1, smallest: roundEven(0.4 * 128), largest: roundEven(0.92 * 128) };
/**
 * Hits that the second cascade needs, its picture's size in pixels, and the margin around the box relative to its side.
 */
const [VERIFY_HITS, VERIFY_SIDE, VERIFY_MARGIN] = [9, 128, 0.3];

/** Roughly frontal faces, the largest first. */
export function detectFaces(photo: Rgb, { first, second }: { first: Cascade; second: Cascade }): Detection[] {
  const scale = Math.min(1, WORKING_SIDE / Math.max(photo.width, photo.height));
  const [width, height] = [photo.width, photo.height].map((length) => Math.max(1, roundEven(length * scale)));
  const pad = roundEven(PADDING * Math.min(width, height));
  const grey = padded(pillowGreyOf(bilinear(photo, width, height)), pad);
  const smallest = Math.max(SMALLEST_BOX, roundEven(SMALLEST_SHARE * Math.max(width, height)));
  const found = detectMultiScale(grey, first, { ...FIRST, smallest, largest: Infinity })
    .filter((group) => group.count >= STRONG || isVerified(grey, group, second))
    .map(({ x, y, side, count }): Detection => {
      const [across, down] = [photo.width / width, photo.height / height];
      const wide = side * across;
      const box = { x: (x - pad) * across + wide / 2, y: (y - pad) * down + wide / 2, side: wide, rollRad: 0 };
      return { kind: "face", box, score: count };
    });
  return withoutOverlaps(found);
}

/** Whether the second cascade detects the face too. */
function isVerified(grey: Grey, { x, y, side }: Group, cascade: Cascade): boolean {
  const margin = roundEven(VERIFY_MARGIN * side);
  const around = areaResized(cut(grey, x - margin, y - margin, side + 2 * margin, side + 2 * margin), VERIFY_SIDE);
  return detectMultiScale(around, cascade, SECOND).some(({ count }) => count >= VERIFY_HITS);
}
