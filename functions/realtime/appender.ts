import type { NewPush } from './routing.ts';

interface Waiting {
  readonly pushes: readonly NewPush[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes one set of pushes at a time; whatever is given to it meanwhile goes together in the next. So many cars' events
 * do not get in each other's way in the one sequence of the fleet.
 */
export class Appender {
  readonly #write: (pushes: readonly NewPush[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(write: (pushes: readonly NewPush[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when an event's pushes are written. */
  add(pushes: readonly NewPush[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ pushes, done, failed });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    // Those that come in the same moment go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const some = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(some.flatMap(({ pushes }) => pushes));
        for (const { done } of some) done();
      } catch (error) {
        for (const { failed } of some) failed(error);
      }
    }
    this.#isWriting = false;
  }
}
