import type { NewPush } from './routing.ts';
import type { Stream } from './streams.ts';

interface Waiting {
  readonly push: NewPush;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes one set of a stream's pushes at a time; whatever is given to it meanwhile goes together in the next. So many
 * cars' events do not get in each other's way in the one sequence of the fleet.
 */
export class Appender {
  readonly #write: (stream: Stream, pushes: readonly NewPush[]) => Promise<void>;
  readonly #waiting = new Map<Stream, Waiting[]>();

  constructor(write: (stream: Stream, pushes: readonly NewPush[]) => Promise<void>) {
    this.#write = write;
  }

  /** Resolves when the push is written. */
  add(push: NewPush): Promise<void> {
    return new Promise((done, failed) => {
      const waiting = this.#waiting.get(push.stream);
      if (waiting !== undefined) {
        waiting.push({ push, done, failed });
        return;
      }
      this.#waiting.set(push.stream, [{ push, done, failed }]);
      void this.#writeAll(push.stream);
    });
  }

  async #writeAll(stream: Stream): Promise<void> {
    // Those that come in the same moment go together.
    await Promise.resolve();
    for (let some = this.#waiting.get(stream); some !== undefined && some.length > 0; ) {
      this.#waiting.set(stream, []);
      try {
        await this.#write(
          stream,
          some.map(({ push }) => push),
        );
        for (const { done } of some) done();
      } catch (error) {
        for (const { failed } of some) failed(error);
      }
      some = this.#waiting.get(stream);
    }
    this.#waiting.delete(stream);
  }
}
