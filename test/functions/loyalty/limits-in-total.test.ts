import { describe, expect, it } from 'vitest';
import { totalOf } from '../../../functions/loyalty/read-models.ts';
import { pointsMoved } from '../../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { random } from '../../../shared/kernel/random.ts';
import { isOften, sum } from '../billing/beside-billing.ts';
import { charge, credit, type Loyalty, loyalty, PLAIN, publish, rental } from './loyalty-under-test.ts';

/** What all members together get by a rule. */

const DRIVE = '2026-01-31';
const NEXT_DRIVE = '2026-02-01';
const spend = (most: number): Programme => ({
  ...PLAIN,
  earning: [
    {
      ruleId: 'spend',
      for: { kind: 'charge', each: 100, currency: 'EUR' },
      points: 10,
      mostInTotal: { points: most, per: 'month' },
    },
    { ruleId: 'each', for: { kind: 'rental' }, points: 1 },
  ],
});
const ofMember = <Sent extends { data: { riderId: string } }>(riderId: string, sent: Sent): Sent => ({
  ...sent,
  data: { ...sent.data, riderId },
});
const driven = (day: string) => ({
  usage: {
    periods: charge(1, 1).data.usage.periods.map((period) => ({
      ...period,
      startedAt: `${day}${period.startedAt.slice(10)}`,
      endedAt: `${day}${period.endedAt.slice(10)}`,
    })),
  },
});
const given = (room: Loyalty, period: string): number =>
  room.counts.get(totalOf({ ruleId: 'spend', per: 'month', period })) ?? 0;
const active = (room: Loyalty, riderId: string): number => {
  const state = room.state(`member/${riderId}`);
  return state.kind === 'member' ? state.balance.active : 0;
};

describe('A limit for all members together', () => {
  it('gives the last one what is left, and those after it what other rules give', () => {
    const room = loyalty();
    room.handle(publish(spend(150)));
    for (const [n, riderId] of ['ana', 'ben', 'cai'].entries()) {
      room.handle(ofMember(riderId, charge(n + 1, 999)));
    }
    expect(['ana', 'ben', 'cai'].map((riderId) => active(room, riderId))).toEqual([91, 61, 1]);
    expect(given(room, '2026-01')).toBe(150);
  });

  it('comes back with a credit, for whoever is next', () => {
    const room = loyalty();
    room.handle(publish(spend(90)));
    room.handle(ofMember('ana', charge(1, 999)));
    room.handle(ofMember('ana', credit(1)));
    room.handle(ofMember('ana', credit(1)));
    expect(given(room, '2026-01')).toBe(0);
    room.handle(ofMember('ben', charge(2, 500)));
    room.handle(ofMember('ana', charge(1, 999, { revision: 2 })));
    expect([active(room, 'ben'), active(room, 'ana')]).toEqual([51, 41]);
  });

  it('begins again with the next period', () => {
    const room = loyalty();
    room.handle(publish(spend(90)));
    room.handle(ofMember('ana', charge(1, 999, driven(DRIVE))));
    room.handle(ofMember('ben', charge(2, 999, driven(NEXT_DRIVE))));
    expect([given(room, '2026-01'), given(room, '2026-02')]).toEqual([90, 90]);
  });

  it('that was lowered below what was given gives nothing more, and takes nothing back', () => {
    const room = loyalty();
    room.handle(publish(spend(90)));
    room.handle(ofMember('ana', charge(1, 999)));
    room.handle(publish(spend(50)));
    room.handle(ofMember('ben', charge(2, 999)));
    expect([active(room, 'ana'), active(room, 'ben'), given(room, '2026-01')]).toEqual([91, 1, 90]);
  });

  it('is never below that of one member', () => {
    const [rule] = spend(50).earning;
    if (rule === undefined) throw new Error('There is no rule');
    const earning = [{ ...rule, most: { points: 60, per: 'month' as const } }];
    expect(loyalty().handle(publish({ ...PLAIN, earning }))).toMatchObject({ code: 'PROGRAMME_NOT_VALID' });
  });
});

/** The steps are of ten points: any other number is a rest. */
const LIMIT = 705;

