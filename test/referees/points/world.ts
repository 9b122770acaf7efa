import { type Programme, programmeExample } from '../../../shared/contracts/loyalty/programme.ts';
import { LoyaltyBesideBilling } from '../../functions/loyalty/loyalty-beside-billing.ts';
import { MEMBER } from '../../functions/loyalty/loyalty-under-test.ts';
import { PartnerProgramme, publishRates, transfer } from '../../functions/loyalty/transfers-under-test.ts';

/** Loyalty and billing in memory, with everything that moves points, for a recount by another program. */

const PROGRAMME: Programme = {
  ...programmeExample,
  timeZone: 'Pacific/Auckland',
  value: { points: 3, amount: 2, currency: 'EUR' },
  earning: [
    {
      ruleId: 'spend',
      for: { kind: 'charge', each: 100, currency: 'EUR' },
      points: 7,
      mostInTotal: { points: 400, per: 'month' },
    },
    { ruleId: 'first', for: { kind: 'first-rental' }, points: 100 },
    {
      ruleId: 'km',
      for: { kind: 'distance', eachMetres: 500 },
      points: 3,
      most: { points: 60, per: 'month' },
    },
    {
      ruleId: 'night',
      for: { kind: 'rental' },
      points: 5,
      when: { timesOfDay: [{ from: '21:00', to: '05:00' }] },
    },
    {
      ruleId: 'noon',
      for: { kind: 'rental' },
      points: 11,
      when: { timesOfDay: [{ from: '11:00', to: '13:00' }] },
    },
  ],
  multipliers: [
    { multiplierId: 'gold', factor: '1.35', tiers: ['gold'] },
    { multiplierId: 'night', factor: '1.2', when: { timesOfDay: [{ from: '20:00', to: '06:00' }] } },
  ],
  pendingDays: 2,
  expiry: { months: 1, warnDays: 5 },
  tiers: { qualifyingMonths: 2, levels: [{ tierId: 'gold', name: 'Gold', from: 300 }] },
  spending: { leastPoints: 1 },
};

class World extends LoyaltyBesideBilling {
  readonly #partner: PartnerProgramme;

  constructor(seed: number) {
    super('points for a recount', seed, PROGRAMME);
    this.#partner = new PartnerProgramme(this.other, this.chance);
    this.other.handle(publishRates());
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step++) this.#step();
    this.#partner.settle();
    this.settle();
  }

  #step(): void {
    const { chance } = this;
    const steps = ['reserve', 'points', 'points', 'end', 'end', 'correct', 'time', 'adjust'] as const;
    const step = chance.pick([...steps, 'transfer', 'answer', 'hear', 'hear', 'hear'] as const);
    switch (step) {
      case 'transfer':
        this.loyalty.handle(
          chance.integer(2) === 0 ? transfer(20 + 10 * chance.integer(10)) : transfer(60, 'IN'),
        );
        this.#partner.work();
        break;
      case 'answer':
        this.#partner.hear();
        break;
      case 'reserve':
      case 'points':
      case 'end':
      case 'correct':
      case 'time':
      case 'adjust':
      case 'hear':
        this.take(step);
    }
  }
}

/** What the topics of both rooms have, and what the loyalty room answers about its member. */
export interface PointsExport {
  readonly billing: readonly { readonly type: string; readonly data: unknown }[];
  readonly loyalty: readonly { readonly type: string; readonly data: unknown }[];
  readonly members: Readonly<Record<string, unknown>>;
}

export function exportOfSeed(seed: number): PointsExport {
  const world = new World(seed);
  world.run(60);
  const state = world.loyalty.state(MEMBER);
  if (state.kind !== 'member') throw new Error('There is no member');
  const { riderId, balance, lots } = state;
  const expiries = lots.map(({ expiresAt, points }) => ({ expiresAt, points }));
  return {
    billing: world.billing.events,
    loyalty: world.loyalty.events,
    members: { [riderId]: { balance, expiries } },
  };
}
