/** What the colours of a mode mean, in numbers. */

import { cssGradient, GLOW, GREY, VIRIDIS } from "../colormap";
import type { Light } from "../factors";
import { shadingWhite } from "../math/shading";
import type { ModeName } from "../modes";
import { asymmetryLimits, confidenceLimits } from "../scene/colour-limits";
import { limits, type Surface } from "../surface";
import { h } from "./dom";

export class Legend {
  private readonly low = h("span");
  private readonly bar = h("span", { class: "bar" });
  private readonly high = h("span");
  readonly element = h("div", { class: "legend", hidden: true }, this.low, this.bar, this.high);

  show(mode: ModeName, surface: Surface, light: Light): void {
    const scale = scaleOf(mode, surface, light);
    this.element.hidden = !scale;
    if (!scale) return;
    const [low, high, gradient] = scale;
    this.low.textContent = low;
    this.high.textContent = high;
    this.bar.style.backgroundImage = gradient;
  }
}

function scaleOf(mode: ModeName, surface: Surface, light: Light): [string, string, string] | null {
  if (mode === "shading") return ["shading 0", shadingWhite(light).toFixed(2), cssGradient(GREY)];
  if (mode === "depth") {
    const [near, far] = limits(surface.depth);
    return [`far ${far.toFixed(3)}`, `near ${near.toFixed(3)} scene units`, cssGradient(GREY)];
  }
  if (mode === "confidence") {
    const [low, high] = confidenceLimits(surface.sigma);
    return [`confidence ${low.toFixed(2)}`, high.toFixed(2), cssGradient(VIRIDIS)];
  }
  if (mode === "asymmetry") {
    const [low, high] = asymmetryLimits(surface.sigmaFlip);
    return [`symmetric ${low.toFixed(2)}`, `${high.toFixed(2)} not`, cssGradient(GLOW)];
  }
  return null;
}
