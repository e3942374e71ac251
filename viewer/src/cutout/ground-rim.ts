/**
 * Ground within the outline, along the object's edge, found by its colour; by the steps of `probsym.export.ground_rim`.
 */

import { bestCircle, blurred, DIRECTIONS, fromPolar, sampledAlong } from "./contour";
import { gaussian } from "./filters";
import { falling, GRID } from "./grid";
import type { Image } from "./segment";

/** In points: the band's width, and how far colours on its sides are averaged. */
const [BAND, REFERENCE] = [9, 4];
/** Weight near a point, of 1, from which on its neighbours have a mean. */
const NEAR = 1e-4;
/** Differences in colour between the sides from which on, and from which on fully, the band is judged. */
const [CONTRAST_FROM, CONTRAST_TO] = [0.12, 0.25];
/** Up to the first probability a point is judged fully, from the second on not at all. */
const [UNLIKELY_FROM, UNLIKELY_TO] = [0.4, 0.8];
/** The sides end, and the upper end begins, at these heights above the middle, in half sides. */
const [UPPER_FROM, UPPER_TO] = [0.35, 0.6];
const [GROUND_SHARE, CAUTION, PRICE] = [0.5, 0.08, 0.5];
/** Of the distances by which the outline moves, in directions; and the new edge's width, points. */
const [BLUR, SOFT] = [3, 4];

/**
 * The opacity without strips of ground at the object's edge; nowhere more than before.
 *
 * @param opacity of the canonical grid, 0 to 1
 * @param image its colours in the photo
 * @param probability of its points by the photo alone that they are the object
 * @param seen 1 where the photo shows a point
 * @param lower how far the point that the outline's distances start from lies below the middle, see `enclose`
 * @param sidesAlone do not change the upper end: hair above a face is not background
 */
export function withoutGroundRim(
  opacity: Float32Array, image: Image, probability: Float32Array, seen: Uint8Array, lower: number, sidesAlone: boolean,
): Float32Array {
  const core = eroded(opacity.map((value) => Number(value > 0.5)));
  const [inner, knownInside] = meanNear(image, core.map((value, at) => value * seen[at]));
  const [outer, knownOutside] = meanNear(image, opacity.map((value, at) => Number(value <= 0.5) * seen[at]));
  const ground = opacity.map((_, at) => {
    if (knownInside[at] <= NEAR || knownOutside[at] <= NEAR) return -CAUTION; // nothing to compare with
    const across = outer.map((map, channel) => map[at] - inner[channel][at]);
    const contrast = Math.hypot(...across);
    const along = across.reduce((sum, step, channel) => sum + step * (image[channel][at] - inner[channel][at]), 0);
    const share = Math.max(0, Math.min(1, along / Math.max(contrast, 1e-3) ** 2));
    let judged =
      (1 - falling(contrast, CONTRAST_FROM, CONTRAST_TO)) *
      falling(probability[at], UNLIKELY_FROM, UNLIKELY_TO) *
      seen[at];
    if (sidesAlone) judged *= falling(1 - (2 * Math.floor(at / GRID)) / (GRID - 1), UPPER_FROM, UPPER_TO);
    return judged * (share - GROUND_SHARE) - CAUTION;
  });

  const steps = Array.from({ length: Math.ceil(3 * (1 + Math.abs(lower)) * GRID) }, (_, at) => at / 2);
  const directions = Array.from({ length: DIRECTIONS }, (_, direction) => direction);
  const reach = directions.map((direction) => {
    const inside = sampledAlong(opacity, GRID, direction, steps, lower, 0);
    return inside.reduce((last, value, at) => (value > 0.5 ? steps[at] : last), 0);
  });
  const gains = directions.map((direction) => {
    const band = Array.from({ length: BAND }, (_, at) => reach[direction] - at - 0.5);
    const gain = new Float64Array(BAND + 1);
    sampledAlong(ground, GRID, direction, band, lower, 0).forEach((value, at) => (gain[at + 1] = gain[at] + value));
    return gain;
  });
  const trim = blurred(bestCircle(gains, PRICE, 1), BLUR);
  if (Math.max(...trim) < 0.5) return opacity;
  const limit = fromPolar(trim.map((distance, direction) => reach[direction] - distance), GRID, lower);
  const moved = fromPolar(trim, GRID, lower);
  return opacity.map((value, at) => {
    const ramp = Math.max(0, Math.min(1, (limit.values[at] - limit.distance[at]) / SOFT + 0.5));
    return value + Math.min(1, moved.values[at]) * (Math.min(value, ramp * ramp * (3 - 2 * ramp)) - value);
  });
}

/** 1 where a round neighbourhood of the band's width is; as OpenCV's ellipse. */
function eroded(region: Float32Array): Float32Array {
  const half = Array.from({ length: 2 * BAND + 1 }, (_, row) => Math.round(Math.sqrt(BAND ** 2 - (row - BAND) ** 2)));
  return region.map((value, at) => {
    if (!value) return 0;
    const [row, column] = [Math.floor(at / GRID), at % GRID];
    for (let down = -BAND; down <= BAND; down++) {
      const [line, wide] = [row + down, half[down + BAND]];
      if (line < 0 || line >= GRID || column < wide || column + wide >= GRID) return 0;
      for (let place = column - wide; place <= column + wide; place++) if (!region[line * GRID + place]) return 0;
    }
    return 1;
  });
}

/** Means of the weighted points around each point, a map for each colour; and how much weight is near. */
function meanNear(image: Image, weight: Float32Array): [Float32Array[], Float32Array] {
  const near = gaussian(weight, GRID, REFERENCE);
  const means = image.map((map) =>
    gaussian(
      map.map((value, at) => value * weight[at]),
      GRID,
      REFERENCE,
    ).map((sum, at) => sum / Math.max(near[at], NEAR)),
  );
  return [means, near];
}
