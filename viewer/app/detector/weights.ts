/** A learned detector from its safetensors file, as probsym/framing/align/detector_file.py writes it. */

import { Tensors } from "../safetensors";

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

/** Of the file; `DETECTOR_VERSION` of detector_file.py. */
const VERSION = "1";

/** Throws a message for people if the file is something else, or of another version. */
export function readDetector(content: ArrayBuffer): Detector {
  const file = new Tensors(content, "detector");
  const { task, version, settings } = file.metadata;
  if (task !== "detector") throw new Error("expected a detector of probsym align, got another file");
  if (version !== VERSION) throw new Error(`expected a detector of version ${VERSION}, got ${version}`);
  const tensor = (name: string) => file.get(name, "F32");
  const wide = (name: string) => tensor(`wide_verifier.${name}`);
  const { framing, rolls_rad } = JSON.parse(settings);
  const count = file.names.filter((name) => /^stages\.\d+\.bias$/.test(name)).length;
  return {
    framing,
    rollsRad: rolls_rad,
    filters: tensor("filters.weights"),
    filterBiases: tensor("filters.biases"),
    stages: Array.from({ length: count }, (_, n) => ({
      weights: tensor(`stages.${n}.weights`),
      bias: tensor(`stages.${n}.bias`),
    })),
    verifier: tensor("verifier.weights"),
    verifierBias: tensor("verifier.bias")[0],
    wide: file.names.includes("wide_verifier.bias")
      ? {
          hiddenWeights: wide("hidden_weights"),
          hiddenBiases: wide("hidden_biases"),
          weights: wide("weights"),
          bias: wide("bias")[0],
        }
      : null,
  };
}
