/** Drawing when there is something new to see, and only then. */

/** Longer gaps are no time that passed: the page was hidden. Seconds. */
const LONGEST = 0.05;

export class Frames {
  private waiting = false;
  private before = 0;

  /**
   * @param stage is marked as busy (`aria-busy`) until all is drawn and nothing moves
   * @param draw draws what is to be seen so many seconds later, and says whether there is more to come
   */
  constructor(private readonly stage: HTMLElement, private readonly draw: (seconds: number) => boolean) {}

  /** Draw with the browser's next frame. */
  request(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.stage.setAttribute("aria-busy", "true");
    requestAnimationFrame((time) => {
      this.waiting = false;
      const seconds = this.before ? Math.min(LONGEST, (time - this.before) / 1000) : 0;
      this.before = this.now(seconds) ? time : 0;
    });
  }

  /** Draw at once; returns whether there is more to come, which is then asked for. */
  now(seconds = 0): boolean {
    const more = this.draw(seconds);
    this.stage.setAttribute("aria-busy", String(more));
    if (more) this.request();
    return more;
  }
}
