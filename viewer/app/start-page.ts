/** What the app shows before there is a photo. */

import { h } from "../src/ui/dom";

/** @param parts made elsewhere: the button for the camera, the choice of models, and what the app says */
export function startPage(
  parts: { readonly camera: HTMLElement; readonly picker: HTMLElement; readonly status: HTMLElement },
  hasModels: boolean,
  choose: () => void,
): HTMLElement {
  const button = h("button", { type: "button", class: "main", click: choose }, "Choose a photo");
  return h(
    "main",
    { class: "start" },
    h("h1", {}, "One photo becomes 3D"),
    h("p", {}, "Your photo stays on this device: everything runs in this page, and nothing is uploaded."),
    h(
      "div",
      { class: "drop" },
      h("p", {}, "Drop a photo here"),
      h("div", { class: "buttons" }, button, parts.camera),
    ),
    h("label", { class: "model", hidden: !hasModels }, "Model ", parts.picker),
    parts.status,
  );
}
