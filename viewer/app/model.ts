/** The exported networks in onnxruntime-web: pixels in, factors out. Everything happens in this page. */

import * as ort from "onnxruntime-web/wasm";
import { cutoutByAlpha, cutoutOf, type Known } from "../src/cutout/cutout";
import { checkFactors, type Factors, type Vector3 } from "../src/factors";
import { shares } from "../src/page-data";
import type { Wanted } from "./detector/crops";
import type { Kind } from "./detector/detection";
import type { Search } from "./detector/detect";
import type { CatSearch } from "./detector/kinds";
import type { Framing } from "./detector/weights";
import type { Photo } from "./photo";
import { Refinement } from "./refinement";
import { resampled, type Rgb, type Square, triangular } from "./resample";

/** An entry of app.json, as `probsym.web.app` writes it. */
export interface ModelEntry {
  readonly name: string;
  /** Address of the ONNX file, beside the page. */
  readonly file: string;
  /** Pixels on a side. */
  readonly size: number;
  readonly fov_deg: number;
  /** Shading is raised to 1 over this. */
  readonly shading_gamma: number;
  /** Of its category, side² bytes in base64, 255 where the object always is; for models that have one. */
  readonly silhouette?: string;
  /** Address of the ONNX file that tells object from ground, for models that have one. */
  readonly object_net?: string;
  /** Address of the ONNX file that sharpens the albedo, for models that have one. */
  readonly refinement?: string;
  /** Of what the model learned from; missing if its photos were not framed by a detector. */
  readonly detection?: Detection;
}

/** How photos are framed for a model: by its own detector, or by those of the package. */
export type Detection =
  | { readonly kind: "learned"; readonly framing: Framing; readonly search: Search; readonly file: string }
  | { readonly kind: Kind; readonly framing: Framing };

/** The package's detectors, which tell people and cats apart: addresses of their files, and the search for cats. */
export interface KindFiles {
  readonly faces: string;
  readonly cats: string;
  readonly search: CatSearch;
}

export interface AppData {
  readonly format: number;
  readonly made_by: string;
  readonly models: readonly ModelEntry[];
  /** Present if a model needs them. */
  readonly detectors?: KindFiles;
}

export interface Reconstruction {
  readonly factors: Factors;
  /** Gives the factors with the sharper albedo; null for a model without refinement. */
  readonly refine: (() => Promise<Factors>) | null;
}

/** Pixels on a side of what an object net sees. */
const OBJECT_SIZE = 64;

/** Raised together with `APP_FORMAT` of probsym/web/app.py when app.json changes. */
export const FORMAT = 2;

export async function readAppData(): Promise<AppData> {
  const data = (await (await fetched("app.json")).json()) as AppData;
  if (data.format !== FORMAT) throw new Error(`expected app.json of format ${FORMAT}, got ${data.format}`);
  if (!data.models.length) throw new Error("app.json names no model");
  return data;
}

export class Model {
  private readonly refinement: Refinement | null;

  private constructor(
    readonly entry: ModelEntry,
    private readonly session: ort.InferenceSession,
    private readonly objectNet: ort.InferenceSession | null,
  ) {
    const { refinement } = entry;
    this.refinement = refinement ? new Refinement(async () => sessionOf(await bytesOf(refinement))) : null;
  }

  /** Throws a message for people if the file or the runtime cannot be loaded. */
  static async load(entry: ModelEntry): Promise<Model> {
    // One thread: more need headers that few hosts send, and a photo takes a fraction of a second.
    ort.env.wasm.numThreads = 1;
    const [networks, objectNet] = await Promise.all([
      bytesOf(entry.file),
      entry.object_net ? bytesOf(entry.object_net) : null,
    ]);
    return new Model(entry, await sessionOf(networks), objectNet && (await sessionOf(objectNet)));
  }

