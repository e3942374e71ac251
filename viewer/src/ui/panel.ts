/** The controls beside the picture. */

import { LightBall } from "../controls/light-ball";
import type { Preset } from "../controls/motion";
import { isAvailable, MODES } from "../modes";
import { h, icon, ICONS } from "./dom";
import type { Actions, Download, State, Switch } from "./state";

const DOWNLOADS: readonly { what: Download; label: string; help: string }[] = [
  { what: "glb", label: "GLB", help: "3D model in one file, for any viewer" },
  { what: "obj", label: "OBJ", help: "3D model as a zip of OBJ, MTL and PNG" },
  { what: "png", label: "PNG", help: "the current view as a picture" },
];

const SWITCHES: readonly { what: Switch; label: string; help: string; key: string }[] = [
  { what: "compare", label: "Compare with the photo", help: "wipe between photo and reconstruction", key: "C" },
  {
    what: "symmetryPlane",
    label: "Symmetry plane",
    help: "the plane in which the model mirrors the object",
    key: "S",
  },
  { what: "cutout", label: "Object only", help: "hide everything around the object", key: "X" },
  { what: "smooth", label: "Smooth surface", help: "finer than the model's grid, no longer pixel for pixel", key: "M" },
];

export class Panel {
  readonly element: HTMLElement;
  private readonly modes = new Map<string, HTMLInputElement>();
  private readonly switches = new Map<Switch, HTMLInputElement>();
  private readonly ball: LightBall;
  private readonly ambient: Slider;
  private readonly diffuse: Slider;
  private readonly modeHelp = h("p", { class: "note", id: "mode-help" });
  private readonly facts = h("p", { class: "note" });

  constructor(actions: Actions, footer: string) {
    this.ball = new LightBall((direction) => actions.setLight({ direction }));
    this.ambient = new Slider("Ambient", (ambient) => actions.setLight({ ambient }));
    this.diffuse = new Slider("Diffuse", (diffuse) => actions.setLight({ diffuse }));
    this.element = h(
      "aside",
      { class: "panel", "aria-label": "Controls" },
      section("Show", this.modeChoice(actions), this.modeHelp),
      section(
        "Light",
        h(
          "div",
          { class: "light" },
          this.ball.element,
          h(
            "div",
            { class: "sliders" },
            this.ambient.element,
            this.diffuse.element,
            h("button", { type: "button", class: "quiet", click: () => actions.resetLight() }, "As in the photo"),
          ),
        ),
        h("p", { class: "note" }, "Drag the spot. The light turns with the object."),
      ),
      section("View", this.switchList(actions), this.facts),
      section(
        "Download",
        h(
          "div",
          { class: "downloads" },
          ...DOWNLOADS.map(({ what, label, help }) =>
            h(
              "button",
              {
                type: "button",
                title: help,
                "aria-label": `Download ${label}: ${help}`,
                click: () => actions.download(what),
              },
              icon(ICONS.download),
              label,
            ),
          ),
        ),
      ),
      h("footer", {}, footer),
    );
  }

  private modeChoice(actions: Actions): HTMLElement {
    const chips = MODES.map((mode, index) => {
      const input = h("input", {
        type: "radio", name: "mode", value: mode.name, "aria-describedby": "mode-help",
        change: () => actions.setMode(mode.name),
      });
      this.modes.set(mode.name, input);
      return h("label", { class: "chip", title: `${mode.help} (${index + 1})` }, input, h("span", {}, mode.label));
    });
    return h("div", { class: "modes", role: "radiogroup", "aria-label": "What is shown" }, ...chips);
  }

  private switchList(actions: Actions): HTMLElement {
    const rows = SWITCHES.map(({ what, label, help, key }) => {
      const input = h("input", { type: "checkbox", role: "switch", change: () => actions.toggle(what) });
      this.switches.set(what, input);
      return h("label", { class: "switch", title: `${help} (${key})` }, h("span", {}, label), input);
    });
    return h("div", { class: "switches" }, ...rows);
  }

  update(state: State): void {
    for (const mode of MODES) {
      const input = this.modes.get(mode.name)!;
      input.checked = mode.name === state.mode;
      input.disabled = !isAvailable(mode, state.factors);
      if (input.checked) this.modeHelp.textContent = sentence(mode.help);
    }
    for (const [what, input] of this.switches) input.checked = state[what];
    this.ball.show(state.light);
    this.ambient.show(state.light.ambient);
    this.diffuse.show(state.light.diffuse);
    const [pitch, yaw, roll] = state.factors.viewpoint.rotationRad.map(degrees);
    this.facts.textContent = `The model sees the photo from yaw ${yaw}, pitch ${pitch}, roll ${roll}.`;
  }
}

/** The four views, below the picture. */
export class ViewBar {
  readonly element: HTMLElement;
  private readonly buttons = new Map<Preset, HTMLButtonElement>();

  constructor(actions: Actions) {
    const views: readonly [Preset, string, string][] = [
      ["input", "Input", "from the viewpoint of the photo (I)"],
      ["frontal", "Front", "the object from the front (F)"],
      ["profile", "Profile", "from the side; press again for the other side (L)"],
      ["turntable", "Turntable", "turn by itself; press again to stop (T)"],
    ];
    for (const [preset, label, help] of views) {
      this.buttons.set(
        preset,
        h("button", { type: "button", title: help, "aria-pressed": "false", click: () => actions.show(preset) }, label),
      );
    }
    this.element = h("div", { class: "views", role: "group", "aria-label": "Views" }, ...this.buttons.values());
  }

  update(current: Preset | null): void {
    for (const [preset, button] of this.buttons) button.setAttribute("aria-pressed", String(preset === current));
  }
}

class Slider {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly output = h("output");

  constructor(label: string, onChange: (value: number) => void) {
    this.input = h("input", {
      type: "range",
      min: 0,
      max: 1,
      step: 0.01,
      "aria-label": `${label} light`,
      input: () => onChange(Number(this.input.value)),
    });
    this.element = h("label", { class: "slider" }, h("span", {}, label), this.output, this.input);
  }

  show(value: number): void {
    if (document.activeElement !== this.input || Number(this.input.value) !== Math.round(value * 100) / 100) {
      this.input.value = String(value);
    }
    this.output.textContent = value.toFixed(2);
  }
}

function section(title: string, ...children: Node[]): HTMLElement {
  const id = `section-${title.toLowerCase()}`;
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

function sentence(words: string): string {
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}

function degrees(radians: number): string {
  const value = Math.round((radians * 180) / Math.PI);
  return `${value < 0 ? "−" : ""}${Math.abs(value)}°`;
}
