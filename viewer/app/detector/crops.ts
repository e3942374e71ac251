/** Twin of probsym/framing/find_crops.py: the crops that a model needs of a photo. */

import type { Rgb } from "../resample";
import { type Box, moved, outsideShare } from "./box";
import { readCascades } from "./cascade";
import { detect, type Search, unitBox } from "./detect";
import type { Kind } from "./detection";
import { type CatSearch, certainKind, detectKinds } from "./kinds";
import { type Framing, readDetector } from "./weights";

/** Crops of which more lies outside the photo are left out. */
const MAX_OUTSIDE = 0.35;
/** Within these limits a square photo was already cropped like that, as in probsym/framing/crops.py. */
const [SAME_SIDE, SAME_CENTRE, SAME_ROLL_RAD, SAME_SHAPE] = [1.2, 0.08, (10 * Math.PI) / 180, 1.02];

/** What is looked for, and with which files. */
export type Wanted =
  | { readonly kind: "learned"; readonly framing: Framing; readonly search: Search; readonly detector: ArrayBuffer }
  | {
      readonly kind: Kind;
      readonly framing: Framing;
      readonly search: CatSearch;
      readonly cats: ArrayBuffer;
      readonly faces: ArrayBuffer;
    };

export interface FoundCrops {
  /**
   * In pixels of the photo, the most certain or the largest certain one first; upright unless the framing turns them.
   */
  readonly boxes: readonly Box[];
  /** The photo shows the first one cropped as wanted, so that the central square is used. */
  readonly alreadyCropped: boolean;
  /** What is shown for certain where nothing that is wanted is. */
  readonly otherKind: Kind | null;
}

export function findCrops(photo: Rgb, wanted: Wanted): FoundCrops {
  const { width, height } = photo;
  const { found, otherKind } = unitBoxes(photo, wanted);
  const boxes = cropsAround(found, wanted.framing, width, height);
  return { boxes, alreadyCropped: boxes.length > 0 && isAlreadyCropped(boxes[0], width, height), otherKind };
}

/**
 * @param units what the framing is relative to: detections of people and cats, distances of a learned detector's points
 */
export function cropsAround(
  units: readonly Box[],
  { side, offset_y, upright }: Framing,
  width: number,
  height: number,
): Box[] {
  return units
    .map((unit) => moved(unit, 0, offset_y, side))
    .map((crop) => (upright ? crop : { ...crop, rollRad: 0 }))
    .filter((crop) => outsideShare(crop, width, height) <= MAX_OUTSIDE);
}

function unitBoxes(photo: Rgb, wanted: Wanted): { found: Box[]; otherKind: Kind | null } {
  if (wanted.kind === "learned") {
    const detector = readDetector(wanted.detector);
    const found = detect(photo, detector, wanted.search).map(({ box }) => unitBox(box, detector.framing));
    return { found, otherKind: null };
  }
  const detections = detectKinds(photo, {
    faces: readCascades(wanted.faces),
    cats: readDetector(wanted.cats),
    search: wanted.search,
  });
  const found = detections.filter(({ kind }) => kind === wanted.kind).map(({ box }) => box);
  return { found, otherKind: found.length ? null : certainKind(detections, wanted.search) };
}

/** Whether a square photo shows little more than the box. */
export function isAlreadyCropped(box: Box, width: number, height: number): boolean {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (long > SAME_SHAPE * short || Math.abs(box.rollRad) > SAME_ROLL_RAD) return false;
  const ratio = box.side / short;
  const away = Math.hypot(box.x - width / 2, box.y - height / 2);
  return ratio > 1 / SAME_SIDE && ratio < SAME_SIDE && away < SAME_CENTRE * short;
}
