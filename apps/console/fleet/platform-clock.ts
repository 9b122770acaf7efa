/**
 * The platform's time, as far as a page can know it: what the platform has said last, and what has passed since. Locally
 * it may run ahead of the computer's clock, and ages would be wrong by that.
 */
export class PlatformClock {
  #ahead = 0;
  #isKnown = false;

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** The platform has named a time that is not in the future. */
  hear(instant: string | number): void {
    const ahead = new Date(instant).getTime() - Date.now();
    if (Number.isNaN(ahead)) return;
    // Times are of the past: the latest is the nearest to now.
    if (!this.#isKnown || ahead > this.#ahead) this.#ahead = ahead;
    this.#isKnown = true;
  }
}
