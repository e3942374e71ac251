import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { type Box, meanBox, outsideShare } from "../app/detector/box";
import { cropsAround, isAlreadyCropped } from "../app/detector/crops";
import { detect, judgeCutOff, logOddsOf, lookAgain, type Search, unitBox } from "../app/detector/detect";
import { cropBox, greyOf } from "../app/detector/grey";
import { CHANNELS, hog } from "../app/detector/hog";
import { type Detector, readDetector } from "../app/detector/weights";
import type { Rgb } from "../app/resample";

vi.setConfig({ testTimeout: 60_000 }); // a second each, more on a busy machine

/** What Python finds; tests/web/test_detector_agreement.py writes and checks the file. */
const expected = JSON.parse(readFileSync(new URL("./detector.json", import.meta.url), "utf8"));
const FEATURES = CHANNELS * 100;

/** Waves and a bright disc with two dark spots, the same in Python. */
function drawn(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  const [size, x, y] = [height / 4, width * 0.6, height * 0.45];
  const within = (u: number, v: number, radius: number) => u * u + v * v < radius * radius;
  for (let v = 0, at = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      let grey = 110 + 40 * Math.sin(u / 7 + v / 11) + 30 * Math.sin((u * v) / 900);
      if (within(u - x, v - y, size)) grey = 220;
      for (const sign of [-1, 1]) if (within(u - x - sign * size * 0.4, v - y + size * 0.2, size * 0.2)) grey = 20;
      for (const share of [1, 0.9, 0.8]) data[at++] = Math.floor(grey * share);
    }
  }
  return { width, height, data };
}

const wave = (count: number, frequency: number, size: number) =>
  Float32Array.from({ length: count }, (_, index) => size * Math.sin(frequency * index));

const stage = { weights: wave(FEATURES * 4, 0.83, 0.01), bias: Float32Array.of(-0.25, -0.125, 0.25, -0.125) };
const framing = { side: 2, offset_y: 0.25, upright: true };
const search: Search = { levels: [[480, 1 / 8]], min_log_odds: 1 };
const detector: Detector = {
  framing,
  rollsRad: [-0.2, 0.1],
  filters: wave(2 * FEATURES, 1.7, 0.01),
  filterBiases: wave(2, 1, 0.1),
  stages: [stage, stage],
  verifier: wave(FEATURES, 2.3, 1),
  verifierBias: 1.5,
  wide: null,
};
/** Smooth over the features, so that single grey levels weigh little. */
const lookingTwice: Detector = {
  ...detector,
  verifier: wave(FEATURES, 0.003, 0.05),
  wide: {
    hiddenWeights: wave(6 * FEATURES, 0.001, 0.05),
    hiddenBiases: wave(3, 1, 0.1),
    weights: Float32Array.of(0.2, -0.3, 0.4),
    bias: 1.5,
  },
};

function detectCrops(photo: Rgb, by: Detector, how: Search, wanted = framing): Box[] {
  return cropsAround(
    detect(photo, by, how).map(({ box }) => unitBox(box, by.framing)),
    wanted,
    photo.width,
    photo.height,
  );
}

function near(values: ArrayLike<number>, wanted: readonly number[], tolerance: number) {
  expect(values.length).toBe(wanted.length);
  wanted.forEach((value, index) =>
    expect(Math.abs(values[index] - value), `value ${index}`).toBeLessThanOrEqual(tolerance),
  );
}

