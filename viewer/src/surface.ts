/** Factors made ready to be drawn or exported: points, normals and triangles, as given or on a finer grid. */

import type { Factors } from "./factors";
import { type Camera, pinhole, unproject } from "./math/camera";
import { normalsFromDepth } from "./math/normals";
import { finerSize, refineDepth, refineImage, refineLinearly, resizeMap } from "./math/refine";
import { smoothNormals } from "./math/relighting";
import { splitTriangles, type Triangles } from "./math/triangles";

export interface Surface {
  readonly camera: Camera;
  /** How many grid steps there are to one of the model's pixels. */
  readonly factor: number;
  /** size², scene units. */
  readonly depth: Float32Array;
  /** size² × 3, canonical frame. */
  readonly points: Float32Array;
  /** size² × 3, unit length, into the scene. */
  readonly normals: Float32Array;
  /** The same without details, for other light on the photo. */
  readonly smoothNormals: Float32Array;
  /** size² × 3, 0 to 1. */
  readonly albedo: Float32Array;
  readonly sigma: Float32Array | null;
  readonly sigmaFlip: Float32Array | null;
  /** size², 0 to 1; null: the whole square is shown. */
  readonly opacity: Float32Array | null;
  readonly triangles: Triangles;
}

/**
 * @param factor 1 gives the model's own grid, on which the picture equals the reconstruction; more is smoother
 * @param cutout false: the whole square, even if the factors have a silhouette
 */
export function surfaceOf(factors: Factors, factor = 1, cutout = true): Surface {
  const { size } = factors;
  const camera = pinhole(finerSize(size, factor), factors.fovDeg);
  const depth = factor === 1 ? factors.canonicalDepth : refineDepth(factors.canonicalDepth, size, factor);
  const points = unproject(camera, depth);
  const normals = normalsFromDepth(camera, depth);
  const opacity = cutout && factors.cutout ? resizeMap(factors.cutout, camera.size) : null;
  return {
    camera,
    factor,
    depth,
    points,
    normals,
    smoothNormals: smoothNormals(normals, camera.size),
    albedo: refineImage(factors.albedo, size, 3, factor),
    sigma: factors.sigma && refineLinearly(factors.sigma, size, factor),
    sigmaFlip: factors.sigmaFlip && refineLinearly(factors.sigmaFlip, size, factor),
    opacity,
    triangles: splitTriangles(points, camera.size, factor, opacity),
  };
}

/** The same surface with the albedo of other factors of the photo. */
export function withAlbedo(surface: Surface, { albedo, size }: Factors): Surface {
  return { ...surface, albedo: refineImage(albedo, size, 3, surface.factor) };
}

/** Smallest and largest value, at least `gap` apart. */
export function limits(values: Float32Array, gap = 1e-4): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, Math.max(high, low + gap)];
}
