/** The photos of the page, where there are several. */

import { h } from "./dom";

interface Thumbnail {
  readonly name: string;
  readonly photo: string;
}

export class Gallery {
  readonly element = h("nav", { class: "gallery", "aria-label": "Photos" });
  private readonly buttons: HTMLButtonElement[] = [];
  private readonly names: string[] = [];

  constructor(photos: readonly Thumbnail[], private readonly onPick: (index: number) => void) {
    photos.forEach((photo) => this.append(photo));
    this.relabel();
  }

  add(photo: Thumbnail): void {
    this.append(photo);
    this.relabel();
  }

  private append({ name, photo }: Thumbnail): void {
    const index = this.buttons.length;
    const image = h("img", { src: photo, alt: "", loading: "lazy", width: 64, height: 64, draggable: "false" });
    this.buttons.push(h("button", { type: "button", title: name, click: () => this.onPick(index) }, image));
    this.names.push(name);
    this.element.append(this.buttons[index]);
  }

  private relabel(): void {
    const { length } = this.buttons;
    this.buttons.forEach((button, index) => button.setAttribute("aria-label", `Photo ${index + 1} of ${length}: ${this.names[index]}`));
    this.element.hidden = length < 2;
  }

  update(current: number): void {
    this.buttons.forEach((button, index) => {
      if (index === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    this.buttons[current]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
