import { expect, it, vi } from "vitest";
import { onKey } from "../src/controls/keyboard";
import type { Actions, State } from "../src/ui/state";

/** An element that is or lies within what `inside` names. */
function element(inside: string): HTMLElement {
  const named = (selector: string) => selector.split(/, ?/).some((part) => part.replace(" *", "") === inside);
  return { closest: (selector: string) => (named(selector) ? {} : null), matches: named } as unknown as HTMLElement;
}

function pressed(key: string, inside: string): string[] {
  const done: string[] = [];
  const actions = new Proxy({}, { get: (_, name) => () => done.push(String(name)) }) as Actions;
  const event = { key, target: element(inside), preventDefault: vi.fn() } as unknown as KeyboardEvent;
  onKey(event, actions, { factors: { sigma: null, sigmaFlip: null } } as unknown as State);
  expect(event.preventDefault).toHaveBeenCalledTimes(done.length);
  return done;
}

it("turns by arrows and acts on letters", () => {
  expect(pressed("ArrowLeft", "main")).toEqual(["turn"]);
  expect(pressed("C", "main")).toEqual(["toggle"]);
  for (const key of ["i", "p"]) expect(pressed(key, "main")).toEqual(["show"]);
  expect(pressed("z", "main")).toEqual([]);
});

it("leaves fields their keys", () => {
  for (const inside of ["dialog", "select", "textarea"]) {
    for (const key of ["ArrowDown", "c", "3", "+"]) expect(pressed(key, inside), `${key} in ${inside}`).toEqual([]);
  }
  expect(pressed("ArrowUp", "input")).toEqual([]);
  expect(pressed("c", "input")).toEqual(["toggle"]); // sliders have no use for letters
});
