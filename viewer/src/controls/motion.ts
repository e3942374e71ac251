/** How the object moves: turned by hand with inertia, flown to a preset, or swinging by itself. */

import { FRONTAL, mixPoses, type Pose } from "../math/viewpoint";

export type Preset = "input" | "frontal" | "profile" | "turntable" | "idle";

/**
 * The model knows nothing of the sides beyond: turning slows down at the first angle and ends at the second, radians.
 */
const YAW_SLOW = (50 * Math.PI) / 180;
export const YAW_LIMIT = (70 * Math.PI) / 180;
const PITCH_SLOW = (30 * Math.PI) / 180;
export const PITCH_LIMIT = (45 * Math.PI) / 180;

const PROFILE_YAW = (65 * Math.PI) / 180;
/** At first sight the object is turned by the first angle, and swings by the second until it is touched. */
export const IDLE_YAW = (20 * Math.PI) / 180;
const IDLE_SWING = (8 * Math.PI) / 180;
const IDLE_SECONDS = 6;
const FLIGHT_SECONDS = 0.55;
const SWING_YAW = (50 * Math.PI) / 180;
const SWING_SECONDS = 7;
/** Time in which a turn by inertia falls to a third, seconds. */
const FRICTION_SECONDS = 0.22;
/** Slower than this nothing moves on, radians a second. */
const STILL = 0.02;

interface Flight {
  readonly from: Pose;
  readonly to: Pose;
  readonly preset: Preset;
  seconds: number;
}

export class Motion {
  /** The preset that the object is at or flies to; none once a hand has turned it. */
  preset: Preset | null = "input";
  /** Whether that preset is reached. */
  arrived = true;
  pose: Pose = FRONTAL;
  private photo: Pose = FRONTAL;
  private velocity = { yaw: 0, pitch: 0 };
  private flight: Flight | null = null;
  private phase = 0;
  private side = 1;

  /** @param still whether presets are jumped to and nothing moves by itself, for people who asked for less motion */
  constructor(private readonly still: () => boolean) {}

  /** A new object, turned a little to the side that its photo shows, and swinging. */
  reset(photo: Pose): void {
    this.photo = photo;
    this.stop();
    this.side = photo.yaw > 0 ? 1 : -1; // the first profile, on the other side, is the one that the photo shows less of
    [this.pose, this.preset, this.arrived] = [{ ...FRONTAL, yaw: this.side * IDLE_YAW }, "idle", true];
    this.phase = 0;
  }

  show(preset: Preset): void {
    if (preset === "turntable" && this.preset === "turntable") {
      this.turn(0, 0); // a second press stops it
      return;
    }
    this.stop();
    if (preset === "profile") this.side = -this.side;
    if (preset === "turntable") this.phase = Math.asin(Math.max(-1, Math.min(1, this.pose.yaw / SWING_YAW)));
    const to = {
      input: this.photo,
      frontal: FRONTAL,
      profile: { ...FRONTAL, yaw: this.side * PROFILE_YAW },
      turntable: { ...FRONTAL, yaw: SWING_YAW * Math.sin(this.phase) },
      idle: { ...FRONTAL, yaw: this.side * IDLE_YAW },
    }[preset];
    this.preset = preset;
    this.flight = { from: this.pose, to, preset, seconds: 0 };
    this.arrived = false;
    if (this.still()) this.step(FLIGHT_SECONDS);
  }

  /** Turned by hand, radians. */
  turn(yaw: number, pitch: number): void {
    this.stop();
    this.preset = null;
    this.pose = turned(this.pose, yaw, pitch);
  }

  /** Let go while turning, radians a second. */
  fling(yaw: number, pitch: number): void {
    if (!this.still()) this.velocity = { yaw, pitch };
  }

  /** Moves on; false when all is still. */
  step(seconds: number): boolean {
    if (this.flight) return this.fly(this.flight, seconds);
    if (this.preset === "turntable") {
      this.phase += (seconds * 2 * Math.PI) / SWING_SECONDS;
      this.pose = { ...this.pose, yaw: SWING_YAW * Math.sin(this.phase) };
      return true;
    }
    if (this.preset === "idle" && !this.still()) {
      this.phase += (seconds * 2 * Math.PI) / IDLE_SECONDS;
      this.pose = { ...this.pose, yaw: this.side * IDLE_YAW + IDLE_SWING * Math.sin(this.phase) };
      return true;
    }
    const { yaw, pitch } = this.velocity;
    if (Math.hypot(yaw, pitch) < STILL) return false;
    this.pose = turned(this.pose, yaw * seconds, pitch * seconds);
    const kept = Math.exp(-seconds / FRICTION_SECONDS);
    this.velocity = { yaw: yaw * kept, pitch: pitch * kept };
    return true;
  }

  private fly(flight: Flight, seconds: number): boolean {
    flight.seconds += seconds;
    const share = Math.min(1, flight.seconds / FLIGHT_SECONDS);
    this.pose = mixPoses(flight.from, flight.to, share * share * (3 - 2 * share));
    if (share === 1) {
      this.pose = flight.to; // exactly
      this.flight = null;
      this.arrived = true;
    }
    return !this.arrived || this.preset === "turntable";
  }

  private stop(): void {
    this.velocity = { yaw: 0, pitch: 0 };
    this.flight = null;
    this.arrived = false;
  }
}

function turned(pose: Pose, yaw: number, pitch: number): Pose {
  return {
    ...pose,
    yaw: softly(pose.yaw, yaw, YAW_SLOW, YAW_LIMIT),
    pitch: softly(pose.pitch, pitch, PITCH_SLOW, PITCH_LIMIT),
  };
}

/** The angle after a change that resists more and more between `slow` and `limit`; the way back is free. */
function softly(angle: number, change: number, slow: number, limit: number): number {
  if (change === 0) return angle;
  const sign = Math.sign(change);
  const [before, outwards] = [angle * sign, Math.abs(change)];
  const free = Math.max(0, Math.min(outwards, slow - before));
  const start = before + free;
  if (start < slow) return sign * start;
  const room = Math.max(0, limit - start);
  return sign * (start + room * (1 - Math.exp(-(outwards - free) / (limit - slow))));
}
