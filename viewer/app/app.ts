/** The app: a photo is dropped, chosen or taken, framed, and becomes 3D, all in this browser. */

import type { Factors } from "../src/factors";
import { h } from "../src/ui/dom";
import { type Photo as Shown, Viewer } from "../src/viewer";
import { hasCamera, takePhoto } from "./camera";
import { frameByHand, type Offer } from "./crop";
import type { Kind } from "./detector/detection";
import { findSquares } from "./find";
import { Loaded } from "./loaded";
import type { AppData, ModelEntry } from "./model";
import { Photo } from "./photo";
import type { Square } from "./resample";
import { type Run as AnyRun, Runs } from "./runs";
import { startPage } from "./start-page";

type Run = AnyRun<Photo, ModelEntry>;

const LOADING = "Loading the model …";

export class App {
  private readonly root = document.getElementById("viewer")!;
  private readonly loaded: Loaded;
  private readonly runs = new Runs<Photo, ModelEntry>();
  private readonly input = h("input", { type: "file", accept: "image/*", hidden: true });
  private readonly status = h("p", { class: "app-status", role: "status" });
  private readonly picker: HTMLSelectElement;
  private readonly start: HTMLElement;
  private photos: readonly Shown[] = [];
  private viewer: Viewer | null = null;

  constructor(private readonly data: AppData) {
    this.loaded = new Loaded(data);
    const options = data.models.map(({ name }) => h("option", { value: name }, name));
    this.picker = h("select", { "aria-label": "Model" }, ...options);
    const camera = this.cameraButton("", "Use the camera");
    const { picker, status } = this;
    this.start = startPage({ camera, picker, status }, data.models.length > 1, () => this.input.click());
    document.body.append(this.input);
    this.root.replaceChildren(this.start);
    this.listen();
    void this.preload();
  }

  private cameraButton(name: string, label: string): HTMLElement {
    const shoot = () => this.begin(takePhoto);
    return h("button", { type: "button", class: name, hidden: !hasCamera(), click: shoot }, label);
  }

  private listen(): void {
    this.picker.addEventListener("change", () => this.switchModel());
    this.input.addEventListener("change", () => {
      const file = this.input.files?.[0];
      this.input.value = ""; // the same file may be chosen again
      if (file) this.open(file);
    });
    for (const name of ["dragover", "drop"] as const) {
      document.addEventListener(name, (event) => {
        event.preventDefault(); // else the browser would leave the page for the picture
        this.start.classList.toggle("over", name === "dragover");
        if (name === "drop") this.openFirst(event.dataTransfer);
      });
    }
    document.addEventListener("dragleave", () => this.start.classList.remove("over"));
    document.addEventListener("paste", (event) => {
      this.openFirst(event.clipboardData);
    });
  }

  private get entry(): ModelEntry {
    return this.data.models.find(({ name }) => name === this.picker.value)!;
  }

  /** Loads what the chosen model needs before there is a photo. Never rejects. */
  private async preload(): Promise<void> {
    const { entry } = this;
    this.say(LOADING);
    try {
      await this.loaded.all(entry);
    } catch (error) {
      if (entry === this.entry) this.fail(error);
    }
    if (entry === this.entry && this.status.textContent === LOADING) this.say(""); // what was said since stays
  }

  /** A photo that is on its way starts again: another model wants another square. */
  private switchModel(): void {
    const run = this.runs.restart(this.entry);
    void (run ? this.follow(run) : this.preload());
  }

  private openFirst(data: DataTransfer | null): void {
    const { length, 0: file } = data?.files ?? { length: 0, 0: null };
    if (file) this.open(file, length > 1 ? `One photo at a time: this is the first of ${length}.` : "");
  }

  private open(file: File, words = ""): void {
    this.begin(() => Photo.open(file, file.name || "pasted"), words);
  }

  private begin(open: (signal: AbortSignal) => Promise<Photo | null>, words = ""): void {
    void this.follow(this.runs.begin(open, this.entry), words);
  }

