/**
 * Separate an object from its ground by colour, from a rough guess of where it is: as `probsym.export.segmentation`.
 */

import { box, gaussian } from "./filters";

const ROUNDS = 6;
/** Histogram bins a channel. */
const BINS = 12;
/** Added to each bin's share, so that a rare colour decides little. */
const SMALLEST_DENSITY = 3e-4;
const LOG_RATIO_LIMIT = 3;
const [COLOUR_WEIGHT, GUESS_WEIGHT] = [1.5, 0.8];
const [GUIDE_RADIUS, GUIDE_EPSILON] = [6, 1e-3];

/** Red, green and blue, each a map of values from 0 to 1. */
export type Image = readonly [Float32Array, Float32Array, Float32Array];

/**
 * Probability of each pixel that it shows the object.
 *
 * @param guess log odds that a pixel shows the object, before any colour is looked at
 * @param core 1 where the guess can be relied on: the object's colours are mostly taken from there
 * @param ground 1 where the ground is likely: its colours are also taken from there
 */
export function segment(
  image: Image,
  size: number,
  guess: Float32Array,
  core: Float32Array,
  ground: Float32Array,
): Float32Array {
  let probability = guess.map(logistic);
  for (let round = 0; round < ROUNDS; round++) {
    const objectWeight = probability.map((p, at) => p * (0.15 + core[at]));
    const groundWeight = probability.map((p, at) => 1 - p + ground[at] * (1 - 0.7 * p));
    const colour = gaussian(logRatio(image, objectWeight, groundWeight), size, 1);
    const combined = guess.map((odds, at) => logistic(GUESS_WEIGHT * odds + COLOUR_WEIGHT * colour[at]));
    probability = guidedFilter(image, size, combined).map((p) => Math.max(0.001, Math.min(0.999, p)));
  }
  return probability;
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function logRatio(image: Image, objectWeight: Float32Array, groundWeight: Float32Array): Float32Array {
  const bin = (value: number) => Math.max(0, Math.min(BINS - 1, Math.floor(value * BINS)));
  const place = Int32Array.from(
    image[0],
    (red, at) => (bin(red) * BINS + bin(image[1][at])) * BINS + bin(image[2][at]),
  );
  const shares = [objectWeight, groundWeight].map((weight) => {
    let counts = new Float64Array(BINS ** 3);
    place.forEach((index, at) => (counts[index] += weight[at]));
    for (const step of [1, BINS, BINS * BINS]) {
      const before = counts;
      const near = (at: number, by: number) => {
        const bin = Math.floor(at / step) % BINS;
        return before[bin + by < 0 || bin + by >= BINS ? at : at + by * step];
      };
      counts = before.map((value, at) => 0.5 * value + 0.25 * (near(at, -1) + near(at, 1)));
    }
    const sum = counts.reduce((a, b) => a + b, 0);
    return counts.map((count) => count / sum + SMALLEST_DENSITY);
  });
  return Float32Array.from(place, (index) => {
    const ratio = Math.log(shares[0][index] / shares[1][index]);
    return Math.max(-LOG_RATIO_LIMIT, Math.min(LOG_RATIO_LIMIT, ratio));
  });
}

/** Values smoothed but for the edges of the image: locally a linear function of its three colours (He et al., 2013). */
function guidedFilter(image: Image, size: number, values: Float32Array): Float32Array {
  const mean = (map: Float32Array) => box(map, size, GUIDE_RADIUS);
  const product = (a: Float32Array, b: Float32Array) => a.map((value, at) => value * b[at]);
  const means = image.map(mean);
  const meanValues = mean(values);
  const covariance = image.map((channel, c) =>
    mean(product(channel, values)).map((m, at) => m - means[c][at] * meanValues[at]),
  );
  const moment = (a: number, b: number) =>
    mean(product(image[a], image[b])).map((m, at) => m - means[a][at] * means[b][at]);
  const [rr, rg, rb, gg, gb, bb] = [moment(0, 0), moment(0, 1), moment(0, 2), moment(1, 1), moment(1, 2), moment(2, 2)];
  const slopes = [0, 1, 2].map(() => new Float32Array(values.length));
  const offset = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const [a, b, c] = [rr[at] + GUIDE_EPSILON, rg[at], rb[at]];
    const [d, e, f] = [gg[at] + GUIDE_EPSILON, gb[at], bb[at] + GUIDE_EPSILON];
    // The inverse of the symmetric matrix [[a, b, c], [b, d, e], [c, e, f]].
    const [i00, i01, i02] = [d * f - e * e, c * e - b * f, b * e - c * d];
    const [i11, i12, i22] = [a * f - c * c, b * c - a * e, a * d - b * b];
    const determinant = a * i00 + b * i01 + c * i02;
    const [x, y, z] = covariance.map((map) => map[at]);
    slopes[0][at] = (i00 * x + i01 * y + i02 * z) / determinant;
    slopes[1][at] = (i01 * x + i11 * y + i12 * z) / determinant;
    slopes[2][at] = (i02 * x + i12 * y + i22 * z) / determinant;
    offset[at] = meanValues[at] - slopes.reduce((sum, slope, channel) => sum + slope[at] * means[channel][at], 0);
  }
  const [r, g, b, rest] = [...slopes.map(mean), mean(offset)];
  return rest.map((value, at) => value + r[at] * image[0][at] + g[at] * image[1][at] + b[at] * image[2][at]);
}
