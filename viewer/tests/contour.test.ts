import { expect, it } from "vitest";
import { enclose } from "../src/cutout/contour";

const SIZE = 65;

/** Log odds 2 inside, -2 outside, from the coordinates of the points, -1 to 1. */
function odds(inside: (x: number, y: number) => boolean): Float32Array {
  const axis = (step: number) => (2 * step) / (SIZE - 1) - 1;
  return Float32Array.from({ length: SIZE * SIZE }, (_, at) =>
    inside(axis(at % SIZE), axis(Math.floor(at / SIZE))) ? 2 : -2);
}

/** Points that are in the region or in the truth alone, as a share of the truth. */
function difference(region: Uint8Array, truth: Float32Array): number {
  const wrong = region.reduce((sum, value, at) => sum + Number(value > 0 !== truth[at] > 0), 0);
  return wrong / truth.filter((value) => value > 0).length;
}

const disc = odds((x, y) => Math.hypot(x, y) < 0.7);

it("a disc is enclosed", () => {
  expect(difference(enclose(disc, SIZE), disc)).toBeLessThan(0.04);
});

it("a bite, a hole and an island change little", () => {
  const spoilt = odds((x, y) =>
    (Math.hypot(x, y) < 0.7 && Math.hypot(x - 0.7, y + 0.2) > 0.12 && Math.hypot(x + 0.3, y) > 0.1)
    || Math.hypot(x + 0.9, y - 0.9) < 0.1);
  expect(difference(enclose(spoilt, SIZE), disc)).toBeLessThan(0.04);
});

it("ears stay", () => {
  const eared = odds(
    (x, y) => Math.hypot(x, y) < 0.6 || (y < 0 && y > -0.95 && Math.abs(Math.abs(x) - 0.4) < 0.6 * (y + 0.95)),
  );
  const region = enclose(eared, SIZE);
  const tip = Math.round(0.17 * (SIZE - 1)); // row of y = -0.66, above the disc
  expect(region.subarray(tip * SIZE, (tip + 1) * SIZE).reduce((a, b) => a + b, 0)).toBeGreaterThan(3);
  expect(difference(region, eared)).toBeLessThan(0.15);
});

it("nothing beyond the square is enclosed, and all of it can be", () => {
  expect(difference(enclose(odds(() => true), SIZE), odds(() => true))).toBeLessThan(0.06);
});
