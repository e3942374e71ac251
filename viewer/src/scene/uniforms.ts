/** What the shader is told, before there is a surface. */

import { Matrix3, Texture, Vector2, Vector3 } from "three";
import { GLOW, type Stops, VIRIDIS } from "../colormap";
import { byteTexture, floatTexture } from "./textures";

export function newUniforms() {
  return {
    albedoMap: { value: floatTexture(1, 3, new Float32Array(3)) },
    geometryMap: { value: floatTexture(1, 3, new Float32Array(3)) },
    smoothMap: { value: floatTexture(1, 3, new Float32Array(3)) },
    sigmaMap: { value: floatTexture(1, 3, new Float32Array(3)) },
    size: { value: 2 }, center: { value: 0.5 }, focal: { value: 1 }, gridStep: { value: 1 },
    cellsPerLine: { value: 1 },
    lightDirection: { value: new Vector3(0, 0, 1) },
    ambient: { value: 1 }, diffuse: { value: 0 }, gamma: { value: 1 }, shadingWhite: { value: 1 },
    depthLimits: { value: new Vector2(0, 1) },
    confidenceLimits: { value: new Vector2(0, 1) },
    asymmetryLimits: { value: new Vector2(0, 1) },
    viridis: { value: stops(VIRIDIS) }, glow: { value: stops(GLOW) },
    ink: { value: new Vector3() }, paper: { value: new Vector3(1, 1, 1) }, accent: { value: new Vector3() },
    symmetryLine: { value: 0 },
    photoMap: { value: new Texture() },
    photoReady: { value: 0 },
    photoRotation: { value: new Matrix3() },
    photoTranslation: { value: new Vector3() },
    photoLight: { value: new Vector3(0, 0, 1) },
    photoShade: { value: new Vector2(1, 0) },
    opacityMap: { value: byteTexture(1, new Float32Array(1)) },
    opacitySize: { value: 0 },
    unwrapped: { value: 0 },
  };
}

function stops(scale: Stops): Vector3[] {
  return scale.map((stop) => new Vector3(...stop));
}
