/**
 * A photo's colours under another light, by the steps of `probsym.rendering.relighting`; the shader holds the ratio.
 */

import { gaussian } from "../cutout/filters";

/** Of the Gaussian over the normals, as a share of the map's side. */
export const SMOOTHING = 0.024;
/** Light ends where the cosine between normal and light is minus this. */
export const WRAP = 0.25;
/** Limits of the ratio beside that of the whole light. */
export const [BRIGHTEST_RATIO, DARKEST_RATIO] = [1.25, 0.125];
/** What red, green and blue count in brightness. */
export const LUMA = [0.299, 0.587, 0.114];
/** How far photos compress bright colours. */
export const SHOULDER = 0.85;
/** Added to shadings before they are divided. */
export const FAINTEST = 1e-3;

/**
 * Unit normals without details.
 *
 * @param normals size² × 3, unit length
 */
export function smoothNormals(normals: Float32Array, size: number): Float32Array {
  const parts = [0, 1, 2].map((axis) =>
    gaussian(Float32Array.from({ length: size * size }, (_, at) => normals[at * 3 + axis]), size, SMOOTHING * size));
  const smooth = new Float32Array(normals.length);
  for (let at = 0; at < size * size; at++) {
    const [x, y, z] = parts.map((part) => part[at]);
    const length = Math.max(Math.hypot(x, y, z), 1e-6);
    smooth.set([x / length, y / length, z / length], at * 3);
  }
  return smooth;
}
