/** A photo of any kind, upright, as the networks want it: a square of its pixels, colours as the file has them. */

import type { Box } from "./detector/box";
import type { Rgb, Square } from "./resample";

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

export class Photo {
  private constructor(readonly name: string, readonly canvas: HTMLCanvasElement) {}

  /** Throws a message for people if the file is no picture that this browser knows. */
  static async open(file: Blob, name: string): Promise<Photo> {
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: "from-image", colorSpaceConversion: "none" });
    } catch {
      throw new Error(`${name} is no picture that this browser can read`);
    }
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const photo = Photo.of(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale), name);
    bitmap.close();
    return photo;
  }

  /** @param source such as a video, of which one frame is taken */
  static of(source: CanvasImageSource, width: number, height: number, name: string): Photo {
    if (Math.min(width, height) < 8) throw new Error(`${name}: expected at least 8 pixels a side, got ${width} × ${height}`);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.fillStyle = BACKGROUND;
    context.fillRect(0, 0, width, height);
    context.drawImage(source, 0, 0, width, height);
    return new Photo(name, canvas);
  }

  /** The central square: what Python takes. */
  get central(): Square {
    const { width, height } = this.canvas;
    const side = Math.min(width, height);
    return { left: (width - side) / 2, top: (height - side) / 2, side };
  }

  /** The photo turned about a box's centre until the box is level, mirrored outwards as far as that reaches; the square there. */
  around({ x, y, side, rollRad }: Box): { photo: Photo; square: Square } {
    const { width, height } = this.canvas;
    const [left, top] = [x - side / 2, y - side / 2];
    const [before, above] = [Math.max(0, Math.ceil(-left)), Math.max(0, Math.ceil(-top))];
    const wide = before + Math.max(width, Math.ceil(left + side));
    const high = above + Math.max(height, Math.ceil(top + side));
    const square = { left: left + before, top: top + above, side };
    if (rollRad === 0 && wide === width && high === height) return { photo: this, square };
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [wide, high];
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.imageSmoothingQuality = "high";
    context.translate(before + x, above + y);
    context.rotate(-rollRad);
    context.translate(-x, -y);
    for (const [column, row] of NEIGHBOURS) {
      context.save();
      context.translate(column > 0 ? 2 * width : 0, row > 0 ? 2 * height : 0);
      context.scale(column ? -1 : 1, row ? -1 : 1);
      context.drawImage(this.canvas, -SEAM, -SEAM, width + 2 * SEAM, height + 2 * SEAM);
      context.restore();
    }
    context.drawImage(this.canvas, 0, 0);
    return { photo: new Photo(this.name, canvas), square };
  }

  /** Red, green, blue of each pixel in turn. */
  get rgb(): Rgb {
    const { width, height } = this.canvas;
    const rgba = this.canvas.getContext("2d")!.getImageData(0, 0, width, height).data;
    const data = new Uint8Array(width * height * 3);
    for (let from = 0, to = 0; from < rgba.length; from += 4) {
      data[to++] = rgba[from];
      data[to++] = rgba[from + 1];
      data[to++] = rgba[from + 2];
    }
    return { width, height, data };
  }

  /** The square as a picture for the page, with more pixels than the model sees. */
  picture({ left, top, side }: Square): string {
    const canvas = document.createElement("canvas");
    const shown = Math.max(64, Math.min(SHOWN, Math.round(side)));
    [canvas.width, canvas.height] = [shown, shown];
    const context = canvas.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.canvas, left, top, side, side, 0, 0, shown, shown);
    return canvas.toDataURL("image/png");
  }
}
