/** The data block of a page, as `probsym.export.page` writes it. */

import { checkFactors, type Factors, type Vector3 } from "./factors";

/** Raised together with `PAGE_FORMAT` of probsym/export/page.py when the block changes. */
export const FORMAT = 2;

interface PhotoBlock {
  name: string;
  size: number;
  fov_deg: number;
  canonical_depth: string;
  albedo: string;
  sigma: string | null;
  sigma_flip: string | null;
  light: { ambient: number; diffuse: number; direction: Vector3; gamma: number };
  viewpoint: { rotation_rad: Vector3; translation: Vector3 };
  cutout: string | null;
  photo: string;
}

interface PageBlock {
  format: number;
  model: string;
  made_by: string;
  photos: PhotoBlock[];
}

export interface PageData {
  readonly model: string;
  readonly madeBy: string;
  readonly photos: readonly (() => Factors)[];
  readonly thumbnails: readonly { readonly name: string; readonly photo: string }[];
}

/** Reads the block; the maps of a photo are decoded when it is asked for. */
export function readPageData(text: string): PageData {
  const block = JSON.parse(text) as PageBlock | null;
  if (!block) throw new Error("this page holds no photos yet: probsym reconstruct --page writes one that does");
  if (block.format !== FORMAT) {
    throw new Error(`expected page data of format ${FORMAT}, got ${block.format}`);
  }
  return {
    model: block.model,
    madeBy: block.made_by,
    photos: block.photos.map((photo) => () => decode(photo)),
    thumbnails: block.photos.map(({ name, photo }) => ({ name, photo })),
  };
}

function decode(block: PhotoBlock): Factors {
  return checkFactors({
    name: block.name,
    size: block.size,
    fovDeg: block.fov_deg,
    canonicalDepth: floats(block.canonical_depth),
    albedo: shares(block.albedo),
    sigma: block.sigma === null ? null : floats(block.sigma),
    sigmaFlip: block.sigma_flip === null ? null : floats(block.sigma_flip),
    cutout: block.cutout === null ? null : shares(block.cutout),
    light: block.light,
    viewpoint: { rotationRad: block.viewpoint.rotation_rad, translation: block.viewpoint.translation },
    photo: block.photo,
  });
}

/** Bytes in base64 as values from 0 to 1. */
export function shares(text: string): Float32Array {
  return Float32Array.from(base64(text), (value) => value / 255);
}

function base64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Little-endian float32, whatever this machine is. */
function floats(text: string): Float32Array {
  const view = new DataView(base64(text).buffer);
  return Float32Array.from({ length: view.byteLength >> 2 }, (_, index) => view.getFloat32(index * 4, true));
}