  /** @param square in the photo */
  async reconstruct(photo: Photo, square: Square): Promise<Reconstruction> {
    const { size, fov_deg, shading_gamma } = this.entry;
    const picture = photo.rgb;
    const pixels = resampled(picture, square, size);
    const images = tensorOf(pixels, size);
    const outputs = await this.session.run({ images });
    const floats = (output: string) => outputs[output].data as Float32Array;
    const optional = (output: string) => (output in outputs ? Float32Array.from(floats(output)) : null);
    const known = {
      name: photo.name,
      size,
      fovDeg: fov_deg,
      canonicalDepth: Float32Array.from(floats("canonical_depth")),
      albedo: interleaved(floats("albedo")),
      sigma: optional("sigma"),
      sigmaFlip: optional("sigma_flip"),
      light: {
        ambient: floats("light_ambient")[0],
        diffuse: floats("light_diffuse")[0],
        direction: vector(floats("light_direction")),
        gamma: shading_gamma,
      },
      viewpoint: { rotationRad: vector(floats("rotation_rad")), translation: vector(floats("translation")) },
      photo: photo.picture(square),
    };
    const opacity = photo.opacity(square);
    const cutout = opacity ? cutoutByAlpha(known, opacity) : cutoutOf(known, pixels, await this.known(picture, square));
    const factors = checkFactors({ ...known, cutout });
    const { refinement } = this;
    const refine =
      refinement && (async () => ({ ...factors, albedo: interleaved(await refinement.albedo(images, outputs)) }));
    return { factors, refine };
  }

  /** What helps to find the object in the square; null for a model that knows nothing of its objects. */
  private async known(picture: Rgb, square: Square): Promise<Known | null> {
    const { silhouette } = this.entry;
    return silhouette ? { silhouette: shares(silhouette), probability: await this.probability(picture, square) } : null;
  }

  /** Of each pixel of the square, at another size, that it shows the object; null for a model that cannot tell. */
  private async probability(picture: Rgb, square: Square): Promise<Float32Array | null> {
    if (!this.objectNet) return null;
    const pixels = triangular(picture, square, OBJECT_SIZE);
    const { probability } = await this.objectNet.run({ photo: tensorOf(pixels, OBJECT_SIZE) });
    return Float32Array.from(probability.data as Float32Array);
  }
}

/** Not optimised: that would take half a second, and save some milliseconds a photo. */
function sessionOf(content: ArrayBuffer): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(content, { executionProviders: ["wasm"], graphOptimizationLevel: "disabled" });
}

/** @param pixels size² × 3, red, green, blue of each pixel in turn */
function tensorOf(pixels: Uint8Array, size: number): ort.Tensor {
  const area = size * size;
  const planes = Float32Array.from(pixels, (_, index) => pixels[(index % area) * 3 + Math.floor(index / area)] / 255);
  return new ort.Tensor("float32", planes, [1, 3, size, size]);
}

/** Three planes as red, green, blue of each pixel in turn. */
function interleaved(planes: Float32Array): Float32Array {
  const area = planes.length / 3;
  return Float32Array.from(planes, (_, index) => planes[(index % 3) * area + Math.floor(index / 3)]);
}

/** What photos are searched for. Throws a message for people if its files cannot be loaded. */
export async function loadWanted(detection: Detection, detectors: KindFiles | undefined): Promise<Wanted> {
  if (detection.kind === "learned") return { ...detection, detector: await bytesOf(detection.file) };
  if (!detectors) throw new Error("app.json names no detectors");
  const [cats, faces] = await Promise.all([bytesOf(detectors.cats), bytesOf(detectors.faces)]);
  return { ...detection, search: detectors.search, cats, faces };
}

async function bytesOf(address: string): Promise<ArrayBuffer> {
  return (await fetched(address)).arrayBuffer();
}

function vector(values: Float32Array): Vector3 {
  return [values[0], values[1], values[2]];
}

async function fetched(address: string): Promise<Response> {
  const answer = await fetch(new URL(address, document.baseURI)).catch(() => null);
  if (!answer?.ok) {
    throw new Error(`${address} cannot be loaded${answer ? `: ${answer.status} ${answer.statusText}` : ""}`);
  }
  return answer;
}
