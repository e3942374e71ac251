/** OpenCV's ways to resize grey pictures with rounded weights, bit for bit. */

import { type Grey, roundEven } from "./picture";

/** Each pixel of the result is between two of the picture's, which are the same one at its edges. */
interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Of the first; the second has the rest of `one`. */
  readonly shares: Int32Array;
}

/** `INTER_LINEAR_EXACT`: weights and the results between the passes have eight binary places. */
export function linearExact(picture: Grey, width: number, height: number): Grey {
  const one = 256;
  const taps = (from: number, to: number) =>
    tapsOf(from, to, one, (index) => {
      const place = (from / to) * (index + 0.5) - 0.5;
      const first = Math.floor(place);
      return [first, roundEven((place - first) * one)];
    });
  const across = taps(picture.width, width);
  return interpolated(picture, across, taps(picture.height, height), one, (above, below, share) => {
    return (above * share + below * (one - share) + 32768) >> 16;
  });
}

/** `INTER_LINEAR`: between pixel centres. */
export function linear(picture: Grey, width: number, height: number): Grey {
  return enlarged(picture, width, height, (index, from, to) => {
    const place = Math.fround((index + 0.5) * (from / to) - 0.5);
    const first = Math.floor(place);
    return [first, Math.fround(place - first)];
  });
}

/** `INTER_AREA` to a square: means of areas, or, if that enlarges the picture, linear between pixels' edges. */
export function areaResized(picture: Grey, side: number): Grey {
  if (picture.width >= side && picture.height >= side) return reducedByArea(picture, side, side);
  return enlarged(picture, side, side, (index, from, to) => {
    const first = Math.floor((index * from) / to);
    const over = Math.fround(index + 1 - ((first + 1) * to) / from);
    return [first, over > 0 ? over - Math.floor(over) : 0];
  });
}

/** `INTER_AREA` to a smaller picture: each pixel the mean of the area that it covers. */
export function reducedByArea(picture: Grey, width: number, height: number): Grey {
  const [across, down] = [areaTaps(picture.width, width), areaTaps(picture.height, height)];
  const rows = new Float64Array(picture.height * width);
  for (let y = 0, to = 0; y < picture.height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (
        let tap = across.starts[x], at = y * picture.width + across.first[x];
        tap < across.starts[x + 1];
        tap++, at++
      ) {
        sum += across.weights[tap] * picture.data[at];
      }
      rows[to++] = sum;
    }
  }
  // Means of two by two pixels are rounded upwards, all others to even.
  const isHalf = 2 * width === picture.width && 2 * height === picture.height;
  const data = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      let sum = 0;
      for (let tap = down.starts[y], at = down.first[y] * width + x; tap < down.starts[y + 1]; tap++, at += width) {
        sum += down.weights[tap] * rows[at];
      }
      data[to] = isHalf ? Math.floor(sum + 0.5) : roundEven(sum);
    }
  }
  return { width, height, data };
}

interface AreaTaps {
  /** First pixel of each area. */
  readonly first: Int32Array;
  /** Where the weights of each area begin. */
  readonly starts: Int32Array;
  readonly weights: Float64Array;
}

function areaTaps(from: number, to: number): AreaTaps {
  const scale = from / to;
  const [first, starts, weights] = [new Int32Array(to), new Int32Array(to + 1), [] as number[]];
  for (let index = 0; index < to; index++) {
    const [start, end] = [index * scale, Math.min(from, (index + 1) * scale)];
    first[index] = Math.min(from - 1, Math.floor(start + 1e-9));
    const last = Math.max(first[index] + 1, Math.ceil(end - 1e-9));
    for (let pixel = first[index]; pixel < last; pixel++) {
      weights.push((Math.min(end, pixel + 1) - Math.max(start, pixel)) / (end - start));
    }
    starts[index + 1] = weights.length;
  }
  return { first, starts, weights: Float64Array.from(weights) };
}

/** @param place the first of two pixels, and the weight of the second from 0 to 1; weights have eleven binary places */
function enlarged(
  picture: Grey,
  width: number,
  height: number,
  place: (index: number, from: number, to: number) => [number, number],
): Grey {
  const one = 2048;
  const taps = (from: number, to: number) =>
    tapsOf(from, to, one, (index) => {
      const [first, second] = place(index, from, to);
      return [first, roundEven(second * one)];
    });
  return interpolated(picture, taps(picture.width, width), taps(picture.height, height), one, (above, below, share) => {
    const [upper, lower] = [(share * (above >> 4)) >> 16, ((one - share) * (below >> 4)) >> 16];
    return Math.max(0, Math.min(255, (upper + lower + 2) >> 2));
  });
}

/** @param place the first of two pixels, and the weight of the second */
function tapsOf(from: number, to: number, one: number, place: (index: number) => [number, number]): Taps {
  const [first, second, shares] = [new Int32Array(to), new Int32Array(to), new Int32Array(to)];
  const within = (pixel: number) => Math.max(0, Math.min(from - 1, pixel));
  for (let index = 0; index < to; index++) {
    const [pixel, weight] = place(index);
    [first[index], second[index], shares[index]] = [within(pixel), within(pixel + 1), one - weight];
  }
  return { first, second, shares };
}

/** @param join a column's two values, each times `one`, by the share of the upper one */
function interpolated(
  { width, height, data }: Grey,
  across: Taps,
  down: Taps,
  one: number,
  join: (above: number, below: number, share: number) => number,
): Grey {
  const [wide, high] = [across.first.length, down.first.length];
  const rows = new Int32Array(height * wide);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < wide; x++, to++) {
      const share = across.shares[x];
      rows[to] = data[y * width + across.first[x]] * share + data[y * width + across.second[x]] * (one - share);
    }
  }
  const out = new Uint8Array(wide * high);
  for (let y = 0, to = 0; y < high; y++) {
    const [above, below, share] = [down.first[y] * wide, down.second[y] * wide, down.shares[y]];
    for (let x = 0; x < wide; x++, to++) out[to] = join(rows[above + x], rows[below + x], share);
  }
  return { width: wide, height: high, data: out };
}
