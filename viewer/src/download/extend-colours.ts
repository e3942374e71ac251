/** Colours of the object continued beyond its silhouette, so that filtering a texture mixes no ground in. */

/**
 * Pixels that are not wholly opaque take the mean of the opaque ones around them, at the finest scale at which there
 * are any (push-pull interpolation).
 *
 * @param pixels side² × 4: red, green, blue, opacity
 * @returns side² × 3
 */
export function extendColours(pixels: Uint8Array, side: number): Uint8Array {
  const colours = new Float32Array(side * side * 3);
  const known = new Float32Array(side * side);
  for (let at = 0; at < known.length; at++) {
    known[at] = Math.max(0, Math.min(1, (pixels[at * 4 + 3] / 255 - 0.9) * 10));
    for (let c = 0; c < 3; c++) colours[at * 3 + c] = pixels[at * 4 + c];
  }
  return Uint8Array.from(filled(colours, known, side), (value) => Math.round(value));
}

function filled(colours: Float32Array, known: Float32Array, side: number): Float32Array {
  if (side === 1) return colours;
  const half = Math.ceil(side / 2);
  const coarse = new Float32Array(half * half * 3);
  const share = new Float32Array(half * half);
  for (let v = 0; v < side; v++) {
    for (let u = 0; u < side; u++) {
      const [from, to] = [v * side + u, (v >> 1) * half + (u >> 1)];
      share[to] += known[from];
      for (let c = 0; c < 3; c++) coarse[to * 3 + c] += known[from] * colours[from * 3 + c];
    }
  }
  share.forEach((sum, at) => {
    for (let c = 0; c < 3; c++) coarse[at * 3 + c] /= Math.max(sum, 1e-6);
  });
  const smooth = filled(coarse, share.map((sum) => Math.min(1, sum)), half);
  return colours.map((value, at) => {
    const pixel = Math.floor(at / 3);
    const weight = known[pixel];
    if (weight === 1) return value;
    const [v, u] = [(Math.floor(pixel / side) - 0.5) / 2, ((pixel % side) - 0.5) / 2];
    const [row, column] = [Math.max(0, Math.floor(v)), Math.max(0, Math.floor(u))];
    const [down, right] = [Math.max(0, v - row), Math.max(0, u - column)];
    const get = (dv: number, du: number) =>
      smooth[(Math.min(half - 1, row + dv) * half + Math.min(half - 1, column + du)) * 3 + (at % 3)];
    const upper = get(0, 0) * (1 - right) + get(0, 1) * right;
    const lower = get(1, 0) * (1 - right) + get(1, 1) * right;
    return weight * value + (1 - weight) * (upper * (1 - down) + lower * down);
  });
}
