import { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import type { DomainEvent } from '../../../shared/contracts/define.ts';
import { cancelled, ended, reserved, usageCorrected } from '../../../shared/contracts/rentals/rentals.ts';
import { type Usage, usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { type Random, random } from '../../../shared/kernel/random.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { message } from '../room-under-test.ts';
import { type Billing, billing, publishNow } from './billing-under-test.ts';

type Sent = ReturnType<typeof message>;

/** The events of one room, on their way to the other. */
interface Way {
  readonly from: readonly DomainEvent[];
  taken: number;
  readonly types: readonly string[];
  deliver(message: Sent): void;
}

interface Room {
  readonly now: string;
  readonly events: readonly DomainEvent[];
  handle(message: never): unknown;
  advanceTo(time: string): void;
}

interface Rental {
  readonly number: number;
  isOver: boolean;
  revision: number;
}

const RIDER = 'ana';

/**
 * A room and billing in memory, each with its own pace: a room's events come to the other in order, some of them twice,
 * and any time later. One rider rents, and what was used is corrected now and then.
 */
export abstract class BesideBilling<Other extends Room> {
  readonly billing: Billing = billing();
  protected readonly other: Other;
  protected readonly chance: Random;
  readonly #ways: readonly Way[];
  readonly #rentals: Rental[] = [];
  #sent = 0;

  /** `heard`: the types of the other room's events that billing hears. `said`: those of billing that it hears. */
  constructor(
    name: string,
    seed: number,
    other: Other,
    heard: readonly string[],
    said: readonly string[] = [charged.type, credited.type],
  ) {
    this.chance = random(name, seed);
    this.other = other;
    publishNow(this.billing, 'city');
    this.#ways = [
      {
        from: this.billing.events,
        taken: 0,
        types: said,
        deliver: (sent) => this.other.handle(sent as never),
      },
      {
        from: other.events,
        taken: 0,
        types: heard,
        deliver: (sent) => this.billing.handle(sent as never),
      },
    ];
  }

  /** Everything that is under way arrives. */
  settle(): void {
    for (const one of this.running()) {
      one.isOver = true;
      this.#use(ended, one);
    }
    while (this.#ways.some(({ from, taken }) => taken < from.length)) {
      for (const way of this.#ways) while (way.taken < way.from.length) this.#hear(way);
    }
  }

  /** What each account has by billing's events. Throws when a movement does not add up to zero. */
  accounts(): ReadonlyMap<string, number> {
    const accounts = new Map<string, number>();
    for (const event of this.billing.events) {
      if (!('movement' in event.data)) continue;
      const { postings } = event.data.movement;
      if (sum(postings.map(({ amount }) => amount)) !== 0)
        throw new Error(`A movement does not add up: ${JSON.stringify(postings)}`);
      for (const { account, amount } of postings)
        accounts.set(account, (accounts.get(account) ?? 0) + amount);
    }
    return accounts;
  }

  protected running(): readonly Rental[] {
    return this.#rentals.filter(({ isOver }) => !isOver);
  }

  /** At most three rentals at a time. The number of the one that began. */
  protected reserve(): number | undefined {
    if (this.running().length >= 3) return undefined;
    const number = this.#rentals.length + 1;
    this.#rentals.push({ number, isOver: false, revision: 1 });
    const data = { ...reserved.example, riderId: RIDER, rentalId: exampleId('rnt', number) };
    for (const room of [this.billing, this.other]) room.handle(this.message(reserved.type, data) as never);
    return number;
  }

  protected end(): void {
    const running = this.running();
    if (running.length === 0) return;
    const one = this.chance.pick(running);
    one.isOver = true;
    this.#use(this.chance.pick([ended, ended, cancelled]), one);
  }

  protected correct(): void {
    const over = this.#rentals.filter(({ isOver }) => isOver);
    if (over.length === 0) return;
    const one = this.chance.pick(over);
    one.revision += 1;
    this.#use(usageCorrected, one);
  }

  protected passTime(seconds: readonly number[]): void {
    this.other.advanceTo(addSeconds(this.other.now, this.chance.pick(seconds)));
    this.billing.now = this.other.now;
  }

  /** Some of what is under way arrives. */
  protected hear(): void {
    for (let n = this.chance.integer(8); n >= 0; n--) this.#hear(this.chance.pick(this.#ways));
  }

  protected message(type: string, data: unknown): Sent {
    this.#sent += 1;
    return { type, id: `sent_${this.#sent}`, time: this.other.now, data };
  }

  #use(contract: typeof ended | typeof cancelled | typeof usageCorrected, one: Rental): void {
    const periods = usageExample.periods.map((period) => ({
      ...period,
      distanceMetres: period.kind === 'DRIVING' ? this.chance.integer(20_000) : 0,
    }));
    const usage: Usage = {
      ...usageExample,
      revision: one.revision,
      periods: this.chance.integer(5) === 0 ? periods.slice(0, 1) : periods,
    };
    const data = {
      ...contract.example,
      riderId: RIDER,
      rentalId: exampleId('rnt', one.number),
      usage,
    };
    this.billing.handle(this.message(contract.type, data) as never);
  }

  #hear(way: Way): void {
    const event = way.from[way.taken];
    if (event === undefined) return;
    way.taken += 1;
    if (!way.types.includes(event.type)) return;
    const sent = this.message(event.type, event.data);
    way.deliver(sent);
    if (this.chance.integer(4) === 0) way.deliver({ ...sent, id: `${sent.id}-again` });
  }
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Often enough that the schedules reach what they are made for. */
export const isOften = (times: number): boolean => times > 50;
