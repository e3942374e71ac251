/**
 * The object's silhouette for photos that are reconstructed in the browser, by the steps of `probsym.export.cutout`;
 * here the photo is first brought to the canonical frame, so that nothing has to be rasterised.
 */

import type { Factors } from "../factors";
import { pinhole, unproject } from "../math/camera";
import { normalsFromDepth } from "../math/normals";
import { BORDER, resizeMap } from "../math/refine";
import { modelRotation } from "../math/viewpoint";
import { enclose, LIMIT } from "./contour";
import {
  expectBesideNet,
  expectMiddle,
  expectSilhouette,
  type OutlineExpectation,
  ROUND,
  type Style,
} from "./expectation";
import { gaussian, quantile } from "./filters";
import { givenOutline } from "./given-outline";
import { distances, falling, GRID, mirrored } from "./grid";
import { withoutGroundRim } from "./ground-rim";
import { type Image, segment } from "./segment";
import { withoutSteepRim } from "./steep-rim";

// Log odds of a point, from relative depth (1 nearest, 0 as far as the sides) and relative confidence.
const [DEPTH_ODDS, DEPTH_ZERO] = [4.5, 0.28];
const [CONFIDENCE_ODDS, CONFIDENCE_ZERO] = [1.5, 0.45];
const [LOWEST_ODDS, HIGHEST_ODDS] = [-4, 3];
const CORE_ODDS = 4;
const [OUTLINE_ODDS, OUTLINE_LEVEL, OUTLINE_SLOPE] = [3, 0.53, 2.4];
/** Taken off an object net's log odds, and how near its probabilities come to 0 and 1. */
const [NET_CAUTION, NET_LIMIT] = [0.5, 1e-4];
const EDGE_FADE = 0.06;
/** Smallest cosine between a normal and the line of sight at which the photo shows a point. */
const FACING = 0.2;

/** What is known of the objects of a category. */
export interface Known {
  /** Square, 0 to 1: share of photos in which each point is the object. */
  readonly silhouette: Float32Array;
  /** Square, of each pixel of the photo that it shows the object, from an object net; null: its colours tell. */
  readonly probability: Float32Array | null;
}

/** Carries maps to the canonical grid. */
interface View {
  readonly depth: Float32Array;
  readonly normals: Float32Array;
  /** 1 where the photo shows the point. */
  readonly seen: Uint8Array;
  /** @param side pixels of the map, which shows the photo's square */
  readonly sampled: (map: (at: number) => number, side: number) => Float32Array;
  /** Red, green and blue of the photo. */
  readonly picture: (pixels: Uint8Array, side: number) => Image;
  /** Hidden points take the value of their mirror point, or 0 if that is hidden, too. */
  readonly completed: (map: Float32Array) => Float32Array;
}

/** Probability of each point that it is the object, and what is expected beside it. */
interface Told {
  readonly probability: Float32Array;
  readonly expected: OutlineExpectation;
  /** 1 where the outline may go. */
  readonly within: Uint8Array;
}

/**
 * Opacity of the canonical surface on a grid of 128 points a side, 0 to 1.
 *
 * @param pixels size² × 3, the photo as the model saw it: red, green, blue of each pixel in turn
 * @param known null: the object is expected in the middle
 */
export function cutoutOf(
  factors: Omit<Factors, "cutout">,
  pixels: Uint8Array,
  known: Known | null = null,
): Float32Array {
  const view = viewOf(factors, FACING);
  const { probability, expected, within } = known?.probability
    ? toldByNet(view, known.silhouette, known.probability)
    : toldByColours(view, factors, pixels, known?.silhouette ?? null);
  const { trust, style } = expected;
  const frame = roundedSquare(border(factors), style);
  const inside = probability.map((value, at) =>
    frame[at] > 0 && within[at] ? Math.max(value, probability[mirrored(at)] * trust[at]) : 0);
  const outline = smoothOutline(inside, expected.outline, style);
  const told = ownOdds(probability, expected.outline).map((odds) => 1 / (1 + Math.exp(-odds)));
  const whole = outline.map((value, at) => value * frame[at]);
  const image = view.picture(pixels, factors.size);
  const cut = withoutGroundRim(whole, image, told, view.seen, style.lower, !known);
  const opacity = withoutSteepRim(cut, view.depth, view.normals);
  return opacity.reduce((a, b) => a + b, 0) < 0.05 * opacity.length ? frame : opacity;
}

