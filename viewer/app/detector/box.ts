/** Twin of probsym/framing/align/oriented_box.py: squares of a photo, turned about their centres, in its pixels. */

/** Centre, side and clockwise turn; it may reach beyond the photo. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly rollRad: number;
}

export type Point = readonly [number, number];

/** Where a point of the box's own frame lies, whose corners are (-0.5, -0.5) and (0.5, 0.5). */
export function toPhoto(box: Box, [u, v]: Point): Point {
  const [cos, sin] = [Math.cos(box.rollRad), Math.sin(box.rollRad)];
  return [box.x + (u * cos - v * sin) * box.side, box.y + (u * sin + v * cos) * box.side];
}

/** Shifted by (dx, dy) sides along its own axes, then scaled and turned about its new centre. */
export function moved(box: Box, dx: number, dy: number, scale = 1, turnRad = 0): Box {
  const [x, y] = toPhoto(box, [dx, dy]);
  return { x, y, side: box.side * scale, rollRad: wrapAngle(box.rollRad + turnRad) };
}

/** The same box where the photo is enlarged by a factor. */
export function scaled({ x, y, side, rollRad }: Box, factor: number): Box {
  return { x: x * factor, y: y * factor, side: side * factor, rollRad };
}

/** Shared area as a part of the smaller box, both taken as upright. */
export function overlap(one: Box, other: Box): number {
  const reach = (one.side + other.side) / 2;
  const width = Math.min(reach - Math.abs(one.x - other.x), one.side, other.side);
  const height = Math.min(reach - Math.abs(one.y - other.y), one.side, other.side);
  return (Math.max(0, width) * Math.max(0, height)) / Math.min(one.side, other.side) ** 2;
}

/** The box whose corners are the weighted means of the boxes' corners. */
export function meanBox(boxes: readonly Box[], weights: readonly number[]): Box {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (value: (box: Box) => number) =>
    boxes.reduce((sum, box, index) => sum + weights[index] * value(box), 0) / total;
  const [across, down] = [Math.cos, Math.sin].map((part) => mean(({ side, rollRad }) => side * part(rollRad)));
  return {
    x: mean(({ x }) => x),
    y: mean(({ y }) => y),
    side: Math.hypot(across, down),
    rollRad: Math.atan2(down, across),
  };
}

/** Whether two boxes are on the same object. */
export function samePlace(one: Box, other: Box): boolean {
  const near = Math.hypot(one.x - other.x, one.y - other.y) < 0.35 * Math.min(one.side, other.side);
  const ratio = one.side / other.side;
  return near && ratio > 1 / 1.6 && ratio < 1.6;
}

/** Share of the area that lies outside a photo, without regard to the roll. */
export function outsideShare({ x, y, side }: Box, width: number, height: number): number {
  const across = Math.min(x + side / 2, width) - Math.max(x - side / 2, 0);
  const down = Math.min(y + side / 2, height) - Math.max(y - side / 2, 0);
  return 1 - (Math.max(0, across) * Math.max(0, down)) / side ** 2;
}

/** The same direction in (-π, π]. */
function wrapAngle(angle: number): number {
  const turn = 2 * Math.PI;
  const rest = (Math.PI - angle) % turn;
  return Math.PI - (rest < 0 ? rest + turn : rest);
}
