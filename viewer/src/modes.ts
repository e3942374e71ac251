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
  | "textured" | "detail" | "albedo" | "shaded" | "normals" | "depth" | "confidence" | "asymmetry" | "wireframe";

/** In the order of their keys, 1 to 9. */
export const MODES: readonly Mode[] = [
  { name: "textured", code: 0, label: "Textured", help: "albedo × light: the reconstruction" },
  { name: "detail", code: 8, label: "Detail", help: "the photo itself on the surface, mirrored where it sees nothing" },
  { name: "albedo", code: 1, label: "Albedo", help: "colour without light and shade" },
  { name: "shaded", code: 2, label: "Shaded", help: "light and shade without colour" },
  { name: "normals", code: 3, label: "Normals", help: "red: right, green: up, blue: towards you" },
  { name: "depth", code: 4, label: "Depth", help: "in the object's own frontal frame" },
  { name: "confidence", code: 5, label: "Confidence", help: "how far the reconstruction is trusted", needs: "sigma" },
  {
    name: "asymmetry", code: 6, label: "Asymmetry", help: "glows where the object is not its own mirror image",
    needs: "sigmaFlip",
  },
  { name: "wireframe", code: 7, label: "Wireframe", help: "the depth grid" },
];

export function isAvailable(mode: Mode, factors: Factors): boolean {
  return !mode.needs || factors[mode.needs] !== null;
}
