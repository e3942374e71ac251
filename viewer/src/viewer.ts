/** The whole viewer in an element of a page: give it factors, and it shows them. */

import { Frames } from "./controls/frames";
import { WHOLE, zoomed } from "./controls/framing";
import { Motion, type Preset } from "./controls/motion";
import { onKey } from "./controls/keyboard";
import { listen } from "./controls/pointer";
import { Wipe } from "./controls/wipe";
import { encodeGlb } from "./download/glb";
import { type Mesh, meshOf } from "./download/mesh";
import { encodeObjZip } from "./download/obj";
import { fileStem, save } from "./download/save";
import type { Factors, Light } from "./factors";
import { poseOf } from "./math/viewpoint";
import { isAvailable, MODES, type ModeName } from "./modes";
import { type Framing, SurfaceView } from "./scene/view";
import { type Surface, surfaceOf } from "./surface";
import { h } from "./ui/dom";
import { Gallery } from "./ui/gallery";
import { header } from "./ui/header";
import { helpDialog } from "./ui/help";
import { Legend } from "./ui/legend";
import { Panel, ViewBar } from "./ui/panel";
import type { Actions, Download, State, Switch } from "./ui/state";
import { coloursOf, toggleTheme } from "./ui/theme";

export interface Photo {
  readonly name: string;
  /** Address of a picture for the gallery. */
  readonly photo: string;
  /** Called when the photo is first shown. */
  readonly factors: () => Factors;
}

export interface ViewerOptions {
  /** At the foot of the controls. */
  readonly footer?: string;
}

/** Share of the stage's shorter side that the photo takes, so that there is room to turn. */
const PHOTO_SHARE = 0.9;
/** A smooth surface has about this many points a side. */
const SMOOTH_POINTS = 256;
/** Pixels a side of downloaded textures; the photo of the page has no more. */
const TEXTURE_SIZE = 512;
/** In which the border comes or goes, seconds. */
const FADE_SECONDS = 0.25;

export class Viewer implements Actions {
  private readonly canvas = h("canvas", { class: "picture", tabindex: 0, role: "application" });
  private readonly stage = h("main", { class: "stage", "aria-label": "Object" });
  private readonly title = h("h1");
  private readonly hint = h("p", { class: "hint", "aria-hidden": "true" }, "drag to turn");
  private readonly status = h("p", { class: "unseen", role: "status" });
  private readonly legend = new Legend();
  private readonly wipe = new Wipe();
  private readonly help_ = helpDialog();
  private readonly views = new ViewBar(this);
  private readonly panel: Panel;
  private gallery = new Gallery([], () => {});
  private readonly view: SurfaceView;
  private readonly motion: Motion;
  private readonly surfaces = new Map<string, Surface>();
  private state!: State;
  private index = -1;
  private framing = WHOLE;
  private side = 2;
  private margin = 1;
  private readonly frames = new Frames(this.stage, (seconds) => this.draw(seconds));

  /**
   * Throws a message for people if this browser cannot draw.
   *
   * @param photos at least one
   */
  constructor(private readonly root: HTMLElement, private photos: readonly Photo[], options: ViewerOptions = {}) {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    this.motion = new Motion(() => still.matches);
    this.panel = new Panel(this, options.footer ?? "");
    this.view = this.openView();
    this.stage.append(this.canvas, this.wipe.element, this.legend.element, this.hint, this.views.element);
    root.classList.add("viewer");
    const top = header(this.title, () => this.toggleTheme(), () => this.help());
    root.replaceChildren(top, this.stage, this.gallery.element, this.panel.element, this.help_, this.status);
    this.listen();
    this.setPhotos(photos);
  }

  /** Other photos, at least one; shows the first, or the one that `index` says. */
  setPhotos(photos: readonly Photo[], index = 0): void {
    const gallery = new Gallery(photos, (picked) => this.open(picked));
    this.gallery.element.replaceWith(gallery.element);
    [this.photos, this.gallery] = [photos, gallery];
    this.open(index);
  }

