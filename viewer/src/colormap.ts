/** Colour scales for values that are no colours: nine stops from low to high, linear in between. */

export type Stops = readonly (readonly [number, number, number])[];

/** Viridis: for confidence. */
export const VIRIDIS: Stops = [
  [0.267, 0.005, 0.329], [0.279, 0.175, 0.483], [0.23, 0.322, 0.546], [0.173, 0.449, 0.558], [0.128, 0.567, 0.551],
  [0.158, 0.684, 0.502], [0.369, 0.789, 0.383], [0.678, 0.864, 0.19], [0.993, 0.906, 0.144],
];

/** From violet through red to yellow: what glows on a grey picture. */
export const GLOW: Stops = [
  [0.19, 0.06, 0.42], [0.35, 0.06, 0.5], [0.52, 0.1, 0.5], [0.7, 0.16, 0.42], [0.85, 0.25, 0.31],
  [0.95, 0.4, 0.2], [0.99, 0.58, 0.14], [1.0, 0.77, 0.24], [1.0, 0.95, 0.55],
];

export const GREY: Stops = Array.from({ length: 9 }, (_, index) => [index / 8, index / 8, index / 8] as const);

export function cssGradient(stops: Stops): string {
  const colours = stops.map((stop) => `rgb(${stop.map((value) => Math.round(value * 255)).join(" ")})`);
  return `linear-gradient(to right, ${colours.join(", ")})`;
}