describe("the detector agrees with Python", () => {
  it("in the pixels of a turned box", () => {
    near(cropBox(greyOf(drawn(96, 64)), { x: 52.5, y: 31.25, side: 70, rollRad: 0.3 }, 32).data, expected.patch, 3);
  });

  it("in its features", () => {
    const patch = { width: 32, height: 32, data: Uint8Array.from(expected.patch as number[]) };
    near(hog(patch, 8).data.filter((_, at) => at % 7 === 0), expected.features, 1e-3);
  });

  it("in how certain it is of a box, also with its surroundings", () => {
    const box = { x: 52.5, y: 31.25, side: 40, rollRad: 0.3 };
    const odds = [{ ...lookingTwice, wide: null }, lookingTwice].map((one) =>
      logOddsOf(greyOf(drawn(96, 64)), box, one),
    );
    near(odds, expected.odds, 0.05);
  });

  it.each([["small", 96, 64], ["large", 640, 400]] as const)("in the boxes of a %s photo", (name, width, height) => {
    const boxes = detectCrops(drawn(width, height), detector, search);
    expect(boxes.length).toBe(expected[name].length);
    boxes.forEach((box, index) => {
      const wanted = expected[name][index] as Box;
      expect(Math.hypot(box.x - wanted.x, box.y - wanted.y)).toBeLessThan(0.03 * wanted.side);
      expect(Math.abs(box.side / wanted.side - 1)).toBeLessThan(0.03);
      expect(Math.abs(box.rollRad - wanted.rollRad)).toBeLessThan(0.02);
    });
  });

  it("in how certain it is of a box that the photo's edge cuts off", () => {
    const odds = [50, 80].map(
      (side) =>
        judgeCutOff(
          greyOf(drawn(96, 64)),
          { box: { x: 52.5, y: 31.25, side, rollRad: 0.3 }, logOdds: 2 },
          lookingTwice,
          2.5,
        ).logOdds,
    );
    expect(odds[0]).toBe(2);
    near(odds, expected.cut_off, 0.05);
    const large: Search = { levels: [[480, 0.8]], min_log_odds: -9 };
    const [plain, cutOff] = [large, { ...large, cut_off_log_odds: 0 }].map((how) =>
      detect(drawn(96, 64), { ...lookingTwice, stages: [] }, how),
    );
    expect(cutOff[0].logOdds).toBeGreaterThan(plain[0].logOdds + 1);
  });

  it("in where it places a box that it looks at again", () => {
    const box = { x: 52.5, y: 31.25, side: 40, rollRad: 0.3 };
    const [again] = lookAgain(drawn(96, 64), [{ box, logOdds: 2 }], lookingTwice, 480);
    expect(again.logOdds).toBe(2);
    const { x, y, side, roll_rad } = expected.again;
    near([again.box.x, again.box.y, again.box.side, again.box.rollRad], [x, y, side, roll_rad], 0.5);
    expect(Math.abs(again.box.rollRad - roll_rad)).toBeLessThan(0.02);
  });

  it("and leaves an axis-aligned crop level", () => {
    expect(
      detectCrops(drawn(96, 64), detector, search, { ...framing, upright: false }).every(
        ({ rollRad }) => rollRad === 0,
      ),
    ).toBe(true);
  });
});

describe("a search", () => {
  const [first] = detectCrops(drawn(96, 64), detector, search);

  it("frames its boxes as it is told", () => {
    const [box] = detectCrops(drawn(96, 64), detector, search, { side: 1, offset_y: 0.25, upright: true });
    expect(box.side).toBeCloseTo(first.side / 2);
    expect([box.x, box.y]).toEqual([expect.closeTo(first.x), expect.closeTo(first.y)]);
  });

  it("ends at a level with a large and certain box", () => {
    const sure = { ...detector, verifier: new Float32Array(FEATURES), verifierBias: 5 };
    const levels = (count: number) => ({
      ...search,
      levels: [
        [96, 0.6],
        [96, 0.25],
      ].slice(0, count) as [number, number][],
    });
    expect(detectCrops(drawn(96, 64), sure, levels(2))).toEqual(detectCrops(drawn(96, 64), sure, levels(1)));
    const unsure = { ...sure, verifierBias: 1.5 };
    expect(detectCrops(drawn(96, 64), unsure, levels(2))).not.toEqual(detectCrops(drawn(96, 64), unsure, levels(1)));
  });
});

