/** A ball under the same light as the object: drag the bright spot, and the light comes from there. */

import type { Light, Vector3 } from "../factors";
import { ballPoint, BALL_LIMIT, describeDirection, directionFromBall, shade, shadingWhite } from "../math/shading";
import { h } from "../ui/dom";

/** CSS pixels. */
const SIZE = 132;
const RADIUS = 58;
/** Of one press of an arrow key, as a share of the radius. */
const STEP = 0.05;

export class LightBall {
  readonly element: HTMLElement;
  private readonly canvas: HTMLCanvasElement;
  private readonly spot: HTMLElement;
  private direction: Vector3 = [0, 0, 1];

  constructor(private readonly onChange: (direction: Vector3) => void) {
    this.canvas = h("canvas", { width: SIZE * 2, height: SIZE * 2, "aria-hidden": "true" });
    this.spot = h("span", { class: "spot", "aria-hidden": "true" });
    this.element = h(
      "div",
      {
        class: "ball",
        tabindex: 0,
        role: "slider",
        "aria-label": "Light direction",
        "aria-valuemin": 0,
        "aria-valuemax": 80,
        title: "Drag the spot, or use the arrow keys",
      },
      this.canvas,
      this.spot,
    );
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      this.element.focus({ preventScroll: true });
      this.drag(event);
      event.preventDefault();
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) this.drag(event);
    });
    this.element.addEventListener("keydown", (event) => this.press(event));
  }

  private drag(event: PointerEvent): void {
    const box = this.element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    this.onChange(directionFromBall(x / RADIUS, y / RADIUS));
  }

  private press(event: KeyboardEvent): void {
    const steps: Record<string, readonly [number, number]> = {
      ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP],
    };
    const step = steps[event.key];
    if (!step) return;
    const [x, y] = ballPoint(this.direction);
    this.onChange(directionFromBall(x + step[0], y + step[1]));
    event.preventDefault();
    event.stopPropagation();
  }

  show(light: Light): void {
    this.direction = light.direction;
    const [x, y] = ballPoint(light.direction);
    this.spot.style.transform = `translate(${x * RADIUS}px, ${y * RADIUS}px)`;
    this.element.setAttribute(
      "aria-valuenow",
      String(Math.round((Math.asin(Math.min(1, Math.hypot(x, y))) * 180) / Math.PI)),
    );
    this.element.setAttribute("aria-valuetext", describeDirection(light.direction));
    this.paint(light);
  }

  private paint(light: Light): void {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const { width } = this.canvas;
    const [middle, radius] = [(width - 1) / 2, (RADIUS * width) / SIZE];
    const picture = context.createImageData(width, width);
    const white = shadingWhite(light);
    for (let row = 0, at = 0; row < width; row++) {
      for (let column = 0; column < width; column++, at += 4) {
        const [x, y] = [(column - middle) / radius, (row - middle) / radius];
        const away = Math.hypot(x, y);
        const cover = Math.max(0, Math.min(1, (1 - away) * radius + 0.5));
        if (cover === 0) continue;
        const depth = Math.sqrt(Math.max(0, 1 - away * away));
        const grey = (255 * shade([-x, -y, depth], light)) / white; // normals point into the ball
        picture.data.set([grey, grey, grey, 255 * cover], at);
      }
    }
    context.putImageData(picture, 0, 0);
  }
}

/** The reach of the spot, for the ring that shows it. */
export const RING = Math.round(BALL_LIMIT * RADIUS);
