/** Normals of a depth map. */

import { type Camera, unproject } from "./camera";

/**
 * Unit normals that point into the scene: the cross product of the central-difference tangents along u and v. The
 * outermost ring, which has no central difference, is (0, 0, 1).
 *
 * @returns size² × 3
 */
export function normalsFromDepth(camera: Camera, depth: Float32Array): Float32Array {
  const { size } = camera;
  const points = unproject(camera, depth);
  const normals = new Float32Array(points.length);
  for (let v = 0, at = 0; v < size; v++) {
    for (let u = 0; u < size; u++, at += 3) {
      if (u === 0 || v === 0 || u === size - 1 || v === size - 1) {
        normals[at + 2] = 1;
        continue;
      }
      const [right, left, below, above] = [at + 3, at - 3, at + size * 3, at - size * 3];
      const [ux, uy, uz] = difference(points, right, left);
      const [vx, vy, vz] = difference(points, below, above);
      const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
      const length = Math.sqrt(x * x + y * y + z * z + 1e-20);
      normals[at] = x / length;
      normals[at + 1] = y / length;
      normals[at + 2] = z / length;
    }
  }
  return normals;
}

function difference(points: Float32Array, a: number, b: number): [number, number, number] {
  return [points[a] - points[b], points[a + 1] - points[b + 1], points[a + 2] - points[b + 2]];
}
