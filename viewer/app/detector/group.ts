/** OpenCV's `groupRectangles`: the hits of one object become one box. */

import { roundEven } from "./picture";

/** A square's upper left corner and side, pixels. */
export interface Hit {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export interface Group extends Hit {
  /** How many hits it has. */
  readonly count: number;
}

const EPSILON = 0.2;
/** A box within another is kept if that has no more hits than this. */
const FEW = 3;

/** The mean boxes of groups with more than `neighbours` hits, none within a stronger one. */
export function grouped(hits: readonly Hit[], neighbours: number): Group[] {
  const groups = classes(hits).map(meanOf).filter(({ count }) => count > neighbours);
  const within = (one: Group, other: Group) => {
    const gap = roundEven(other.side * EPSILON);
    const inside = (start: number, around: number) =>
      start >= around - gap && start + one.side <= around + other.side + gap;
    return (
      inside(one.x, other.x) && inside(one.y, other.y) && (other.count > Math.max(FEW, one.count) || one.count < FEW)
    );
  };
  return groups.filter((one) => !groups.some((other) => other !== one && within(one, other)));
}

function meanOf(hits: readonly Hit[]): Group {
  const share = Math.fround(1 / hits.length);
  const mean = (key: keyof Hit) => roundEven(Math.fround(hits.reduce((sum, hit) => sum + hit[key], 0) * share));
  return { x: mean("x"), y: mean("y"), side: mean("side"), count: hits.length };
}

/** Hits that are linked by similar ones. */
function classes(hits: readonly Hit[]): Hit[][] {
  const parents = hits.map((_, index) => index);
  const root = (index: number) => {
    while (parents[index] !== index) index = parents[index] = parents[parents[index]];
    return index;
  };
  hits.forEach((one, index) => {
    for (let other = 0; other < index; other++) if (similar(one, hits[other])) parents[root(index)] = root(other);
  });
  const found = new Map<number, Hit[]>();
  hits.forEach((hit, index) => {
    const key = root(index);
    if (!found.has(key)) found.set(key, []);
    found.get(key)!.push(hit);
  });
  return [...found.values()];
}

function similar(one: Hit, other: Hit): boolean {
  const delta = EPSILON * Math.min(one.side, other.side);
  const [dx, dy, more] = [one.x - other.x, one.y - other.y, one.side - other.side];
  return Math.abs(dx) <= delta && Math.abs(dy) <= delta && Math.abs(dx + more) <= delta && Math.abs(dy + more) <= delta;
}
