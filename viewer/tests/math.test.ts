import { describe, expect, it } from "vitest";
import { pinhole, projectionMatrix, unproject } from "../src/math/camera";
import { normalsFromDepth } from "../src/math/normals";
import { refineDepth, refineImage, refineLinearly } from "../src/math/refine";
import { smoothNormals } from "../src/math/relighting";
import { ballPoint, describeDirection, directionFromBall, shade, shadingWhite } from "../src/math/shading";
import { FRONTAL, mixPoses, modelRotation, poseOf, poseRotation, worldMatrix } from "../src/math/viewpoint";
import { cellsPerLine } from "../src/scene/view";
import { bump } from "./bump";

/** A 4 × 4 matrix, column by column, times a point, divided by w. */
function apply(matrix: number[], [x, y, z]: number[]): [number, number, number] {
  const row = (r: number) => matrix[r] * x + matrix[4 + r] * y + matrix[8 + r] * z + matrix[12 + r];
  return [row(0) / row(3), row(1) / row(3), row(2) / row(3)];
}

describe("camera", () => {
  const camera = pinhole(64, 10);

  it("has the focal length that the field of view between outermost centres gives", () => {
    expect(camera.focal).toBeCloseTo(31.5 / Math.tan((5 * Math.PI) / 180), 9);
    expect(camera.center).toBe(31.5);
  });

  it("puts what the model sees at pixel (u, v) there on the canvas", () => {
    const depth = new Float32Array(64 * 64).map((_, at) => 0.95 + (at % 7) * 0.02);
    const points = unproject(camera, depth);
    const [width, height, scale] = [900, 640, 8];
    const projection = projectionMatrix(camera, width, height, scale);
    const world = worldMatrix(FRONTAL);
    for (const [u, v] of [[0, 0], [63, 0], [10, 40], [63, 63]]) {
      const at = 3 * (v * 64 + u);
      const [x, y, z] = apply(projection, apply(world, Array.from(points.subarray(at, at + 3))));
      expect(((x + 1) / 2) * width).toBeCloseTo(width / 2 + (u - 31.5) * scale, 3);
      expect(((1 - y) / 2) * height).toBeCloseTo(height / 2 + (v - 31.5) * scale, 3);
      expect(Math.abs(z)).toBeLessThan(1);
    }
  });
});

