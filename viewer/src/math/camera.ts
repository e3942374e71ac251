/** The pinhole camera of the model: pixel centres at integer coordinates, origin at (0, 0, 0), looking along +z. */

export interface Camera {
  readonly size: number;
  readonly fovDeg: number;
  /** Principal point on both axes, pixels. */
  readonly center: number;
  /** Focal length, pixels. */
  readonly focal: number;
}

export function pinhole(size: number, fovDeg: number): Camera {
  const center = (size - 1) / 2;
  return { size, fovDeg, center, focal: center / Math.tan((fovDeg * Math.PI) / 360) };
}

/** Points (x, y, z) of a depth map, one after the other: d · K⁻¹ (u, v, 1). */
export function unproject(camera: Camera, depth: Float32Array): Float32Array {
  const { size, center, focal } = camera;
  const points = new Float32Array(depth.length * 3);
  for (let v = 0, index = 0; v < size; v++) {
    for (let u = 0; u < size; u++, index++) {
      const z = depth[index];
      points[index * 3] = ((u - center) / focal) * z;
      points[index * 3 + 1] = ((v - center) / focal) * z;
      points[index * 3 + 2] = z;
    }
  }
  return points;
}

/** Depths between which the scene lies; the object is around z = 1. */
const NEAR = 0.3;
const FAR = 2.5;

/**
 * Projection matrix, column by column as WebGL wants it, for a camera that looks along -z with y up (three.js).
 *
 * A point that the model's camera sees at pixel (u, v) lands `scale` screen pixels per model pixel away from the
 * middle of the canvas. The photo's square is then `camera.size * scale` screen pixels wide: half a pixel beyond the
 * centres of the outermost ones.
 */
export function projectionMatrix(camera: Camera, width: number, height: number, scale: number): number[] {
  const x = (2 * camera.focal * scale) / width;
  const y = (2 * camera.focal * scale) / height;
  const a = -(FAR + NEAR) / (FAR - NEAR);
  const b = (-2 * FAR * NEAR) / (FAR - NEAR);
  return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, a, -1, 0, 0, b, 0];
}
