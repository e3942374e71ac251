/**
 * The one input of all modules: what the networks predict from one photo.
 *
 * Frame: x right, y down, z into the scene, camera at the origin; the object turns about (0, 0, 1).
 * Maps are row by row from the top left.
 */

export type Vector3 = readonly [number, number, number];

export interface Light {
  /** k_a, 0 to 1. */
  readonly ambient: number;
  /** k_d, 0 to 1. */
  readonly diffuse: number;
  /** Unit vector, the way the light travels, in the canonical frame. */
  readonly direction: Vector3;
  /** Shading is raised to 1 over this before it multiplies the albedo: the model's setting, 1 in the paper. */
  readonly gamma: number;
}

export interface Viewpoint {
  /** Pitch, yaw, roll in radians; the matrix is Rz · Ry · Rx. */
  readonly rotationRad: Vector3;
  /** Scene units, after the rotation. */
  readonly translation: Vector3;
}

export interface Factors {
  readonly name: string;
  /** Pixels on a side of every map. */
  readonly size: number;
  /** Field of view between the centres of the outermost pixels, degrees. */
  readonly fovDeg: number;
  /** size², scene units. */
  readonly canonicalDepth: Float32Array;
  /** size² × 3, red, green, blue of each pixel in turn, 0 to 1, as in an sRGB file: never linearised. */
  readonly albedo: Float32Array;
  /** size², or null in a model without confidence. Shown to people as 1 / (1 + sigma). */
  readonly sigma: Float32Array | null;
  /** The same of the flipped reconstruction: big where the object is not symmetric. */
  readonly sigmaFlip: Float32Array | null;
  readonly light: Light;
  readonly viewpoint: Viewpoint;
  /**
   * Opacity of the canonical surface, 0 to 1, on a canonical grid of its own, square; null: the whole square is shown.
   * Both grids end at the outermost pixel centres.
   */
  readonly cutout: Float32Array | null;
  /** Address (data: or blob:) of the square photo as the model saw it, possibly with more pixels. */
  readonly photo: string;
}

/** Throws a message for people if sizes do not fit: a page may have been cut off on its way. */
export function checkFactors(factors: Factors): Factors {
  const { name, size } = factors;
  const expected: [string, Float32Array | null, number][] = [
    ["canonical depth", factors.canonicalDepth, size * size],
    ["albedo", factors.albedo, size * size * 3],
    ["sigma", factors.sigma, size * size],
    ["sigma_flip", factors.sigmaFlip, size * size],
  ];
  if (!Number.isInteger(size) || size < 8) {
    throw new Error(`${name}: expected maps of at least 8 pixels a side, got ${size}`);
  }
  for (const [what, map, length] of expected) {
    if (map && map.length !== length) {
      throw new Error(`${name}: expected ${length} values of ${what}, got ${map.length}`);
    }
  }
  if (factors.cutout && !Number.isInteger(Math.sqrt(factors.cutout.length))) {
    throw new Error(`${name}: expected a square cutout, got ${factors.cutout.length} values`);
  }
  return factors;
}
