import type { ClockState } from '../core/clock.ts';

/**
 * The platform clock in memory that the function workers share. A sequence number that is odd while the main thread
 * writes lets a reader see that it must read again: the three numbers belong together.
 */
const SEQUENCE_BYTES = 8;
const BYTES = SEQUENCE_BYTES + 3 * Float64Array.BYTES_PER_ELEMENT;

export class SharedClock {
  readonly buffer: SharedArrayBuffer;
  private readonly sequence: Int32Array;
  private readonly numbers: Float64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.buffer = buffer;
    this.sequence = new Int32Array(buffer, 0, 1);
    this.numbers = new Float64Array(buffer, SEQUENCE_BYTES, 3);
  }

  /** Only the main thread writes. */
  write(state: ClockState): void {
    Atomics.add(this.sequence, 0, 1);
    this.numbers.set([state.realStart, state.start, state.scale]);
    Atomics.add(this.sequence, 0, 1);
  }

  read(): ClockState {
    for (;;) {
      const before = Atomics.load(this.sequence, 0);
      const [realStart = 0, start = 0, scale = 1] = this.numbers;
      if (before % 2 === 0 && Atomics.load(this.sequence, 0) === before) return { realStart, start, scale };
    }
  }
}
