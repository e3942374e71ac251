/** Keys for everything. Fields that take a key themselves keep it. */

import { isAvailable, MODES } from "../modes";
import type { Actions, State } from "../ui/state";

/** Of one press of an arrow key, radians. */
const TURN = (5 * Math.PI) / 180;
const ZOOM = 1.15;

export function onKey(event: KeyboardEvent, actions: Actions, state: State): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement;
  if (target.closest("dialog, select, textarea")) return;
  const arrows: Record<string, readonly [number, number]> = {
    ArrowLeft: [TURN, 0], ArrowRight: [-TURN, 0], ArrowUp: [0, -TURN], ArrowDown: [0, TURN],
  };
  const arrow = arrows[event.key];
  if (arrow) {
    if (target.matches("input, nav *")) return;
    actions.turn(...arrow);
    event.preventDefault();
    return;
  }
  const mode = MODES[Number(event.key) - 1];
  if (mode) {
    if (isAvailable(mode, state.factors)) actions.setMode(mode.name);
    return;
  }
  const keys: Record<string, () => void> = {
    i: () => actions.show("input"),
    p: () => actions.show("input"), // its former name was "Photo"
    f: () => actions.show("frontal"),
    l: () => actions.show("profile"),
    t: () => actions.show("turntable"),
    c: () => actions.toggle("compare"),
    s: () => actions.toggle("symmetryPlane"),
    x: () => actions.toggle("cutout"),
    m: () => actions.toggle("smooth"),
    r: () => actions.resetLight(),
    d: () => actions.toggleTheme(),
    "[": () => actions.step(-1),
    "]": () => actions.step(1),
    "+": () => actions.zoom(ZOOM),
    "=": () => actions.zoom(ZOOM),
    "-": () => actions.zoom(1 / ZOOM),
    "0": () => actions.resetView(),
    "?": () => actions.help(),
  };
  const act = keys[event.key.toLowerCase()];
  if (!act) return;
  act();
  event.preventDefault();
}
