/** Where detectors put the square in a photo, and what the page says about it. */

import type { FoundCrops, Wanted } from "./detector/crops";
import type { Kind } from "./detector/detection";
import type { Answer, Question } from "./detector/worker";
import DetectionWorker from "./detector/worker?worker&inline";
import type { Photo } from "./photo";
import type { Square } from "./resample";

/** Makes the photo, turned if the object is, and the square in it. */
export type Suggestion = () => { photo: Photo; square: Square };

export interface FoundSquares {
  /** What the page says above the photo. */
  readonly words: string;
  /** The first is what Python takes; the central square if nothing was found. */
  readonly squares: readonly Suggestion[];
  /** What the photo shows instead of what the model knows. */
  readonly otherKind: Kind | null;
}

/** As the page calls what it finds. */
const KINDS: Record<Kind, string> = { face: "person", cat: "cat" };

/**
 * @param wanted what is looked for; null for models without a detector
 * @param hint how to place the square, for photos in which nothing was found
 * @returns null if another search began meanwhile
 */
export async function findSquares(photo: Photo, wanted: Wanted | null, hint: string): Promise<FoundSquares | null> {
  const central: Suggestion = () => ({ photo, square: photo.central });
  if (!wanted) return { words: hint, squares: [central], otherKind: null };
  const found = await search(photo, wanted);
  if (!found) return null;
  const { boxes, alreadyCropped, otherKind } = found;
  if (otherKind) return { words: `This looks like a ${KINDS[otherKind]}.`, squares: [central], otherKind };
  if (!boxes.length) return { words: `The model's detector found nothing in this photo. ${hint}`, squares: [central], otherKind };
  const squares = boxes.map((box) => () => photo.around(box));
  if (alreadyCropped) squares[0] = central;
  const isLargest = boxes.every(({ side }) => side <= boxes[0].side);
  const first = wanted.kind === "learned" || !isLargest ? "most certain" : "largest";
  const several = `The model's detector found ${boxes.length}; this is the ${first}. Move the square if it is off.`;
  const words = boxes.length > 1 ? several : "The model's detector placed the square; move it if it is off.";
  return { words, squares, otherKind };
}

/** Ends the search that is under way. */
let endSearch = () => {};

/** In a worker that ends with it: the page stays usable, and its policy holds there, too. */
function search(photo: Photo, wanted: Wanted): Promise<FoundCrops | null> {
  endSearch();
  const worker = new DetectionWorker();
  const { rgb } = photo;
  return new Promise<FoundCrops | null>((resolve, reject) => {
    endSearch = () => resolve(null);
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("found" in data) resolve(data.found);
      else reject(new Error(data.failure));
    };
    worker.onerror = ({ message }) => reject(new Error(message || "the search could not start"));
    const question: Question = { photo: rgb, wanted };
    worker.postMessage(question, [rgb.data.buffer]);
  }).finally(() => worker.terminate());
}
