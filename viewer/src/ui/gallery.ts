/** The photos of the page, where there are several. */

import { h } from "./dom";

export class Gallery {
  readonly element: HTMLElement;
  private readonly buttons: HTMLButtonElement[];

  constructor(photos: readonly { readonly name: string; readonly photo: string }[], onPick: (index: number) => void) {
    this.buttons = photos.map(({ name, photo }, index) =>
      h(
        "button",
        {
          type: "button",
          title: name,
          "aria-label": `Photo ${index + 1} of ${photos.length}: ${name}`,
          click: () => onPick(index),
        },
        h("img", { src: photo, alt: "", loading: "lazy", width: 64, height: 64, draggable: "false" }),
      ),
    );
    this.element = h("nav", { class: "gallery", "aria-label": "Photos", hidden: photos.length < 2 }, ...this.buttons);
  }

  update(current: number): void {
    this.buttons.forEach((button, index) => {
      if (index === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    this.buttons[current]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
