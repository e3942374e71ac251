/** Dents of regions that are nearly convex: errors of the separation, not the object's own. */

/** Share of its convex hull from which on a region's dents are filled. */
const CONVEX_FROM = 0.965;

type Point = readonly [number, number];

/** The convex hull of a region that nearly fills it; another region as it is. */
export function fillDents(region: Uint8Array, size: number): Uint8Array {
  const points: Point[] = [];
  region.forEach((value, at) => value && points.push([at % size, Math.floor(at / size)]));
  const corners = convexHull(points);
  if (corners.length < 3) return region;
  const hull = filled(corners, size);
  return points.length >= CONVEX_FROM * hull.reduce((a, b) => a + b, 0) ? hull : region;
}

/** Corners of the hull of points that are sorted by row, then column: Andrew's monotone chain. */
export function convexHull(points: readonly Point[]): Point[] {
  const chain = (ordered: readonly Point[]) => {
    const corners: Point[] = [];
    for (const point of ordered) {
      while (corners.length > 1 && turn(corners[corners.length - 2], corners[corners.length - 1], point) <= 0) corners.pop();
      corners.push(point);
    }
    return corners.slice(0, -1);
  };
  return points.length < 2 ? [...points] : [...chain(points), ...chain([...points].reverse())];
}

/** The pixels on and within a convex outline, whose corners go round in the sense of `convexHull`. */
function filled(corners: readonly Point[], size: number): Uint8Array {
  return Uint8Array.from({ length: size * size }, (_, at) => {
    const point: Point = [at % size, Math.floor(at / size)];
    return Number(corners.every((corner, k) => turn(corner, corners[(k + 1) % corners.length], point) >= 0));
  });
}

/** Positive where the way from a over b to c turns as the hull's corners do. */
function turn(a: Point, b: Point, c: Point): number {
  return (b[1] - a[1]) * (c[0] - b[0]) - (b[0] - a[0]) * (c[1] - b[1]);
}
