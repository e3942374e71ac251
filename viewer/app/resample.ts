/**
 * Photos made smaller pixel for pixel as Python's Pillow does it. The browser's own scaling would do for people, but
 * the networks and detectors would see another picture.
 */

/** Red, green, blue of each pixel in turn, row by row from the top left. */
export interface Rgb {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** A rectangle, pixels, fractions allowed. */
interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Filter {
  readonly support: number;
  readonly at: (x: number) => number;
}

/** Weights are whole parts of this. */
const ONE = 2 ** 22;

const LANCZOS: Filter = { support: 3, at: lanczos };
const TRIANGLE: Filter = { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) };

/**
 * A square at the model's size: `resize((size, size), LANCZOS, box, reducing_gap=3)`.
 *
 * @param square within the picture, pixels, fractions allowed
 */
export function resampled(picture: Rgb, { left, top, side }: Square, size: number): Uint8Array {
  return resized(picture, { left, top, width: side, height: side }, size, size, LANCZOS, 3);
}

/** A square at the size of an object net: `resize((size, size), BILINEAR, box, reducing_gap=3)`. */
export function triangular(picture: Rgb, { left, top, side }: Square, size: number): Uint8Array {
  return resized(picture, { left, top, width: side, height: side }, size, size, TRIANGLE, 3);
}

/** The whole picture: `resize((width, height), BILINEAR, reducing_gap=2)`. */
export function bilinear(picture: Rgb, width: number, height: number): Rgb {
  if (picture.width === width && picture.height === height) return picture;
  const whole = { left: 0, top: 0, width: picture.width, height: picture.height };
  return { width, height, data: resized(picture, whole, width, height, TRIANGLE, 2) };
}

function resized(picture: Rgb, region: Region, width: number, height: number, filter: Filter, gap: number): Uint8Array {
  const { reduced, box } = preReduced(picture, region, width, height, filter, gap);
  const across = weights(reduced.width, box.left, box.width, width, filter);
  const down = weights(reduced.height, box.top, box.height, height, filter);
  // The bytes between the two passes make a difference, and Pillow 13 begins with the direction that leaves less to do.
  if (reduced.height - height > 2 * (reduced.width - width)) {
    const columns = pass(reduced.data, reduced.width, down, reduced.width * 3, 3, reduced.width * 3, 3);
    return pass(columns, height, across, 3, reduced.width * 3, 3, width * 3);
  }
  const rows = pass(reduced.data, reduced.height, across, 3, reduced.width * 3, 3, width * 3);
  return pass(rows, width, down, width * 3, 3, width * 3, 3);
}

/** Big photos are first averaged over whole blocks, as far as `gap` times the wanted size allows. */
function preReduced(
  picture: Rgb, region: Region, width: number, height: number, { support }: Filter, gap: number,
): { reduced: Rgb; box: Region } {
  const [across, down] = [Math.floor(region.width / width / gap) || 1, Math.floor(region.height / height / gap) || 1];
  if (across === 1 && down === 1) return { reduced: picture, box: region };
  const [wide, high] = [(support - 0.5) * (region.width / width), (support - 0.5) * (region.height / height)];
  const left = Math.max(0, Math.trunc(region.left - wide));
  const top = Math.max(0, Math.trunc(region.top - high));
  const right = Math.min(picture.width, Math.ceil(region.left + region.width + wide));
  const bottom = Math.min(picture.height, Math.ceil(region.top + region.height + high));
  const box = {
    left: (region.left - left) / across,
    top: (region.top - top) / down,
    width: region.width / across,
    height: region.height / down,
  };
  return { reduced: blockMeans(picture, left, top, right, bottom, across, down), box };
}

/** Means of blocks of `factor` by `factor` pixels: `reduce(factor)`. */
export function reducedBy(factor: number, picture: Rgb): Rgb {
  return blockMeans(picture, 0, 0, picture.width, picture.height, factor, factor);
}

/** A rectangle of whole pixels within a picture. */
export function part({ width, data }: Rgb, left: number, top: number, wide: number, high: number): Rgb {
  const out = new Uint8Array(wide * high * 3);
  for (let row = 0; row < high; row++) {
    const from = ((top + row) * width + left) * 3;
    out.set(data.subarray(from, from + wide * 3), row * wide * 3);
  }
  return { width: wide, height: high, data: out };
}

function blockMeans(
  picture: Rgb,
  left: number,
  top: number,
  right: number,
  bottom: number,
  across: number,
  down: number,
): Rgb {
  const width = Math.ceil((right - left) / across);
  const height = Math.ceil((bottom - top) / down);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const [y0, y1] = [top + y * down, Math.min(bottom, top + (y + 1) * down)];
    for (let x = 0; x < width; x++) {
      const [x0, x1] = [left + x * across, Math.min(right, left + (x + 1) * across)];
      const count = (y1 - y0) * (x1 - x0);
      for (let channel = 0; channel < 3; channel++, at++) {
        let sum = 0;
        for (let v = y0; v < y1; v++) {
          for (let u = x0; u < x1; u++) sum += picture.data[(v * picture.width + u) * 3 + channel];
        }
        data[at] = Math.floor(sum / count + 0.5);
      }
    }
  }
  return { width, height, data };
}

interface Weights {
  readonly first: Int32Array;
  readonly of: readonly Float64Array[];
}

function weights(length: number, start: number, extent: number, size: number, filter: Filter): Weights {
  const scale = extent / size;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const first = new Int32Array(size);
  const of = Array.from({ length: size }, (_, index) => {
    const middle = start + (index + 0.5) * scale;
    const from = Math.max(0, Math.trunc(middle - support + 0.5));
    const to = Math.min(length, Math.trunc(middle + support + 0.5));
    const values = Float64Array.from({ length: to - from }, (_, step) =>
      filter.at((step + from - middle + 0.5) / stretch),
    );
    const sum = values.reduce((total, value) => total + value, 0);
    first[index] = from;
    return values.map((value) => Math.trunc((value / sum) * ONE + Math.sign(value) / 2));
  });
  return { first, of };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (x < -3 || x >= 3) return 0;
  const angle = Math.PI * x;
  return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
}

/**
 * One direction, rounded to bytes as Pillow does between the two.
 *
 * @param lines how many there are
 * @param step bytes between neighbours along the direction in `source`; `outStep` in what comes out
 * @param stride bytes between lines in `source`; `outStride` in what comes out
 */
function pass(
  source: Uint8Array, lines: number, along: Weights, step: number, stride: number, outStep: number, outStride: number,
): Uint8Array {
  const size = along.first.length;
  const out = new Uint8Array(size * lines * 3);
  for (let line = 0; line < lines; line++) {
    for (let index = 0; index < size; index++) {
      const start = line * stride + along.first[index] * step;
      const values = along.of[index];
      for (let channel = 0; channel < 3; channel++) {
        let sum = ONE / 2;
        for (let tap = 0, at = start + channel; tap < values.length; tap++, at += step) sum += source[at] * values[tap];
        out[line * outStride + index * outStep + channel] = Math.max(0, Math.min(255, Math.floor(sum / ONE)));
      }
    }
  }
  return out;
}
