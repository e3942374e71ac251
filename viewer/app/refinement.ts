/** The refinement network in onnxruntime-web: a photo and its factors in, a sharper albedo out. */

import type * as ort from "onnxruntime-web/wasm";

export class Refinement {
  private session: Promise<ort.InferenceSession> | null = null;

  /** @param load fetches the network; called when it is first needed, and again if that failed */
  constructor(private readonly load: () => Promise<ort.InferenceSession>) {}

  /**
   * @param images the photo, as the other networks saw it
   * @param outputs of the other networks for it
   * @returns three planes of the model's size, 0 to 1
   */
  async albedo(images: ort.Tensor, outputs: ort.InferenceSession.ReturnType): Promise<Float32Array> {
    this.session ??= this.load();
    this.session.catch(() => (this.session = null));
    const session = await this.session;
    const inputs = session.inputNames.map((name) => [name, name === "images" ? images : outputs[name]] as const);
    const { refined_albedo } = await session.run(Object.fromEntries(inputs));
    return refined_albedo.data as Float32Array;
  }
}
