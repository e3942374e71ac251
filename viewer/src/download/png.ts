/**
 * PNG files without a canvas: browsers that guard against fingerprinting give noise when a canvas is read, and tests
 * have none.
 */

import { zlibSync } from "fflate";

/** @param rgb height × width × 3 */
export function encodePng(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * 3)); // each begins with its filter, 0: none
  for (let row = 0; row < height; row++) {
    rows.set(rgb.subarray(row * width * 3, (row + 1) * width * 3), row * (1 + width * 3) + 1);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8); // eight bits, RGB
  const parts = [
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("sRGB", new Uint8Array(1)),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ];
  return join(parts);
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = join([new TextEncoder().encode(type), data]);
  const frame = new Uint8Array(8);
  const view = new DataView(frame.buffer);
  view.setUint32(0, data.length);
  view.setUint32(4, checksum(named));
  return join([frame.subarray(0, 4), named, frame.subarray(4)]);
}

function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/**
 * Square RGB image in [0, 1] as 8-bit values, bicubically enlarged (a = -0.5, edges in the middle of nothing: as Pillow
 * does it).
 */
export function enlarge(image: Float32Array, size: number, side: number): Uint8Array {
  const pixels = image.map((value) => Math.round(Math.max(0, Math.min(1, value)) * 255));
  if (side === size) return Uint8Array.from(pixels);
  const taps = Array.from({ length: side }, (_, index) => {
    const middle = ((index + 0.5) * size) / side - 0.5;
    const from = Math.max(0, Math.ceil(middle - 2));
    const weights: number[] = [];
    for (let old = from; old <= Math.min(size - 1, Math.floor(middle + 2)); old++) {
      weights.push(cubic(Math.abs(middle - old)));
    }
    const sum = weights.reduce((a, b) => a + b, 0);
    return { from, weights: weights.map((weight) => weight / sum) };
  });
  const wide = new Float32Array(size * side * 3);
  for (let row = 0; row < size; row++) {
    taps.forEach(({ from, weights }, column) => {
      for (let c = 0; c < 3; c++) {
        const sum = weights.reduce((s, weight, i) => s + weight * pixels[(row * size + from + i) * 3 + c], 0);
        wide[(row * side + column) * 3 + c] = Math.max(0, Math.min(255, Math.round(sum)));
      }
    });
  }
  const result = new Uint8Array(side * side * 3);
  taps.forEach(({ from, weights }, row) => {
    for (let at = 0; at < side * 3; at++) {
      const sum = weights.reduce((s, weight, i) => s + weight * wide[(from + i) * side * 3 + at], 0);
      result[row * side * 3 + at] = Math.max(0, Math.min(255, Math.round(sum)));
    }
  });
  return result;
}

function cubic(t: number): number {
  const a = -0.5;
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}
