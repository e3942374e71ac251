/** The canonical surface as a textured triangle mesh, as `probsym.export.mesh` builds it. */

import type { Surface } from "../surface";
import { extendColours } from "./extend-colours";
import { encodePng } from "./png";
import { cutTriangles } from "./silhouette";

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
  /** A PNG, square. */
  readonly texture: Uint8Array;
  /** Viewers shall light it; false if the texture holds the light already. */
  readonly lit: boolean;
}

const UNITS_PER_SCENE_UNIT = 10;

/** Pixels a side of the model's images. */
const modelSize = ({ camera, factor }: Surface) => (camera.size - 1) / factor + 1;

/**
 * @param surface as it is shown
 * @param pixels side² × 4, red, green, blue and opacity, laid out flat like the model's images
 * @param lit whether viewers shall light it
 */
export function meshOf(surface: Surface, pixels: Uint8Array, side: number, lit: boolean): Mesh {
  const { camera, points, triangles, opacity, factor } = surface;
  const grid = Float32Array.from({ length: camera.size * camera.size * 5 }, (_, at) => {
    const [vertex, column] = [Math.floor(at / 5), at % 5];
    if (column < 3) return points[vertex * 3 + column];
    const pixel = (column === 3 ? vertex % camera.size : Math.floor(vertex / camera.size)) / factor;
    return (pixel + 0.5) / modelSize(surface);
  });
  const whole = { values: grid, width: 5, faces: triangles.kept };
  const cut = opacity ? cutTriangles(whole, opacity) : whole;
  const used = [...new Set(cut.faces)].sort((a, b) => a - b);
  if (used.length === 0) throw new Error("nothing is left of the surface but its border");
  const place = new Map(used.map((vertex, index) => [vertex, index]));
  const vertices = new Float32Array(used.length * 3);
  const uv = new Float32Array(used.length * 2);
  used.forEach((vertex, index) => {
    const [x, y, z, u, v] = cut.values.subarray(vertex * 5, vertex * 5 + 5);
    vertices.set([x * UNITS_PER_SCENE_UNIT, -y * UNITS_PER_SCENE_UNIT, (1 - z) * UNITS_PER_SCENE_UNIT], index * 3);
    uv.set([u, v], index * 2);
  });
  const faces = cut.faces.map((vertex) => place.get(vertex)!);
  const texture = encodePng(extendColours(pixels, side), side, side);
  return { vertices, normals: vertexNormals(vertices, faces), uv, faces, texture, lit };
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
