import { seededRandom } from '../core/seeded-random.ts';

/** What can be made to go wrong, as it may in AWS. */
export type Fault =
  /** The Kafka action reports success, but the record is gone: with acks=1, the leader was lost. */
  | 'lose-acknowledged-record'
  /** The message broker takes one message for two: QoS 1 is at least once. */
  | 'duplicate-at-broker'
  /** The rules engine runs a rule twice for one message. */
  | 'duplicate-at-rule';

export interface FaultOptions {
  /** Of how many chances it strikes: 0 to 1. */
  readonly rate: number;
  /** The same seed strikes at the same chances. */
  readonly seed: number;
  /** At most so often. */
  readonly times?: number;
}

interface Armed {
  readonly rate: number;
  left: number;
  /** From 0 to below 1. */
  readonly next: () => number;
}

/** Switches for faults, off at first. */
export class Faults {
  private readonly armed = new Map<Fault, Armed>();
  private readonly struck = new Map<Fault, number>();

  set(fault: Fault, { rate, seed, times = Number.POSITIVE_INFINITY }: FaultOptions): void {
    this.armed.set(fault, { rate, left: times, next: seededRandom(fault, seed) });
  }

  clear(): void {
    this.armed.clear();
  }

  /** How often it struck since the start. */
  count(fault: Fault): number {
    return this.struck.get(fault) ?? 0;
  }

  /** Whether it strikes now. */
  strikes(fault: Fault): boolean {
    const armed = this.armed.get(fault);
    if (armed === undefined || armed.left <= 0 || armed.next() >= armed.rate) return false;
    armed.left--;
    this.struck.set(fault, this.count(fault) + 1);
    return true;
  }
}
