/** Grey pictures as OpenCV makes them for the Python detector: conversion, reduction, borders and crops. */

import type { Rgb } from "../resample";
import { type Box, toPhoto } from "./box";

/** Grey levels from 0 to 255, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Crops are taken from a picture that has at most so many pixels per pixel of the crop. */
const FINEST = 1.5;

export function greyOf({ width, height, data }: Rgb): Grey {
  const grey = new Uint8Array(width * height);
  for (let to = 0, from = 0; to < grey.length; to++, from += 3) {
    grey[to] = (data[from] * 9798 + data[from + 1] * 19235 + data[from + 2] * 3735 + 16384) >> 15;
  }
  return { width, height, data: grey };
}

/** Halves go to the even neighbour, as Python rounds. */
export function roundEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

/** Each pixel the mean of the area that it covers. */
export function reducedByArea(picture: Grey, width: number, height: number): Grey {
  return resized(picture, areaTaps(picture.width, width), areaTaps(picture.height, height));
}

/** Linear interpolation between pixel centres. */
export function enlarged(picture: Grey, width: number, height: number): Grey {
  return resized(picture, linearTaps(picture.width, width), linearTaps(picture.height, height));
}

/** The picture with its outermost pixels repeated outwards. */
export function padded({ width, height, data }: Grey, pad: number): Grey {
  const [wide, high] = [width + 2 * pad, height + 2 * pad];
  const out = new Uint8Array(wide * high);
  const within = (index: number, length: number) => Math.max(0, Math.min(length - 1, index));
  for (let y = 0, at = 0; y < high; y++) {
    const row = within(y - pad, height) * width;
    for (let x = 0; x < wide; x++, at++) out[at] = data[row + within(x - pad, width)];
  }
  return { width: wide, height: high, data: out };
}

/** The upper left part of a picture. */
export function topLeft({ width, data }: Grey, wide: number, high: number): Grey {
  const out = new Uint8Array(wide * high);
  for (let y = 0; y < high; y++) out.set(data.subarray(y * width, y * width + wide), y * wide);
  return { width: wide, height: high, data: out };
}

/** The pixels inside a box, turned upright; beyond the picture it goes on mirrored. */
export function cropBox(picture: Grey, box: Box, size: number): Grey {
  const shrink = Math.min(1, FINEST / (box.side / size));
  let source = picture;
  if (shrink < 1) {
    const [width, height] = [picture.width, picture.height].map((length) => Math.max(1, roundEven(length * shrink)));
    source = reducedByArea(picture, width, height);
  }
  const [across, down] = [source.width / picture.width, source.height / picture.height];
  const at = (u: number, v: number) => {
    const [x, y] = toPhoto(box, [(u + 0.5) / size - 0.5, (v + 0.5) / size - 0.5]);
    return [x * across - 0.5, y * down - 0.5];
  };
  const [[x0, y0], [x1, y1], [x2, y2]] = [at(0, 0), at(1, 0), at(0, 1)];
  const { width, height, data } = source;
  const out = new Uint8Array(size * size);
  for (let v = 0, to = 0; v < size; v++) {
    for (let u = 0; u < size; u++, to++) {
      const x = x0 + u * (x1 - x0) + v * (x2 - x0);
      const y = y0 + u * (y1 - y0) + v * (y2 - y0);
      const [column, row] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - column, y - row];
      const [left, right] = [mirrored(column, width), mirrored(column + 1, width)];
      const [top, bottom] = [mirrored(row, height) * width, mirrored(row + 1, height) * width];
      const above = data[top + left] * (1 - fx) + data[top + right] * fx;
      const below = data[bottom + left] * (1 - fx) + data[bottom + right] * fx;
      out[to] = Math.floor(above * (1 - fy) + below * fy + 0.5);
    }
  }
  return { width: size, height: size, data: out };
}

/** cba|abc|cba. */
function mirrored(index: number, length: number): number {
  const period = 2 * length;
  const rest = ((index % period) + period) % period;
  return rest < length ? rest : period - 1 - rest;
}

interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

function areaTaps(from: number, to: number): Taps[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, index) => {
    const [start, end] = [index * scale, Math.min(from, (index + 1) * scale)];
    const first = Math.min(from - 1, Math.floor(start + 1e-9));
    const last = Math.max(first + 1, Math.ceil(end - 1e-9));
    const weights = Array.from({ length: last - first }, (_, step) => {
      const pixel = first + step;
      return (Math.min(end, pixel + 1) - Math.max(start, pixel)) / (end - start);
    });
    return { first, weights };
  });
}

function linearTaps(from: number, to: number): Taps[] {
  return Array.from({ length: to }, (_, index) => {
    const place = Math.max(0, Math.min(from - 1, ((index + 0.5) * from) / to - 0.5));
    const first = Math.min(Math.floor(place), Math.max(0, from - 2));
    return { first, weights: from > 1 ? [1 - (place - first), place - first] : [1] };
  });
}

function resized({ width, height, data }: Grey, across: Taps[], down: Taps[]): Grey {
  const rows = new Float64Array(height * across.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (const { first, weights } of across) {
      let sum = 0;
      for (let step = 0, at = y * width + first; step < weights.length; step++) sum += weights[step] * data[at + step];
      rows[to++] = sum;
    }
  }
  const out = new Uint8Array(across.length * down.length);
  down.forEach(({ first, weights }, y) => {
    for (let x = 0; x < across.length; x++) {
      let sum = 0;
      for (let step = 0; step < weights.length; step++) sum += weights[step] * rows[(first + step) * across.length + x];
      out[y * across.length + x] = roundEven(sum);
    }
  });
  return { width: across.length, height: down.length, data: out };
}
