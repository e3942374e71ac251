import { describe, expect, it } from "vitest";
import { resampled, triangular } from "../app/resample";

/** Waves of bytes, the same in Python: (37u + 11v, u² · 5 + 3v, 7uv) modulo 256. */
function pattern(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let v = 0, at = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      for (const value of [37 * u + 11 * v, 5 * u * u + 3 * v, 7 * u * v]) data[at++] = value % 256;
    }
  }
  return { width, height, data };
}

describe("a square at the model's size", () => {
  // np.asarray(Image.fromarray(pattern).resize((4, 4), LANCZOS, box=(1.25, 0.5, 9.25, 8.5), reducing_gap=3.0))
  const gentle = [
    67, 17, 10, 160, 69, 24, 193, 190, 34, 41, 151, 44, 90, 23, 34, 187, 80, 81, 178, 178, 121, 61, 132, 186,
    107, 27, 53, 221, 97, 135, 105, 136, 215, 68, 69, 128, 142, 33, 79, 197, 102, 193, 55, 147, 123, 108, 81, 115,
  ];
  // the same of 40 x 40 pixels, (3, 3), box=(2.5, 1.5, 38.5, 37.5): first averaged over blocks of four
  const strong = [
    127, 112, 114, 127, 127, 126, 129, 124, 122, 127, 117, 127, 128, 131, 133, 126, 138, 124, 128, 130, 123, 128, 139,
    124, 128, 134, 128,
  ];

  // both with BILINEAR
  const gentleTriangle = [
    76, 22, 12, 150, 77, 26, 176, 172, 40, 58, 147, 54, 98, 28, 37, 172, 83, 79, 170, 166, 121, 76, 133, 163,
    120, 34, 61, 194, 89, 131, 108, 136, 189, 86, 79, 131, 142, 40, 86, 180, 95, 172, 70, 142, 130, 108, 85, 128,
  ];
  const strongTriangle = [
    127, 112, 116, 127, 126, 123, 129, 125, 123, 127, 120, 125, 127, 130, 130, 127, 135, 124, 129, 131, 123, 128, 137,
    124, 128, 134, 128,
  ];

  it.each([
    ["twice as small", resampled, pattern(11, 9), { left: 1.25, top: 0.5, side: 8 }, 4, gentle],
    ["twelve times as small", resampled, pattern(40, 40), { left: 2.5, top: 1.5, side: 36 }, 3, strong],
    [
      "twice as small, without sharpening",
      triangular,
      pattern(11, 9),
      { left: 1.25, top: 0.5, side: 8 },
      4,
      gentleTriangle,
    ],
    [
      "twelve times as small, without sharpening",
      triangular,
      pattern(40, 40),
      { left: 2.5, top: 1.5, side: 36 },
      3,
      strongTriangle,
    ],
  ])("is Pillow's: %s", (_, resize, picture, square, size, expected) => {
    const values = [...resize(picture, square, size)];
    expect(values).toHaveLength(expected.length);
    values.forEach((value, index) => expect(Math.abs(value - expected[index]), `byte ${index}`).toBeLessThanOrEqual(1));
    expect(values.filter((value, index) => value === expected[index]).length).toBeGreaterThan(0.9 * expected.length);
  });

  // np.asarray(Image.fromarray(pattern(9 x 40)).resize((4, 4), LANCZOS, box=(0.5, 10.25, 8.5, 18.25),
  // reducing_gap=3.0))
  const tall = [
    164, 37, 79, 170, 74, 171, 31, 170, 123, 129, 92, 142, 184, 43, 89, 169, 80, 135, 53, 176, 151, 151, 98, 127,
    212, 49, 98, 85, 86, 122, 73, 182, 106, 173, 104, 117, 187, 55, 116, 53, 92, 189, 107, 188, 136, 196, 110, 127,
  ];

  it("is Pillow's to the byte where it begins with the columns", () => {
    expect([...resampled(pattern(9, 40), { left: 0.5, top: 10.25, side: 8 }, 4)]).toEqual(tall);
  });

  it("changes nothing at the same size", () => {
    const picture = pattern(8, 8);
    expect(resampled(picture, { left: 0, top: 0, side: 8 }, 8)).toEqual(picture.data);
  });

  it("keeps a plain colour when it enlarges", () => {
    const data = new Uint8Array(5 * 5 * 3).fill(77);
    expect(resampled({ width: 5, height: 5, data }, { left: 0.3, top: 1, side: 3.5 }, 16)).toEqual(
      new Uint8Array(16 * 16 * 3).fill(77),
    );
  });
});
