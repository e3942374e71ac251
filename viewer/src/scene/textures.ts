/** Maps of the surface as textures for the shader. */

import { DataTexture, FloatType, LinearFilter, NearestFilter, RGBAFormat } from "three";

/** One map, read between its points linearly. */
export function byteTexture(size: number, map: Float32Array): DataTexture {
  const data = new Uint8Array(size * size * 4);
  map.forEach((value, index) => data.fill(Math.round(value * 255), index * 4, index * 4 + 4));
  const texture = new DataTexture(data, size, size, RGBAFormat);
  texture.minFilter = texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

/** Up to two maps side by side in the channels of one texture, read texel by texel: nothing is filtered. */
export function floatTexture(
  size: number,
  channels: number,
  map: Float32Array,
  more = 0,
  second?: Float32Array,
): DataTexture {
  const data = new Float32Array(size * size * 4);
  for (let index = 0; index < size * size; index++) {
    for (let c = 0; c < channels; c++) data[index * 4 + c] = map[index * channels + c];
    for (let c = 0; c < more; c++) data[index * 4 + channels + c] = second ? second[index * more + c] : 0;
  }
  const texture = new DataTexture(data, size, size, RGBAFormat, FloatType);
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}
