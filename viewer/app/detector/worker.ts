/** Finds crops beside the page, which stays usable meanwhile. */

import type { Rgb } from "../resample";
import { findCrops, type FoundCrops, type Wanted } from "./crops";

export interface Question {
  readonly photo: Rgb;
  readonly wanted: Wanted;
}

/** The crops, or what went wrong. */
export type Answer = { readonly found: FoundCrops } | { readonly failure: string };

addEventListener("message", ({ data: { photo, wanted } }: MessageEvent<Question>) => {
  let answer: Answer;
  try {
    answer = { found: findCrops(photo, wanted) };
  } catch (error) {
    answer = { failure: (error as Error).message };
  }
  postMessage(answer);
});
