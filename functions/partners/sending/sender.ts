import type { Attempt } from '../../../shared/contracts/partners/deliveries.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { isBefore, milliseconds } from '../../../shared/kernel/time.ts';
import { severalAtOnce } from '../../../shared/runtime/several-at-once.ts';
import { afterwards, keptUntil, type StoredDelivery } from '../deliveries/stored.ts';
import {
  allowedAt,
  begun,
  failed,
  type Health,
  healthy,
  type Notice,
  nextNoticeAt,
  nextSecond,
  noticesOf,
  succeeded,
} from './health.ts';
import { outcomeOf } from './outcome.ts';
import type { Answered } from './post.ts';
import { nextAttemptAt, retryAfterSeconds } from './schedule.ts';

/**
 * Sends what is due at one endpoint. Each endpoint has its own entries, and one sender at a time: a slow or dead one takes
 * time from no other. The queue only wakes it; what is due is in the table. It may die at any point: an entry goes away
 * only together with the outcome of its attempt, so the attempt is made again, with the same id.
 */

/** An attempt that is due: it is made, whatever else is known of its delivery. */
export interface Entry {
  readonly dueAt: Instant;
  readonly deliveryId: string;
  /** Attempts that were made, since the delivery began or was replayed. */
  readonly attempts: number;
}

/** The right to be the only sender of an endpoint, for a while. */
export interface Lease {
  readonly id: string;
  /** Counts what was appended: the sender does not go while it does not know of something. */
  readonly wakes: number;
  readonly health: Health | undefined;
}

/** What the sender needs to know of an endpoint. */
export interface Target {
  readonly partnerId: string;
  readonly endpointId: string;
  readonly enabledAt: Instant;
  /** Requests that may begin in a second. */
  readonly perSecond: number;
  /** Makes the request, and answers what came of it. Never rejects for what the receiver does. */
  send(stored: StoredDelivery, now: Instant): Promise<Answered>;
}

export interface DeliveryTable {
  /** Undefined while another sender has it. */
  lease(endpointId: string, now: Instant): Promise<Lease | undefined>;
  /** The count of wakes now. */
  wakes(endpointId: string): Promise<number>;
  /** The entries, the earliest first, due or not. Consistent. */
  entries(endpointId: string, most: number): Promise<readonly Entry[]>;
  delivery(endpointId: string, deliveryId: string): Promise<StoredDelivery | undefined>;
  /** In one step: the delivery as it is now, its entry gone, and the next entry, if there is one. */
  settle(stored: StoredDelivery, entry: Entry, next: Entry | undefined): Promise<void>;
  /** Removes an entry whose delivery is no longer kept. */
  drop(endpointId: string, entry: Entry): Promise<void>;
  /** Keeps the health, and the lease. */
  keep(endpointId: string, lease: Lease, health: Health): Promise<void>;
  /**
   * Ends the lease. `woken`, and nothing is changed, when something was appended since `wakes`. `lost` when another sender
   * has it, because this one took too long.
   */
  release(
    endpointId: string,
    lease: Lease,
    wakes: number,
    health: Health | undefined,
    wakeAt: Instant | undefined,
  ): Promise<'released' | 'woken' | 'lost'>;
}

export interface SenderWorld {
  readonly table: DeliveryTable;
  /** The endpoint, if events are sent to it now. */
  target(endpointId: string): Promise<Target | undefined>;
  /** Tells the room. The same again does no harm. */
  tell(target: Target, notice: Notice | 'GONE', health: Health, now: Instant): Promise<void>;
  /** Wakes the sender of this endpoint after some time. */
  wake(endpointId: string, delaySeconds: number): Promise<void>;
  now(): Instant;
  /** From 0 to 1. */
  chance(): number;
  /** Whether there is no time for another round. */
  outOfTime(): boolean;
}

/** Attempts at the same time, to one endpoint. */
export const CONCURRENCY = 10;
/** At the most, a round is this long. */
const ROUND = 20;
/** What is due sooner is waited for with a message; later, the scheduler wakes. */
const SOON_SECONDS = 14 * 60;

export interface Served {
  /** Undefined when another sender was there. */
  readonly attempts: number | undefined;
  readonly delivered: number;
}

export async function serve(endpointId: string, world: SenderWorld): Promise<Served> {
  const { table } = world;
  const lease = await table.lease(endpointId, world.now());
  if (lease === undefined) return { attempts: undefined, delivered: 0 };
  const sender = new Sender(endpointId, lease, world);
  return await sender.run();
}

/** After a round: there is more to do now, there is no time for it, or nothing is due before that time. */
type RoundEnd =
  | { readonly kind: 'more' }
  | { readonly kind: 'out-of-time' }
  | { readonly kind: 'done'; readonly next: Instant | undefined };

const MORE: RoundEnd = { kind: 'more' };
const OUT_OF_TIME: RoundEnd = { kind: 'out-of-time' };
const done = (next: Instant | undefined): RoundEnd => ({ kind: 'done', next });

class Sender {
  readonly #endpointId: string;
  readonly #lease: Lease;
  readonly #world: SenderWorld;
  #health: Health | undefined;
  #attempts = 0;
  #delivered = 0;

  constructor(endpointId: string, lease: Lease, world: SenderWorld) {
    this.#endpointId = endpointId;
    this.#lease = lease;
    this.#world = world;
    this.#health = lease.health;
  }

