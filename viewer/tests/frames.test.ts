import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Frames } from "../src/controls/frames";
import { WHOLE, zoomed } from "../src/controls/framing";

let due: ((time: number) => void)[] = [];
const attributes = new Map<string, string>();
const stage = { setAttribute: (name: string, value: string) => attributes.set(name, value) } as unknown as HTMLElement;

function frame(time: number): void {
  for (const draw of due.splice(0)) draw(time);
}

beforeEach(() => {
  due = [];
  vi.stubGlobal("requestAnimationFrame", (draw: (time: number) => void) => due.push(draw));
});
afterEach(() => vi.unstubAllGlobals());

it("draws once for many requests, and then rests", () => {
  const drawn: number[] = [];
  const frames = new Frames(stage, (seconds) => drawn.push(seconds) < 0);
  for (let times = 0; times < 3; times++) frames.request();
  expect(attributes.get("aria-busy")).toBe("true");
  frame(1000);
  expect(drawn).toEqual([0]);
  expect(attributes.get("aria-busy")).toBe("false");
  expect(due).toHaveLength(0);
});

it("goes on while there is more to come, by the time that passed", () => {
  const drawn: number[] = [];
  const frames = new Frames(stage, (seconds) => drawn.push(seconds) < 4);
  frames.request();
  [1000, 1016, 1032, 9000].forEach(frame); // the page was hidden
  expect(drawn.map((seconds) => Math.round(seconds * 1000))).toEqual([0, 16, 16, 50]);
  expect(due).toHaveLength(0);
  frames.request();
  frame(20000); // rest is no time that passed either
  expect(drawn[4]).toBe(0);
});

it("draws at once where a frame would come too late", () => {
  const frames = new Frames(stage, () => false);
  expect(frames.now()).toBe(false);
  expect(due).toHaveLength(0);
});

it("zooms about the hand and no further than it may", () => {
  const framing = zoomed({ zoom: 2, x: 10, y: -20 }, 1.5, 30, 40);
  expect(framing).toEqual({ zoom: 3, x: 0, y: -50 });
  const under = (of: typeof WHOLE) => [(30 - of.x) / of.zoom, (40 - of.y) / of.zoom];
  expect(under(framing)).toEqual(under({ zoom: 2, x: 10, y: -20 }));
  expect(zoomed(WHOLE, 100).zoom).toBe(12);
  expect(zoomed(WHOLE, 0.01).zoom).toBe(0.5);
});
