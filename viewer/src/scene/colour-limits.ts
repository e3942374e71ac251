/** What the colour scales of the modes end at: the photo's own values, less the outermost hundredth. */

const LIMIT_SHARE = 0.01;

export function confidenceLimits(sigma: Float32Array | null): readonly [number, number] {
  return sigma ? quantiles(sigma.map((value) => 1 / (1 + value))) : [0, 1];
}

export function asymmetryLimits(sigmaFlip: Float32Array | null): readonly [number, number] {
  return sigmaFlip ? quantiles(sigmaFlip.map((value) => value / (1 + value))) : [0, 1];
}

function quantiles(values: Float32Array): readonly [number, number] {
  const sorted = Float32Array.from(values).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(LIMIT_SHARE), Math.max(at(1 - LIMIT_SHARE), at(LIMIT_SHARE) + 1e-4)];
}
