import { BinaryHeap } from '../../shared/roads/binary-heap.ts';

/** A clock that an agenda goes by. */
export interface AgendaClock {
  now(): number;
  /** Real milliseconds until that time of the clock. */
  realUntil(time: number): number;
}

/** setTimeout takes at most 2^31 - 1 ms. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
/** Entries that ring in one go before sockets get their turn. */
const LONGEST_RUN = 200;

/** When whom to call next, for thousands, with one timer. Each has one appointment at most. */
export class Agenda<Key> {
  private readonly clock: AgendaClock;
  private readonly ring: (key: Key) => void;
  private readonly appointments = new Map<Key, number>();
  /** Holds also what was put off or called off since: that is skipped when its time comes. */
  private readonly queue = new BinaryHeap<{ readonly key: Key; readonly at: number }>();
  private timer: NodeJS.Timeout | undefined;
  private armedFor = Number.POSITIVE_INFINITY;
  private stopped = false;

  constructor(clock: AgendaClock, ring: (key: Key) => void) {
    this.clock = clock;
    this.ring = ring;
  }

  /** Calls the key at that time, and not at an earlier appointment; Infinity calls it off. */
  plan(key: Key, at: number): void {
    if (this.appointments.get(key) === at) return;
    if (at === Number.POSITIVE_INFINITY) {
      this.appointments.delete(key);
      return;
    }
    this.appointments.set(key, at);
    this.queue.push(at, { key, at });
    if (at < this.armedFor) this.arm();
  }

  /** The clock was set. */
  clockChanged(): void {
    this.arm();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private arm(): void {
    clearTimeout(this.timer);
    this.armedFor = this.queue.least;
    if (this.stopped || this.queue.size === 0) return;
    const wait = Math.max(0, Math.ceil(this.clock.realUntil(this.armedFor)));
    this.timer = setTimeout(() => this.work(), Math.min(wait, LONGEST_TIMEOUT));
  }

  private work(): void {
    const now = this.clock.now();
    // What is planned meanwhile for now or earlier does not arm the timer: this run, or the end of it, sees to it.
    this.armedFor = Number.NEGATIVE_INFINITY;
    for (let calls = 0; calls < LONGEST_RUN && this.queue.least <= now && !this.stopped; ) {
      const entry = this.queue.pop();
      if (entry === undefined || this.appointments.get(entry.key) !== entry.at) continue;
      this.appointments.delete(entry.key);
      this.ring(entry.key);
      calls++;
    }
    this.arm();
  }
}
