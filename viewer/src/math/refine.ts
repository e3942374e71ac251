/** Maps on a finer grid, as probsym's exports refine them: (size - 1) · factor + 1 points, every old point kept. */

/** Outermost columns that some models fix at the border depth. */
const BORDER_COLUMNS = 2;
/**
 * Outermost rows and columns that are no part of the surface: next to a fixed border, the normals still see the step.
 */
export const BORDER = BORDER_COLUMNS + 1;

export function finerSize(size: number, factor: number): number {
  return (size - 1) * factor + 1;
}

/** Depth smoothed by a cubic B-spline, so that its normals are smooth; a fixed border follows its inner neighbours. */
export function refineDepth(depth: Float32Array, size: number, factor: number): Float32Array {
  const surface = hasFixedBorder(depth, size)
    ? depth.map((_, at) => depth[at - (at % size) + clamp(at % size, BORDER_COLUMNS, size - 1 - BORDER_COLUMNS)])
    : depth;
  return factor === 1 ? surface : resample(surface, size, 1, splineWeights(size, factor));
}

/** Whether the outermost columns hold a single depth. */
function hasFixedBorder(depth: Float32Array, size: number): boolean {
  return depth.every((value, at) => {
    const column = at % size;
    return (column >= BORDER_COLUMNS && column < size - BORDER_COLUMNS) || value === depth[0];
  });
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Image refined bicubically, clipped to [0, 1]. */
export function refineImage(image: Float32Array, size: number, channels: number, factor: number): Float32Array {
  if (factor === 1) return image;
  return resample(image, size, channels, cubicWeights(size, factor)).map((value) => Math.max(0, Math.min(1, value)));
}

/** Values that have no upper bound, refined linearly: never beyond their neighbours. */
export function refineLinearly(values: Float32Array, size: number, factor: number): Float32Array {
  if (factor === 1) return values;
  return resample(values, size, 1, interpolationWeights(size, factor, 1, (t) => 1 - t));
}

/** A square map on a grid of any other fineness, linear; both grids end at the outermost points. */
export function resizeMap(map: Float32Array, size: number): Float32Array {
  const old = Math.sqrt(map.length);
  const result = new Float32Array(size * size);
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const [y, x] = [(v / (size - 1)) * (old - 1), (u / (size - 1)) * (old - 1)];
      const [row, column] = [Math.min(old - 2, Math.floor(y)), Math.min(old - 2, Math.floor(x))];
      const at = (dv: number, du: number) => map[(row + dv) * old + column + du];
      const [down, right] = [y - row, x - column];
      const upper = at(0, 0) * (1 - right) + at(0, 1) * right;
      result[v * size + u] = upper * (1 - down) + (at(1, 0) * (1 - right) + at(1, 1) * right) * down;
    }
  }
  return result;
}

/** For each new point, the weight of every old one. */
type Weights = readonly Float64Array[];

function resample(map: Float32Array, size: number, channels: number, weights: Weights): Float32Array {
  const fine = weights.length;
  const rows = new Float64Array(fine * size * channels);
  const stride = size * channels;
  weights.forEach((row, v) => {
    row.forEach((weight, from) => {
      if (weight === 0) return;
      for (let i = 0; i < stride; i++) rows[v * stride + i] += weight * map[from * stride + i];
    });
  });
  const result = new Float32Array(fine * fine * channels);
  weights.forEach((row, u) => {
    row.forEach((weight, from) => {
      if (weight === 0) return;
      for (let v = 0; v < fine; v++) {
        for (let c = 0; c < channels; c++) {
          result[(v * fine + u) * channels + c] += weight * rows[v * stride + from * channels + c];
        }
      }
    });
  });
  return result;
}

/** Cubic B-spline that the old points control; without curvature at the ends, so that straight lines stay. */
function splineWeights(size: number, factor: number): Weights {
  return Array.from({ length: finerSize(size, factor) }, (_, index) => {
    const at = index / factor;
    const row = new Float64Array(size);
    for (let knot = Math.floor(at) - 1; knot <= Math.floor(at) + 2; knot++) {
      const weight = bSpline(Math.abs(at - knot));
      if (knot === -1) {
        row[0] += 2 * weight;
        row[1] -= weight;
      } else if (knot === size) {
        row[size - 1] += 2 * weight;
        row[size - 2] -= weight;
      } else if (knot >= 0 && knot < size) {
        row[knot] += weight;
      }
    }
    return row;
  });
}

function bSpline(t: number): number {
  if (t < 1) return 2 / 3 - t * t + (t * t * t) / 2;
  return Math.max(0, 2 - t) ** 3 / 6;
}

/** torch's bicubic kernel (a = -0.75). */
function cubicWeights(size: number, factor: number): Weights {
  const a = -0.75;
  return interpolationWeights(size, factor, 2, (t) =>
    t < 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : ((a * t - 5 * a) * t + 8 * a) * t - 4 * a,
  );
}

/** Kernel of so many old points to either side; beyond the edge the outermost value goes on. */
function interpolationWeights(size: number, factor: number, reach: number, kernel: (t: number) => number): Weights {
  return Array.from({ length: finerSize(size, factor) }, (_, index) => {
    const [cell, t] = [Math.floor(index / factor), (index % factor) / factor];
    const row = new Float64Array(size);
    for (let offset = 1 - reach; offset <= reach; offset++) {
      row[Math.max(0, Math.min(size - 1, cell + offset))] += kernel(Math.abs(t - offset));
    }
    return row;
  });
}
