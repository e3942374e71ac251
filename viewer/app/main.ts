/** The page of `probsym app`: a photo is dropped, chosen or taken, framed, and becomes 3D, all in this browser. */

import "../src/style.css";
import "./app.css";
import type { Factors } from "../src/factors";
import { h } from "../src/ui/dom";
import { type Photo as Shown, Viewer } from "../src/viewer";
import { hasCamera, takePhoto } from "./camera";
import { CropStep, type Offer } from "./crop";
import type { Wanted } from "./detector/crops";
import type { Kind } from "./detector/detection";
import { findSquares } from "./find";
import { type AppData, type Detection, loadWanted, Model, type ModelEntry, readAppData } from "./model";
import { Photo } from "./photo";
import type { Square } from "./resample";

const HINTS: Record<Kind, string> = {
  face: "Fit the square from the brows to the chin: that is how the model's photos were framed.",
  cat: "Fit the square to the cat's face: that is how the model's photos were framed.",
};
const HINT = "Fit the square as the photos were framed that the model learned from.";

class App {
  private readonly root = document.getElementById("viewer")!;
  private readonly models = new Map<string, Promise<Model>>();
  private readonly searches = new Map<Detection, Promise<Wanted>>();
  private readonly input = h("input", { type: "file", accept: "image/*", hidden: true });
  private readonly status = h("p", { class: "app-status", role: "status" });
  private readonly picker: HTMLSelectElement;
  private readonly start: HTMLElement;
  private photos: readonly Shown[] = [];
  private viewer: Viewer | null = null;

  constructor(private readonly data: AppData) {
    this.picker = h("select", { "aria-label": "Model" }, ...data.models.map(({ name }) => h("option", { value: name }, name)));
    this.picker.addEventListener("change", () => void this.load());
    this.input.addEventListener("change", () => {
      const file = this.input.files?.[0];
      this.input.value = ""; // the same file may be chosen again
      if (file) void this.attempt(() => this.take(file, file.name));
    });
    this.start = this.startPage();
    document.body.append(this.input);
    this.root.replaceChildren(this.start);
    this.listen();
    void this.attempt(() => this.load(), "loading the model");
  }

  private startPage(): HTMLElement {
    const camera = h("button", { type: "button", hidden: !hasCamera(), click: () => void this.attempt(() => this.shoot()) }, "Use the camera");
    return h(
      "main",
      { class: "start" },
      h("h1", {}, "One photo becomes 3D"),
      h("p", {}, "Your photo stays on this device: it is worked on in this page and sent to no one."),
      h(
        "div",
        { class: "drop" },
        h("p", {}, "Drop a photo here"),
        h("div", { class: "buttons" }, h("button", { type: "button", class: "main", click: () => this.input.click() }, "Choose a photo"), camera),
      ),
      h("label", { class: "model", hidden: this.data.models.length < 2 }, "Model ", this.picker),
      this.status,
    );
  }

  private listen(): void {
    for (const name of ["dragover", "drop"] as const) {
      document.addEventListener(name, (event) => {
        event.preventDefault(); // else the browser would leave the page for the picture
        this.start.classList.toggle("over", name === "dragover");
        const file = name === "drop" ? event.dataTransfer?.files[0] : undefined;
        if (file) void this.attempt(() => this.take(file, file.name));
      });
    }
    document.addEventListener("dragleave", () => this.start.classList.remove("over"));
    document.addEventListener("paste", (event) => {
      const file = event.clipboardData?.files[0];
      if (file) void this.attempt(() => this.take(file, file.name || "pasted"));
    });
  }

  private get entry(): ModelEntry {
    return this.data.models.find(({ name }) => name === this.picker.value)!;
  }

  /** What the model needs, before a photo is there. */
  private async load(): Promise<void> {
    await Promise.all([this.wanted(this.entry), this.model()]);
  }

  private model(): Promise<Model> {
    const { entry } = this;
    return once(this.models, entry.name, () => Model.load(entry));
  }

  /** What the photos of a model are searched for; null if they are not. */
  private async wanted({ detection }: ModelEntry): Promise<Wanted | null> {
    return detection ? once(this.searches, detection, () => loadWanted(detection, this.data.detectors)) : null;
  }

