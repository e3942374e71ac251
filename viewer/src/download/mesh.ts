/** The canonical surface as a textured triangle mesh, as `probsym.export.mesh` builds it. */

import type { Factors } from "../factors";
import { surfaceOf } from "../surface";
import { encodePng, enlarge } from "./png";

/**
 * One mesh in glTF's frame: x right, y up, z towards the viewer; the origin is the point that the object turns about;
 * ten mesh units to a scene unit.
 */
export interface Mesh {
  /** n × 3. */
  readonly vertices: Float32Array;
  /** n × 3, unit length, outward. */
  readonly normals: Float32Array;
  /** n × 2, from the texture's top left. */
  readonly uv: Float32Array;
  /** m × 3, counter-clockwise seen from outside. */
  readonly faces: Uint32Array;
  /** The albedo as a PNG. */
  readonly texture: Uint8Array;
}

const UNITS_PER_SCENE_UNIT = 10;
const REFINE = 2;
/** Smaller textures are enlarged to this, pixels: viewers interpolate linearly, which shows. */
const TEXTURE_SIZE = 256;

export function meshOf(factors: Factors): Mesh {
  const { camera, points, triangles } = surfaceOf(factors, REFINE);
  const used = [...new Set(triangles.kept)].sort((a, b) => a - b);
  if (used.length === 0) throw new Error("nothing is left of the surface but its border");
  const place = new Uint32Array(camera.size * camera.size);
  used.forEach((vertex, index) => (place[vertex] = index));
  const vertices = new Float32Array(used.length * 3);
  const uv = new Float32Array(used.length * 2);
  used.forEach((vertex, index) => {
    const [x, y, z] = points.subarray(vertex * 3, vertex * 3 + 3);
    vertices.set([x * UNITS_PER_SCENE_UNIT, -y * UNITS_PER_SCENE_UNIT, (1 - z) * UNITS_PER_SCENE_UNIT], index * 3);
    const [u, v] = [(vertex % camera.size) / REFINE, Math.floor(vertex / camera.size) / REFINE];
    uv.set([(u + 0.5) / factors.size, (v + 0.5) / factors.size], index * 2);
  });
  const faces = triangles.kept.map((vertex) => place[vertex]);
  const side = Math.max(TEXTURE_SIZE, factors.size);
  const texture = encodePng(enlarge(factors.albedo, factors.size, side), side, side);
  return { vertices, normals: vertexNormals(vertices, faces), uv, faces, texture };
}

/** Sum of the faces' normals, weighted by area, at unit length. */
function vertexNormals(vertices: Float32Array, faces: Uint32Array): Float32Array {
  const total = new Float64Array(vertices.length);
  for (let at = 0; at < faces.length; at += 3) {
    const [a, b, c] = [faces[at] * 3, faces[at + 1] * 3, faces[at + 2] * 3];
    const [ux, uy, uz] = [0, 1, 2].map((axis) => vertices[b + axis] - vertices[a + axis]);
    const [vx, vy, vz] = [0, 1, 2].map((axis) => vertices[c + axis] - vertices[a + axis]);
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const corner of [a, b, c]) normal.forEach((value, axis) => (total[corner + axis] += value));
  }
  const normals = new Float32Array(total.length);
  for (let at = 0; at < total.length; at += 3) {
    const length = Math.max(Math.hypot(total[at], total[at + 1], total[at + 2]), 1e-20);
    for (let axis = 0; axis < 3; axis++) normals[at + axis] = total[at + axis] / length;
  }
  return normals;
}
