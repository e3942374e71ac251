/** Fingers, mouse and wheel on the picture: one turns, two move and zoom. */

export interface Hand {
  /** Dragged by so many CSS pixels. */
  turn(dx: number, dy: number): void;
  /** Let go at so many CSS pixels a second. */
  fling(vx: number, vy: number): void;
  move(dx: number, dy: number): void;
  /** Zoomed about a point, CSS pixels from the middle. */
  zoom(factor: number, x: number, y: number): void;
  reset(): void;
}

interface Finger {
  x: number;
  y: number;
}

/** Motion older than this says nothing about how fast the hand was when it let go, milliseconds. */
const MEMORY = 80;

export function listen(element: HTMLElement, hand: Hand): void {
  const fingers = new Map<number, Finger>();
  let trail: { x: number; y: number; time: number }[] = [];
  let alone = true;

  const local = (event: MouseEvent): Finger => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button > 2) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, local(event));
    alone = fingers.size === 1;
    trail = [];
    hand.turn(0, 0); // a touch stops what turns by itself
  });

  element.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = local(event);
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    if (fingers.size === 1) {
      if (event.shiftKey || (event.buttons & 6) !== 0) {
        hand.move(dx, dy);
      } else {
        hand.turn(dx, dy);
        trail.push({ x: now.x, y: now.y, time: event.timeStamp });
      }
    } else if (fingers.size === 2) {
      const other = [...fingers.entries()].find(([id]) => id !== event.pointerId)![1];
      const [x, y] = [(now.x + other.x) / 2, (now.y + other.y) / 2];
      const apart = Math.hypot(now.x - other.x, now.y - other.y);
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      hand.move(dx / 2, dy / 2);
      if (was > 1) hand.zoom(apart / was, x, y);
    }
    fingers.set(event.pointerId, now);
  });

  const leave = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0 || !alone) return;
    const recent = trail.filter(({ time }) => event.timeStamp - time < MEMORY);
    if (recent.length < 2) return;
    const [first, last] = [recent[0], recent[recent.length - 1]];
    const seconds = (last.time - first.time) / 1000;
    if (seconds > 0) hand.fling((last.x - first.x) / seconds, (last.y - first.y) / seconds);
  };
  element.addEventListener("pointerup", leave);
  element.addEventListener("pointercancel", leave);
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  element.addEventListener("dblclick", () => hand.reset());
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const { x, y } = local(event);
      hand.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
    },
    { passive: false },
  );
}
