/** Where a model's detector puts the square in a photo, and what the page says about it. */

import { detectCrops, isAlreadyCropped, type Search } from "./detector/detect";
import type { Detector } from "./detector/weights";
import type { Photo } from "./photo";
import type { Square } from "./resample";

/** Makes the photo, turned if the object is, and the square in it. */
export type Suggestion = () => { photo: Photo; square: Square };

export interface FoundSquares {
  /** What the page says above the photo. */
  readonly words: string;
  /** The first is what Python takes; the central square if nothing was found. */
  readonly squares: readonly Suggestion[];
}

/** @param hint how to place the square, for photos in which nothing was found */
export function findSquares(photo: Photo, detector: Detector | null, search: Search | undefined, hint: string): FoundSquares {
  const central: Suggestion = () => ({ photo, square: photo.central });
  if (!detector || !search) return { words: hint, squares: [central] };
  const boxes = detectCrops(photo.rgb, detector, search);
  if (!boxes.length) return { words: `The model's detector found nothing in this photo. ${hint}`, squares: [central] };
  const { width, height } = photo.canvas;
  const squares = boxes.map((box) => () => photo.around(box));
  if (isAlreadyCropped(boxes[0], width, height)) squares[0] = central;
  const first = search.largest_first ? "largest" : "most certain";
  if (boxes.length === 1) return { words: "The model's detector placed the square; move it if it is off.", squares };
  return { words: `The model's detector found ${boxes.length}; this is the ${first}. Move the square if it is off.`, squares };
}