  async run(): Promise<Served> {
    const { table } = this.#world;
    let { wakes } = this.#lease;
    for (;;) {
      const target = await this.#world.target(this.#endpointId);
      const round = await this.#round(target);
      if (round.kind === 'more') continue;
      const wakeAt = round.kind === 'out-of-time' ? this.#world.now() : round.next;
      const end = await table.release(this.#endpointId, this.#lease, wakes, this.#health, wakeAt);
      if (end !== 'woken') {
        if (end === 'released' && wakeAt !== undefined) await this.#wakeSoon(wakeAt);
        return { attempts: this.#attempts, delivered: this.#delivered };
      }
      // Something was appended since: it may have come after the entries were read.
      wakes = await table.wakes(this.#endpointId);
    }
  }

  async #wakeSoon(wakeAt: Instant): Promise<void> {
    const seconds = Math.ceil((milliseconds(wakeAt) - milliseconds(this.#world.now())) / 1000);
    if (seconds <= SOON_SECONDS) await this.#world.wake(this.#endpointId, Math.max(0, seconds));
  }

  /** What is due now. */
  async #round(target: Target | undefined): Promise<RoundEnd> {
    if (target === undefined) return await this.#hold();
    const now = this.#world.now();
    if (this.#health?.enabledAt !== target.enabledAt) this.#health = healthy(target.enabledAt);
    if (this.#health.stopped === true) return await this.#hold();
    await this.#notify(target, now);
    if (this.#health.stopped === true) return MORE;
    const { pausedUntil } = this.#health;
    const entries = await this.#world.table.entries(this.#endpointId, ROUND);
    const [first] = entries;
    const notBefore = pausedUntil !== undefined && isBefore(now, pausedUntil) ? pausedUntil : now;
    const due = notBefore === now ? entries.filter(({ dueAt }) => !isBefore(now, dueAt)) : [];
    if (due.length === 0) {
      const dueAt = first === undefined || !isBefore(first.dueAt, notBefore) ? first?.dueAt : notBefore;
      return done(earliest(dueAt, nextNoticeAt(this.#health)));
    }
    const allowed = allowedAt(this.#health, target.perSecond, now);
    if (allowed === 0) return done(nextSecond(now));
    if (this.#world.outOfTime()) return OUT_OF_TIME;
    await severalAtOnce(due.slice(0, allowed), CONCURRENCY, (entry) => this.#attempt(target, entry));
    await this.#world.table.keep(this.#endpointId, this.#lease, this.#health);
    return MORE;
  }

  /** Nothing is sent now: what waits is kept, and can be replayed. */
  async #hold(): Promise<RoundEnd> {
    const { table } = this.#world;
    const entries = await table.entries(this.#endpointId, ROUND);
    if (entries.length === 0) return done(undefined);
    if (this.#world.outOfTime()) return OUT_OF_TIME;
    await severalAtOnce(entries, CONCURRENCY, async (entry) => {
      const stored = await table.delivery(this.#endpointId, entry.deliveryId);
      if (stored === undefined) await table.drop(this.#endpointId, entry);
      else await table.settle(afterwards(stored, 'HELD', {}), entry, undefined);
    });
    return MORE;
  }

  async #notify(target: Target, now: Instant): Promise<void> {
    for (const notice of noticesOf(this.#current(target), now)) {
      const health = this.#current(target);
      await this.#world.tell(target, notice, health, now);
      this.#health =
        notice === 'STOP' ? { ...health, stopped: true } : { ...health, told: [...health.told, notice] };
      await this.#world.table.keep(this.#endpointId, this.#lease, this.#health);
    }
  }

  #current({ enabledAt }: Target): Health {
    return this.#health ?? healthy(enabledAt);
  }

  async #attempt(target: Target, entry: Entry): Promise<void> {
    const { table } = this.#world;
    const stored = await table.delivery(this.#endpointId, entry.deliveryId);
    const at = this.#world.now();
    if (stored === undefined || isBefore(keptUntil(stored), at)) {
      await table.drop(this.#endpointId, entry);
      return;
    }
    // Another attempt of this round has ended it: what was not sent yet waits for the next round.
    if (this.#health?.stopped === true || this.#isPaused(at)) return;
    this.#health = begun(this.#current(target), at);
    const answered = await target.send(stored, at);
    this.#attempts += 1;
    const outcome = outcomeOf(answered);
    const attempt = attemptOf(at, answered, outcome.kind === 'failed' ? outcome.error : undefined);
    const now = this.#world.now();
    if (outcome.kind === 'delivered') {
      this.#health = succeeded(this.#current(target));
      this.#delivered += 1;
      await table.settle(afterwards(stored, 'DELIVERED', { attempt }), entry, undefined);
      return;
    }
    if (outcome.kind === 'gone') {
      await this.#world.tell(target, 'GONE', this.#current(target), now);
      this.#health = { ...this.#current(target), stopped: true };
      await table.settle(afterwards(stored, 'HELD', { attempt }), entry, undefined);
      return;
    }
    const wished = outcome.pauses ? retryAfterSeconds(answered.retryAfter, now) : undefined;
    this.#health = failed(this.#current(target), outcome.error, now, wished);
    const attempts = entry.attempts + 1;
    const nextAt = nextAttemptAt(attempts, now, this.#world.chance(), wished);
    const next = nextAt === undefined ? undefined : { dueAt: nextAt, deliveryId: entry.deliveryId, attempts };
    const state = next === undefined ? 'FAILED' : 'PENDING';
    await table.settle(afterwards(stored, state, { attempt, nextAt }), entry, next);
  }

  #isPaused(now: Instant): boolean {
    const { pausedUntil } = this.#health ?? {};
    return pausedUntil !== undefined && isBefore(now, pausedUntil);
  }
}

function attemptOf(at: Instant, answered: Answered, error: string | undefined): Attempt {
  const { status, answer } = answered;
  return {
    at,
    milliseconds: answered.milliseconds,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function earliest(...times: readonly (Instant | undefined)[]): Instant | undefined {
  return times.filter((time) => time !== undefined).toSorted((a, b) => milliseconds(a) - milliseconds(b))[0];
}
