import { expect, it } from "vitest";
import { cutoutByAlpha, cutoutOf } from "../src/cutout/cutout";
import { gaussian } from "../src/cutout/filters";
import { withoutGroundRim } from "../src/cutout/ground-rim";
import type { Factors } from "../src/factors";

const RADIUS = 0.6;

/** A round dome on a flat ground, of another colour, seen from the front. */
function dome(size = 64): { factors: Factors; pixels: Uint8Array } {
  const radius = (at: number) => {
    const [x, y] = [at % size, Math.floor(at / size)].map((step) => (2 * step) / (size - 1) - 1);
    return Math.hypot(x, y);
  };
  const area = { length: size * size };
  const factors: Factors = {
    name: "dome",
    size,
    fovDeg: 10,
    canonicalDepth: Float32Array.from(
      area,
      (_, at) => 1.04 - 0.08 * Math.sqrt(Math.max(0, 1 - (radius(at) / RADIUS) ** 2)),
    ),
    albedo: new Float32Array(size * size * 3),
    sigma: null,
    sigmaFlip: null,
    cutout: null,
    light: { ambient: 1, diffuse: 0, direction: [0, 0, 1], gamma: 1 },
    viewpoint: { rotationRad: [0, 0, 0], translation: [0, 0, 0] },
    photo: "data:,",
  };
  const pixels = Uint8Array.from({ length: size * size * 3 }, (_, at) =>
    (radius(Math.floor(at / 3)) < RADIUS ? [200, 100, 80] : [50, 120, 80])[at % 3]);
  return { factors, pixels };
}

it("a bump on a flat ground gives a round silhouette", () => {
  const { factors, pixels } = dome();
  const opacity = cutoutOf(factors, pixels);
  const points = Math.sqrt(opacity.length);
  let [wrong, inside] = [0, 0];
  opacity.forEach((value, at) => {
    const [x, y] = [at % points, Math.floor(at / points)].map((step) => (2 * step) / (points - 1) - 1);
    const truth = Math.hypot(x, y) < RADIUS;
    inside += Number(truth);
    wrong += Number(value > 0.5 !== truth);
  });
  expect(wrong / inside).toBeLessThan(0.15);
});

it("a steep step around the object is left out, with what lies beyond", () => {
  const size = 64;
  const [column, row] = [
    (at: number) => (2 * (at % size)) / (size - 1) - 1,
    (at: number) => (2 * Math.floor(at / size)) / (size - 1) - 1,
  ];
  const { factors, pixels } = dome(size);
  // The object is wider in the photo than the model's step.
  const side = (at: number) => 0.5 + (Math.floor(at / size) % 2 ? 0.02 : 0);
  const canonicalDepth = Float32Array.from(factors.canonicalDepth, (_, at) =>
    Math.abs(column(at)) < side(at) && Math.abs(row(at)) < 0.6 ? 0.95 : 1.05);
  const coloured = pixels.map((_, at) => {
    const pixel = Math.floor(at / 3);
    return (Math.max(Math.abs(column(pixel)), Math.abs(row(pixel))) < 0.75 ? [200, 100, 80] : [50, 120, 80])[at % 3];
  });
  const opacity = cutoutOf({ ...factors, canonicalDepth }, coloured);
  const points = Math.sqrt(opacity.length);
  const ends = [48, 56, 64, 72, 80].map((line) => {
    const kept = opacity.subarray(line * points, (line + 1) * points);
    return [
      kept.findIndex((value) => value > 0.5),
      points -
        1 -
        kept
          .slice()
          .reverse()
          .findIndex((value) => value > 0.5),
    ];
  });
  const middle = (points - 1) / 2;
  for (const [first, last] of ends) {
    expect(Math.abs(first - (1 - 0.5) * middle)).toBeLessThan(5);
    expect(Math.abs(last - (1 + 0.5) * middle)).toBeLessThan(5);
  }
});

it("a photo of one colour still gives an object", () => {
  const { factors, pixels } = dome();
  const opacity = cutoutOf({ ...factors, canonicalDepth: new Float32Array(64 * 64).fill(1) }, pixels.fill(0));
  expect(opacity.filter((value) => value > 0.5).length).toBeGreaterThan(0.2 * opacity.length);
  expect(Math.max(...opacity.subarray(0, 128))).toBe(0); // nothing of the border
});

