/** A photo of any kind, upright, as the networks want it: a square of its pixels, colours as the file has them. */

import type { Box } from "./detector/box";
import { resampled, type Rgb, type Square } from "./resample";

/** Behind transparent pixels: mid-grey, which is 0 inside the networks. */
const BACKGROUND = "rgb(128 128 128)";
/** Pixels on a side of the photo that the viewer lays on the surface and compares with. */
const SHOWN = 512;
/** Longest side that is kept: more than any model sees, and little enough for a phone. */
const LONGEST = 4096;

/** Mirror images around a photo, columns and rows. */
const NEIGHBOURS = [[-1, -1], [1, -1], [-1, 1], [1, 1], [-1, 0], [1, 0], [0, -1], [0, 1]] as const;
/** They reach a little beyond their edges, so that nothing shows between them, pixels. */
const SEAM = 0.5;
/** Levels of opacity above it are object, as in probsym/data/masks.py. */
const OBJECT_LEVEL = 127;

export class Photo {
  private constructor(
    readonly name: string,
    readonly canvas: HTMLCanvasElement,
    /** The alpha channel as grey levels; null for a photo that is opaque everywhere. */
    private readonly alpha: HTMLCanvasElement | null,
  ) {}

  /** Throws a message for people if the file is no picture that this browser knows. */
  static async open(file: Blob, name: string): Promise<Photo> {
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: "from-image", colorSpaceConversion: "none" });
    } catch {
      throw new Error(`${name} is not an image that this browser can read`);
    }
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const photo = Photo.of(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale), name);
    bitmap.close();
    return photo;
  }

  /** @param source such as a video, of which one frame is taken */
  static of(source: CanvasImageSource, width: number, height: number, name: string): Photo {
    if (Math.min(width, height) < 8) {
      throw new Error(`${name}: expected at least 8 pixels a side, got ${width} × ${height}`);
    }
    const context = emptyCanvas(width, height);
    context.drawImage(source, 0, 0, width, height);
    const alpha = alphaOf(context);
    if (alpha) {
      context.fillStyle = BACKGROUND;
      context.fillRect(0, 0, width, height);
      context.drawImage(source, 0, 0, width, height);
    }
    return new Photo(name, context.canvas, alpha);
  }

  /** The central square: what Python takes. */
  get central(): Square {
    const { width, height } = this.canvas;
    const side = Math.min(width, height);
    return { left: (width - side) / 2, top: (height - side) / 2, side };
  }

  /**
   * The photo turned about a box's centre until the box is level, mirrored outwards as far as that reaches; the square
   * there.
   */
  around({ x, y, side, rollRad }: Box): { photo: Photo; square: Square } {
    const { width, height } = this.canvas;
    const [left, top] = [x - side / 2, y - side / 2];
    const [before, above] = [Math.max(0, Math.ceil(-left)), Math.max(0, Math.ceil(-top))];
    const wide = before + Math.max(width, Math.ceil(left + side));
    const high = above + Math.max(height, Math.ceil(top + side));
    const square = { left: left + before, top: top + above, side };
    if (rollRad === 0 && wide === width && high === height) return { photo: this, square };
    const turned = (canvas: HTMLCanvasElement): HTMLCanvasElement => {
      const context = emptyCanvas(wide, high);
      context.imageSmoothingQuality = "high";
      context.translate(before + x, above + y);
      context.rotate(-rollRad);
      context.translate(-x, -y);
      for (const [column, row] of NEIGHBOURS) {
        context.save();
        context.translate(column > 0 ? 2 * width : 0, row > 0 ? 2 * height : 0);
        context.scale(column ? -1 : 1, row ? -1 : 1);
        context.drawImage(canvas, -SEAM, -SEAM, width + 2 * SEAM, height + 2 * SEAM);
        context.restore();
      }
      context.drawImage(canvas, 0, 0);
      return context.canvas;
    };
    return { photo: new Photo(this.name, turned(this.canvas), this.alpha && turned(this.alpha)), square };
  }

  /** Red, green, blue of each pixel in turn. */
  get rgb(): Rgb {
    return rgbOf(this.canvas);
  }

  /**
   * Opacity of the square, 0 to 1, at the resolution of its picture; null for a photo without an alpha channel, and
   * where that covers nothing of the square. By the steps of probsym/inference/photo_crops.py.
   */
  opacity(square: Square): Float32Array | null {
    if (!this.alpha) return null;
    const side = shownSide(square);
    const levels = resampled(rgbOf(this.alpha), square, side);
    if (!levels.some((level) => level > OBJECT_LEVEL)) return null;
    return Float32Array.from({ length: side * side }, (_, at) => levels[at * 3] / 255);
  }

  /** The square as a picture for the page, with more pixels than the model sees. */
  picture(square: Square): string {
    const { left, top, side } = square;
    const canvas = document.createElement("canvas");
    const shown = shownSide(square);
    [canvas.width, canvas.height] = [shown, shown];
    const context = canvas.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.canvas, left, top, side, side, 0, 0, shown, shown);
    return canvas.toDataURL("image/png");
  }
}

/** Of a square's picture, pixels. */
function shownSide({ side }: Square): number {
  return Math.max(64, Math.min(SHOWN, Math.round(side)));
}

function emptyCanvas(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas.getContext("2d", { willReadFrequently: true })!;
}

function rgbOf(canvas: HTMLCanvasElement): Rgb {
  const { width, height } = canvas;
  const rgba = canvas.getContext("2d")!.getImageData(0, 0, width, height).data;
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    data[to++] = rgba[from];
    data[to++] = rgba[from + 1];
    data[to++] = rgba[from + 2];
  }
  return { width, height, data };
}

/** A canvas's opacity as a grey picture; null if it is opaque everywhere. */
function alphaOf(context: CanvasRenderingContext2D): HTMLCanvasElement | null {
  const { width, height } = context.canvas;
  const picture = context.getImageData(0, 0, width, height);
  const { data } = picture;
  let opaque = true;
  for (let at = 0; at < data.length; at += 4) {
    const level = data[at + 3];
    opaque &&= level === 255;
    data[at] = data[at + 1] = data[at + 2] = level;
    data[at + 3] = 255;
  }
  if (opaque) return null;
  const grey = emptyCanvas(width, height);
  grey.putImageData(picture, 0, 0);
  return grey.canvas;
}
