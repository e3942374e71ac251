/** What a person has chosen, and what they can do: all that panel, keyboard and viewer need to know of each other. */

import type { Preset } from "../controls/motion";
import type { Factors, Light } from "../factors";
import type { ModeName } from "../modes";

export interface State {
  factors: Factors;
  mode: ModeName;
  light: Light;
  /** The photo is laid over its reconstruction. */
  compare: boolean;
  symmetryPlane: boolean;
  /** The surface is refined; without it, it is drawn as the model reconstructs it. */
  smooth: boolean;
  /** The object is cut out; without it, the whole square of the photo is shown. */
  cutout: boolean;
}

export type Download = "glb" | "obj" | "png";
export type Switch = "compare" | "symmetryPlane" | "smooth" | "cutout";

export interface Actions {
  setMode(mode: ModeName): void;
  setLight(change: Partial<Light>): void;
  resetLight(): void;
  show(preset: Preset): void;
  toggle(what: Switch): void;
  download(what: Download): void;
  /** To another photo of the gallery. */
  step(by: number): void;
  toggleTheme(): void;
  help(): void;
  /** Radians. */
  turn(yaw: number, pitch: number): void;
  zoom(factor: number): void;
  resetView(): void;
}
