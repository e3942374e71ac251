/** The whole viewer in an element of a page: give it photos' factors, and it shows them. */

import type { Preset } from "./controls/motion";
import { onKey } from "./controls/keyboard";
import { encodeGlb } from "./download/glb";
import { type Mesh, meshOf } from "./download/mesh";
import { encodeObjZip } from "./download/obj";
import { fileStem, save } from "./download/save";
import type { Factors, Light } from "./factors";
import { isAvailable, MODES, type ModeName } from "./modes";
import { Stage } from "./stage";
import { type Surface, surfaceOf, withAlbedo } from "./surface";
import { h } from "./ui/dom";
import { Gallery } from "./ui/gallery";
import { header } from "./ui/header";
import { helpDialog } from "./ui/help";
import { Legend } from "./ui/legend";
import { Panel, ViewBar } from "./ui/panel";
import type { Actions, Download, State, Switch } from "./ui/state";
import { toggleTheme } from "./ui/theme";

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

/** A smooth surface has about this many points a side. */
const SMOOTH_POINTS = 256;
/** Pixels a side of downloaded textures; the photo of the page has no more. */
const TEXTURE_SIZE = 512;
const SPOKEN: Record<Preset, string> = {
  input: "as in the photo",
  frontal: "from the front",
  profile: "profile",
  turntable: "turntable",
  idle: "turned a little",
};

export class Viewer implements Actions {
  private readonly title = h("h1");
  private readonly status = h("p", { class: "unseen", role: "status" });
  private readonly legend = new Legend();
  private readonly help_ = helpDialog();
  private readonly views = new ViewBar(this);
  private readonly panel: Panel;
  private readonly stage: Stage;
  private gallery = new Gallery([], () => {});
  private readonly surfaces = new Map<string, Surface>();
  private state!: State;
  private opened: Promise<void> = Promise.resolve();
  private index = -1;

  /**
   * Throws a message for people if this browser cannot draw.
   *
   * @param photos at least one
   */
  constructor(root: HTMLElement, private photos: readonly Photo[], options: ViewerOptions = {}) {
    this.panel = new Panel(this, options.footer ?? "");
    this.stage = new Stage({ legend: this.legend.element, views: this.views.element }, {
      turn: (yaw, pitch) => this.turn(yaw, pitch),
      halt: () => this.halt(),
    });
    root.classList.add("viewer");
    const top = header(this.title, () => this.toggleTheme(), () => this.help());
    root.replaceChildren(top, this.stage.element, this.gallery.element, this.panel.element, this.help_, this.status);
    root.addEventListener("keydown", (event) => onKey(event, this, this.state));
    document.addEventListener("keydown", (event) => {
      if (event.target === document.body) onKey(event, this, this.state);
    });
    this.setPhotos(photos);
  }

  /** Other photos, at least one; shows the first, or the one that `index` says. */
  setPhotos(photos: readonly Photo[], index = 0): void {
    const gallery = new Gallery(photos, (picked) => this.open(picked));
    this.gallery.element.replaceWith(gallery.element);
    [this.photos, this.gallery] = [photos, gallery];
    this.open(index);
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
    this.title.textContent = factors.name;
    document.title = `${factors.name} · probsym`;
    this.stage.setCompare(compare);
    this.opened = this.stage.open(factors).catch(() => this.fail("The photo cannot be shown."));
    this.gallery.update(index);
    this.stage.recolour();
    this.refreshSurface();
  }

  /** Resolves when the photo that was opened last is on screen. */
  async drawn(): Promise<void> {
    await this.opened;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame(); // begins when what the one before has drawn is shown
  }

  /** Shows the albedo that a photo's factors have by now, if it is the photo that is shown. */
  recolour(photo: Photo): void {
    if (this.photos[this.index] !== photo) return;
    const factors = photo.factors();
    this.state.factors = factors;
    for (const [key, surface] of this.surfaces) this.surfaces.set(key, withAlbedo(surface, factors));
    this.stage.setAlbedo(this.surface());
    this.refresh();
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
    if (preset !== "input") this.setCompare(false);
    this.stage.show(preset);
    this.say(SPOKEN[preset]);
    this.refresh();
  }

  toggle(what: Switch): void {
    if (what === "compare") {
      this.setCompare(!this.state.compare);
      if (this.state.compare) {
        this.show("input");
        this.stage.focusWipe();
      }
    } else {
      this.state[what] = !this.state[what];
    }
    if (what === "smooth" || what === "cutout") this.refreshSurface();
    this.refresh();
  }

  private setCompare(on: boolean): void {
    this.state.compare = on;
    this.stage.setCompare(on);
  }

  download(what: Download): void {
    const name = what.toUpperCase();
    this.save(what).then(
      () => this.say(`${name} downloaded`),
      (error: Error) => this.fail(`${name} could not be downloaded: ${error.message}.`),
    );
  }

  private async save(what: Download): Promise<void> {
    const stem = fileStem(this.state.factors.name);
    if (what === "png") save(await this.stage.png(), `${stem}.png`, "image/png");
    if (what === "glb") save(encodeGlb(this.mesh()), `${stem}.glb`, "model/gltf-binary");
    if (what === "obj") save(encodeObjZip(this.mesh()), `${stem}-obj.zip`, "application/zip");
  }

  /** What is shown, with its colours and light; only an albedo is left to the light of other viewers. */
  private mesh(): Mesh {
    return meshOf(this.surface(), this.stage.texture(TEXTURE_SIZE), TEXTURE_SIZE, this.state.mode === "albedo");
  }

  step(by: number): void {
    const index = this.index + by;
    if (index >= 0 && index < this.photos.length) this.open(index);
  }

  toggleTheme(): void {
    this.say(`${toggleTheme(document.documentElement)} page`);
    this.stage.recolour();
  }

  help(): void {
    this.help_.showModal();
  }

  turn(yaw: number, pitch: number): void {
    this.setCompare(false);
    this.stage.turn(yaw, pitch);
    this.refresh();
  }

  /** What moves by itself stops under a touch. */
  private halt(): void {
    if (this.stage.moves) this.turn(0, 0);
  }

  zoom(factor: number): void {
    this.halt();
    this.stage.zoom(factor);
  }

  resetView(): void {
    this.stage.resetView();
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
    this.stage.setSurface(this.surface());
    this.refresh();
  }

  /** Brings everything that shows the state in line with it. */
  private refresh(): void {
    const { state } = this;
    this.stage.setLook(state.mode, state.light, state.symmetryPlane);
    this.panel.update(state);
    this.legend.show(state.mode, this.surface(), state.light);
    this.views.update(this.stage.preset);
    const mode = MODES.find(({ name }) => name === state.mode)!.label.toLowerCase();
    this.stage.describe(`3D view of ${state.factors.name}, ${mode}. Arrow keys turn it, plus and minus zoom.`);
  }

  /** For screen readers: people who see the page see what has changed. */
  private say(words: string): void {
    this.status.className = "unseen";
    this.status.textContent = words;
  }

  /** For everybody. */
  private fail(words: string): void {
    this.say(words);
    this.status.className = "notice";
  }
}