  private openView(): SurfaceView {
    try {
      return new SurfaceView(this.canvas);
    } catch {
      throw new Error("this browser draws no 3D here: WebGL 2 is missing or switched off");
    }
  }

  private listen(): void {
    new ResizeObserver(() => this.resize()).observe(this.stage);
    this.watchPixelRatio();
    this.wipe.element.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.canvas.dispatchEvent(new WheelEvent("wheel", event));
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    this.root.addEventListener("keydown", (event) => onKey(event, this, this.state));
    document.addEventListener("keydown", (event) => {
      if (event.target === document.body) onKey(event, this, this.state);
    });
    this.canvas.addEventListener("webglcontextrestored", () => this.frames.request());
    const radians = (pixels: number) => (pixels * Math.PI) / Math.max(200, this.side);
    listen(this.canvas, {
      turn: (dx, dy) => (dx || dy ? this.turn(-radians(dx), radians(dy)) : this.halt()),
      fling: (vx, vy) => {
        this.motion.fling(-radians(vx), radians(vy));
        this.frames.request();
      },
      move: (dx, dy) => this.frame({ ...this.framing, x: this.framing.x + dx, y: this.framing.y + dy }),
      zoom: (factor, x, y) => this.zoom(factor, x, y),
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

  /** Shows a photo of the gallery, at its own view and light. */
  open(index: number): void {
    const factors = this.photos[index].factors();
    const mode = this.state && MODES.find(({ name }) => name === this.state.mode);
    this.index = index;
    const { compare = false, symmetryPlane = false, smooth = true, cutout = true } = this.state ?? {};
    this.state = {
      compare,
      symmetryPlane,
      smooth,
      cutout,
      factors,
      mode: mode && isAvailable(mode, factors) ? mode.name : "photo",
      light: factors.light,
    };
    this.surfaces.clear();
    this.motion.reset(poseOf(factors.viewpoint));
    if (compare) this.motion.show("photo");
    this.margin = 0;
    this.framing = WHOLE;
    this.title.textContent = factors.name;
    document.title = `${factors.name} · probsym`;
    this.wipe.setPhoto(factors.photo);
    this.view.setPhoto(factors).then(
      () => this.frames.request(),
      () => this.say("the photo cannot be shown"),
    );
    this.wipe.show(this.state.compare);
    this.gallery.update(index);
    this.recolour();
    this.refreshSurface();
  }

  setMode(mode: ModeName): void {
    this.state.mode = mode;
    this.say(MODES.find(({ name }) => name === mode)!.label);
    this.refresh();
  }

  setLight(change: Partial<Light>): void {
    this.state.light = { ...this.state.light, ...change };
    this.refresh();
  }

  resetLight(): void {
    this.state.light = this.state.factors.light;
    this.say("light as in the photo");
    this.refresh();
  }

  show(preset: Preset): void {
    if (preset !== "photo") this.setCompare(false);
    if (preset === "photo") this.framing = WHOLE;
    this.motion.show(preset);
    this.say({ photo: "the photo's view", frontal: "from the front", profile: "profile", turntable: "turntable", idle: "turned a little" }[preset]);
    this.hint.classList.add("gone");
    this.refresh();
  }

  toggle(what: Switch): void {
    if (what === "compare") {
      this.setCompare(!this.state.compare);
      if (this.state.compare) {
        this.show("photo");
        this.wipe.focus();
      }
    } else {
      this.state[what] = !this.state[what];
    }
    if (what === "smooth" || what === "cutout") this.refreshSurface();
    this.refresh();
  }

  private setCompare(on: boolean): void {
    this.state.compare = on;
    this.wipe.show(on);
  }

  async download(what: Download): Promise<void> {
    const { factors } = this.state;
    const stem = fileStem(factors.name);
    if (what === "png") save(await this.view.png(), `${stem}.png`, "image/png");
    if (what === "glb") save(encodeGlb(this.mesh()), `${stem}.glb`, "model/gltf-binary");
    if (what === "obj") save(encodeObjZip(this.mesh()), `${stem}-obj.zip`, "application/zip");
    this.say(`${what.toUpperCase()} downloaded`);
  }

  /** What is shown, with its colours and light; only an albedo is left to the light of other viewers. */
  private mesh(): Mesh {
    return meshOf(this.surface(), this.view.texture(TEXTURE_SIZE), TEXTURE_SIZE, this.state.mode === "albedo");
  }

  step(by: number): void {
    const index = this.index + by;
    if (index >= 0 && index < this.photos.length) this.open(index);
  }

  toggleTheme(): void {
    this.say(`${toggleTheme(document.documentElement)} page`);
    this.recolour();
  }

  help(): void {
    this.help_.showModal();
  }

  turn(yaw: number, pitch: number): void {
    this.setCompare(false);
    this.motion.turn(yaw, pitch);
    this.hint.classList.add("gone");
    this.refresh();
  }

  /** What moves by itself stops under a touch. */
  private halt(): void {
    if (this.motion.arrived && this.motion.preset !== "turntable" && this.motion.preset !== "idle") return;
    this.setCompare(false);
    this.motion.turn(0, 0);
    this.refresh();
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

  private recolour(): void {
    this.view.setColours(coloursOf(this.stage));
    this.frames.request();
  }

  private surface(): Surface {
    const { factors, smooth, cutout } = this.state;
    const factor = smooth ? Math.max(1, Math.round(SMOOTH_POINTS / factors.size)) : 1;
    const key = `${factor} ${cutout}`;
    const known = this.surfaces.get(key) ?? surfaceOf(factors, factor, cutout);
    this.surfaces.set(key, known);
    return known;
  }

  private refreshSurface(): void {
    this.view.setSurface(this.surface());
    this.refresh();
  }

  /** Brings everything that shows the state in line with it. */
  private refresh(): void {
    const { state } = this;
    this.view.setMode(state.mode);
    this.view.setLight(state.light);
    this.view.setSymmetryPlane(state.symmetryPlane);
    this.panel.update(state);
    this.legend.show(state.mode, this.surface(), state.light);
    this.views.update(this.motion.preset);
    const mode = MODES.find(({ name }) => name === state.mode)!.label.toLowerCase();
    this.canvas.setAttribute("aria-label", `3D view of ${state.factors.name}, ${mode}. Arrow keys turn it, plus and minus zoom.`);
    this.frames.request();
  }

  private say(words: string): void {
    this.status.textContent = words;
  }

  private resize(): void {
    // Even sizes, so that the photo's square begins at a whole pixel.
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight].map((size) => Math.max(2, size - (size % 2)));
    // Above and below lie the name and the views, of the same height.
    const room = Math.min(width, height - 2 * this.views.element.offsetHeight);
    this.side = Math.max(2, 2 * Math.floor((PHOTO_SHARE * room) / 2));
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
    this.view.resize(width, height, Math.min(3, devicePixelRatio));
    this.frames.now(); // at once: a resized canvas is blank
  }

  /** @returns whether there is more to come */
  private draw(seconds: number): boolean {
    const moving = this.motion.step(seconds);
    const whole = !this.surface().opacity; // around a cut-out object nothing is shown
    const margin = whole && this.motion.preset === "photo" && this.motion.arrived ? 1 : 0;
    const step = seconds / FADE_SECONDS;
    this.margin += Math.max(-step, Math.min(step, margin - this.margin));
    const [width, height] = [parseInt(this.canvas.style.width), parseInt(this.canvas.style.height)];
    const side = this.side * this.framing.zoom;
    this.view.setMargin(this.margin);
    this.view.setPose(this.motion.pose);
    this.view.setFraming(this.side, this.framing, this.state.factors.size);
    const photo = { left: (width - side) / 2 + this.framing.x, top: (height - side) / 2 + this.framing.y, side };
    this.wipe.place(photo);
    this.stage.dataset.side = String(this.side);
    // Beside a photo, what lies outside of it has nothing to be compared with.
    this.view.setClip(this.state.compare && this.motion.arrived ? photo : null);
    this.view.render();
    return moving || this.margin !== margin;
  }
}
