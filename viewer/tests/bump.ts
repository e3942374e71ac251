/** A face-like bump with known factors. */

import type { Factors } from "../src/factors";

/** @param radius of a round silhouette, as a share of half the square; 0: none */
export function bump(size = 32, radius = 0): Factors {
  const canonicalDepth = new Float32Array(size * size);
  const albedo = new Float32Array(size * size * 3);
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const [x, y] = [(2 * u) / (size - 1) - 1, (2 * v) / (size - 1) - 1];
      const head = Math.sqrt(Math.max(0, 1 - (x / 0.8) ** 2 - (y / 0.95) ** 2));
      const at = v * size + u;
      canonicalDepth[at] = u < 2 || u >= size - 2 ? 1.04 : 1.05 - 0.09 * head;
      albedo.set([0.6 + 0.2 * Number(x > 0), 0.5, 0.4], at * 3);
    }
  }
  return {
    name: "more/bump one.png",
    size,
    fovDeg: 10,
    canonicalDepth,
    albedo,
    sigma: new Float32Array(size * size).fill(0.25),
    sigmaFlip: new Float32Array(size * size).map((_, at) => (at % size > size / 2 ? 1 : 0.25)),
    light: { ambient: 0.3, diffuse: 0.8, direction: [0.40824829, 0.40824829, 0.81649658], gamma: 1 },
    viewpoint: { rotationRad: [0.1, 0.4, 0.05], translation: [0.005, -0.004, 0] },
    cutout: radius ? disc(64, radius) : null,
    photo: "data:,",
  };
}

function disc(points: number, radius: number): Float32Array {
  return Float32Array.from({ length: points * points }, (_, at) => {
    const [x, y] = [at % points, Math.floor(at / points)].map((step) => (2 * step) / (points - 1) - 1);
    return Math.max(0, Math.min(1, (radius - Math.hypot(x, y)) * 10 + 0.5));
  });
}
