/**
 * A mesh as one self-contained glTF binary: not metallic, rough, seen from both sides, the texture as its colour; unlit
 * if the texture holds the light.
 */

import type { Mesh } from "./mesh";
import { join } from "./png";

const [FLOAT, UNSIGNED_INT] = [5126, 5125];
const UNLIT = "KHR_materials_unlit";
const [ARRAY, ELEMENT_ARRAY] = [34962, 34963];

export function encodeGlb(mesh: Mesh): Uint8Array<ArrayBuffer> {
  const count = mesh.vertices.length / 3;
  const parts: { bytes: Uint8Array; target?: number }[] = [
    { bytes: floats(mesh.vertices), target: ARRAY },
    { bytes: floats(mesh.normals), target: ARRAY },
    { bytes: floats(mesh.uv), target: ARRAY },
    { bytes: words(mesh.faces), target: ELEMENT_ARRAY },
    { bytes: mesh.texture },
  ];
  let length = 0;
  const bufferViews = parts.map(({ bytes, target }) => {
    const view = { buffer: 0, byteOffset: length, byteLength: bytes.length, ...(target ? { target } : {}) };
    length += padded(bytes.length);
    return view;
  });
  const [low, high] = bounds(mesh.vertices);
  const document = {
    asset: { version: "2.0", generator: "probsym" },
    ...(mesh.lit ? {} : { extensionsUsed: [UNLIT] }),
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name: "surface" }],
    meshes: [
      {
        name: "surface",
        primitives: [{ attributes: { POSITION: 0, NORMAL: 1, TEXCOORD_0: 2 }, indices: 3, material: 0, mode: 4 }],
      },
    ],
    materials: [
      {
        name: "surface",
        doubleSided: true,
        ...(mesh.lit ? {} : { extensions: { [UNLIT]: {} } }),
        pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0, roughnessFactor: 1 },
      },
    ],
    textures: [{ source: 0, sampler: 0 }],
    samplers: [{ magFilter: 9729, minFilter: 9987, wrapS: 33071, wrapT: 33071 }],
    images: [{ bufferView: 4, mimeType: "image/png", name: "texture" }],
    accessors: [
      { bufferView: 0, componentType: FLOAT, count, type: "VEC3", min: low, max: high },
      { bufferView: 1, componentType: FLOAT, count, type: "VEC3" },
      { bufferView: 2, componentType: FLOAT, count, type: "VEC2" },
      { bufferView: 3, componentType: UNSIGNED_INT, count: mesh.faces.length, type: "SCALAR" },
    ],
    bufferViews,
    buffers: [{ byteLength: length }],
  };
  const json = pad(new TextEncoder().encode(JSON.stringify(document)), 0x20);
  const binary = join(parts.map(({ bytes }) => pad(bytes, 0)));
  const total = 12 + 8 + json.length + 8 + binary.length;
  const [heading, text, data] = [
    words([0x46546c67, 2, total]), // "glTF"
    words([json.length, 0x4e4f534a]), // "JSON"
    words([binary.length, 0x004e4942]), // "BIN"
  ];
  return join([heading, text, json, data, binary]);
}

/** Of each axis, as float32 holds them. */
function bounds(vertices: Float32Array): [number[], number[]] {
  const [low, high] = [[Infinity, Infinity, Infinity], [-Infinity, -Infinity, -Infinity]];
  vertices.forEach((value, index) => {
    low[index % 3] = Math.min(low[index % 3], value);
    high[index % 3] = Math.max(high[index % 3], value);
  });
  return [low, high];
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function pad(bytes: Uint8Array, filler: number): Uint8Array {
  const result = new Uint8Array(padded(bytes.length)).fill(filler);
  result.set(bytes);
  return result;
}

function floats(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return new Uint8Array(view.buffer);
}

/** Unsigned 32-bit integers. */
function words(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (let index = 0; index < values.length; index++) view.setUint32(index * 4, values[index], true);
  return new Uint8Array(view.buffer);
}
