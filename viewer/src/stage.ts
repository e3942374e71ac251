/**
 * Where the object is drawn: moved and framed by hand, with its photo to wipe over it. Knows nothing of other photos.
 */

import { Frames } from "./controls/frames";
import { WHOLE, zoomed } from "./controls/framing";
import { Motion, type Preset } from "./controls/motion";
import { listen } from "./controls/pointer";
import { Wipe } from "./controls/wipe";
import type { Factors, Light } from "./factors";
import { poseOf } from "./math/viewpoint";
import type { ModeName } from "./modes";
import { type Framing, SurfaceView } from "./scene/view";
import type { Surface } from "./surface";
import { h } from "./ui/dom";
import { coloursOf } from "./ui/theme";

/** What lies over the picture. */
export interface Overlays {
  readonly legend: HTMLElement;
  /** At the foot; the name above it is as high. */
  readonly views: HTMLElement;
}

/** What a hand on the picture asks for. */
export interface Hand {
  /** Radians. */
  turn(yaw: number, pitch: number): void;
  /** A touch without a movement. */
  halt(): void;
}

/** Share of the stage's shorter side that the photo takes, so that there is room to turn. */
const PHOTO_SHARE = 0.9;
/** In which the border comes or goes, seconds. */
const FADE_SECONDS = 0.25;

export class Stage {
  readonly element = h("main", { class: "stage", "aria-label": "Object" });
  private readonly canvas = h("canvas", { class: "picture", tabindex: 0, role: "application" });
  private readonly hint = h("p", { class: "hint", "aria-hidden": "true" }, "drag to turn");
  private readonly wipe = new Wipe();
  private readonly view: SurfaceView;
  private readonly motion: Motion;
  private readonly frames = new Frames(this.element, (seconds) => this.draw(seconds));
  private surface: Surface | null = null;
  private photoSize = 2;
  private framing = WHOLE;
  private side = 2;
  private margin = 1;
  private compare = false;
  /** The photo that is being decoded: until it is there, nothing is drawn. */
  private awaited: Factors | null = null;

  /** Throws a message for people if this browser cannot draw. */
  constructor(private readonly overlays: Overlays, hand: Hand) {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    this.motion = new Motion(() => still.matches);
    this.view = this.openView();
    this.element.append(this.canvas, this.wipe.element, overlays.legend, this.hint, overlays.views);
    this.listen(hand);
  }

  private openView(): SurfaceView {
    try {
      return new SurfaceView(this.canvas);
    } catch {
      throw new Error("this browser cannot show 3D here: WebGL 2 is missing or disabled");
    }
  }

  private listen(hand: Hand): void {
    new ResizeObserver(() => this.resize()).observe(this.element);
    this.watchPixelRatio();
    this.wipe.element.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.canvas.dispatchEvent(new WheelEvent("wheel", event));
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    this.canvas.addEventListener("webglcontextrestored", () => this.frames.request());
    const radians = (pixels: number) => (pixels * Math.PI) / Math.max(200, this.side);
    listen(this.canvas, {
      turn: (dx, dy) => (dx || dy ? hand.turn(-radians(dx), radians(dy)) : hand.halt()),
      fling: (vx, vy) => {
        this.motion.fling(-radians(vx), radians(vy));
        this.frames.request();
      },
      move: (dx, dy) => this.frame({ ...this.framing, x: this.framing.x + dx, y: this.framing.y + dy }),
      zoom: (factor, x, y) => {
        hand.halt();
        this.zoom(factor, x, y);
      },
      reset: () => this.resetView(),
    });
  }

