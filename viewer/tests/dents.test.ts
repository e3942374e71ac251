import { expect, it } from "vitest";
import { convexHull, fillDents } from "../src/cutout/dents";

const SIZE = 40;

function region(inside: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: SIZE * SIZE }, (_, at) => Number(inside(at % SIZE, Math.floor(at / SIZE))));
}

const area = (map: Uint8Array) => map.reduce((a, b) => a + b, 0);

it("a small notch in a square is filled", () => {
  const square = region((x, y) => x > 4 && x < 35 && y > 4 && y < 35);
  const notched = region((x, y) => x > 4 && x < 35 && y > 4 && y < 35 && !(x > 31 && y > 18 && y < 25));
  expect(area(notched)).toBeLessThan(area(square));
  expect(fillDents(notched, SIZE)).toEqual(square);
});

it("a region that is far from convex stays as it is", () => {
  const ears = region((x, y) => y > 15 || x < 12 || x > 28);
  expect(fillDents(ears, SIZE)).toBe(ears);
});

it("nothing and a single line stay", () => {
  for (const map of [region(() => false), region((x, y) => x === 3 && y < 9)]) expect(fillDents(map, SIZE)).toEqual(map);
});

it("the hull of a grid has four corners", () => {
  const points = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => [x, y] as const));
  expect(convexHull(points)).toHaveLength(4);
});
