/**
 * Where the surface falls off around the object, so steeply that it only joins two depths; by the steps of
 * `probsym.export.steep_rim`.
 */

import { gaussian } from "./filters";
import { GRID, neighbours } from "./grid";

/** Smallest cosine between a normal and the canonical view at which the silhouette goes on. */
const STEEPEST = Math.cos((79 * Math.PI) / 180);
/**
 * Points: what is thinner than twice the first is left over beyond a rim; so far the object goes on, and into a rim.
 */
const [THINNEST, FRINGE, RIM] = [2, 6, 3];
/** Depths at the edge are averaged over so many points. */
const BLUR = 4;

type Mask = Uint8Array<ArrayBuffer>;

/**
 * The opacity without what is steep at the object's edge, and without what lies beyond.
 *
 * @param opacity of the canonical grid, 0 to 1
 * @param depth of its points, scene units
 * @param normals of its points, three numbers each
 */
export function withoutSteepRim(opacity: Float32Array, depth: Float32Array, normals: Float32Array): Float32Array {
  const mask = (of: (at: number) => boolean): Mask => Uint8Array.from(opacity, (_, at) => Number(of(at)));
  const steep = mask((at) => normals[at * 3 + 2] < STEEPEST);
  if (!steep.includes(1)) return opacity;
  const thickestPart = (without: Mask): Mask => {
    const away = grown(mask((at) => Boolean(without[at]) || opacity[at] <= 0.5), THINNEST);
    return largestPart(mask((at) => !away[at]));
  };
  const flat = grown(thickestPart(steep), THINNEST);
  const outside = fromFrame(mask((at) => Boolean(steep[at]) || !flat[at]));
  const rim = mask((at) => Boolean(steep[at] && outside[at]));
  if (!flat.includes(1) || !rim.some((value, at) => value && opacity[at] > 0)) return opacity;
  let core = thickestPart(rim);
  for (let step = 0; step < FRINGE; step++) {
    const next = grown(core, 1, true); // not across a corner of the rim
    core = mask((at) => Boolean(next[at]) && opacity[at] > 0 && !rim[at]);
  }
  const [into, nearRim, besideRim] = [grown(core, RIM), grown(rim, RIM), grown(rim, 1)];
  const partOfRim = mask((at) => Boolean(rim[at] && into[at]));
  const here = meanAround(depth, mask((at) => Boolean(core[at] && besideRim[at])));
  const beyond = meanAround(depth, partOfRim);
  const result = opacity.map((value, at) => {
    if (!core[at] && !partOfRim[at]) return 0;
    if (!nearRim[at]) return value;
    const before = (beyond[at] > here[at] ? here[at] - depth[at] : depth[at] - here[at]) / across(depth, at);
    return value * Math.max(0, Math.min(1, before + 0.5));
  });
  // Nothing sticks out between two rims.
  const thin = grown(mask((at) => result[at] <= 0.5), THINNEST);
  const thick = grown(mask((at) => !thin[at]), THINNEST + 1);
  const aroundRim = grown(rim, FRINGE);
  return result.map((value, at) => (thick[at] || !aroundRim[at] ? value : 0));
}

/** The points of a mask that hang together with the map's frame. */
function fromFrame(mask: Mask): Mask {
  const start = [...mask.keys()].filter((at) => {
    const [row, column] = [Math.floor(at / GRID), at % GRID];
    return row === 0 || column === 0 || row === GRID - 1 || column === GRID - 1;
  });
  return part(mask, start, true);
}

/** The part of most points, which hang together by their sides. */
function largestPart(mask: Mask): Mask {
  const rest = Uint8Array.from(mask);
  let [best, most] = [new Uint8Array(mask.length), 0];
  for (let at = rest.indexOf(1); at >= 0; at = rest.indexOf(1, at)) {
    const one = part(rest, [at], false);
    const count = one.reduce((total, value) => total + value, 0);
    if (count > most) [best, most] = [one, count];
    one.forEach((value, place) => {
      if (value) rest[place] = 0;
    });
  }
  return best;
}

/** The points of a mask that hang together with some of its points, also by their corners or by sides alone. */
function part(mask: Mask, start: readonly number[], corners: boolean): Mask {
  const found = new Uint8Array(mask.length);
  const open = start.filter((at) => mask[at]);
  for (const at of open) found[at] = 1;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const other of neighbours(at, corners)) {
      if (mask[other] && !found[other]) {
        found[other] = 1;
        open.push(other);
      }
    }
  }
  return found;
}

function grown(mask: Mask, points: number, sidesOnly = false): Mask {
  let result = mask;
  for (let step = 0; step < points; step++) {
    const before = result;
    result = Uint8Array.from(before);
    before.forEach((value, at) => {
      if (value) for (const other of neighbours(at, !sidesOnly)) result[other] = 1;
    });
  }
  return result;
}

function meanAround(values: Float32Array, mask: Mask): Float32Array {
  const weight = gaussian(Float32Array.from(mask), GRID, BLUR);
  return gaussian(
    values.map((value, at) => value * mask[at]),
    GRID,
    BLUR,
  ).map((value, at) => value / Math.max(weight[at], 1e-6));
}

/** How much the depth changes over one point of the grid. */
function across(depth: Float32Array, at: number): number {
  const [row, column] = [Math.floor(at / GRID), at % GRID];
  const change = (place: number, step: number) => {
    const [from, to] = [Math.max(0, place - 1), Math.min(GRID - 1, place + 1)];
    return (depth[at + (to - place) * step] - depth[at + (from - place) * step]) / (to - from);
  };
  return Math.max(Math.hypot(change(row, GRID), change(column, 1)), 1e-5);
}
