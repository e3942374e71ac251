/** Grey pictures as OpenCV makes them for the Python detector: conversion, reduction, borders and crops. */

import type { Rgb } from "../resample";
import { type Box, toPhoto } from "./box";
import { type Grey, roundEven } from "./picture";
import { reducedByArea } from "./resize";

/** Crops are taken from a picture that has at most so many pixels per pixel of the crop. */
const FINEST = 1.5;
/** Places between pixels are whole parts of so many, rounded to 32nds: the tables of `warpAffine`. */
const [FIXED, HALF] = [1024, 16];

export function greyOf(photo: Rgb): Grey {
  return weighted(photo, [9798, 19235, 3735], 15);
}

/** As Pillow converts to "L". */
export function pillowGreyOf(photo: Rgb): Grey {
  return weighted(photo, [19595, 38470, 7471], 16);
}

function weighted({ width, height, data }: Rgb, [red, green, blue]: readonly number[], bits: number): Grey {
  const grey = new Uint8Array(width * height);
  for (let to = 0, from = 0; to < grey.length; to++, from += 3) {
    grey[to] = (data[from] * red + data[from + 1] * green + data[from + 2] * blue + (1 << (bits - 1))) >> bits;
  }
  return { width, height, data: grey };
}

/** The picture with its outermost pixels repeated outwards. */
export function padded(picture: Grey, pad: number): Grey {
  return cut(picture, -pad, -pad, picture.width + 2 * pad, picture.height + 2 * pad);
}

/** A part of a picture; beyond it, its outermost pixels are repeated. */
export function cut({ width, height, data }: Grey, left: number, top: number, wide: number, high: number): Grey {
  const out = new Uint8Array(wide * high);
  const within = (index: number, length: number) => Math.max(0, Math.min(length - 1, index));
  for (let y = 0, at = 0; y < high; y++) {
    const row = within(top + y, height) * width;
    for (let x = 0; x < wide; x++, at++) out[at] = data[row + within(left + x, width)];
  }
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
  const [wide, high] = [source.width / picture.width, source.height / picture.height];
  const at = (u: number, v: number) => {
    const [x, y] = toPhoto(box, [(u + 0.5) / size - 0.5, (v + 0.5) / size - 0.5]);
    return [x * wide - 0.5, y * high - 0.5];
  };
  const { width, height, data } = source;
  const [[x0, y0], [x1, y1], [x2, y2]] = [at(0, 0), at(1, 0), at(0, 1)].map((place) => place.map(Math.fround));
  const across = Array.from({ length: size }, (_, u) =>
    [u * (x1 - x0), u * (y1 - y0)].map((length) => roundEven(length * FIXED)),
  );
  const out = new Uint8Array(size * size);
  for (let v = 0, to = 0; v < size; v++) {
    const [rowX, rowY] = [v * (x2 - x0) + x0, v * (y2 - y0) + y0].map((place) => roundEven(place * FIXED) + HALF);
    for (let u = 0; u < size; u++, to++) {
      const [x, y] = [(rowX + across[u][0]) >> 5, (rowY + across[u][1]) >> 5];
      const [column, row, fx, fy] = [x >> 5, y >> 5, x & 31, y & 31];
      const [left, right] = [mirrored(column, width), mirrored(column + 1, width)];
      const [top, bottom] = [mirrored(row, height) * width, mirrored(row + 1, height) * width];
      const above = data[top + left] * (32 - fx) + data[top + right] * fx;
      const below = data[bottom + left] * (32 - fx) + data[bottom + right] * fx;
      out[to] = (above * (32 - fy) + below * fy + 512) >> 10;
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
