/**
 * Photos on their way to the stage. The latest one counts; each is framed and reconstructed by one and the same model.
 */

export interface Run<Photo, Model> {
  /** Null if the person went back, as from the camera. */
  readonly photo: Promise<Photo | null>;
  readonly model: Model;
  /** Aborted when another photo or another model takes the place of this run. */
  readonly signal: AbortSignal;
}

interface Started<Photo, Model> extends Run<Photo, Model> {
  readonly opening: AbortController;
  readonly controller: AbortController;
  framed: boolean;
}

export class Runs<Photo, Model> {
  private latest: Started<Photo, Model> | null = null;

  /**
   * Another photo, which takes the place of one that is not framed yet.
   *
   * @param open gives the photo; its signal is aborted if the photo is no longer wanted
   */
  begin(open: (signal: AbortSignal) => Promise<Photo | null>, model: Model): Run<Photo, Model> {
    if (this.latest && !this.latest.framed) {
      this.latest.opening.abort();
      this.latest.controller.abort();
    }
    const opening = new AbortController();
    return this.start(open(opening.signal), opening, model);
  }

  /** The latest photo again, by another model; null if none is on its way. */
  restart(model: Model): Run<Photo, Model> | null {
    if (!this.latest) return null;
    const { photo, opening, controller } = this.latest;
    controller.abort();
    return this.start(photo, opening, model);
  }

  /** A person has framed the photo: it is finished even if another one follows. */
  framed(run: Run<Photo, Model>): void {
    if (this.latest === run) this.latest.framed = true;
  }

  end(run: Run<Photo, Model>): void {
    if (this.latest === run) this.latest = null;
  }

  isLatest(run: Run<Photo, Model>): boolean {
    return this.latest === run;
  }

  private start(photo: Promise<Photo | null>, opening: AbortController, model: Model): Run<Photo, Model> {
    const controller = new AbortController();
    this.latest = { photo, model, signal: controller.signal, opening, controller, framed: false };
    return this.latest;
  }
}
