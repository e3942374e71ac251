/** The depth grid's triangles, and which of them are surface rather than border or a stretch between two depths. */

import { BORDER } from "./refine";

/** Triangles of less opacity are left out: they would hide what lies behind them. */
const TRANSPARENT = 0.02;

export interface Triangles {
  /** Vertex indices, three a triangle, counter-clockwise on the screen (y down). */
  readonly kept: Uint32Array;
  readonly left: Uint32Array;
}

const MAX_SLOPE = Math.cos((80 * Math.PI) / 180);

/**
 * All triangles of the grid, split into the surface (as in the meshes that probsym writes) and the rest.
 *
 * @param points size² × 3
 * @param factor by which the grid was refined: the border is that much wider
 * @param opacity size², the object's silhouette; null: all but the border is surface
 */
export function splitTriangles(
  points: Float32Array, size: number, factor: number, opacity: Float32Array | null = null,
): Triangles {
  const border = BORDER * factor;
  const inside = (at: number) => at >= border && at <= size - 1 - border;
  const [good, rest]: [number[], number[]] = [[], []];
  const visible = (a: number, b: number, c: number, within: boolean) =>
    opacity ? Math.max(opacity[a], opacity[b], opacity[c]) > TRANSPARENT : within;
  const put = (a: number, b: number, c: number, within: boolean) =>
    (visible(a, b, c, within) && facesViewer(points, a, b, c) ? good : rest).push(a, b, c);
  for (let v = 0; v < size - 1; v++) {
    for (let u = 0; u < size - 1; u++) {
      const [topLeft, bottomLeft] = [v * size + u, (v + 1) * size + u];
      const within = inside(v) && inside(v + 1) && inside(u) && inside(u + 1);
      put(topLeft, bottomLeft, topLeft + 1, within);
      put(topLeft + 1, bottomLeft, bottomLeft + 1, within);
    }
  }
  const [kept, islands] = largestPart(good, size * size);
  for (const vertex of islands) rest.push(vertex); // may be too many to spread
  return { kept: Uint32Array.from(kept), left: Uint32Array.from(rest) };
}

/** Whether the triangle's normal turns away from the canonical view by less than 80 degrees. */
function facesViewer(points: Float32Array, a: number, b: number, c: number): boolean {
  const edge = (from: number, to: number, axis: number) => points[to * 3 + axis] - points[from * 3 + axis];
  const [ux, uy, uz] = [edge(a, b, 0), edge(a, b, 1), edge(a, b, 2)];
  const [vx, vy, vz] = [edge(a, c, 0), edge(a, c, 1), edge(a, c, 2)];
  const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  return -z > MAX_SLOPE * Math.hypot(x, y, z);
}

/** The triangles of the largest part that hangs together by vertices, and the others. */
function largestPart(triangles: number[], vertices: number): [number[], number[]] {
  const parent = Uint32Array.from({ length: vertices }, (_, index) => index);
  const root = (vertex: number): number => {
    while (parent[vertex] !== vertex) vertex = parent[vertex] = parent[parent[vertex]];
    return vertex;
  };
  for (let at = 0; at < triangles.length; at += 3) {
    for (const other of [triangles[at + 1], triangles[at + 2]]) {
      const [a, b] = [root(triangles[at]), root(other)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const counts = new Uint32Array(vertices);
  for (let at = 0; at < triangles.length; at += 3) counts[root(triangles[at])]++;
  let largest = 0;
  counts.forEach((count, vertex) => {
    if (count > counts[largest]) largest = vertex;
  });
  const [kept, islands]: [number[], number[]] = [[], []];
  for (let at = 0; at < triangles.length; at += 3) {
    const target = root(triangles[at]) === largest ? kept : islands;
    target.push(triangles[at], triangles[at + 1], triangles[at + 2]);
  }
  return [kept, islands];
}
