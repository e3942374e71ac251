/** Where detectors put the square in a photo, and what the page says about it. */

import type { FoundCrops, Wanted } from "./detector/crops";
import type { Kind } from "./detector/detection";
import type { Answer, Question } from "./detector/worker";
import DetectionWorker from "./detector/worker?worker&inline";
import type { Detection } from "./model";
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
/** How to place the square. */
const HINTS: Record<Kind, string> = {
  face: "Fit the square from the brows to the chin, as in the photos that the model was trained on.",
  cat: "Fit the square to the cat's face, as in the photos that the model was trained on.",
};
const HINT = "Fit the square to the object, as in the photos that the model was trained on.";

/**
 * @param wanted what is looked for; null for models without a detector
 * @param detection of the model
 * @param signal ends the search, which then throws
 */
export async function findSquares(
  photo: Photo,
  wanted: Wanted | null,
  detection: Detection | undefined,
  signal: AbortSignal,
): Promise<FoundSquares> {
  const hint = detection && detection.kind !== "learned" ? HINTS[detection.kind] : HINT;
  const central: Suggestion = () => ({ photo, square: photo.central });
  if (!wanted) return { words: hint, squares: [central], otherKind: null };
  const { boxes, alreadyCropped, otherKind } = await search(photo, wanted, signal);
  if (otherKind) return { words: `This looks like a ${KINDS[otherKind]}.`, squares: [central], otherKind };
  if (!boxes.length) {
    return { words: `The model's detector could not place the square. ${hint}`, squares: [central], otherKind };
  }
  const squares = boxes.map((box) => () => photo.around(box));
  if (alreadyCropped) squares[0] = central;
  const isLargest = boxes.every(({ side }) => side <= boxes[0].side);
  const first = wanted.kind === "learned" || !isLargest ? "most certain" : "largest";
  const several = `The model's detector found ${boxes.length}; this is the ${first}. Move the square if it is off.`;
  const words = boxes.length > 1 ? several : "The model's detector placed the square; move it if it is off.";
  return { words, squares, otherKind };
}

/** In a worker that ends with it: the page stays usable, and its policy holds there, too. */
function search(photo: Photo, wanted: Wanted, signal: AbortSignal): Promise<FoundCrops> {
  const worker = new DetectionWorker();
  const { rgb } = photo;
  return new Promise<FoundCrops>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("found" in data) resolve(data.found);
      else reject(new Error(data.failure));
    };
    worker.onerror = ({ message }) => reject(new Error(message || "the search could not start"));
    const question: Question = { photo: rgb, wanted };
    worker.postMessage(question, [rgb.data.buffer]);
  }).finally(() => worker.terminate());
}
