/** Where the picture as a whole lies on the stage, and how large it is. */

import type { Framing } from "../scene/view";

export const WHOLE: Framing = { zoom: 1, x: 0, y: 0 };
const [ZOOM_MIN, ZOOM_MAX] = [0.5, 12];

/** Larger or smaller about a point, CSS pixels from the middle of the stage: what is under the hand stays there. */
export function zoomed(framing: Framing, factor: number, x = 0, y = 0): Framing {
  const zoom = Math.max(ZOOM_MIN, Math.min(ZOOM_MAX, framing.zoom * factor));
  const grown = zoom / framing.zoom;
  return { zoom, x: x + (framing.x - x) * grown, y: y + (framing.y - y) * grown };
}