describe("viewpoint", () => {
  it("is the same rotation however its angles are taken", () => {
    const cases: [number, number, number][] = [[0.3, -0.7, 0.2], [-0.9, 1, -1], [0, 0, 0]];
    for (const angles of cases) {
      const pose = poseOf({ rotationRad: angles, translation: [0.01, 0.02, 0.03] });
      const [expected, got] = [modelRotation(...angles), poseRotation(pose)];
      expected.forEach((value, index) => expect(got[index]).toBeCloseTo(value, 12));
      expect([pose.x, pose.y, pose.z]).toEqual([0.01, 0.02, 0.03]);
    }
  });

  it("turns about (0, 0, 1), then moves, then changes to three.js' axes", () => {
    const pose = { ...FRONTAL, yaw: Math.PI / 2, x: 0.1 };
    // In front of the centre by 0.1: a quarter turn of yaw brings it to the left, and the shift back to the middle.
    const [x, y, z] = apply(worldMatrix(pose), [0, 0, 0.9]);
    expect([x, y, z].map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual([0, 0, -1]);
  });

  it("is half way where it should be", () => {
    const [a, b] = [{ ...FRONTAL, yaw: 0.2 }, { ...FRONTAL, yaw: -0.3 }];
    expect(mixPoses(a, b, 0.5).yaw).toBeCloseTo(-0.05, 12);
  });
});

describe("shading", () => {
  const light = { ambient: 0.3, diffuse: 0.5, direction: [0, 0.6, 0.8], gamma: 1 } as const;

  it("is k_a + k_d max(0, n·l)", () => {
    expect(shade([0, 0.6, 0.8], light)).toBeCloseTo(0.8, 12);
    expect(shade([0, 0, 1], light)).toBeCloseTo(0.3 + 0.5 * 0.8, 12);
    expect(shade([0, -1, 0], light)).toBe(0.3); // turned away: never darker than the ambient light
    expect(shadingWhite(light)).toBe(1);
    // Linear light, encoded: the root of order 2 of 0.64, and of no less than 0.001.
    expect(shade([0, 0.6, 0.8], { ...light, ambient: 0.14, gamma: 2 })).toBeCloseTo(0.8, 12);
    expect(shade([0, -1, 0], { ...light, ambient: 0, gamma: 2 })).toBeCloseTo(Math.sqrt(0.001), 12);
    expect(shadingWhite({ ...light, ambient: 0.94, gamma: 2 })).toBeCloseTo(1.2, 12);
    expect(shadingWhite({ ...light, ambient: 0.9 })).toBeCloseTo(1.4, 12);
  });

  it("comes from where the ball is touched", () => {
    const direction = directionFromBall(-0.3, -0.4); // upper left: the light travels to the right and down
    expect(direction[0]).toBeCloseTo(0.3, 12);
    expect(direction[1]).toBeCloseTo(0.4, 12);
    expect(Math.hypot(direction[0], direction[1], direction[2])).toBeCloseTo(1, 12);
    expect(ballPoint(direction)).toEqual([-0.3, -0.4]);
    expect(describeDirection(direction)).toBe("30° off the view, from the upper left");
    expect(describeDirection([0, 0, 1])).toBe("from straight ahead");
    expect(describeDirection(directionFromBall(0, 0.5))).toBe("30° off the view, from below");
  });

  it("never comes from behind", () => {
    const direction = directionFromBall(30, -40);
    expect(direction[2]).toBeCloseTo(Math.cos((80 * Math.PI) / 180), 12);
    expect(direction[0] / direction[1]).toBeCloseTo(-0.75, 9);
  });
});

describe("normals", () => {
  it("of a flat wall point into the scene", () => {
    const normals = normalsFromDepth(pinhole(9, 10), new Float32Array(81).fill(1));
    for (let at = 0; at < normals.length; at += 3) {
      expect(normals[at]).toBeCloseTo(0, 6);
      expect(normals[at + 2]).toBeCloseTo(1, 6);
    }
  });

  it("of a slope lean against it", () => {
    const camera = pinhole(9, 10);
    // z = 1 + x / 2 in space, so that at pixel u: z = 1 / (1 - ray / 2)
    const depth = new Float32Array(81).map((_, at) => 1 / (1 - ((at % 9) - 4) / camera.focal / 2));
    const at = 3 * (4 * 9 + 4);
    const [x, y, z] = normalsFromDepth(camera, depth).subarray(at, at + 3);
    expect(x / z).toBeCloseTo(-0.5, 5);
    expect(y).toBeCloseTo(0, 6);
  });
});

describe("refining", () => {
  const size = 12;
  const ramp = new Float32Array(size * size).map((_, at) => 0.9 + 0.01 * (at % size) + 0.002 * Math.floor(at / size));

  it("keeps straight slopes within the border", () => {
    const fine = refineDepth(ramp, size, 4);
    const side = (size - 1) * 4 + 1;
    for (const [u, v] of [[16, 16], [21, 19], [26, 28]]) {
      expect(fine[v * side + u]).toBeCloseTo(0.9 + (0.01 * u) / 4 + (0.002 * v) / 4, 5);
    }
  });

  it("keeps the old points of images and stays in range", () => {
    const image = new Float32Array(size * size * 3).map((_, at) => (at * 7919) % 11 > 5 ? 1 : 0);
    const fine = refineImage(image, size, 3, 2);
    const side = (size - 1) * 2 + 1;
    expect(Math.max(...fine)).toBeLessThanOrEqual(1);
    expect(Math.min(...fine)).toBeGreaterThanOrEqual(0);
    for (let at = 0; at < image.length; at++) {
      const [pixel, channel] = [Math.floor(at / 3), at % 3];
      const place = Math.floor(pixel / size) * 2 * side + (pixel % size) * 2;
      expect(fine[place * 3 + channel]).toBeCloseTo(image[at], 6);
    }
  });

  it("is linear for what has no bound", () => {
    const { sigma, size: side } = { sigma: new Float32Array([0, 2, 4, 6]), size: 2 };
    expect([...refineLinearly(sigma, side, 2)]).toEqual([0, 1, 2, 2, 3, 4, 4, 5, 6]);
  });

  it("replaces the pinned border", () => {
    const { canonicalDepth, size: side } = bump(32);
    const inner = refineDepth(canonicalDepth, side, 1);
    expect(inner[16 * side]).toBe(canonicalDepth[16 * side + 2]);
  });
});

describe("wireframe", () => {
  it("keeps its lines at least six pixels apart", () => {
    expect(cellsPerLine(9)).toBe(1);
    expect(cellsPerLine(3.1)).toBe(2);
    expect(cellsPerLine(1.8)).toBe(4);
  });
});

it("smooths normals without shortening them", () => {
  const size = 16;
  const flat = new Float32Array(size * size * 3).map((_, at) => [0.6, 0, 0.8][at % 3]);
  const noisy = flat.map((value, at) => value + (at % 3 === 1 ? 0.3 * (-1) ** Math.floor(at / 3) : 0));
  const smoothed = smoothNormals(flat, size);
  smoothed.forEach((value, at) => expect(value).toBeCloseTo(flat[at], 5));
  const wide = smoothNormals(new Float32Array(64 * 64 * 3).map((_, at) => noisy[at % noisy.length]), 64);
  for (let at = 0; at < 64 * 64; at++) {
    const [x, y, z] = wide.subarray(at * 3, at * 3 + 3);
    expect(Math.hypot(x, y, z)).toBeCloseTo(1, 5);
    expect(Math.abs(y)).toBeLessThan(0.15);
  }
});
