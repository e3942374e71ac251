import { describe, expect, it } from "vitest";
import { type Cascade, detectMultiScale, readCascades } from "../app/detector/cascade";
import { type Detection, withoutOverlaps } from "../app/detector/detection";
import { grouped } from "../app/detector/group";
import { certainFirst, certainKind } from "../app/detector/kinds";
import order from "./order.json";
import { areaResized, linear, linearExact, reducedByArea } from "../app/detector/resize";

/** A ramp with a step, the same in Python: (3x + 5y + 90 · (x > 4)) modulo 256, 9 x 6 pixels. */
const ramp = {
  width: 9,
  height: 6,
  data: Uint8Array.from(
    { length: 54 },
    (_, at) => (3 * (at % 9) + 5 * Math.floor(at / 9) + (at % 9 > 4 ? 90 : 0)) % 256,
  ),
};

describe("pictures are resized as by OpenCV", () => {
  // cv2.resize(ramp, (4, 3), interpolation=cv2.INTER_LINEAR_EXACT), the same with INTER_AREA, (11, 7) with
  // INTER_LINEAR, and the first 16 values as 4 x 4 pixels to (5, 5) with INTER_AREA
  it.each([
    ["INTER_LINEAR_EXACT", linearExact(ramp, 4, 3), [4, 11, 108, 115, 14, 21, 118, 125, 24, 31, 128, 135]],
    ["INTER_AREA, smaller", reducedByArea(ramp, 4, 3), [4, 11, 88, 114, 14, 21, 98, 124, 24, 31, 108, 134]],
    [
      "INTER_LINEAR, larger",
      linear(ramp, 11, 7),
      [
        0, 2, 5, 7, 9, 12, 88, 107, 109, 112, 114, 4, 6, 8, 11, 13, 16, 92, 111, 113, 116, 118, 8, 10, 13, 15, 18, 20,
        96, 115, 118, 120, 122, 13, 15, 17, 20, 22, 25, 101, 119, 122, 124, 127, 17, 19, 21, 24, 26, 29, 105, 124, 126,
        129, 131, 21, 23, 26, 28, 30, 33, 109, 128, 130, 133, 135, 25, 27, 30, 32, 34, 37, 113, 132, 134, 137, 139,
      ],
    ],
    [
      "INTER_AREA, larger",
      areaResized({ width: 4, height: 4, data: ramp.data.slice(0, 16) }, 5),
      [0, 2, 5, 7, 9, 9, 62, 81, 83, 86, 63, 57, 57, 59, 61, 89, 28, 21, 34, 37, 14, 16, 64, 111, 113],
    ],
  ])("%s", (_, found, expected) => expect([...found.data]).toEqual(expected));
});

/** Finds what is brighter in its left half than in its right one: one stage of one tree. */
const leftIsBrighter: Cascade = {
  windowPx: 4,
  rectangles: Uint8Array.of(0, 0, 4, 4, 0, 0, 2, 4, 0, 0, 0, 0),
  weights: Int8Array.of(-1, 2, 0),
  thresholds: Float32Array.of(0.5),
  children: Int8Array.of(0, -1),
  leaves: Float32Array.of(0, 1),
  treeSizes: Uint8Array.of(1),
  stageSizes: Int16Array.of(1),
  stageThresholds: Float32Array.of(0.5),
};

describe("a cascade", () => {
  const picture = (left: number, right: number) => ({
    width: 40, height: 20, data: Uint8Array.from({ length: 800 }, (_, at) => (at % 40 < 20 ? left : right)),
  });
  const search = { step: 1.1, neighbours: 2, smallest: 8, largest: 16 };

  it("finds what its trees know, where it is", () => {
    const found = detectMultiScale(picture(200, 50), leftIsBrighter, search);
    expect(found.length).toBeGreaterThan(0);
    for (const { x, side, count } of found) {
      expect(side).toBeGreaterThanOrEqual(search.smallest);
      expect(side).toBeLessThanOrEqual(search.largest);
      expect(Math.abs(x + side / 2 - 20)).toBeLessThan(side / 2);
      expect(count).toBeGreaterThan(search.neighbours);
    }
  });

  it.each([
    ["turned around", picture(50, 200)],
    ["of one colour", picture(90, 90)],
  ])("finds nothing in a picture that is %s", (_, other) => {
    expect(detectMultiScale(other, leftIsBrighter, search)).toEqual([]);
  });

  it("of another file is refused", () => {
    const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { task: "detector" } }));
    const content = new Uint8Array(8 + header.length);
    new DataView(content.buffer).setBigUint64(0, BigInt(header.length), true);
    content.set(header, 8);
    expect(() => readCascades(content.buffer)).toThrow("expected cascades for faces, got another file");
  });
});

describe("hits", () => {
  const around = (x: number, count: number) =>
    Array.from({ length: count }, (_, step) => ({ x: x + step, y: 10, side: 40 }));

  it("of one object become their mean, and few count as none", () => {
    expect(grouped([...around(0, 5), ...around(200, 3)], 3)).toEqual([{ x: 2, y: 10, side: 40, count: 5 }]);
  });

  it("within a stronger group are left out", () => {
    const inner = { x: 40, y: 30, side: 20 };
    const strong = Array.from({ length: 9 }, () => ({ x: 20, y: 10, side: 60 }));
    expect(grouped([...strong, inner, inner], 1)).toEqual([{ x: 20, y: 10, side: 60, count: 9 }]);
  });
});

describe("kinds", () => {
  const seen = (kind: "face" | "cat", x: number, side: number, score: number): Detection => ({
    kind,
    box: { x, y: 50, side, rollRad: 0 },
    score,
  });
  const search = { levels: [], min_log_odds: -1, sure_log_odds: 3.5, doubtful_log_odds: 1 };

  it("are told by the largest face that is certain", () => {
    expect(certainKind([seen("cat", 50, 80, 2), seen("face", 200, 50, 9)], search)).toBe("face");
    expect(certainKind([seen("cat", 50, 80, 4), seen("face", 200, 50, 9)], search)).toBe("cat");
    expect(certainKind([seen("cat", 50, 80, 2)], search)).toBe(null);
  });

  it.each(order)("are ordered as in Python: %j", (...expected) => {
    const found = expected.map(([kind, x, side, score]) =>
      seen(kind as "face" | "cat", x as number, side as number, score as number),
    );
    expect(certainFirst([...found].reverse(), search)).toEqual(found);
  });

  it("keep the strongest of overlapping detections, the largest first", () => {
    const [strong, weak, apart] = [seen("face", 50, 40, 9), seen("face", 55, 50, 7), seen("face", 200, 60, 6)];
    expect(withoutOverlaps([weak, strong, apart])).toEqual([apart, strong]);
  });
});
