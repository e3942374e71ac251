/** Filters of square maps, row by row; beyond the edge the outermost values go on. */

/** Mean over a window of 2 · radius + 1 pixels a side. */
export function box(map: Float32Array, size: number, radius: number): Float32Array {
  return separable(map, size, Float64Array.from({ length: 2 * radius + 1 }, () => 1 / (2 * radius + 1)));
}

export function gaussian(map: Float32Array, size: number, deviation: number): Float32Array {
  const radius = Math.ceil(3 * deviation);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-(((at - radius) / deviation) ** 2) / 2));
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

/** Regions grown by a disc, or shrunk if `inside` is 0. */
export function grown(region: Uint8Array, size: number, radius: number, inside: 0 | 1): Uint8Array {
  const offsets: [number, number][] = [];
  for (let v = -radius; v <= radius; v++) {
    for (let u = -radius; u <= radius; u++) if (u * u + v * v <= radius * radius) offsets.push([v, u]);
  }
  return region.map((value, at) => {
    if (value === inside) return value;
    const [row, column] = [Math.floor(at / size), at % size];
    const near = offsets.some(([v, u]) => {
      const [y, x] = [row + v, column + u];
      return y >= 0 && x >= 0 && y < size && x < size && region[y * size + x] === inside;
    });
    return near ? inside : value;
  });
}

/** The largest part of a region that hangs together, without holes. */
export function largestFilled(region: Uint8Array, size: number): Uint8Array {
  const object = Uint8Array.from(region, () => 0);
  for (const at of components(region, size, 1).reduce((a, b) => (b.length > a.length ? b : a), [])) object[at] = 1;
  const onEdge = (at: number) => at % size === 0 || at % size === size - 1 || at < size || at >= size * (size - 1);
  for (const hole of components(object, size, 0)) if (!hole.some(onEdge)) for (const at of hole) object[at] = 1;
  return object;
}

function components(region: Uint8Array, size: number, value: 0 | 1): number[][] {
  const seen = new Uint8Array(region.length);
  const parts: number[][] = [];
  for (let start = 0; start < region.length; start++) {
    if (seen[start] || region[start] !== value) continue;
    const part = [start];
    seen[start] = 1;
    for (let next = 0; next < part.length; next++) {
      const at = part[next];
      const neighbours = [at - size, at + size, at % size ? at - 1 : -1, at % size < size - 1 ? at + 1 : -1];
      for (const other of neighbours) {
        if (other < 0 || other >= region.length || seen[other] || region[other] !== value) continue;
        seen[other] = 1;
        part.push(other);
      }
    }
    parts.push(part);
  }
  return parts;
}
