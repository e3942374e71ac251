/** The line above the object: whose page this is, the photo's name, two buttons. */

import { h, icon, ICONS } from "./dom";

export function header(title: HTMLElement, toggleTheme: () => void, help: () => void): HTMLElement {
  return h(
    "header",
    { class: "top" },
    h("span", { class: "brand" }, "probsym"),
    title,
    h(
      "button",
      {
        type: "button",
        class: "icon",
        "aria-label": "Dark or light page",
        title: "dark or light (D)",
        click: toggleTheme,
      },
      icon(ICONS.theme),
    ),
    h(
      "button",
      { type: "button", class: "icon", "aria-label": "Keys and gestures", title: "keys and gestures (?)", click: help },
      icon(ICONS.help),
    ),
  );
}
