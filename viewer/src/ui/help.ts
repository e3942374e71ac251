/** Keys and gestures. */

import { h, icon, ICONS } from "./dom";

const KEYS: readonly [string, string][] = [
  ["drag, arrow keys", "turn the object"],
  ["wheel, pinch, + −", "zoom"],
  ["two fingers, Shift and drag", "move the picture"],
  ["double click, 0", "reset zoom and position"],
  ["1 … 9", "choose what is shown"],
  ["I F L T", "input view, front, profile, turntable"],
  ["C", "compare with the photo"],
  ["S", "symmetry plane"],
  ["X", "object only, or the whole crop"],
  ["M", "smooth surface"],
  ["R", "light as in the photo"],
  ["[ ]", "previous, next photo"],
  ["D", "switch between dark and light page"],
  ["?", "show this help"],
];

export function helpDialog(): HTMLDialogElement {
  const close = h(
    "button",
    { type: "button", class: "icon", "aria-label": "Close", click: () => dialog.close() },
    icon(ICONS.close),
  );
  const rows = KEYS.map(([keys, what]) => h("tr", {}, h("th", { scope: "row" }, keys), h("td", {}, what)));
  const dialog = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h("header", {}, h("h2", { id: "help-title" }, "Keys and gestures"), close),
    h("table", {}, h("tbody", {}, ...rows)),
    h(
      "p",
      { class: "note" },
      "Depth, colour and light of this object were estimated from one photo.",
    ),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // outside of it
  });
  return dialog;
}
