/** A learned detector from its safetensors file, as probsym/framing/align/storage.py writes it. */

/** Of the crops, relative to a unit box: `Framing` of probsym/config/model.py. */
export interface Framing {
  readonly side: number;
  readonly offset_y: number;
  readonly upright: boolean;
}

/** An affine map from features to two points, x1 y1 x2 y2: weights are ordered as features, then outputs. */
export interface Stage {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** A network with one hidden layer: its weights are ordered as units, then features. */
export interface WideVerifier {
  readonly hiddenWeights: Float32Array;
  readonly hiddenBiases: Float32Array;
  readonly weights: Float32Array;
  readonly bias: number;
}

export interface Detector {
  readonly framing: Framing;
  readonly rollsRad: readonly number[];
  /** Rolls, then channels, rows, columns. */
  readonly filters: Float32Array;
  readonly filterBiases: Float32Array;
  readonly stages: readonly Stage[];
  readonly verifier: Float32Array;
  readonly verifierBias: number;
  /** Takes the verifier's place where there is one. */
  readonly wide: WideVerifier | null;
}

/** Of the file; `VERSION` of storage.py. */
const VERSION = "1";

interface Entry {
  readonly dtype: string;
  readonly data_offsets: readonly [number, number];
}

/** Throws a message for people if the file is something else, or of another version. */
export function readDetector(content: ArrayBuffer): Detector {
  const length = Number(new DataView(content).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(content, 8, length)));
  const { task, version, settings } = header.__metadata__ ?? {};
  if (task !== "detector") throw new Error("expected a detector of probsym align, got another file");
  if (version !== VERSION) throw new Error(`expected a detector of version ${VERSION}, got ${version}`);
  const tensor = (name: string) => {
    const entry = header[name] as Entry | undefined;
    if (entry?.dtype !== "F32") throw new Error(`the detector lacks ${name}`);
    const [start, end] = entry.data_offsets;
    return new Float32Array(content.slice(8 + length + start, 8 + length + end));
  };
  const wide = (name: string) => tensor(`wide_verifier.${name}`);
  const { framing, rolls_rad } = JSON.parse(settings);
  const count = Object.keys(header).filter((name) => /^stages\.\d+\.bias$/.test(name)).length;
  return {
    framing,
    rollsRad: rolls_rad,
    filters: tensor("filters.weights"),
    filterBiases: tensor("filters.biases"),
    stages: Array.from({ length: count }, (_, n) => ({ weights: tensor(`stages.${n}.weights`), bias: tensor(`stages.${n}.bias`) })),
    verifier: tensor("verifier.weights"),
    verifierBias: tensor("verifier.bias")[0],
    wide:
      "wide_verifier.bias" in header
        ? { hiddenWeights: wide("hidden_weights"), hiddenBiases: wide("hidden_biases"), weights: wide("weights"), bias: wide("bias")[0] }
        : null,
  };
}