/** Members race: a charge is decided, and written after others were, unless its member has changed meanwhile. */
class Race {
  readonly room = loyalty();
  readonly #chance;
  readonly #undecided: (() => string)[] = [];
  #revisions = new Map<number, { readonly riderId: string; revision: number }>();
  #rentals = 0;
  stale = 0;
  refused = 0;

  constructor(seed: number) {
    this.#chance = random('limits in total', seed);
    this.room.handle(publish(spend(LIMIT)));
  }

  step(): void {
    const chance = this.#chance;
    switch (chance.pick(['charge', 'charge', 'charge', 'correct', 'write', 'write', 'write'])) {
      case 'charge': {
        this.#rentals += 1;
        const riderId = chance.pick(['ana', 'ben', 'cai', 'dia']);
        this.#revisions.set(this.#rentals, { riderId, revision: 1 });
        this.#decide(ofMember(riderId, charge(this.#rentals, chance.integer(2500))));
        break;
      }
      case 'correct': {
        if (this.#rentals === 0) break;
        const number = 1 + chance.integer(this.#rentals);
        const known = this.#revisions.get(number);
        if (known === undefined || !this.#hasEarned(number, known.revision)) break;
        this.#decide(ofMember(known.riderId, credit(number, known.revision)));
        known.revision += 1;
        if (chance.integer(3) === 0) break;
        const corrected = charge(number, chance.integer(2500), { revision: known.revision });
        this.#decide(ofMember(known.riderId, corrected));
        break;
      }
      case 'write':
        this.#write();
        break;
    }
  }

  settle(): void {
    while (this.#undecided.length > 0) this.#write();
  }

  #hasEarned(number: number, revision: number): boolean {
    return this.room.item(`earning/${rental(number)}/${revision}`) !== undefined;
  }

  #decide(sent: Parameters<Loyalty['prepare']>[0]): void {
    const write = this.room.prepare(sent);
    this.#undecided.push(() => {
      const outcome = write();
      if (outcome === 'stale') {
        this.stale += 1;
        return this.room.handle(sent).kind;
      }
      return outcome.kind;
    });
  }

  #write(): void {
    if (this.#undecided.length === 0) return;
    const [write] = this.#undecided.splice(this.#chance.integer(this.#undecided.length), 1);
    if (write?.() === 'refuse') this.refused += 1;
  }
}

it('is never overspent in 300 races, never leaked, and nobody is given less than there was', () => {
  const reached = { full: 0, backBelow: 0, partly: 0, stale: 0 };
  for (let seed = 1; seed <= 300; seed++) {
    const race = new Race(seed);
    for (let step = 0; step < 60; step++) {
      race.step();
      expect(given(race.room, '2026-01')).toBeLessThanOrEqual(LIMIT);
    }
    race.settle();
    expect(race.refused).toBe(0);
    reached.stale += race.stale;
    let now = 0;
    let wasFull = false;
    const standing = new Map<string, number>();
    for (const event of race.room.events) {
      if (event.type !== pointsMoved.type) continue;
      const { reason, countedInTotal = [] } = event.data;
      now += sum(countedInTotal.map(({ points }) => points));
      if (reason.code !== 'EARNED' && reason.code !== 'REVERSED') continue;
      const key = `${reason.rentalId}/${reason.revision}`;
      if (reason.code === 'REVERSED') standing.delete(key);
      else standing.set(key, sum(reason.rules.filter(isSpend).map(({ points }) => points)));
      if (now === LIMIT) wasFull = true;
      else if (wasFull && reason.code === 'REVERSED') reached.backBelow += 1;
      if ((standing.get(key) ?? 0) % 10 !== 0) reached.partly += 1;
    }
    if (wasFull) reached.full += 1;
    expect(given(race.room, '2026-01')).toBe(now);
    expect(sum([...standing.values()])).toBe(now);
  }
  expect(reached).toEqual({
    full: expect.toSatisfy(isOften),
    backBelow: expect.toSatisfy(isOften),
    partly: expect.toSatisfy(isOften),
    stale: expect.toSatisfy(isOften),
  });
});

const isSpend = ({ ruleId }: { readonly ruleId: string }): boolean => ruleId === 'spend';