  /**
   * A photo's way to the stage. Never rejects.
   *
   * @param words what a person should know about the photo when framing it
   */
  private async follow(run: Run, words = ""): Promise<void> {
    try {
      this.sayOf(run, "Opening the photo …");
      const photo = await run.photo;
      run.signal.throwIfAborted();
      const framed = photo && (await this.frame(photo, run, words));
      this.sayOf(run, "");
      if (framed) await this.reconstruct(framed, run);
    } catch (error) {
      if (!run.signal.aborted) this.fail(error);
    } finally {
      this.runs.end(run);
    }
  }

  /** Null if the person went back. */
  private async frame(photo: Photo, run: Run, about: string): Promise<{ photo: Photo; square: Square } | null> {
    const { model, signal } = run;
    if (model.detection) this.sayOf(run, "Searching the photo …");
    const wanted = await this.loaded.wanted(model); // the networks may be loaded meanwhile
    signal.throwIfAborted();
    const { words: found, squares, otherKind } = await findSquares(photo, wanted, model.detection, signal);
    const words = `${about} ${found}`.trim();
    this.sayOf(run, "");
    if (!otherKind) return frameByHand(squares, words, signal);
    const other = this.otherModel(otherKind, model);
    return frameByHand(squares, `${words} ${other.words}`, signal, other.offer);
  }

  /** What to do with a photo of another kind: take a model that knows it, if the app has one. */
  private otherModel(kind: Kind, { name, size, detection }: ModelEntry): { words: string; offer?: Offer } {
    const models = this.data.models.filter((entry) => entry.detection?.kind === kind);
    const other = models.find((entry) => entry.size === size) ?? models[0];
    if (!other) return { words: `${name} is for ${detection?.kind === "cat" ? "cats" : "people"} only.` };
    const take = () => {
      this.picker.value = other.name;
      this.switchModel();
    };
    return { words: `Try ${other.name}.`, offer: { words: `Use ${other.name}`, take } };
  }

  private async reconstruct({ photo, square }: { photo: Photo; square: Square }, run: Run): Promise<void> {
    this.runs.framed(run);
    this.sayOf(run, "Reconstructing …");
    const model = await this.loaded.model(run.model);
    run.signal.throwIfAborted();
    const { factors, refine } = await model.reconstruct(photo, square);
    run.signal.throwIfAborted();
    let best = factors;
    const shown = { name: factors.name, photo: factors.photo, factors: () => best };
    this.sayOf(run, "");
    const viewer = this.show(shown);
    announce("reconstructed", factors);
    if (refine) void this.refine(shown, viewer, async () => (best = await refine()));
  }

  /** Beside other work: the object is on screen, and the next photo need not wait. Never rejects. */
  private async refine(shown: Shown, viewer: Viewer, refined: () => Promise<Factors>): Promise<void> {
    try {
      await viewer.drawn(); // until then, it would be in the way
      const factors = await refined();
      viewer.recolour(shown);
      announce("refined", factors);
    } catch (error) {
      const busy = this.status.textContent || this.photos[this.photos.length - 1] !== shown;
      if (!busy) this.say(`The albedo could not be sharpened: ${(error as Error).message}.`);
    }
  }

  private show(shown: Shown): Viewer {
    this.photos = [...this.photos, shown];
    if (this.viewer) {
      this.viewer.setPhotos(this.photos, this.photos.length - 1);
      return this.viewer;
    }
    const footer = `Made with ${this.data.made_by}. Your photo stays on this device.`;
    this.viewer = new Viewer(this.root, this.photos, { footer });
    const again = h("button", { type: "button", class: "another", click: () => this.input.click() }, "New photo");
    this.root.querySelector(".top h1")!.after(this.picker, again, this.cameraButton("another camera", "Camera"));
    this.picker.hidden = this.data.models.length < 2;
    this.root.append(this.status);
    this.status.classList.add("notice");
    return this.viewer;
  }

  private say(words: string): void {
    this.status.textContent = words;
  }

  /** Only the latest photo has a say. */
  private sayOf(run: Run, words: string): void {
    if (this.runs.isLatest(run)) this.say(words);
  }

  private fail(error: unknown): void {
    this.say(`That did not work: ${(error as Error).message}.`);
  }
}

/** For pages around this one. */
function announce(event: "reconstructed" | "refined", factors: Factors): void {
  document.dispatchEvent(new CustomEvent<Factors>(event, { detail: factors }));
}
