/** Lambert's law as the model has it, and light as a hand sets it on a ball. */

import type { Light, Vector3 } from "../factors";

/** Linear shading is raised to a power at no less than this, as in probsym/rendering/shading.py. */
export const DARKEST = 1e-3;

/** Linear shading in the encoding of photos; the shader holds the same line. */
export function gammaEncode(shading: number, gamma: number): number {
  return gamma === 1 ? shading : Math.max(shading, DARKEST) ** (1 / gamma);
}

/**
 * (k_a + k_d · max(0, ⟨n, l⟩))^(1/γ); n points into the scene, as the light travels. The shader holds the same line.
 */
export function shade(normal: Vector3, { ambient, diffuse, direction, gamma }: Light): number {
  const [nx, ny, nz] = normal;
  const [lx, ly, lz] = direction;
  return gammaEncode(ambient + diffuse * Math.max(0, nx * lx + ny * ly + nz * lz), gamma);
}

/** The largest value that shading can take, at least 1: what is white when shading alone is shown. */
export function shadingWhite({ ambient, diffuse, gamma }: Light): number {
  return Math.max(1, gammaEncode(ambient + diffuse, gamma));
}

/** Light may come as far from the side as this, as a share of the ball's radius: 80 degrees. */
export const BALL_LIMIT = Math.sin((80 * Math.PI) / 180);

/** Where on a ball of radius 1 (x right, y down) the light shines straight onto the surface. */
export function ballPoint(direction: Vector3): readonly [number, number] {
  return [-direction[0], -direction[1]];
}

/** Direction of a light that shines straight onto the ball at (x, y); points too far out are brought in. */
export function directionFromBall(x: number, y: number): Vector3 {
  const radius = Math.hypot(x, y);
  const scale = radius > BALL_LIMIT ? BALL_LIMIT / radius : 1;
  const [px, py] = [x * scale, y * scale];
  return [-px, -py, Math.sqrt(1 - px * px - py * py)];
}

/** In words, for those who do not see the ball. */
export function describeDirection(direction: Vector3): string {
  const [x, y] = ballPoint(direction);
  const tilt = Math.round((Math.asin(Math.min(1, Math.hypot(x, y))) * 180) / Math.PI);
  if (tilt < 3) return "from straight ahead";
  const vertical = y < -0.38 * Math.hypot(x, y) ? "upper" : y > 0.38 * Math.hypot(x, y) ? "lower" : "";
  const side = x < -0.38 * Math.hypot(x, y) ? "left" : x > 0.38 * Math.hypot(x, y) ? "right" : "";
  const where =
    vertical && side ? `the ${vertical} ${side}` : side ? `the ${side}` : vertical === "upper" ? "above" : "below";
  return `${tilt}° off the view, from ${where}`;
}