  private async attempt(work: () => Promise<void>, words = ""): Promise<void> {
    try {
      this.say(words);
      await work();
      if (words && this.status.textContent === words) this.say(""); // what was said since stays
    } catch (error) {
      this.say(`That did not work: ${(error as Error).message}.`);
    }
  }

  private async shoot(): Promise<void> {
    if (document.querySelector("dialog[open]")) return;
    const photo = await takePhoto();
    if (photo) await this.frame(photo);
  }

  private async take(file: Blob, name: string): Promise<void> {
    await this.frame(await Photo.open(file, name));
  }

  private async frame(photo: Photo): Promise<void> {
    const { detection } = this.entry;
    if (detection) this.say("looking for what the model knows");
    const wanted = await this.wanted(this.entry); // the networks may be loaded meanwhile
    const found = await findSquares(photo, wanted, detection && detection.kind !== "learned" ? HINTS[detection.kind] : HINT);
    if (!found || document.querySelector("dialog[open]")) return; // another photo is being framed, or taken
    this.say("");
    const { words, offer } = found.otherKind ? this.otherModel(found.otherKind, photo) : { words: "", offer: undefined };
    const step = new CropStep(found.squares, `${found.words} ${words}`.trim(), (framed, square) => {
      void this.attempt(() => this.reconstruct(framed, square), "making it 3D");
    }, offer);
    step.show();
  }

  /** What to do with a photo of another kind: a model that knows it, if the app has one. */
  private otherModel(kind: Kind, photo: Photo): { words: string; offer?: Offer } {
    const models = this.data.models.filter(({ detection }) => detection?.kind === kind);
    const other = models.find(({ size }) => size === this.entry.size) ?? models[0];
    if (!other) return { words: `${this.entry.name} knows ${this.entry.detection?.kind === "cat" ? "cats" : "people"} only.` };
    const take = () => {
      this.picker.value = other.name;
      void this.attempt(() => this.frame(photo));
    };
    return { words: `Try ${other.name}.`, offer: { words: `Use ${other.name}`, take } };
  }

  private async reconstruct(photo: Photo, square: Square): Promise<void> {
    const model = await this.model();
    const { factors, refine } = await model.reconstruct(photo, square);
    let best = factors;
    const shown = { name: factors.name, photo: factors.photo, factors: () => best };
    this.say("");
    const viewer = this.show(shown);
    announce("reconstructed", factors);
    if (refine) void this.refine(shown, viewer, async () => (best = await refine()));
  }

  /** Beside other work: the object is on screen, and the next photo need not wait. */
  private async refine(shown: Shown, viewer: Viewer, refined: () => Promise<Factors>): Promise<void> {
    try {
      await viewer.drawn(); // until then, it would be in the way
      const factors = await refined();
      viewer.recolour(shown);
      announce("refined", factors);
    } catch (error) {
      const busy = this.status.textContent || this.photos[this.photos.length - 1] !== shown;
      if (!busy) this.say(`The albedo stays soft: ${(error as Error).message}.`);
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
    const camera = h("button", { type: "button", class: "another camera", hidden: !hasCamera(), click: () => void this.attempt(() => this.shoot()) }, "Camera");
    this.root.querySelector(".top h1")!.after(this.picker, again, camera);
    this.picker.hidden = this.data.models.length < 2;
    this.root.append(this.status);
    this.status.classList.add("over-stage");
    return this.viewer;
  }

  private say(words: string): void {
    this.status.textContent = words;
  }
}

/** What `load` returns for a key, loaded once; a failure is forgotten, so that it can be tried again. */
function once<Key, Value>(known: Map<Key, Promise<Value>>, key: Key, load: () => Promise<Value>): Promise<Value> {
  let loading = known.get(key);
  if (!loading) {
    loading = load();
    loading.catch(() => known.delete(key));
    known.set(key, loading);
  }
  return loading;
}

/** For pages around this one. */
function announce(event: "reconstructed" | "refined", factors: Factors): void {
  document.dispatchEvent(new CustomEvent<Factors>(event, { detail: factors }));
}

try {
  new App(await readAppData());
} catch (error) {
  const words = `This page cannot work: ${(error as Error).message}.`;
  document.getElementById("viewer")!.replaceChildren(h("p", { class: "failure", role: "alert" }, words));
}