/**
 * The same of a photo that tells itself what is the object.
 *
 * @param alpha square, 0 to 1: opacity of the photo, at any size
 */
export function cutoutByAlpha(factors: Omit<Factors, "cutout">, alpha: Float32Array): Float32Array {
  const view = viewOf(factors, 0); // unlike colours, opacity is reliable where the surface is seen at a grazing angle
  const carried = view.completed(view.sampled((at) => alpha[at], Math.sqrt(alpha.length)));
  const edge = border(factors);
  const within = givenOutline(carried, view.seen, edge);
  const opacity = withoutSteepRim(within, view.depth, view.normals);
  return opacity.some((value) => value > 0.5) ? opacity : roundedSquare(edge, ROUND);
}

/**
 * What the photo shows of the canonical surface.
 *
 * @param facing smallest cosine between a normal and the line of sight
 */
function viewOf(factors: Omit<Factors, "cutout">, facing: number): View {
  const { size } = factors;
  const camera = pinhole(GRID, factors.fovDeg);
  const depth = resizeMap(factors.canonicalDepth, GRID);
  const normals = normalsFromDepth(camera, depth);
  const { place, seen } = project(unproject(camera, depth), normals, factors, facing);
  const sampled: View["sampled"] = (map, side) => {
    const pixel = (value: number) => (value + 0.5) * (side / size) - 0.5; // outer edges are shared
    return Float32Array.from(seen, (_, at) => sample(map, side, pixel(place[at * 2]), pixel(place[at * 2 + 1])));
  };
  return {
    depth,
    normals,
    seen,
    sampled,
    picture: (pixels, side) =>
      [0, 1, 2].map((channel) => sampled((at) => pixels[at * 3 + channel] / 255, side)) as unknown as Image,
    completed: (map) => map.map((value, at) => (seen[at] ? value : seen[mirrored(at)] ? map[mirrored(at)] : 0)),
  };
}

/** Where no object is, points of the grid from its edges. */
function border({ size }: Omit<Factors, "cutout">): number {
  return BORDER * (GRID / size);
}

/** @param answer of the net for each pixel of the photo */
function toldByNet({ sampled, completed }: View, silhouette: Float32Array, answer: Float32Array): Told {
  const carried = completed(sampled((at) => answer[at], Math.sqrt(answer.length)));
  const probability = carried.map((value) => {
    const inside = Math.max(NET_LIMIT, Math.min(1 - NET_LIMIT, value));
    return 1 / (1 + ((1 - inside) / inside) * Math.exp(NET_CAUTION));
  });
  const expected = expectBesideNet(silhouette, probability);
  const square = roundedSquare(1, expected.style);
  const photo = completed(sampled((at) => square[at], GRID));
  return { probability, expected, within: Uint8Array.from(photo, (value) => Number(value > 0.5)) };
}

function toldByColours(
  { depth, sampled, picture, completed }: View,
  { size, sigmaFlip }: Omit<Factors, "cutout">,
  pixels: Uint8Array,
  silhouette: Float32Array | null,
): Told {
  const relativeDepth = stretched(depth, quantile(columns(depth), 0.8), quantile(depth, 0.02), -0.5);
  const expected = silhouette ? expectSilhouette(silhouette) : expectMiddle(relativeDepth);
  const { depthWeight, core, coloured, ground } = expected;
  let odds = expected.odds.map((value, at) => value + depthWeight * DEPTH_ODDS * (relativeDepth[at] - DEPTH_ZERO));
  if (sigmaFlip) {
    const confidence = gaussian(sampled((at) => 1 / (1 + sigmaFlip[at]), size), GRID, 4);
    const relative = stretched(confidence, quantile(confidence, 0.05), quantile(confidence, 0.8), 0);
    odds = odds.map((value, at) => value + CONFIDENCE_ODDS * (relative[at] - CONFIDENCE_ZERO));
  }
  const guess = odds.map((value, at) => Math.max(LOWEST_ODDS, Math.min(HIGHEST_ODDS, value)) + CORE_ODDS * core[at]);
  const probability = completed(segment(picture(pixels, size), GRID, guess, coloured, ground));
  return { probability, expected, within: new Uint8Array(probability.length).fill(1) };
}

