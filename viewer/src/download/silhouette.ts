/** A mesh cut along the object's silhouette, as `probsym.export.mesh` cuts it. */

export interface Triangulation {
  /** n × width numbers of each vertex. */
  readonly values: Float32Array;
  readonly width: number;
  /** Vertex indices, three a triangle. */
  readonly faces: Uint32Array;
}

/** The opacity at the outline. */
const LEVEL = 0.5;
/** New vertices keep this share of an edge's length from its ends: no triangle is without area. */
const MARGIN = 0.02;

/** @param opacity of each vertex, 0 to 1, linear in between */
export function cutTriangles(mesh: Triangulation, opacity: Float32Array): Triangulation {
  const { width, faces: old } = mesh;
  const values = Array.from(mesh.values);
  const faces: number[] = [];
  const made = new Map<number, number>();
  const count = opacity.length;
  const inside = (vertex: number) => opacity[vertex] > LEVEL;
  const onEdge = (a: number, b: number): number => {
    const [first, second] = [Math.min(a, b), Math.max(a, b)];
    const key = first * count + second;
    const known = made.get(key);
    if (known !== undefined) return known;
    const crossing = (opacity[first] - LEVEL) / (opacity[first] - opacity[second]);
    const share = Math.max(MARGIN, Math.min(1 - MARGIN, crossing));
    const vertex = values.length / width;
    for (let i = 0; i < width; i++) {
      values.push(values[first * width + i] * (1 - share) + values[second * width + i] * share);
    }
    made.set(key, vertex);
    return vertex;
  };
  for (let at = 0; at < old.length; at += 3) {
    const corners = [old[at], old[at + 1], old[at + 2]];
    const within = corners.filter(inside).length;
    if (within === 3) faces.push(...corners);
    if (within === 0 || within === 3) continue;
    const alone = corners.findIndex((corner) => inside(corner) === (within === 1));
    const [a, b, c] = [0, 1, 2].map((step) => corners[(alone + step) % 3]);
    const [left, right] = [onEdge(a, b), onEdge(a, c)];
    if (within === 1) faces.push(a, left, right);
    else faces.push(left, b, c, left, c, right);
  }
  return { values: Float32Array.from(values), width, faces: Uint32Array.from(faces) };
}
