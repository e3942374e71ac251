/** Twin of probsym/framing/align/hog.py: histograms of oriented gradients, 31 channels a cell. */

import { type Grey, roundEven } from "./picture";

export const CHANNELS = 31;
const [SIGNED, UNSIGNED] = [18, 9];
const CLIP = 0.2;
const NOISE = 4;

/** Channels, then rows, then columns of cells. */
export interface Features {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** @param cell even; the picture's width and height are multiples of it */
export function hog(picture: Grey, cell: number): Features {
  const [rows, columns] = [picture.height / cell, picture.width / cell];
  const area = rows * columns;
  const signed = cellsOf(halfCells(picture, cell / 2), 2 * rows, 2 * columns);
  const unsigned = new Float32Array(UNSIGNED * area);
  const energy = new Float32Array(area);
  for (let at = 0; at < unsigned.length; at++) {
    unsigned[at] = signed[at] + signed[at + UNSIGNED * area];
    energy[at % area] += unsigned[at] * unsigned[at];
  }
  const blocks = normsOf(energy, rows, columns);
  const data = new Float32Array(CHANNELS * area);
  for (let number = 0; number < 4; number++) {
    const [down, right] = [number >> 1, number & 1];
    for (let row = 0, at = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, at++) {
        const norm = blocks[(row + down) * (columns + 1) + column + right];
        let sum = 0;
        for (let channel = 0; channel < SIGNED; channel++) {
          const clipped = Math.min(CLIP, signed[channel * area + at] * norm);
          data[channel * area + at] += 0.5 * clipped;
          sum += clipped;
        }
        for (let channel = 0; channel < UNSIGNED; channel++) {
          data[(SIGNED + channel) * area + at] += 0.5 * Math.min(CLIP, unsigned[channel * area + at] * norm);
        }
        data[(SIGNED + UNSIGNED + number) * area + at] = sum * 0.2357;
      }
    }
  }
  return { rows, columns, data };
}

/** Mean gradient magnitude of each signed orientation, per square of `half` pixels a side. */
function halfCells({ width, height, data }: Grey, half: number): Float32Array {
  const [rows, columns] = [height / half, width / half];
  const out = new Float32Array(SIGNED * rows * columns);
  for (let y = 0; y < height; y++) {
    const [above, below] = [Math.max(0, y - 1) * width, Math.min(height - 1, y + 1) * width];
    for (let x = 0; x < width; x++) {
      const dx = data[y * width + Math.min(width - 1, x + 1)] - data[y * width + Math.max(0, x - 1)];
      const dy = data[below + x] - data[above + x];
      if (dx === 0 && dy === 0) continue;
      const position = roundEven((Math.atan2(dy, dx) * SIGNED) / (2 * Math.PI));
      const orientation = (position + SIGNED) % SIGNED;
      out[(orientation * rows + Math.floor(y / half)) * columns + Math.floor(x / half)] += Math.sqrt(dx * dx + dy * dy);
    }
  }
  return out.map((sum) => sum / (half * half));
}

/** Each cell gathers from four by four half cells around it, as far as there are. */
function cellsOf(half: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array((half.length / 4) | 0);
  for (let channel = 0, to = 0; channel < SIGNED; channel++) {
    const start = channel * rows * columns;
    for (let row = 0; row < rows; row += 2) {
      const [top, bottom] = [Math.max(0, row - 1), Math.min(rows, row + 3)];
      for (let column = 0; column < columns; column += 2, to++) {
        const [left, right] = [Math.max(0, column - 1), Math.min(columns, column + 3)];
        let sum = 0;
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += half[start + y * columns + x];
        out[to] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return out;
}

/** One over the root of the energy of two by two cells, at each corner of the cells. */
function normsOf(energy: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array((rows + 1) * (columns + 1));
  const at = (row: number, column: number) =>
    energy[Math.max(0, Math.min(rows - 1, row)) * columns + Math.max(0, Math.min(columns - 1, column))];
  for (let row = 0, to = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++, to++) {
      const sum = at(row - 1, column - 1) + at(row - 1, column) + at(row, column - 1) + at(row, column);
      out[to] = 1 / Math.sqrt(sum + NOISE);
    }
  }
  return out;
}