  /** Other pixels, as on a second screen, are no other size of the stage. */
  private watchPixelRatio(): void {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        this.resize();
        this.watchPixelRatio();
      },
      { once: true },
    );
  }

  /** Another object, at its first view; resolves when its photo can be shown. */
  async open(factors: Factors): Promise<void> {
    this.motion.reset(poseOf(factors.viewpoint));
    if (this.compare) this.motion.show("input");
    this.margin = 0;
    this.framing = WHOLE;
    this.photoSize = factors.size;
    this.wipe.setPhoto(factors.photo);
    this.awaited = factors;
    try {
      await this.view.setPhoto(factors);
    } finally {
      if (this.awaited === factors) this.awaited = null;
      this.frames.request();
    }
  }

  setSurface(surface: Surface): void {
    this.surface = surface;
    this.view.setSurface(surface);
    this.frames.request();
  }

  /** See {@link SurfaceView.setAlbedo}. */
  setAlbedo(surface: Surface): void {
    this.view.setAlbedo(surface);
    this.frames.request();
  }

  setLook(mode: ModeName, light: Light, symmetryPlane: boolean): void {
    this.view.setMode(mode);
    this.view.setLight(light);
    this.view.setSymmetryPlane(symmetryPlane);
    this.frames.request();
  }

  /** With the photo laid over the picture, or without. */
  setCompare(on: boolean): void {
    this.compare = on;
    this.wipe.show(on);
    this.frames.request();
  }

  focusWipe(): void {
    this.wipe.focus();
  }

  describe(words: string): void {
    this.canvas.setAttribute("aria-label", words);
  }

  /** The preset that is shown or flown to; none once a hand has turned the object. */
  get preset(): Preset | null {
    return this.motion.preset;
  }

  /** Whether the object moves by itself. */
  get moves(): boolean {
    return !this.motion.arrived || this.motion.preset === "turntable" || this.motion.preset === "idle";
  }

  show(preset: Preset): void {
    if (preset === "input") this.framing = WHOLE;
    this.motion.show(preset);
    this.touched();
  }

  turn(yaw: number, pitch: number): void {
    this.motion.turn(yaw, pitch);
    if (yaw || pitch) this.touched();
  }

  private touched(): void {
    this.hint.classList.add("gone");
    this.frames.request();
  }

  zoom(factor: number, x = 0, y = 0): void {
    this.frame(zoomed(this.framing, factor, x, y));
  }

  resetView(): void {
    this.frame(WHOLE);
  }

  private frame(framing: Framing): void {
    this.framing = framing;
    this.frames.request();
  }

  /** In the page's colours, after they have changed. */
  recolour(): void {
    this.view.setColours(coloursOf(this.element));
    this.frames.request();
  }

  /** See {@link SurfaceView.texture}. */
  texture(side: number): Uint8Array {
    return this.view.texture(side);
  }

  /** See {@link SurfaceView.png}. */
  png(): Promise<Blob> {
    return this.view.png();
  }

  private resize(): void {
    // Even sizes, so that the photo's square begins at a whole pixel.
    const [width, height] = [this.element.clientWidth, this.element.clientHeight].map((size) =>
      Math.max(2, size - (size % 2)),
    );
    // Above and below lie the name and the views, of the same height.
    const room = Math.min(width, height - 2 * this.overlays.views.offsetHeight);
    this.side = Math.max(2, 2 * Math.floor((PHOTO_SHARE * room) / 2));
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.view.resize(width, height, Math.min(3, devicePixelRatio));
    this.frames.now(); // at once: a resized canvas is blank
  }

  /** @returns whether there is more to come */
  private draw(seconds: number): boolean {
    if (this.awaited) return true; // else it would be drawn twice, first without the photo
    const moving = this.motion.step(seconds);
    const whole = !this.surface?.opacity; // around a cut-out object nothing is shown
    const margin = whole && this.motion.preset === "input" && this.motion.arrived ? 1 : 0;
    const step = seconds / FADE_SECONDS;
    this.margin += Math.max(-step, Math.min(step, margin - this.margin));
    const [width, height] = [parseInt(this.canvas.style.width), parseInt(this.canvas.style.height)];
    const side = this.side * this.framing.zoom;
    this.view.setMargin(this.margin);
    this.view.setPose(this.motion.pose);
    this.view.setFraming(this.side, this.framing, this.photoSize);
    const photo = { left: (width - side) / 2 + this.framing.x, top: (height - side) / 2 + this.framing.y, side };
    this.wipe.place(photo);
    this.element.dataset.side = String(this.side);
    // Beside a photo, what lies outside of it has nothing to be compared with.
    this.view.setClip(this.compare && this.motion.arrived ? photo : null);
    this.view.render();
    return moving || this.margin !== margin;
  }
}
