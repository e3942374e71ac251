/** The plane that the flip mirrors at, x = 0 of the canonical frame, as a pane of glass with a rim. */

import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  Group,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshBasicMaterial,
  SRGBColorSpace,
} from "three";

/** Scene units that the pane reaches beyond the surface. */
const REACH = 0.012;

export class SymmetryPlane {
  readonly object = new Group();
  private readonly pane = new MeshBasicMaterial({
    transparent: true,
    opacity: 0.28,
    side: DoubleSide,
    depthWrite: false,
  });
  private readonly rim = new LineBasicMaterial();

  constructor() {
    this.object.visible = false;
  }

  setColour(colour: readonly [number, number, number]): void {
    // three.js takes colours apart and puts them together again: they come out as they went in.
    this.pane.color = new Color().setRGB(...colour, SRGBColorSpace);
    this.rim.color = this.pane.color;
  }

  /** @param points of the surface, canonical frame */
  fit(points: Float32Array): void {
    let [top, bottom, near, far] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let at = 0; at < points.length; at += 3) {
      top = Math.min(top, points[at + 1]);
      bottom = Math.max(bottom, points[at + 1]);
      near = Math.min(near, points[at + 2]);
      far = Math.max(far, points[at + 2]);
    }
    const [a, b, c, d] = [top - REACH, bottom + REACH, near - REACH, far + REACH];
    const corners = new Float32Array([0, a, c, 0, b, c, 0, b, d, 0, a, d, 0, a, c]);
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(corners, 3));
    const pane = geometry.clone();
    pane.setIndex([0, 1, 2, 0, 2, 3]);
    for (const part of this.object.children) (part as Mesh | Line).geometry.dispose();
    this.object.clear();
    this.object.add(new Mesh(pane, this.pane), new Line(geometry, this.rim));
    for (const part of this.object.children) part.frustumCulled = false;
  }
}
