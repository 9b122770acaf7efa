import type { Push } from '@roadstream/sdk';
import { Store } from '../../design/store.ts';
import { type Fleet, rentalOf } from '../fleet/fleet.ts';

/** What has happened since the page was opened: for charts, and for what no route tells. */

const SAMPLE_MS = 5000;
/** Two hours of samples. */
const SAMPLES_KEPT = 1440;
const MINUTE_MS = 60_000;

interface Unlock {
  readonly milliseconds: number | undefined;
  /** Why it failed. */
  readonly fault: string | undefined;
}

export interface Unlocks {
  readonly count: number;
  /** Milliseconds from the request to the car's answer. */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly faults: readonly (readonly [fault: string, count: number])[];
}

export class History extends Store {
  /** Seconds since 1970. */
  readonly times: number[] = [];
  readonly inUse: number[] = [];
  readonly eventsAMinute: number[] = [];
  readonly #fleet: Fleet;
  readonly #requested = new Map<string, number>();
  readonly #unlocks: Unlock[] = [];
  #recent: number[] = [];

  constructor(fleet: Fleet) {
    super();
    this.#fleet = fleet;
    fleet.onPush((push) => this.#take(push));
    setInterval(() => this.#sample(), SAMPLE_MS);
    this.#sample();
  }

  unlocks(): Unlocks {
    const took = this.#unlocks.flatMap(({ milliseconds }) => milliseconds ?? []).toSorted((a, b) => a - b);
    const faults = new Map<string, number>();
    for (const { fault } of this.#unlocks)
      if (fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    return {
      count: this.#unlocks.length,
      p50: percentile(took, 0.5),
      p99: percentile(took, 0.99),
      faults: [...faults].toSorted(([, a], [, b]) => b - a),
    };
  }

  #take(push: Push): void {
    this.#recent.push(Date.now());
    const rentalId = rentalOf(push);
    if (rentalId === undefined) return;
    // By this computer's clock: how long the operators' connection took to hear the one and the other.
    if (push.event === 'rentals.unlock-requested.v1') this.#requested.set(rentalId, Date.now());
    if (push.event === 'rentals.started.v1') this.#answered(rentalId, undefined);
    if (push.event === 'rentals.unlock-failed.v1') this.#answered(rentalId, push.data.reason);
  }

  #answered(rentalId: string, fault: string | undefined): void {
    const requestedAt = this.#requested.get(rentalId);
    this.#requested.delete(rentalId);
    this.#unlocks.push({
      milliseconds: requestedAt === undefined ? undefined : Date.now() - requestedAt,
      fault,
    });
    this.changed();
  }

  #sample(): void {
    const now = Date.now();
    this.#recent = this.#recent.filter((time) => now - time < MINUTE_MS);
    this.times.push(now / 1000);
    this.inUse.push([...this.#fleet.cars.values()].filter(({ state }) => state === 'IN_USE').length);
    this.eventsAMinute.push(this.#recent.length);
    for (const series of [this.times, this.inUse, this.eventsAMinute])
      series.splice(0, series.length - SAMPLES_KEPT);
    this.changed();
  }
}

/** The smallest value that so large a share does not exceed (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
