/** A photo with a square that is dragged, dragged at its corners, or moved by keys. */

import { h } from "../src/ui/dom";
import type { Photo } from "./photo";
import type { Square } from "./resample";

/** Smallest side of the square, photo's pixels; below, the model sees blur. */
const SMALLEST = 32;
/** Below this share of the photo's width the corners' grips would meet. */
const SMALL = 0.3;
const CORNERS = ["top left", "top right", "bottom left", "bottom right"] as const;
/** Share of the square's side that one press of a key moves or resizes it by. */
const KEY_STEP = 0.02;
const LABEL = "Crop. Arrow keys move it, plus and minus resize it, Enter makes it 3D.";

type Grip = (typeof CORNERS)[number] | "square";

export class CropStage {
  readonly element = h("div", { class: "crop-stage" });
  private readonly frame: HTMLElement;
  private photo!: Photo;
  private square!: Square;

  constructor() {
    const corners = CORNERS.map((corner) =>
      this.gripped(h("span", { class: `grip ${corner}`, "aria-hidden": "true" }), corner),
    );
    const frame = h("div", { class: "square", tabindex: 0, role: "group", "aria-label": LABEL }, ...corners);
    this.frame = this.gripped(frame, "square");
    this.frame.addEventListener("keydown", (event) => this.key(event));
  }

  /** The current square, in pixels of the photo. */
  get chosen(): { photo: Photo; square: Square } {
    return { photo: this.photo, square: this.square };
  }

  show({ photo, square }: { photo: Photo; square: Square }): void {
    [this.photo, this.square] = [photo, square];
    const { canvas } = photo;
    canvas.className = "crop-photo";
    // As large as the window allows, at the photo's own shape.
    this.element.style.width = `min(40rem, calc(100vw - 4.5rem), 56dvh * ${canvas.width / canvas.height})`;
    this.element.replaceChildren(canvas, this.frame);
    this.place();
  }

  focus(): void {
    this.frame.focus();
  }

  private gripped<Tag extends HTMLElement>(element: Tag, grip: Grip): Tag {
    element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      element.setPointerCapture(event.pointerId);
      this.frame.focus();
      const [x, y, start] = [event.clientX, event.clientY, this.square];
      const scale = this.photo.canvas.width / this.element.clientWidth;
      const move = (now: PointerEvent) => this.drag(grip, start, (now.clientX - x) * scale, (now.clientY - y) * scale);
      const end = () => element.removeEventListener("pointermove", move);
      element.addEventListener("pointermove", move);
      element.addEventListener("lostpointercapture", end, { once: true });
    });
    return element;
  }

  private drag(grip: Grip, start: Square, dx: number, dy: number): void {
    if (grip === "square") {
      this.set({ ...start, left: start.left + dx, top: start.top + dy });
      return;
    }
    // The opposite corner stays; the square follows whichever direction was drawn further.
    const [down, across] = [grip.startsWith("bottom") ? 1 : -1, grip.endsWith("right") ? 1 : -1];
    const grown = Math.abs(dx) > Math.abs(dy) ? dx * across : dy * down;
    const [right, bottom] = [start.left + start.side, start.top + start.side];
    const { width, height } = this.photo.canvas;
    const room = Math.min(across > 0 ? width - start.left : right, down > 0 ? height - start.top : bottom);
    const side = Math.max(Math.min(SMALLEST, room), Math.min(room, start.side + grown));
    this.set({ side, left: across > 0 ? start.left : right - side, top: down > 0 ? start.top : bottom - side });
  }

  private key(event: KeyboardEvent): void {
    const step = KEY_STEP * this.square.side;
    const moves: Record<string, [number, number, number]> = {
      ArrowLeft: [-step, 0, 0], ArrowRight: [step, 0, 0], ArrowUp: [0, -step, 0], ArrowDown: [0, step, 0],
      "+": [0, 0, 2 * step], "=": [0, 0, 2 * step], "-": [0, 0, -2 * step],
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const { left, top, side } = this.square;
    const resized = this.possible(side + move[2]);
    const inwards = (side - resized) / 2; // the middle stays
    this.set({ left: left + move[0] + inwards, top: top + move[1] + inwards, side: resized });
  }

  /** Keeps the square in the photo. */
  private set(wanted: Square): void {
    const { width, height } = this.photo.canvas;
    const side = this.possible(wanted.side);
    const within = (value: number, room: number) => Math.max(0, Math.min(room, value));
    this.square = { side, left: within(wanted.left, width - side), top: within(wanted.top, height - side) };
    this.place();
  }

  /** The side closest to the wanted one that fits the photo and is not too small. */
  private possible(side: number): number {
    const longest = Math.min(this.photo.canvas.width, this.photo.canvas.height);
    return Math.max(Math.min(SMALLEST, longest), Math.min(longest, side));
  }

  private place(): void {
    const { width, height } = this.photo.canvas;
    const { left, top, side } = this.square;
    Object.assign(this.frame.style, {
      left: `${(100 * left) / width}%`,
      top: `${(100 * top) / height}%`,
      width: `${(100 * side) / width}%`,
      height: `${(100 * side) / height}%`,
    });
    this.frame.classList.toggle("small", side < SMALL * width);
    this.frame.dataset.square = [left, top, side].map((value) => value.toFixed(4)).join(" ");
  }
}
