/** The drawn surface: factors, mode, light and pose in, pixels on a canvas out. Knows nothing of the page around it. */

import {
  BufferAttribute,
  BufferGeometry,
  Camera,
  CustomBlending,
  DoubleSide,
  FrontSide,
  GLSL3,
  Mesh,
  NoBlending,
  NoToneMapping,
  OneFactor,
  OneMinusSrcAlphaFactor,
  RawShaderMaterial,
  Scene,
  Texture,
  WebGLRenderer,
  WebGLRenderTarget,
} from "three";
import type { Factors, Light } from "../factors";
import { type Camera as Pinhole, projectionMatrix } from "../math/camera";
import { shadingWhite } from "../math/shading";
import { modelRotation, type Pose, worldMatrix } from "../math/viewpoint";
import { MODES, type ModeName } from "../modes";
import { limits, type Surface } from "../surface";
import { asymmetryLimits, confidenceLimits } from "./colour-limits";
import { FRAGMENT, VERTEX } from "./shader";
import { SymmetryPlane } from "./symmetry-plane";
import { byteTexture, floatTexture } from "./textures";
import { newUniforms } from "./uniforms";

/** What the hand does to the picture as a whole, screen pixels: the photo's square moves and grows with it. */
export interface Framing {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

/** A square of the screen, CSS pixels from the canvas's upper left corner. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

export interface Colours {
  readonly ink: readonly [number, number, number];
  readonly paper: readonly [number, number, number];
  readonly accent: readonly [number, number, number];
}

/** Lines of the wireframe are at least so far apart seen from the front, CSS pixels: closer ones merge to grey. */
const LINES_APART = 6;

/** How many cells of the model's grid lie between two lines of the wireframe: a power of two. */
export function cellsPerLine(pixelsPerCell: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(LINES_APART / pixelsPerCell)));
}

export class SurfaceView {
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new Camera();
  private readonly plane = new SymmetryPlane();
  private readonly uniforms = newUniforms();
  private readonly kept: Mesh<BufferGeometry, RawShaderMaterial>;
  private readonly left: Mesh<BufferGeometry, RawShaderMaterial>;
  private pinhole: Pinhole | null = null;
  private width = 2;
  private height = 2;
  private clip: Square | null = null;
  private photos = 0;

  /** Throws if the browser has no WebGL 2. */
  constructor(readonly canvas: HTMLCanvasElement) {
    this.renderer = new WebGLRenderer({ canvas, alpha: true, antialias: true, premultipliedAlpha: true });
    this.renderer.toneMapping = NoToneMapping;
    this.renderer.setClearColor(0, 0);
    this.kept = this.mesh();
    this.left = this.mesh();
    this.left.renderOrder = 1;
    this.plane.object.renderOrder = 2;
    this.scene.add(this.kept, this.left, this.plane.object);
    for (const object of this.scene.children) object.matrixAutoUpdate = false;
  }

