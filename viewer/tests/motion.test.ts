import { expect, it } from "vitest";
import { IDLE_YAW, Motion, PITCH_LIMIT, YAW_LIMIT } from "../src/controls/motion";
import { FRONTAL } from "../src/math/viewpoint";

const photo = { ...FRONTAL, yaw: 0.3, pitch: -0.1, x: 0.01 };

function moving(still = false): Motion {
  const motion = new Motion(() => still);
  motion.reset(photo);
  return motion;
}

function run(motion: Motion, seconds: number): boolean {
  let more = true;
  for (let time = 0; time < seconds && more; time += 0.02) more = motion.step(0.02);
  return more;
}

it("starts turned a little, and swings gently until it is touched", () => {
  const motion = moving();
  const yaws = Array.from({ length: 400 }, () => (motion.step(0.02), motion.pose.yaw));
  expect(Math.max(...yaws)).toBeLessThan(IDLE_YAW * 1.5);
  expect(Math.min(...yaws)).toBeGreaterThan(IDLE_YAW * 0.5);
  expect(Math.max(...yaws) - Math.min(...yaws)).toBeGreaterThan(0.2);
  motion.turn(0, 0);
  expect(motion.step(0.02)).toBe(false);
  const still = moving(true);
  expect(still.step(0.02)).toBe(false);
  expect(still.pose.yaw).toBe(IDLE_YAW);
});

it("comes back to the photo's view exactly", () => {
  const motion = moving();
  motion.turn(0.5, 0.2);
  expect(motion.preset).toBeNull();
  motion.show("input");
  expect(motion.arrived).toBe(false);
  expect(run(motion, 2)).toBe(false);
  expect(motion.pose).toEqual(photo);
  expect(motion.arrived).toBe(true);
});

it("goes on when let go, and ends", () => {
  const motion = moving();
  motion.turn(0, 0);
  motion.fling(1, 0);
  expect(run(motion, 5)).toBe(false);
  expect(motion.pose.yaw).toBeGreaterThan(IDLE_YAW + 0.1);
  expect(motion.pose.yaw).toBeLessThan(IDLE_YAW + 0.4);
});

it("stops softly where nothing is known", () => {
  const motion = moving();
  motion.turn(10, -10);
  expect(motion.pose.yaw).toBeCloseTo(YAW_LIMIT, 6);
  expect(motion.pose.pitch).toBeCloseTo(-PITCH_LIMIT, 6);
  motion.turn(-0.2, 0);
  expect(motion.pose.yaw).toBeCloseTo(YAW_LIMIT - 0.2, 6); // the way back is free
  const before = motion.pose.yaw;
  motion.turn(0.1, 0);
  expect(motion.pose.yaw - before).toBeLessThan(0.08);
});

it("shows one side, then the other", () => {
  const motion = moving();
  motion.show("profile");
  run(motion, 2);
  const first = motion.pose.yaw;
  motion.show("profile");
  run(motion, 2);
  expect(motion.pose.yaw).toBe(-first);
  expect(Math.abs(first)).toBeGreaterThan(1);
});

it("swings until it is stopped", () => {
  const motion = moving();
  motion.show("turntable");
  const yaws = Array.from({ length: 400 }, () => (motion.step(0.02), motion.pose.yaw));
  expect(Math.max(...yaws)).toBeGreaterThan(0.8);
  expect(Math.min(...yaws)).toBeLessThan(-0.8);
  motion.show("turntable");
  expect(motion.preset).toBeNull();
  expect(motion.step(0.02)).toBe(false);
});

it("jumps, and does not glide, for those who asked for less motion", () => {
  const motion = moving(true);
  motion.show("frontal");
  expect(motion.pose).toEqual(FRONTAL);
  motion.turn(0, 0);
  motion.fling(3, 0);
  expect(motion.step(0.02)).toBe(false);
});

it("shows first the profile that the photo shows less of", () => {
  for (const yaw of [0.3, -0.3]) {
    const motion = new Motion(() => true);
    motion.reset({ ...photo, yaw });
    motion.show("profile");
    expect(Math.sign(motion.pose.yaw)).toBe(-Math.sign(yaw));
    motion.show("profile");
    expect(Math.sign(motion.pose.yaw)).toBe(Math.sign(yaw));
  }
});
