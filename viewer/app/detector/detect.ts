/** Twin of probsym/framing/align/detector.py: the model's own detector finds its objects in a photo. */

import { reducedBy, type Rgb } from "../resample";
import { type Box, meanBox, moved, outsideShare, overlap, scaled, toPhoto } from "./box";
import { cropBox, greyOf } from "./grey";
import { hog } from "./hog";
import { type Grey, roundEven } from "./picture";
import { reducedByArea } from "./resize";
import { search } from "./search";
import type { Detector, Framing, Stage } from "./weights";

/** Places that are verified, by the patch alone and with its surroundings. */
const [CANDIDATES, WIDE_CANDIDATES] = [6, 16];
const OVERLAP = 0.3;
const [PATCH_PX, CELL_PX, CONTEXT, WIDE_CONTEXT] = [80, 8, 0.9, 1.5];
/** A box of this share of the photo's longer side and this certainty explains it: no finer level is searched. */
const [LARGE_SHARE, CERTAIN_LOG_ODDS] = [0.3, 2];
/** A box that was found is looked at again at these multiples of its side. */
const SIZES = [0.65, 0.8, 1, 1.2];
/** Where more of the surroundings lies outside the photo, both verifiers are asked. */
const MAX_OUTSIDE = 0.5;
/** Much larger photos are first reduced by block means to this many pixels for each of the searched picture. */
const REDUCING_GAP = 4;

/** How a photo is searched, as app.json says. */
export interface Search {
  /** Longer side of the searched picture, pixels, and the smallest box relative to it, from coarse to fine. */
  readonly levels: readonly (readonly [number, number])[];
  /** What is less certain counts as not found. */
  readonly min_log_odds: number;
  /** Log-odds of both verifiers above which objects at the photo's edge are found; without it, all are judged alike. */
  readonly cut_off_log_odds?: number;
}

/** An object and the log-odds that it is one. */
export interface Found {
  readonly box: Box;
  readonly logOdds: number;
}

/** The detector's boxes in a photo, most certain first. */
export function detect(photo: Rgb, detector: Detector, { levels, min_log_odds, cut_off_log_odds }: Search): Found[] {
  const longer = Math.max(photo.width, photo.height);
  let found: Found[] = [];
  for (const [longest, smallestShare] of levels) {
    const { grey, scale } = workingImage(photo, longest);
    const judged = (one: Found) =>
      cut_off_log_odds === undefined ? one : judgeCutOff(grey, one, detector, cut_off_log_odds);
    const here = findIn(grey, detector, smallestShare)
      .map(judged)
      .map(({ box, logOdds }) => ({ box: scaled(box, scale), logOdds }));
    found = withoutOverlaps([...found, ...here]).filter(({ logOdds }) => logOdds > min_log_odds);
    if (found.some(({ box, logOdds }) => box.side > LARGE_SHARE * longer && logOdds > CERTAIN_LOG_ODDS)) break;
  }
  return found;
}

/**
 * What was found, each box refined again: the mean of those that refinement finds from several sizes of it, weighted by
 * their odds.
 *
 * @param longest longer side of the picture in which that is done, pixels
 */
export function lookAgain(photo: Rgb, found: readonly Found[], detector: Detector, longest: number): Found[] {
  if (!found.length) return [];
  const { grey, scale } = workingImage(photo, longest);
  return found.map(({ box: first, logOdds }) => {
    const once = refinedAll(grey, SIZES.map((size) => moved(scaled(first, 1 / scale), 0, 0, size)), detector);
    const boxes = [...once, ...refinedAll(grey, once, detector)];
    const odds = boxes.map((one) => logOddsOf(grey, one, detector));
    const most = Math.max(...odds);
    const box = meanBox(boxes, odds.map((one) => Math.exp(one - most)));
    return { box: scaled(box, scale), logOdds };
  });
}

