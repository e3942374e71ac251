/** What the surface can show. */

import type { Factors } from "./factors";

export interface Mode {
  readonly name: ModeName;
  readonly label: string;
  /** Number in the shader. */
  readonly code: number;
  readonly help: string;
  readonly needs?: "sigma" | "sigmaFlip";
}

export type ModeName =
  | "photo" | "model" | "albedo" | "shading" | "normals" | "depth" | "confidence" | "asymmetry" | "wireframe";

/** In the order of their keys, 1 to 9. */
export const MODES: readonly Mode[] = [
  { name: "photo", code: 8, label: "Photo", help: "the photo's own colours, mirrored where it sees nothing" },
  { name: "model", code: 0, label: "Model", help: "the model's reconstruction: albedo × light" },
  { name: "albedo", code: 1, label: "Albedo", help: "colour without light and shade" },
  { name: "shading", code: 2, label: "Shading", help: "light and shade without colour" },
  { name: "normals", code: 3, label: "Normals", help: "red: right, green: up, blue: towards you" },
  { name: "depth", code: 4, label: "Depth", help: "in the object's own frontal frame" },
  { name: "confidence", code: 5, label: "Confidence", help: "how certain the reconstruction is", needs: "sigma" },
  {
    name: "asymmetry", code: 6, label: "Asymmetry", help: "glows where the object is not its own mirror image",
    needs: "sigmaFlip",
  },
  { name: "wireframe", code: 7, label: "Wireframe", help: "the depth grid" },
];

export function isAvailable(mode: Mode, factors: Factors): boolean {
  return !mode.needs || factors[mode.needs] !== null;
}