it("ears are kept where the silhouette has them", () => {
  const { factors } = dome();
  const size = 64;
  const inside = (column: number, row: number) => {
    const [x, y] = [Math.abs((2 * column) / (size - 1) - 1), (2 * row) / (size - 1) - 1];
    const ear = y > -0.88 && y < 0 && x < 0.5 + 0.35 * (y + 0.88) && x > 0.5 - 0.5 * (y + 0.88);
    return ear || Math.hypot(x / 0.7, (y - 0.15) / 0.65) < 1;
  };
  const pixels = Uint8Array.from({ length: size * size * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return (inside(pixel % size, Math.floor(pixel / size)) ? [200, 150, 130] : [90, 100, 75])[at % 3];
  });
  // The animals of a category are not quite alike: the mean of shifted ones.
  const silhouette = gaussian(
    Float32Array.from({ length: size * size }, (_, at) => Number(inside(at % size, Math.floor(at / size)))), size, 4);
  const shared = (opacity: Float32Array) => {
    let [both, either] = [0, 0];
    opacity.forEach((value, at) => {
      const [column, row] = [at % 128, Math.floor(at / 128)].map((step) => (step * (size - 1)) / 127);
      if (row > 0.275 * size) return; // above the head
      both += Number(value > 0.5 && inside(column, row));
      either += Number(value > 0.5 || inside(column, row));
    });
    return both / either;
  };
  expect(shared(cutoutOf(factors, pixels, { silhouette, probability: null }))).toBeGreaterThan(0.7);
});

/** What an object net says of photos that show a region, at its own size. */
function told(inside: (x: number, y: number) => boolean): Float32Array {
  const axis = (step: number) => (2 * step) / 63 - 1;
  return Float32Array.from({ length: 64 * 64 }, (_, at) =>
    inside(axis(at % 64), axis(Math.floor(at / 64))) ? 0.99 : 0.01,
  );
}

it("an object net decides whatever the colours are", () => {
  const { factors, pixels } = dome(32);
  const inside = (x: number, y: number) => Math.hypot((x - 0.1) / 0.5, (y - 0.1) / 0.7) < 1;
  const known = { silhouette: new Float32Array(64 * 64).fill(0.6), probability: told(inside) };
  const opacity = cutoutOf(factors, pixels.fill(127), known);
  let [both, either] = [0, 0];
  opacity.forEach((value, at) => {
    const [x, y] = [at % 128, Math.floor(at / 128)].map((step) => (2 * step) / 127 - 1);
    both += Number(value > 0.5 && inside(x, y));
    either += Number(value > 0.5 || inside(x, y));
  });
  expect(both / either).toBeGreaterThan(0.9);
});

it("what a net calls ground is cut off although its mirror point is the object", () => {
  const { factors, pixels } = dome();
  const known = {
    silhouette: new Float32Array(64 * 64).fill(0.99),
    probability: told((x, y) => Math.hypot(x, y) < 0.7 && x < 0.38),
  };
  const opacity = cutoutOf(factors, pixels, known);
  const middle = (x: number) => opacity[64 * 128 + Math.round(((x + 1) / 2) * 127)];
  expect(middle(0.54)).toBeLessThan(0.1);
  expect(middle(-0.54)).toBeGreaterThan(0.9);
});

it("a photo's own alpha channel decides, whatever its colours and the model say", () => {
  const factors = { ...dome(32).factors, canonicalDepth: new Float32Array(32 * 32).fill(1) };
  const inside = (x: number, y: number) => Math.abs(x - 0.2) < 0.5 && Math.abs(y + 0.1) < 0.6;
  const axis = (step: number) => (2 * (step + 0.5)) / 200 - 1;
  const alpha = Float32Array.from({ length: 200 * 200 }, (_, at) =>
    Number(inside(axis(at % 200), axis(Math.floor(at / 200)))),
  );
  const opacity = cutoutByAlpha(factors, alpha);
  let [both, either] = [0, 0];
  opacity.forEach((value, at) => {
    const [x, y] = [at % 128, Math.floor(at / 128)].map((step) => (2 * step) / 127 - 1);
    both += Number(value > 0.5 && inside(x, y));
    either += Number(value > 0.5 || inside(x, y));
  });
  expect(both / either).toBeGreaterThan(0.9);
  const everywhere = cutoutByAlpha(factors, new Float32Array(200 * 200).fill(1));
  expect(everywhere[64 * 128 + 64]).toBe(1);
  expect(Math.max(...everywhere.subarray(0, 128))).toBe(0); // nothing of the border
});

