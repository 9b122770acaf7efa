import { describe, expect, it } from 'vitest';
import { domain } from '../../../functions/rentals/domain.ts';
import { room } from '../../../functions/rentals/room.ts';
import { reserve } from '../../../shared/contracts/rentals/rentals.ts';
import { licenceVerified } from '../../../shared/contracts/riders/licence.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { signedUp } from '../../../shared/contracts/riders/riders.ts';
import { carParked } from '../../../shared/contracts/telemetry/telemetry.ts';
import { registered } from '../../../shared/contracts/vehicles/vehicles.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';
import { type ModelMessage, type ModelResult, runModel } from '../../shared/runtime/operations/model.ts';

/**
 * The races of the journeys in a hundred interleavings each: the real domain and protocol, with deaths, lost
 * connections and redeliveries wherever they can happen.
 */
const SEEDS = 100;
const time = '2026-01-31T08:00:00.000Z';
const cars = [1, 2].map((n) => makeVin('WRS', 'RACER', n));
const riders = Array.from({ length: 20 }, (_, n) => `racer-${n}`);
const sealed = 'enc.v1.AA.AA';
const profile = { name: sealed, birthDate: sealed, email: sealed, phone: sealed };

const before: ModelMessage[] = [
  ...cars.flatMap((vin): ModelMessage[] => [
    { contract: registered, data: { vin, model: 'Roadster E', time } },
    {
      contract: carParked,
      data: { vin, time, position: { latitude: 42.5, longitude: 1.5 }, chargePercent: 80 },
    },
  ]),
  ...riders.flatMap((riderId): ModelMessage[] => [
    { contract: signedUp, data: { riderId, profile, time } },
    { contract: licenceVerified, data: { ...licenceVerified.example, riderId } },
    { contract: paymentMethodSet, data: { ...paymentMethodSet.example, riderId } },
  ]),
];

const wish = (riderId: string, vin: string): ModelMessage => ({
  contract: reserve,
  id: `op_rentals_${riderId}_${vin}`,
  data: { vin, riderId },
  principal: { kind: 'rider', id: riderId },
});

async function race(seed: number, messages: readonly ModelMessage[]): Promise<ModelResult> {
  const result = await runModel({ seed: `race-${seed}`, room, domain, before, messages });
  expect(result.violations, `seed ${seed}`).toEqual([]);
  return result;
}

/**
 * What the riders were told, each code with its count. A wish may run out while functions die, or be thrown away by
 * whoever looks at a message whose retries were used up: neither takes part in the race.
 */
function told(result: ModelResult, messages: readonly ModelMessage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id = '' } of messages) {
    const outcome = result.outcomes.get(id);
    const answer = outcome?.kind === 'refused' ? outcome.code : outcome?.kind;
    if (answer !== undefined && answer !== 'EXPIRED') counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  return counts;
}

/** Runs all seeds; nobody but one is ever accepted, the others hear this code, and most races are run to their end. */
async function expectOneWinner(messages: readonly ModelMessage[], refusal: string): Promise<void> {
  let losers = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const {
      accepted = 0,
      [refusal]: refused = 0,
      ...others
    } = Object.fromEntries(told(await race(seed, messages), messages));
    expect(others, `seed ${seed}`).toEqual({});
    expect(accepted, `seed ${seed}`).toBe(accepted + refused > 0 ? 1 : 0);
    losers += refused;
  }
  expect(losers).toBeGreaterThan(SEEDS / 4);
}

describe('in a hundred interleavings', () => {
  it('20 riders who want one car leave it to one of them', async () => {
    const [vin = ''] = cars;
    await expectOneWinner(
      riders.map((rider) => wish(rider, vin)),
      'CAR_NOT_FREE',
    );
  });

  it('one rider who wants two cars gets one of them', async () => {
    await expectOneWinner(
      cars.map((vin) => wish('racer-0', vin)),
      'RIDER_HAS_RENTAL',
    );
  });
});
