/** The step in which a person chooses the square of the photo that becomes 3D. */

import { h } from "../src/ui/dom";
import { CropStage } from "./crop-stage";
import type { Suggestion } from "./find";
import type { Photo } from "./photo";
import type { Square } from "./resample";

/** Another way to go on, as a button. */
export interface Offer {
  readonly words: string;
  readonly take: () => void;
}

/**
 * @param suggestions where the square may start, at least one; a button goes through them
 * @param signal closes the dialog
 * @param offer what is more likely to work
 * @returns the photo and the square in its pixels; null if the person went back, took the offer, or the signal was
 * given
 */
export function frameByHand(
  suggestions: readonly Suggestion[],
  hint: string,
  signal: AbortSignal,
  offer?: Offer,
): Promise<{ photo: Photo; square: Square } | null> {
  return new Promise((resolve) => {
    const stage = new CropStage();
    let shown = 0;
    const next = () => {
      shown = (shown + 1) % suggestions.length;
      stage.show(suggestions[shown]());
    };
    const finish = () => {
      resolve(stage.chosen);
      dialog.close();
    };
    const take = () => {
      dialog.close();
      offer?.take();
    };
    const dialog = h(
      "dialog",
      { class: "crop", "aria-labelledby": "crop-title" },
      h("h2", { id: "crop-title" }, "Frame it"),
      h("p", { class: "note" }, hint),
      stage.element,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", click: () => dialog.close() }, "Another photo"),
        h("button", { type: "button", hidden: suggestions.length < 2, click: next }, "Next one"),
        h("button", { type: "button", class: offer ? "" : "main", click: finish }, "Make it 3D"),
        ...(offer ? [h("button", { type: "button", class: "main", click: take }, offer.words)] : []),
      ),
    );
    stage.element.addEventListener("keydown", ({ key }) => key === "Enter" && finish());
    const abort = () => dialog.close();
    dialog.addEventListener("close", () => {
      signal.removeEventListener("abort", abort);
      dialog.remove();
      resolve(null); // does nothing where the square was chosen
    });
    signal.addEventListener("abort", abort);
    stage.show(suggestions[0]());
    document.body.append(dialog);
    dialog.showModal();
    stage.focus();
  });
}