/** Where the photo shows each point, pixels of the model's image, and whether it does. */
function project(
  points: Float32Array,
  normals: Float32Array,
  { size, fovDeg, viewpoint }: Omit<Factors, "cutout">,
  least: number,
) {
  const r = modelRotation(...viewpoint.rotationRad);
  const { focal, center } = pinhole(size, fovDeg);
  const place = new Float32Array((points.length / 3) * 2);
  const seen = new Uint8Array(points.length / 3);
  for (let at = 0; at < seen.length; at++) {
    const p = [points[at * 3], points[at * 3 + 1], points[at * 3 + 2] - 1];
    const turn = (v: readonly number[]) =>
      [0, 3, 6].map((row) => r[row] * v[0] + r[row + 1] * v[1] + r[row + 2] * v[2]);
    const moved = turn(p).map((value, axis) => value + viewpoint.translation[axis] + (axis === 2 ? 1 : 0));
    const [u, v] = [(moved[0] / moved[2]) * focal + center, (moved[1] / moved[2]) * focal + center];
    const normal = turn([normals[at * 3], normals[at * 3 + 1], normals[at * 3 + 2]]);
    const facing = (normal[0] * moved[0] + normal[1] * moved[1] + normal[2] * moved[2]) / Math.hypot(...moved);
    place.set([u, v], at * 2);
    seen[at] = Number(facing > least && u > -0.5 && v > -0.5 && u < size - 0.5 && v < size - 0.5);
  }
  return { place, seen };
}

function sample(map: (at: number) => number, size: number, u: number, v: number): number {
  const [x, y] = [u, v].map((value) => Math.max(0, Math.min(size - 1, value)));
  const [column, row] = [x, y].map((value) => Math.min(size - 2, Math.floor(value)));
  const [right, down] = [x - column, y - row];
  const at = row * size + column;
  const upper = map(at) * (1 - right) + map(at + 1) * right;
  return upper * (1 - down) + (map(at + size) * (1 - right) + map(at + size + 1) * right) * down;
}

/** 0 at `zero`, 1 at `one`. */
function stretched(map: Float32Array, zero: number, one: number, lowest: number): Float32Array {
  const gap = Math.abs(one - zero) > 1e-4 ? one - zero : 1e-4 * (one < zero ? -1 : 1);
  return map.map((value) => Math.max(lowest, Math.min(1, (value - zero) / gap)));
}

/** The columns near the sides. */
function columns(map: Float32Array): Float32Array {
  const inset = GRID / 32;
  return map.filter((_, at) => at % GRID === inset || at % GRID === GRID - 1 - inset);
}

function smoothly(t: number): number {
  return t * t * (3 - 2 * t);
}

function roundedSquare(border: number, style: Style): Float32Array {
  const end = 1 - (2 * border) / (GRID - 1);
  const [upper, lower] = [distances(style.upperPower), distances(style.lowerPower)];
  return upper.map((value, at) => smoothly(falling(at < upper.length / 2 ? value : lower[at], end - EDGE_FADE, end)));
}

function smoothOutline(probability: Float32Array, expected: Float32Array, style: Style): Float32Array {
  const own = ownOdds(probability, expected);
  const odds = own.map((value, at) =>
    probability[at] === 0 ? -LIMIT : (1 - style.mirrored) * value + style.mirrored * own[mirrored(at)]);
  const soft = gaussian(Float32Array.from(enclose(odds, GRID, style.price, style.lower)), GRID, style.blur);
  return soft.map((value) => smoothly(Math.max(0, Math.min(1, (value - OUTLINE_LEVEL) * OUTLINE_SLOPE + 0.5))));
}

/** What the photo says of each point, and what is expected. */
function ownOdds(probability: Float32Array, expected: Float32Array): Float32Array {
  return probability.map((value, at) => {
    const inside = Math.max(1e-3, Math.min(1 - 1e-3, value));
    return Math.max(-OUTLINE_ODDS, Math.min(OUTLINE_ODDS, Math.log(inside / (1 - inside)))) + expected[at];
  });
}
