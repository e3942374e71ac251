/** Twin of probsym/framing/detectors.py: people's and cats' faces, told apart. */

import { part, type Rgb } from "../resample";
import { type Box, overlap } from "./box";
import type { Cascade } from "./cascade";
import { detect, lookAgain, type Search, unitBox } from "./detect";
import { type Detection, type Kind, largestFirst, OVERLAP, withoutOverlaps } from "./detection";
import { detectFaces, STRONG } from "./faces";
import { roundEven } from "./picture";
import type { Detector } from "./weights";

/** How cats are searched for, as app.json says. */
export interface CatSearch extends Search {
  /** Above this, a cat is certain. */
  readonly sure_log_odds: number;
  /** Less certain cats are dropped if there is a certain one. */
  readonly doubtful_log_odds: number;
}

export interface KindDetectors {
  readonly faces: { readonly first: Cascade; readonly second: Cascade };
  readonly cats: Detector;
  readonly search: CatSearch;
}

/**
 * Cats are searched for around people who are smaller than SMALL_SHARE of the photo's longer side, in a square AROUND
 * times as large as the person's box.
 */
const [SMALL_SHARE, AROUND] = [0.25, 2];

/** In the order of `certainFirst`; of overlapping detections of both kinds, only one is kept. */
export function detectKinds(photo: Rgb, { faces, cats, search }: KindDetectors): Detection[] {
  const people = detectFaces(photo, faces);
  const coarse = { ...search, levels: search.levels.slice(0, 1) };
  const [finest] = search.levels[search.levels.length - 1];
  const catsIn = (picture: Rgb, how: Search) =>
    lookAgain(picture, detect(picture, cats, how), cats, finest)
      .map(({ box, logOdds }): Detection => ({ kind: "cat", box: unitBox(box, cats.framing), score: logOdds }));
  // With a certain person, only the coarse search for cats is run: the fine one takes ten times as long.
  const fine = people.every(({ score }) => score < STRONG);
  const found = catsIn(photo, fine ? { ...search, cut_off_log_odds: search.sure_log_odds } : coarse);
  for (const { box } of people) {
    if (box.side >= SMALL_SHARE * Math.max(photo.width, photo.height)) continue;
    const around = partAround(photo, box);
    const shifted = catsIn(around.picture, coarse).map((cat) => {
      return { ...cat, box: { ...cat.box, x: cat.box.x + around.left, y: cat.box.y + around.top } };
    });
    found.push(...shifted);
  }
  const isCat = ({ box }: Detection) =>
    found.some((cat) => cat.score > search.sure_log_odds && overlap(cat.box, box) >= OVERLAP);
  const kept = people.filter((person) => !isCat(person));
  const likely = found.some((cat) => isCertainCat(cat, search))
    ? found.filter(({ score }) => score > search.doubtful_log_odds)
    : found;
  const apart = withoutOverlaps(likely).filter((cat) => kept.every((person) => overlap(cat.box, person.box) < OVERLAP));
  return certainFirst([...kept, ...apart], search);
}

/** Largest first; but if there is a certain cat, uncertain cats come last. */
export function certainFirst(found: readonly Detection[], search: Pick<CatSearch, "sure_log_odds">): Detection[] {
  const prefers = found.some((one) => isCertainCat(one, search));
  const doubtful = (one: Detection) => prefers && one.kind === "cat" && !isCertainCat(one, search);
  const inOrder = largestFirst(found);
  return [...inOrder.filter((one) => !doubtful(one)), ...inOrder.filter(doubtful)];
}

function isCertainCat({ kind, score }: Detection, { sure_log_odds }: Pick<CatSearch, "sure_log_odds">): boolean {
  return kind === "cat" && score > sure_log_odds;
}

/** The kind of the first certain detection, null if there is none: what the photo shows if not the model's category. */
export function certainKind(found: readonly Detection[], { sure_log_odds }: CatSearch): Kind | null {
  return found.find(({ kind, score }) => kind === "face" || score > sure_log_odds)?.kind ?? null;
}

function partAround(picture: Rgb, { x, y, side }: Box): { picture: Rgb; left: number; top: number } {
  const reach = (AROUND * side) / 2;
  const [left, top] = [Math.max(0, roundEven(x - reach)), Math.max(0, roundEven(y - reach))];
  const right = Math.min(picture.width, roundEven(x + reach));
  const bottom = Math.min(picture.height, roundEven(y + reach));
  return { picture: part(picture, left, top, right - left, bottom - top), left, top };
}
