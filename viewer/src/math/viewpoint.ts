/** Rotations of the object about (0, 0, 1): the model's angles, and those that a hand on the screen turns. */

import type { Viewpoint } from "../factors";

/** Row by row. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/** R = Rz(roll) · Ry(yaw) · Rx(pitch), as the model has it. */
export function modelRotation(pitch: number, yaw: number, roll: number): Matrix3 {
  const [cx, sx, cy, sy, cz, sz] = cosines(pitch, yaw, roll);
  return [
    cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx,
    sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx,
    -sy, cy * sx, cy * cx,
  ];
}

/**
 * A pose as the hand turns it: Rz(roll) · Rx(pitch) · Ry(yaw), so that a drag to the side turns the object about its
 * own upright axis, however far it is tilted. Angles in radians, the rest in scene units.
 */
export interface Pose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export const FRONTAL: Pose = { yaw: 0, pitch: 0, roll: 0, x: 0, y: 0, z: 0 };

export function poseRotation({ yaw, pitch, roll }: Pose): Matrix3 {
  const [cx, sx, cy, sy, cz, sz] = cosines(pitch, yaw, roll);
  return [
    cz * cy - sz * sx * sy, -sz * cx, cz * sy + sz * sx * cy,
    sz * cy + cz * sx * sy, cz * cx, sz * sy - cz * sx * cy,
    -cx * sy, sx, cx * cy,
  ];
}

/** The pose that is exactly a viewpoint of the model. */
export function poseOf(viewpoint: Viewpoint): Pose {
  const r = modelRotation(...viewpoint.rotationRad);
  const [x, y, z] = viewpoint.translation;
  return {
    yaw: Math.atan2(-r[6], r[8]),
    pitch: Math.asin(Math.max(-1, Math.min(1, r[7]))),
    roll: Math.atan2(-r[1], r[4]),
    x, y, z,
  };
}

export function mixPoses(a: Pose, b: Pose, share: number): Pose {
  const mix = (key: keyof Pose) => a[key] + (b[key] - a[key]) * share;
  return { yaw: mix("yaw"), pitch: mix("pitch"), roll: mix("roll"), x: mix("x"), y: mix("y"), z: mix("z") };
}

/**
 * Matrix from canonical points to three.js' world, column by column: R (p - c) + c + t, then y up and z towards
 * the viewer.
 */
export function worldMatrix(pose: Pose): number[] {
  const r = poseRotation(pose);
  const [tx, ty, tz] = [pose.x - r[2], pose.y - r[5], pose.z + 1 - r[8]];
  return [r[0], -r[3], -r[6], 0, r[1], -r[4], -r[7], 0, r[2], -r[5], -r[8], 0, tx, -ty, -tz, 1];
}

function cosines(...angles: number[]): number[] {
  return angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
}