  private mesh(): Mesh<BufferGeometry, RawShaderMaterial> {
    const material = new RawShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      glslVersion: GLSL3,
      uniforms: { ...this.uniforms, opacity: { value: 1 } },
      defines: { MODE: 0 }, // one shader each: without a GPU, all branches of a shader are computed
      side: FrontSide, // the back is no part of the reconstruction
      transparent: true,
      blending: CustomBlending,
      blendSrc: OneFactor,
      blendDst: OneMinusSrcAlphaFactor,
    });
    const mesh = new Mesh(new BufferGeometry(), material);
    mesh.frustumCulled = false;
    return mesh;
  }

  setSurface(surface: Surface): void {
    const { camera, factor, depth, points, normals, smoothNormals, sigma, sigmaFlip, opacity, triangles } = surface;
    const { size } = camera;
    this.pinhole = camera;
    const position = new BufferAttribute(points, 3);
    for (const [mesh, index] of [[this.kept, triangles.kept], [this.left, triangles.left]] as const) {
      mesh.geometry.dispose();
      mesh.geometry = new BufferGeometry();
      mesh.geometry.setAttribute("position", position);
      mesh.geometry.setIndex(new BufferAttribute(index, 1));
    }
    const u = this.uniforms;
    for (const map of [u.geometryMap, u.smoothMap, u.sigmaMap]) map.value.dispose();
    this.setAlbedo(surface);
    u.geometryMap.value = floatTexture(size, 3, normals, 1, depth);
    u.smoothMap.value = floatTexture(size, 3, smoothNormals);
    u.sigmaMap.value = floatTexture(size, 1, sigma ?? new Float32Array(size * size), 1, sigmaFlip ?? undefined);
    u.opacityMap.value.dispose();
    u.opacityMap.value = byteTexture(opacity ? size : 1, opacity ?? new Float32Array(1));
    u.opacitySize.value = opacity ? size : 0;
    u.size.value = size;
    u.center.value = camera.center;
    u.focal.value = camera.focal;
    u.gridStep.value = factor;
    u.depthLimits.value.set(...limits(depth));
    u.confidenceLimits.value.set(...confidenceLimits(sigma));
    u.asymmetryLimits.value.set(...asymmetryLimits(sigmaFlip));
    this.plane.fit(points);
  }

  /** The albedo alone, of the surface that is drawn. */
  setAlbedo({ camera, albedo }: Surface): void {
    const { albedoMap } = this.uniforms;
    albedoMap.value.dispose();
    albedoMap.value = floatTexture(camera.size, 3, albedo);
  }

  /**
   * The photo of the factors, for its texture. Resolves when the picture is there, or another one has been set since.
   */
  async setPhoto(factors: Factors): Promise<void> {
    const u = this.uniforms;
    const turn = ++this.photos;
    u.photoReady.value = 0;
    u.photoRotation.value.set(...modelRotation(...factors.viewpoint.rotationRad));
    u.photoTranslation.value.set(...factors.viewpoint.translation);
    u.photoLight.value.set(...factors.light.direction);
    u.photoShade.value.set(factors.light.ambient, factors.light.diffuse);
    const image = new Image();
    image.src = factors.photo;
    try {
      await image.decode();
    } catch (error) {
      if (turn === this.photos) throw error;
    }
    if (turn !== this.photos) return;
    u.photoMap.value.dispose();
    u.photoMap.value = new Texture(image); // no colour space: values go in as they are
    u.photoMap.value.flipY = false;
    u.photoMap.value.needsUpdate = true;
    u.photoReady.value = 1;
  }

  setMode(name: ModeName): void {
    const { code } = MODES.find((mode) => mode.name === name)!;
    for (const { material } of [this.kept, this.left]) {
      if (material.defines.MODE === code) continue;
      material.defines.MODE = code;
      material.needsUpdate = true; // compiled once for each mode, and kept
    }
  }

  setLight(light: Light): void {
    this.uniforms.lightDirection.value.set(...light.direction);
    this.uniforms.ambient.value = light.ambient;
    this.uniforms.diffuse.value = light.diffuse;
    this.uniforms.gamma.value = light.gamma;
    this.uniforms.shadingWhite.value = shadingWhite(light);
  }

  setColours({ ink, paper, accent }: Colours): void {
    this.uniforms.ink.value.set(...ink);
    this.uniforms.paper.value.set(...paper);
    this.uniforms.accent.value.set(...accent);
    this.plane.setColour(accent);
  }

  /** How much of what is no surface is shown (the border, stretched triangles): 1 at the photo's view. */
  setMargin(opacity: number): void {
    this.left.material.uniforms.opacity.value = opacity;
    this.left.visible = opacity > 0;
  }

  setSymmetryPlane(shown: boolean): void {
    this.plane.object.visible = shown;
    this.uniforms.symmetryLine.value = shown ? 1 : 0;
  }

  setPose(pose: Pose): void {
    const matrix = worldMatrix(pose);
    for (const object of this.scene.children) {
      object.matrix.fromArray(matrix);
      object.matrixWorldNeedsUpdate = true;
    }
  }

  /** @param ratio device pixels to a CSS pixel */
  resize(width: number, height: number, ratio: number): void {
    [this.width, this.height] = [width, height];
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(width, height, false);
  }

  /** @param side of the photo's square at zoom 1, CSS pixels */
  setFraming(side: number, framing: Framing, photoSize: number): void {
    if (!this.pinhole) return;
    // Half a pixel of the photo lies beyond its outermost centres, whatever the grid was refined to.
    const pixelsPerCell = (side / photoSize) * framing.zoom;
    const scale = (pixelsPerCell * (photoSize - 1)) / (this.pinhole.size - 1);
    this.uniforms.cellsPerLine.value = cellsPerLine(pixelsPerCell);
    const matrix = projectionMatrix(this.pinhole, this.width, this.height, scale);
    matrix[8] = (-2 * framing.x) / this.width;
    matrix[9] = (2 * framing.y) / this.height;
    this.camera.projectionMatrix.fromArray(matrix);
    this.camera.projectionMatrixInverse.copy(this.camera.projectionMatrix).invert();
  }

  /** Nothing is drawn outside this square; null: nothing is cut off. */
  setClip(square: Square | null): void {
    this.clip = square;
  }

  render(): void {
    if (!this.pinhole) return;
    this.renderer.setScissorTest(false);
    this.renderer.clear(); // everything, also what the clip leaves out
    if (this.clip) {
      const { left, top, side } = this.clip;
      this.renderer.setScissor(left, this.height - top - side, side, side); // counted from below
      this.renderer.setScissorTest(true);
    }
    this.renderer.render(this.scene, this.camera);
  }

  /**
   * The colours of the surface as they are shown, laid out flat like the model's images: side² × 4, red, green, blue
   * and opacity, not premultiplied, row by row from the top left.
   */
  texture(side: number): Uint8Array {
    const target = new WebGLRenderTarget(side, side, { depthBuffer: false });
    const material = this.kept.material;
    const line = this.uniforms.symmetryLine.value;
    [this.uniforms.unwrapped.value, this.uniforms.symmetryLine.value] = [1, 0];
    [material.side, material.blending] = [DoubleSide, NoBlending];
    const shown = [this.left.visible, this.plane.object.visible];
    this.left.visible = this.plane.object.visible = false;
    this.renderer.setScissorTest(false);
    this.renderer.setRenderTarget(target);
    this.renderer.clear();
    this.renderer.render(this.scene, this.camera);
    const pixels = new Uint8Array(side * side * 4);
    this.renderer.readRenderTargetPixels(target, 0, 0, side, side, pixels);
    this.renderer.setRenderTarget(null);
    [this.left.visible, this.plane.object.visible] = shown;
    [material.side, material.blending] = [FrontSide, CustomBlending];
    [this.uniforms.unwrapped.value, this.uniforms.symmetryLine.value] = [0, line];
    target.dispose();
    for (let at = 0; at < pixels.length; at += 4) {
      const share = pixels[at + 3] / 255;
      for (let c = 0; c < 3; c++) pixels[at + c] = share > 0 ? Math.min(255, Math.round(pixels[at + c] / share)) : 0;
    }
    return pixels;
  }

  /** The canvas as it was last drawn, transparent around the object. */
  png(): Promise<Blob> {
    this.render(); // the browser clears the drawing when it has shown it
    return new Promise((resolve, reject) => {
      this.canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("the browser gave no picture"))),
        "image/png",
      );
    });
  }

  dispose(): void {
    this.renderer.dispose();
  }
}
