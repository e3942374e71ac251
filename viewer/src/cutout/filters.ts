/** Filters of square maps, row by row; beyond the edge the outermost values go on. */

/** Mean over a window of 2 · radius + 1 pixels a side. */
export function box(map: Float32Array, size: number, radius: number): Float32Array {
  return separable(map, size, Float64Array.from({ length: 2 * radius + 1 }, () => 1 / (2 * radius + 1)));
}

export function gaussian(map: Float32Array, size: number, deviation: number): Float32Array {
  const radius = Math.ceil(3 * deviation);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-(((at - radius) / deviation) ** 2) / 2),
  );
  const sum = kernel.reduce((a, b) => a + b, 0);
  return separable(map, size, kernel.map((weight) => weight / sum));
}

function separable(map: Float32Array, size: number, kernel: Float64Array): Float32Array {
  return along(along(map, size, kernel, 1, size), size, kernel, size, 1);
}

function along(map: Float32Array, size: number, kernel: Float64Array, step: number, stride: number): Float32Array {
  const radius = (kernel.length - 1) / 2;
  const result = new Float32Array(map.length);
  for (let line = 0; line < size; line++) {
    for (let at = 0; at < size; at++) {
      let sum = 0;
      for (let tap = -radius; tap <= radius; tap++) {
        const other = Math.max(0, Math.min(size - 1, at + tap));
        sum += kernel[tap + radius] * map[line * stride + other * step];
      }
      result[line * stride + at * step] = sum;
    }
  }
  return result;
}

/** The value below which a share of the values lies. */
export function quantile(values: Float32Array, share: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))];
}
