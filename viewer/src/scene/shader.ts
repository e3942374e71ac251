/**
 * The surface's shader. It follows the model's own renderer: the colour of a visible point is read in the canonical
 * frame, where four texels are shaded and then mixed. Colours are values of an sRGB file from beginning to end: nothing
 * is linearised, tone-mapped or encoded.
 */

import { BRIGHTEST_RATIO, DARKEST_RATIO, FAINTEST, LUMA, SHOULDER, WRAP } from "../math/relighting";
import { DARKEST } from "../math/shading";

export const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
uniform mat4 modelViewMatrix, projectionMatrix;
uniform float size, center, focal, gridStep;
uniform float unwrapped; // 1: the surface is laid out flat, as its texture is
out vec3 canonical;
void main() {
  canonical = position;
  vec2 pixel = position.xy / position.z * focal + center;
  vec2 place = (pixel / gridStep + 0.5) / ((size - 1.0) / gridStep + 1.0);
  gl_Position = unwrapped > 0.5
    ? vec4(place * 2.0 - 1.0, 0.0, 1.0)
    : projectionMatrix * (modelViewMatrix * vec4(position, 1.0));
}`;

export const FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2D;

in vec3 canonical; // scene units
out vec4 colour; // premultiplied

uniform sampler2D albedoMap; // red, green, blue
uniform sampler2D geometryMap; // unit normal into the scene, depth
uniform sampler2D smoothMap; // unit normal without details
uniform sampler2D sigmaMap; // sigma, sigma'
uniform float size, center, focal; // of the canonical grid
uniform float gridStep; // grid steps to one of the model's
uniform float cellsPerLine; // of the model's grid, between two lines of the wireframe
const int mode = MODE; // what is not in it is left out when the shader is compiled
uniform vec3 lightDirection;
uniform float ambient, diffuse, gamma, shadingWhite;
uniform vec2 depthLimits, confidenceLimits, asymmetryLimits; // low, high
uniform vec3 viridis[9], glow[9];
uniform vec3 ink, paper, accent;
uniform float symmetryLine, opacity;
uniform sampler2D photoMap; // the square that the model saw
uniform sampler2D opacityMap; // of the object, on a canonical grid
uniform float opacitySize; // points a side; 0: everything is opaque
uniform float photoReady; // 1 when it is there
uniform mat3 photoRotation; // the photo's viewpoint
uniform vec3 photoTranslation;
uniform vec3 photoLight; // direction of the estimated light
uniform vec2 photoShade; // its ambient and diffuse

float gammaEncode(float shading) {
  return gamma == 1.0 ? shading : pow(max(shading, ${DARKEST}), 1.0 / gamma);
}

float shade(vec3 n) {
  return gammaEncode(ambient + diffuse * max(0.0, dot(n, lightDirection)));
}

float stretch(float value, vec2 limits) {
  return clamp((value - limits.x) / (limits.y - limits.x), 0.0, 1.0);
}

vec3 scale(vec3 stops[9], float share) {
  float at = share * 8.0;
  int low = min(int(at), 7);
  return mix(stops[low], stops[low + 1], at - float(low));
}

vec3 texel(ivec2 at) {
  vec3 albedo = texelFetch(albedoMap, at, 0).rgb;
  vec4 geometry = texelFetch(geometryMap, at, 0);
  vec2 confidence = 1.0 / (1.0 + texelFetch(sigmaMap, at, 0).rg);
  if (mode == 1) return albedo;
  if (mode == 2) return vec3(shade(geometry.xyz) / shadingWhite);
  if (mode == 3) return geometry.xyz * vec3(-0.5, 0.5, 0.5) + 0.5;
  if (mode == 4) return vec3(1.0 - stretch(geometry.w, depthLimits));
  if (mode == 5) return scale(viridis, stretch(confidence.x, confidenceLimits));
  if (mode == 6) {
    float grey = dot(albedo * shade(geometry.xyz), vec3(0.299, 0.587, 0.114)) * 0.7;
    float share = stretch(1.0 - confidence.y, asymmetryLimits);
    return mix(vec3(grey), scale(glow, share), 0.1 + 0.8 * share);
  }
  if (mode == 7) return mix(paper, ink, 0.08) * (0.75 + 0.25 * shade(geometry.xyz) / shadingWhite);
  if (mode == 8) { // relit as the photo is
    return albedo * gammaEncode(photoShade.x + photoShade.y * max(0.0, dot(geometry.xyz, photoLight)));
  }
  return albedo * shade(geometry.xyz);
}

vec3 normalAt(sampler2D map, vec2 pixel) {
  ivec2 at = ivec2(min(floor(pixel), size - 2.0));
  vec2 part = pixel - vec2(at);
  vec3 above = mix(texelFetch(map, at, 0).xyz, texelFetch(map, at + ivec2(1, 0), 0).xyz, part.x);
  vec3 below = mix(texelFetch(map, at + ivec2(0, 1), 0).xyz, texelFetch(map, at + ivec2(1, 1), 0).xyz, part.x);
  return normalize(mix(above, below, part.y));
}

/** Shading as a share of the largest under this light, softer than the model's where the surface turns away from it. */
float softShare(vec3 smoothed, vec3 direction, vec2 shade) {
  float reached = max(0.0, (dot(smoothed, direction) + ${WRAP}) / ${(1 + WRAP).toFixed(2)});
  return (gammaEncode(shade.x + shade.y * reached) + ${FAINTEST}) / (gammaEncode(shade.x + shade.y) + ${FAINTEST});
}

/**
 * The photo's colour under a light that makes it brighter by a ratio, with the colour that its highlights have lost.
 */
vec3 relight(vec3 photo, float ratio) {
  const vec3 luma = vec3(${LUMA.join(", ")});
  vec3 bright = min(photo, 1.0);
  vec3 told = (1.0 - pow(1.0 - ${SHOULDER} * bright, vec3(ratio))) / ${SHOULDER};
  return told * ratio * dot(bright, luma) / max(dot(told, luma), ${FAINTEST});
}

/** Brightness under the chosen light relative to the photo's; wanted: soft shading under the chosen light. */
float relit(vec3 smoothed, float wanted) {
  float beside = log(wanted / softShare(smoothed, photoLight, photoShade));
  const float bright = ${Math.log(BRIGHTEST_RATIO)}, dark = ${Math.log(DARKEST_RATIO)};
  float limited = bright * tanh(max(beside, 0.0) / bright) + dark * tanh(min(beside, 0.0) / dark);
  float whole = gammaEncode(ambient + diffuse) + ${FAINTEST};
  float before = gammaEncode(photoShade.x + photoShade.y) + ${FAINTEST};
  return whole / before * exp(limited);
}

/** Relit photo at a canonical point; alpha: how well the photo sees it; smoothed: normal without details. */
vec4 seen(vec3 point, vec3 normal, vec3 smoothed, float wanted) {
  const vec3 middle = vec3(0.0, 0.0, 1.0);
  vec3 moved = photoRotation * (point - middle) + middle + photoTranslation;
  vec2 pixel = moved.xy / moved.z * focal + center;
  float steps = gridStep * ((size - 1.0) / gridStep + 1.0); // grid steps to the whole photo, edge to edge
  vec2 place = (pixel + 0.5 * gridStep) / steps;
  float facing = dot(photoRotation * normal, normalize(moved));
  vec2 within = smoothstep(0.0, 0.03, place) * smoothstep(0.0, 0.03, 1.0 - place);
  vec3 colour = relight(texture(photoMap, place).rgb, relit(smoothed, wanted));
  return vec4(colour, smoothstep(0.1, 0.35, facing) * within.x * within.y);
}

/** The photo on the surface; where it sees nothing its mirror image, and the model's colours elsewhere; all relit. */
vec3 photoTexture(vec2 pixel, vec3 reconstruction) {
  vec3 smoothed = normalAt(smoothMap, pixel);
  vec2 mirrored = vec2(size - 1.0 - pixel.x, pixel.y);
  float depth = texelFetch(geometryMap, ivec2(mirrored + 0.5), 0).w;
  float wanted = softShare(smoothed, lightDirection, vec2(ambient, diffuse));
  vec4 here = seen(canonical, normalAt(geometryMap, pixel), smoothed, wanted);
  vec3 point = vec3((mirrored - center) / focal, 1.0) * depth;
  vec4 there = seen(point, normalAt(geometryMap, mirrored), normalAt(smoothMap, mirrored), wanted);
  float share = max(here.a, there.a);
  return mix(relight(reconstruction, relit(smoothed, wanted)), mix(there.rgb, here.rgb, here.a), share * photoReady);
}

/** 1 on the line at 0, for a value that grows by one from line to line, half a screen pixel of blur on either side. */
float line(float value, float width) {
  float away = abs(fract(value - 0.5) - 0.5) / max(fwidth(value), 1e-6);
  return 1.0 - smoothstep(width - 0.5, width + 0.5, away);
}

/** The silhouette's edge is narrower than in the map, so that little of the ground shows in it. */
float objectOpacity(vec2 pixel) {
  if (opacitySize < 1.0) return 1.0;
  vec2 at = (pixel / (size - 1.0) * (opacitySize - 1.0) + 0.5) / opacitySize;
  return smoothstep(0.4, 0.85, texture(opacityMap, at).r);
}

void main() {
  vec2 pixel = clamp(canonical.xy / canonical.z * focal + center, 0.0, size - 1.0);
  ivec2 at = ivec2(min(floor(pixel), size - 2.0));
  vec2 part = pixel - vec2(at);
  vec3 above = mix(texel(at), texel(at + ivec2(1, 0)), part.x);
  vec3 below = mix(texel(at + ivec2(0, 1)), texel(at + ivec2(1, 1)), part.x);
  vec3 result = mix(above, below, part.y);
  if (mode == 8) result = photoTexture(pixel, result);
  if (mode == 7) {
    vec2 grid = pixel / (gridStep * cellsPerLine);
    float lines = max(max(line(grid.x, 0.5), line(grid.y, 0.5)), line(grid.x + grid.y, 0.5));
    result = mix(result, mix(paper, ink, 0.55), lines);
  }
  float off = abs(pixel.x - center) / max(fwidth(pixel.x), 1e-6);
  result = mix(result, accent, symmetryLine * (1.0 - smoothstep(1.0, 2.0, off)));
  float cover = opacity * objectOpacity(pixel);
  if (cover < 0.02) discard;
  colour = vec4(clamp(result, 0.0, 1.0) * cover, cover);
}`;