describe("a detector's file", () => {
  /** As safetensors stores it. */
  function stored(metadata: object, tensors: Record<string, readonly number[]>): ArrayBuffer {
    let offset = 0;
    const entries = Object.entries(tensors).map(([name, values]) => {
      const start = offset;
      offset += 4 * values.length;
      return [name, { dtype: "F32", shape: [values.length], data_offsets: [start, offset] }];
    });
    const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
    const bytes = new Uint8Array(8 + header.length + offset);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    bytes.set(new Uint8Array(Float32Array.from(Object.values(tensors).flat()).buffer), 8 + header.length);
    return bytes.buffer;
  }
  const settings = JSON.stringify({ framing: { side: 2.5, offset_y: 0.4, upright: true }, rolls_rad: [0.5] });
  const tensors = {
    "filters.weights": [1, 2], "filters.biases": [3], "verifier.weights": [4], "verifier.bias": [5],
    "stages.0.weights": [6, 7], "stages.0.bias": [8],
  };

  it("is read", () => {
    const read = readDetector(stored({ task: "detector", version: "1", settings }, tensors));
    expect(read.framing.side).toBe(2.5);
    expect(read.rollsRad).toEqual([0.5]);
    expect([...read.filters]).toEqual([1, 2]);
    expect(read.verifierBias).toBe(5);
    expect(read.wide).toBe(null);
    expect(read.stages.map(({ weights, bias }) => [...weights, ...bias])).toEqual([[6, 7, 8]]);
  });

  it("is read with its wide verifier", () => {
    const wide = {
      "wide_verifier.hidden_weights": [1, 2],
      "wide_verifier.hidden_biases": [3],
      "wide_verifier.weights": [4],
      "wide_verifier.bias": [5],
    };
    const read = readDetector(stored({ task: "detector", version: "1", settings }, { ...tensors, ...wide })).wide!;
    expect([[...read.hiddenWeights], [...read.hiddenBiases], [...read.weights], read.bias]).toEqual([
      [1, 2],
      [3],
      [4],
      5,
    ]);
  });

  it.each([
    ["of another version", { task: "detector", version: "2", settings }, /version 1, got 2/],
    ["of another kind", { task: "other" }, /got another file/],
  ])("%s is refused", (_, metadata, message) => {
    expect(() => readDetector(stored(metadata, tensors))).toThrow(message);
  });

  it("that lacks a tensor is refused", () => {
    expect(() => readDetector(stored({ task: "detector", version: "1", settings }, {}))).toThrow(/lacks/);
  });
});

describe("boxes", () => {
  it("count what lies outside", () => {
    expect(outsideShare({ x: 0, y: 5, side: 10, rollRad: 0 }, 20, 10)).toBeCloseTo(0.5);
  });

  it("have a mean, by hand", () => {
    const [level, steep] = [{ x: 0, y: 4, side: 10, rollRad: 0 }, { x: 10, y: 8, side: 10, rollRad: Math.PI / 2 }];
    const { x, y, side, rollRad } = meanBox([level, steep], [3, 3]);
    [
      [x, 5],
      [y, 6],
      [side, Math.sqrt(50)],
      [rollRad, Math.PI / 4],
    ].forEach(([found, expected]) => expect(found).toBeCloseTo(expected));
    expect(meanBox([level, steep], [1, 0])).toEqual(level);
  });

  it("tell a photo that was cropped already", () => {
    const box = { x: 50, y: 52, side: 90, rollRad: 0 };
    expect(isAlreadyCropped(box, 100, 100)).toBe(true);
    expect(isAlreadyCropped(box, 140, 100)).toBe(false);
    expect(isAlreadyCropped({ ...box, side: 60 }, 100, 100)).toBe(false);
    expect(isAlreadyCropped({ ...box, rollRad: 0.5 }, 100, 100)).toBe(false);
  });
});
