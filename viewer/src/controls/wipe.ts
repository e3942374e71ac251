/** The photo laid over its reconstruction, up to a line that can be moved. */

import type { Square } from "../scene/view";
import { h } from "../ui/dom";

const STEP = 0.02;

export class Wipe {
  readonly element: HTMLElement;
  private readonly photo = h("img", { class: "wipe-photo", alt: "the photo as the model saw it", draggable: "false" });
  private readonly handle: HTMLElement;
  private share = 0.5;

  constructor() {
    this.handle = h(
      "div",
      {
        class: "wipe-line", tabindex: 0, role: "slider", "aria-label": "Wipe between photo and reconstruction",
        "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": "horizontal",
      },
      h("span", { class: "wipe-knob", "aria-hidden": "true" }),
    );
    this.element = h(
      "div",
      { class: "wipe", hidden: "" },
      this.photo,
      h("span", { class: "wipe-label left", "aria-hidden": "true" }, "photo"),
      h("span", { class: "wipe-label right", "aria-hidden": "true" }, "reconstruction"),
      this.handle,
    );
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      this.drag(event);
      event.preventDefault();
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) this.drag(event);
    });
    this.handle.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP, Home: -1, End: 1 }[event.key];
      if (step === undefined) return;
      this.move(this.share + step);
      event.preventDefault();
      event.stopPropagation();
    });
    this.move(0.5);
  }

  get shown(): boolean {
    return !this.element.hidden;
  }

  show(shown: boolean): void {
    this.element.hidden = !shown;
  }

  focus(): void {
    this.handle.focus({ preventScroll: true });
  }

  setPhoto(source: string): void {
    this.photo.src = source;
  }

  /** @param square the photo's, within the stage */
  place({ left, top, side }: Square): void {
    Object.assign(this.element.style, { left: `${left}px`, top: `${top}px`, width: `${side}px`, height: `${side}px` });
  }

  private drag(event: PointerEvent): void {
    const box = this.element.getBoundingClientRect();
    this.move((event.clientX - box.left) / box.width);
  }

  private move(share: number): void {
    this.share = Math.max(0, Math.min(1, share));
    const percent = Math.round(this.share * 1000) / 10;
    this.photo.style.clipPath = `inset(0 ${100 - percent}% 0 0)`;
    this.handle.style.left = `${percent}%`;
    this.handle.setAttribute("aria-valuenow", String(Math.round(percent)));
    this.handle.setAttribute("aria-valuetext", `${Math.round(percent)} % photo`);
    this.element.classList.toggle("few-left", this.share < 0.25);
    this.element.classList.toggle("few-right", this.share > 0.6);
  }
}
