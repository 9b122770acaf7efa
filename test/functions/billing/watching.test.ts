import { describe, expect, it } from 'vitest';
import type { TariffTerms } from '../../../shared/contracts/billing/tariff-management.ts';
import { ended, reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { paused, resumed } from '../../../shared/contracts/rentals/use.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { message } from '../room-under-test.ts';
import { type Billing, billing, CITY, publishNow } from './billing-under-test.ts';

/** When more is to be reserved for a rental that runs: 30.00 at first, and 30.00 more. 0.29 a minute, 1.00 to unlock. */

const BEGIN = '2026-01-31T09:30:00.000Z';
const minutes = (count: number): string => addSeconds(BEGIN, count * 60);
const KM = 18_000;
const car = (km: number) => ({ odometerKm: KM + km, chargePercent: 70 });

/** What the room sends to itself arrives at once. */
function told(room: Billing, sent: Parameters<Billing['handle']>[0]): void {
  for (const output of room.handle(sent).outputs) {
    if (output.to === 'room' && output.contract.type.startsWith('billing.')) {
      told(room, message(output.contract, output.data as never) as never);
    }
  }
}

function begun(terms: TariffTerms = { ...CITY, furtherAuthorization: '30.00' }): Billing {
  const room = billing();
  publishNow(room, 'city', terms);
  told(room, message(reserved, { ...reserved.example, time: BEGIN }));
  room.now = BEGIN;
  told(room, message(started, { ...started.example, car: car(0), time: BEGIN }));
  return room;
}
const watched = (room: Billing) =>
  room.events.flatMap((event) => (event.type === 'billing.price-watched.v1' ? [event.data] : []));

describe('what more is to be reserved', () => {
  it('is known at the second at which time alone has used 80 %, again and again', () => {
    const room = begun();
    // 24.00 are reached when the 80th minute begins: 1.00 and 80 × 0.29.
    expect(watched(room)).toMatchObject([{ toReserve: 3000, again: addSeconds(minutes(79), 1) }]);
    room.advanceTo(minutes(79));
    expect(watched(room)).toHaveLength(1);
    room.advanceTo(minutes(80));
    // 48.00 of 60.00 when the 163rd minute begins.
    expect(watched(room).slice(1)).toMatchObject([
      { toReserve: 6000, price: { amount: 2420 }, again: addSeconds(minutes(162), 1) },
    ]);
    room.advanceTo(minutes(170));
    expect(watched(room).at(-1)).toMatchObject({ toReserve: 9000 });
    const aggregate = `charge/${reserved.example.rentalId}`;
    expect(room.rebuilt(aggregate)).toEqual(room.state(aggregate));
  });

  it('counts the distance as soon as a pause tells it, by several steps if need be', () => {
    const room = begun();
    room.now = minutes(10);
    told(room, message(paused, { ...paused.example, car: car(220), time: minutes(10) }));
    // 1.00, 10 minutes, 220 km at 0.25.
    expect(watched(room).at(-1)).toMatchObject({ toReserve: 9000, price: { amount: 5890 } });
    room.now = minutes(12);
    told(room, message(resumed, { ...resumed.example, car: car(220), time: minutes(12) }));
    expect(watched(room).at(-1)).toMatchObject({ toReserve: 9000 });
  });

  it('is of no more interest when the rental is over', () => {
    const room = begun();
    expect(room.timers()).toHaveLength(1);
    room.now = minutes(20);
    room.handle(message(ended, { ...ended.example, usage: usageExample }));
    expect(room.timers()).toEqual([]);
    const [look] = watched(room);
    room.advanceTo(minutes(200));
    expect(watched(room)).toEqual([look]);
  });

  it('is nothing by a tariff that does not name it, or while the car is only reserved', () => {
    const { furtherAuthorization: _, ...without } = CITY;
    expect(watched(begun(without))).toEqual([]);
    const room = billing();
    publishNow(room, 'city', { ...CITY, authorization: '0.10', furtherAuthorization: '0.10' });
    told(room, message(reserved, reserved.example));
    room.advanceTo(minutes(300));
    expect(watched(room)).toEqual([]);
  });

  it('never comes by time where a pause costs nothing', () => {
    const rates = CITY.rates.map((rate) => ({ ...rate, during: ['driving' as const] }));
    const room = begun({ ...CITY, rates, furtherAuthorization: '30.00' });
    room.now = minutes(10);
    told(room, message(paused, { ...paused.example, car: car(1), time: minutes(10) }));
    expect(watched(room).at(-1)).not.toHaveProperty('again');
    expect(room.timers()).toEqual([]);
  });
});
