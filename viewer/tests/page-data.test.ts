import { expect, it } from "vitest";
import { FORMAT, readPageData } from "../src/page-data";

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

const size = 8;
const depth = new Float32Array(size * size).map((_, at) => 0.9 + at / 1000);
const photo = {
  name: "a.png", size, fov_deg: 10,
  canonical_depth: base64(new Uint8Array(depth.buffer)),
  albedo: base64(new Uint8Array(size * size * 3).fill(51)),
  sigma: null, sigma_flip: base64(new Uint8Array(depth.buffer)),
  light: { ambient: 0.5, diffuse: 0.4, direction: [0, 0, 1], gamma: 1 },
  viewpoint: { rotation_rad: [0.1, 0.2, 0.3], translation: [0, 0, 0] },
  cutout: base64(Uint8Array.from([0, 255, 255, 51])),
  photo: "data:,",
};

function page(changes: object = {}, format = FORMAT): string {
  return JSON.stringify({ format, model: "m", made_by: "probsym", photos: [{ ...photo, ...changes }] });
}

it("gives the factors bit for bit", () => {
  const factors = readPageData(page()).photos[0]();
  expect(factors.canonicalDepth).toEqual(depth);
  expect(factors.albedo[5]).toBeCloseTo(0.2, 6);
  expect([...factors.cutout!].map((value) => Math.round(value * 10))).toEqual([0, 10, 10, 2]);
  expect(readPageData(page({ cutout: null })).photos[0]().cutout).toBeNull();
  expect(factors.sigma).toBeNull();
  expect(factors.sigmaFlip).toEqual(depth);
  expect(factors.viewpoint.rotationRad).toEqual([0.1, 0.2, 0.3]);
});

it("says what is wrong", () => {
  expect(() => readPageData("null")).toThrow("no photos yet");
  expect(() => readPageData(page({}, 99))).toThrow(`format ${FORMAT}, got 99`);
  expect(() => readPageData(page({ albedo: "" })).photos[0]()).toThrow("a.png: expected 192 values of albedo, got 0");
});
