/** Dark or light: as the system says, until a person says otherwise. Nothing is remembered. */

import type { Colours } from "../scene/view";

export function toggleTheme(root: HTMLElement): "dark" | "light" {
  const next = isDark(root) ? "light" : "dark";
  root.dataset.theme = next;
  return next;
}

function isDark(root: HTMLElement): boolean {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The page's colours for the drawing, from the styles of an element that carries all three. */
export function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  return { ink: rgb(style.color), paper: rgb(style.backgroundColor), accent: rgb(style.outlineColor) };
}

function rgb(colour: string): [number, number, number] {
  const [r, g, b] = (colour.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  return [r / 255, g / 255, b / 255];
}
