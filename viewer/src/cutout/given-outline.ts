/** The outline of an opacity that comes with the photo, by the steps of `probsym.export.cutout`. */

import { gaussian } from "./filters";
import { GRID, mirrored, neighbours } from "./grid";

const [BLUR, SLOPE, SPECK] = [2, 1.5, 0.01];

/**
 * Smooth, without specks, and ending at the border. Points of which the photo says nothing take the value of the
 * nearest ones of which it does.
 *
 * @param opacity of the points, 0 to 1
 * @param seen 1 where the photo shows the point itself
 * @param border points inside the edges
 */
export function givenOutline(opacity: Float32Array, seen: Uint8Array, border: number): Float32Array {
  const known = seen.map((here, at) => here || seen[mirrored(at)]);
  const filled = withoutSpecks(nearestKnown(opacity, known), seen);
  const soft = gaussian(cutAt(filled, border + Math.round(BLUR)), GRID, BLUR);
  return cutAt(soft.map((value) => Math.max(0, Math.min(1, (value - 0.5) * SLOPE + 0.5))), border);
}

function cutAt(map: Float32Array, border: number): Float32Array {
  const inside = (step: number) => step >= border && step < GRID - border;
  return map.map((value, at) => (inside(at % GRID) && inside(Math.floor(at / GRID)) ? value : 0));
}

function nearestKnown(map: Float32Array, known: Uint8Array): Float32Array {
  const [result, done] = [Float32Array.from(map), Uint8Array.from(known)];
  let front = Array.from(known.keys()).filter((at) => known[at]);
  while (front.length) {
    const next: number[] = [];
    for (const at of front) {
      for (const other of neighbours(at, false)) {
        if (done[other]) continue;
        [result[other], done[other]] = [result[at], 1];
        next.push(other);
      }
    }
    front = next;
  }
  return result;
}

/** Small or hidden parts become ground, such holes object; the largest part and the largest ground stay. */
function withoutSpecks(map: Float32Array, seen: Uint8Array): Float32Array {
  const [result, region] = [Float32Array.from(map), Uint8Array.from(map, (value) => Number(value > 0.5))];
  for (const kind of [1, 0]) {
    const parts = partsOf(region, kind);
    const largest = Math.max(0, ...parts.map((part) => part.length));
    for (const part of parts) {
      const hidden = part.filter((at) => !seen[at]).length;
      const speck = part.length <= SPECK * map.length || hidden > 0.5 * part.length;
      if (part.length < largest && speck) part.forEach((at) => (result[at] = 1 - kind));
    }
  }
  return result;
}

function partsOf(region: Uint8Array, kind: number): number[][] {
  const seen = new Uint8Array(region.length);
  const parts: number[][] = [];
  for (let start = 0; start < region.length; start++) {
    if (seen[start] || region[start] !== kind) continue;
    const part = [start];
    seen[start] = 1;
    for (let next = 0; next < part.length; next++) {
      for (const other of neighbours(part[next], false)) {
        if (seen[other] || region[other] !== kind) continue;
        seen[other] = 1;
        part.push(other);
      }
    }
    parts.push(part);
  }
  return parts;
}