/** The grey picture that is searched, and the photo's pixels per its own. */
function workingImage(photo: Rgb, longest: number): { grey: Grey; scale: number } {
  const scale = Math.max(1, Math.max(photo.width, photo.height) / longest);
  const size = (length: number) => Math.max(1, roundEven(length / scale));
  const grey = greyOf(scale >= 2 * REDUCING_GAP ? reducedBy(Math.floor(scale / REDUCING_GAP), photo) : photo);
  return { grey: scale > 1 ? reducedByArea(grey, size(photo.width), size(photo.height)) : grey, scale };
}

/** All candidates in a grey picture, most certain first, none on top of another. */
function findIn(grey: Grey, detector: Detector, smallestShare: number): Found[] {
  const boxes = refinedAll(
    grey,
    search(grey, detector, detector.wide ? WIDE_CANDIDATES : CANDIDATES, smallestShare),
    detector,
  );
  return withoutOverlaps(boxes.map((box) => ({ box, logOdds: logOddsOf(grey, box, detector) })));
}

/**
 * The candidate; where the photo shows less than half of its surroundings and both verifiers together are sure, with
 * their log-odds if those are higher.
 */
export function judgeCutOff(grey: Grey, found: Found, detector: Detector, sureLogOdds: number): Found {
  if (!detector.wide || outsideShare(moved(found.box, 0, 0, WIDE_CONTEXT), grey.width, grey.height) <= MAX_OUTSIDE) {
    return found;
  }
  const both = found.logOdds + logOddsOf(grey, found.box, { ...detector, wide: null });
  return both > sureLogOdds ? { box: found.box, logOdds: Math.max(both, found.logOdds) } : found;
}

/** The more certain of those on top of each other, most certain first. */
function withoutOverlaps(found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  for (const one of [...found].sort((first, second) => second.logOdds - first.logOdds)) {
    if (kept.every((other) => overlap(one.box, other.box) < OVERLAP)) kept.push(one);
  }
  return kept;
}

/** The box that a detector's crops are framed around: its side is the distance of the two points. */
export function unitBox(box: Box, { side, offset_y }: Framing): Box {
  return moved(box, 0, -offset_y / side, 1 / side);
}

function patchFeatures(grey: Grey, box: Box, context = CONTEXT): Float32Array {
  return hog(cropBox(grey, moved(box, 0, 0, context), PATCH_PX), CELL_PX).data;
}

/** That a box shows the object. */
export function logOddsOf(grey: Grey, box: Box, { verifier, verifierBias, wide }: Detector): number {
  const narrow = patchFeatures(grey, box);
  if (!wide) return dot(narrow, verifier) + verifierBias;
  const features = new Float32Array([...narrow, ...patchFeatures(grey, box, WIDE_CONTEXT)]);
  return wide.weights.reduce((sum, weight, unit) => {
    const row = wide.hiddenWeights.subarray(unit * features.length, (unit + 1) * features.length);
    return sum + weight * Math.max(0, dot(features, row) + wide.hiddenBiases[unit]);
  }, wide.bias);
}

function refinedAll(grey: Grey, boxes: readonly Box[], { stages, framing }: Detector): Box[] {
  return stages.reduce<Box[]>((current, stage) => current.map((box) => refined(grey, box, stage, framing)), [...boxes]);
}

/** The box around the two points that a stage finds; the same box where they make no sense. */
function refined(grey: Grey, box: Box, { weights, bias }: Stage, framing: Framing): Box {
  const points = Float64Array.from(bias);
  patchFeatures(grey, box).forEach((value, index) => {
    for (let output = 0; output < 4; output++) points[output] += value * weights[4 * index + output];
  });
  const [x1, y1, x2, y2] = points;
  const distance = Math.hypot(x2 - x1, y2 - y1) * framing.side;
  const turn = Math.atan2(y2 - y1, x2 - x1);
  if (!(distance > 0.5 && distance < 2 && Math.abs(turn) < 1)) return box;
  const [x, y] = toPhoto(box, [(x1 + x2) / 2, (y1 + y2) / 2]);
  const unit = { x, y, side: (box.side * distance) / framing.side, rollRad: moved(box, 0, 0, 1, turn).rollRad };
  return moved(unit, 0, framing.offset_y, framing.side);
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, index) => sum + value * other[index], 0);
}
