/**
 * Where a photo's object is expected before the photo is looked at: where its category's silhouette says or, without
 * one, in the middle. By the steps of `probsym.export.object_probability` and `cutout`.
 */

import { resizeMap } from "../math/refine";
import { distances, each, falling, GRID } from "./grid";

/** What is expected of the outline, when each point's probability is known. */
export interface OutlineExpectation {
  /** How much a point is the object if its mirror point is. */
  readonly trust: Float32Array;
  /** Log odds that are added when the outline is drawn. */
  readonly outline: Float32Array;
  readonly style: Style;
}

export interface Expectation extends OutlineExpectation {
  /** Log odds of each point. */
  readonly odds: Float32Array;
  /** What the log odds of depth count. */
  readonly depthWeight: number;
  /** 1 where the object certainly is, whatever its colour. */
  readonly core: Float32Array;
  /** 1 where the object mostly has its colours. */
  readonly coloured: Float32Array;
  /** More than 0 where the ground is likely. */
  readonly ground: Float32Array;
}

export interface Style {
  /** How much of a point's log odds is its mirror point's. */
  readonly mirrored: number;
  /** Of a step of the outline, and where its distances start: see `enclose`. */
  readonly price: number;
  readonly lower: number;
  /** How much the outline is rounded off, points. */
  readonly blur: number;
  /** How square the photo's ends are: 2 is a circle. */
  readonly upperPower: number;
  readonly lowerPower: number;
}

/** The photo's upper edge and its sides; at the lower edge the object goes on. */
const [GROUND_WEIGHT, GROUND_RIM] = [0.3, 0.88];

const [MIDDLE_ODDS, MIDDLE_ZERO] = [5, 0.74];
const [CORE_FROM, CORE_TO, COLOURED_FROM, COLOURED_TO] = [0.46, 0.66, 0.5, 0.75];
const [SYMMETRIC_FROM, SYMMETRIC_TO] = [0.7, 0.95];
const [INNER_ODDS, INNER_FROM, INNER_TO] = [1.5, 0.5, 0.75];
const [RAISED_ODDS, RAISED_FROM, RAISED_TO] = [2, 0.3, 0.45];
const [RAISED_RADIUS_FROM, RAISED_RADIUS_TO] = [0.95, 1.15];
/** Corners are rounded, as few objects fill them. */
export const ROUND: Style = { mirrored: 0.25, price: 0.16, lower: 0, blur: 2.5, upperPower: 3.7, lowerPower: 3.7 };

const [SILHOUETTE_WEIGHT, DEPTH_WEIGHT, OUTLINE_WEIGHT] = [1.3, 0.3, 0.4];
const [CORE_SHARE_FROM, CORE_SHARE_TO, COLOURED_SHARE_FROM, COLOURED_SHARE_TO] = [0.9, 0.98, 0.75, 0.95];
const [SYMMETRIC_SHARE_FROM, SYMMETRIC_SHARE_TO] = [0.9, 0.98];
const SHARE_LIMIT = 0.03;
const ALONG_SILHOUETTE: Style = {
  mirrored: 0.1,
  price: 0.05,
  lower: 0.25,
  blur: 1.6,
  upperPower: 3.7,
  lowerPower: 2.3,
};
/** For a silhouette that has more in the upper corners than between them. */
const EARED: Style = { ...ALONG_SILHOUETTE, upperPower: 12 };
/** Where ears are looked for, shares of the height, and how much more there must be in one than between them. */
const [EAR_ROWS_FROM, EAR_ROWS_TO, EAR_SHARE] = [0.03, 0.15, 0.25];

const NET_SILHOUETTE_WEIGHT = 0.1;
const [NET_GROUND_FROM, NET_GROUND_TO] = [0.1, 0.4];
const NET_UPPER_POWER = 6;

/** @param relativeDepth 1 nearest, 0 as far as the sides */
export function expectMiddle(relativeDepth: Float32Array): Expectation {
  const distance = distances(2.5);
  return {
    odds: distance.map((r) => MIDDLE_ODDS * (MIDDLE_ZERO - r)),
    depthWeight: 1,
    core: distance.map((r) => falling(r, CORE_FROM, CORE_TO)),
    coloured: distance.map((r) => falling(r, COLOURED_FROM, COLOURED_TO)),
    ground: rim(),
    trust: distance.map((r) => falling(r, SYMMETRIC_FROM, SYMMETRIC_TO)),
    outline: distance.map(
      (r, at) =>
        INNER_ODDS * falling(r, INNER_FROM, INNER_TO) +
        RAISED_ODDS *
          falling(r, RAISED_RADIUS_FROM, RAISED_RADIUS_TO) *
          (1 - falling(relativeDepth[at], RAISED_FROM, RAISED_TO)),
    ),
    style: ROUND,
  };
}

/** @param silhouette square, share of the photos of the category in which a point is the object, 0 to 1 */
export function expectSilhouette(silhouette: Float32Array): Expectation {
  const share = resizeMap(silhouette, GRID);
  const odds = logOdds(share);
  return {
    odds: odds.map((value) => SILHOUETTE_WEIGHT * value),
    depthWeight: DEPTH_WEIGHT,
    core: share.map((value) => 1 - falling(value, CORE_SHARE_FROM, CORE_SHARE_TO)),
    coloured: share.map((value) => 1 - falling(value, COLOURED_SHARE_FROM, COLOURED_SHARE_TO)),
    ground: rim().map((value, at) => value * (1 - share[at])),
    ...outlineExpected(share, OUTLINE_WEIGHT),
  };
}

/** What is expected of an outline beside an object net, which is more often right than colours. */
export function expectBesideNet(silhouette: Float32Array, probability: Float32Array): OutlineExpectation {
  const { trust, outline, style } = outlineExpected(resizeMap(silhouette, GRID), NET_SILHOUETTE_WEIGHT);
  return {
    // What the net calls ground is ground whatever the mirror point is.
    trust: trust.map((value, at) => value * (1 - falling(probability[at], NET_GROUND_FROM, NET_GROUND_TO))),
    outline,
    style: { ...style, upperPower: Math.min(style.upperPower, NET_UPPER_POWER) },
  };
}

function outlineExpected(share: Float32Array, weight: number): OutlineExpectation {
  return {
    trust: share.map((value) => 1 - falling(value, SYMMETRIC_SHARE_FROM, SYMMETRIC_SHARE_TO)),
    outline: logOdds(share).map((value) => weight * value),
    style: hasEars(share) ? EARED : ALONG_SILHOUETTE,
  };
}

function logOdds(share: Float32Array): Float32Array {
  return share.map((value) => {
    const inside = Math.max(SHARE_LIMIT, Math.min(1 - SHARE_LIMIT, value));
    return Math.log(inside / (1 - inside));
  });
}

function hasEars(share: Float32Array): boolean {
  const [first, last] = [EAR_ROWS_FROM, EAR_ROWS_TO].map((part) => Math.round(part * GRID));
  return share.subarray(first * GRID, last * GRID).some((value, at) =>
    value - share[(first + Math.floor(at / GRID)) * GRID + GRID / 2] > EAR_SHARE);
}

function rim(): Float32Array {
  return each((x, y) => (Math.max(Math.abs(x), -y) > GROUND_RIM ? GROUND_WEIGHT : 0));
}