it("the outline of a coarse alpha channel is smooth, without specks and holes", () => {
  const factors = { ...dome(32).factors, canonicalDepth: new Float32Array(32 * 32).fill(1) };
  const axis = (step: number) => (2 * (step + 0.5)) / 40 - 1;
  const alpha = Float32Array.from({ length: 40 * 40 }, (_, at) =>
    Number(Math.hypot(axis(at % 40), axis(Math.floor(at / 40))) < 0.6),
  );
  alpha[20 * 40 + 20] = 0;
  alpha[4 * 40 + 4] = 1;
  const region = cutoutByAlpha(factors, alpha).map((value) => Number(value > 0.5));
  const area = region.reduce((sum, value) => sum + value, 0);
  expect(area / 128 ** 2).toBeCloseTo((Math.PI * 0.6 ** 2) / 4, 1);
  expect(region[64 * 128 + 64]).toBe(1);
  expect(region[14 * 128 + 14]).toBe(0);
  const ends = Array.from({ length: 128 }, (_, row) => region.subarray(row * 128, row * 128 + 128).indexOf(1)).filter(
    (at) => at >= 0,
  );
  const middle = ends.slice(Math.floor(ends.length * 0.2), Math.ceil(ends.length * 0.8));
  expect(Math.max(...middle.slice(1).map((at, row) => Math.abs(at - middle[row])))).toBeLessThan(3);
});

it("a rolled photo's corners cut no notches into an alpha channel that covers it all", () => {
  const { factors } = dome(32);
  const rolled = { ...factors, viewpoint: { ...factors.viewpoint, rotationRad: [0, 0, 0.1] as const } };
  const opacity = cutoutByAlpha(rolled, new Float32Array(200 * 200).fill(1));
  const edge = opacity.findIndex((value) => value > 0.5) / 128; // the first row of the object
  expect(edge).toBeLessThan(16);
  const row = opacity.subarray(Math.floor(edge + 4) * 128, Math.floor(edge + 5) * 128);
  expect(row.slice(20, 108).every((value) => value > 0.9)).toBe(true);
});

it("an alpha channel that shows nothing of the surface gives an object all the same", () => {
  const { factors } = dome(32);
  const opacity = cutoutByAlpha(factors, Float32Array.from({ length: 200 * 200 }, (_, at) => Number(at < 200)));
  expect(opacity.filter((value) => value > 0.5).length).toBeGreaterThan(0.5 * opacity.length);
});

it("a strip of ground at the object's edge is left out, and what goes on beyond the outline is not", () => {
  const size = 128;
  const axis = (step: number) => (2 * step) / (size - 1) - 1;
  const each = (value: (x: number, y: number) => number) =>
    Float32Array.from({ length: size * size }, (_, at) => value(axis(at % size), axis(Math.floor(at / size))));
  const disc = each((x, y) => Number(Math.hypot(x, y) < 0.7));
  const ground = each((x, y) => Number(x > 0.6 && Math.abs(y) < 0.5));
  const image = [0.8, 0.5, 0.4].map((value) =>
    ground.map((here) => (here ? 1 - value : value)),
  ) as unknown as Parameters<typeof withoutGroundRim>[1];
  const [likely, seen] = [ground.map((here) => (here ? 0.1 : 0.9)), new Uint8Array(size * size).fill(1)];
  const left = withoutGroundRim(disc, image, likely, seen, 0, false);
  const count = (map: Float32Array, x: (x: number) => boolean) =>
    map.reduce((sum, value, at) => sum + Number(value > 0.5 && x(axis(at % size))), 0);
  expect(count(left, (x) => x > 0.63)).toBeLessThan(0.1 * count(disc, (x) => x > 0.63));
  expect(count(left, (x) => x < 0.5)).toBe(count(disc, (x) => x < 0.5));
  expect(withoutGroundRim(disc, image, likely.fill(0.9), seen, 0, false)).toEqual(disc);
});
