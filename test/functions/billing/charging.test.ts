import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageSoFar } from '../../../functions/billing/charging/so-far.ts';
import type { BillingEvent } from '../../../functions/billing/domain.ts';
import type { MeteredRental } from '../../../functions/billing/read-models.ts';
import {
  cancelled,
  ended,
  reservationExpired,
  reserved,
  started,
  usageCorrected,
} from '../../../shared/contracts/rentals/rentals.ts';
import { type Usage, usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { paused } from '../../../shared/contracts/rentals/use.ts';
import { modelNamed } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { message } from '../room-under-test.ts';
import { type Billing, billing, CITY, publishNow } from './billing-under-test.ts';

const RENTAL = reserved.example.rentalId;
const { periods } = usageExample;
const [onlyReserved] = periods;
if (onlyReserved === undefined) throw new Error('The example has no period');

const withTariff = (): Billing => {
  const room = billing();
  publishNow(room, 'city');
  return room;
};
const used = (revision: number, more: Partial<Usage> = {}): Usage => ({ ...usageExample, revision, ...more });
const end = (usage: Usage) => message(ended, { ...ended.example, usage });
const cancel = (usage: Usage) => message(cancelled, { ...cancelled.example, usage });
const expire = (usage: Usage) => message(reservationExpired, { ...reservationExpired.example, usage });
const correct = (usage: Usage) => message(usageCorrected, { ...usageCorrected.example, usage });
const nothing = (revision: number) => used(revision, { periods: [onlyReserved] });

type Moved = Extract<BillingEvent, { type: 'billing.charged.v1' | 'billing.credited.v1' }>;
const moved = ({ events }: Billing): readonly Moved[] =>
  events.filter(
    (event): event is Moved => event.type === 'billing.charged.v1' || event.type === 'billing.credited.v1',
  );
const typesOf = (events: readonly { readonly type: string }[]) =>
  events.map(({ type }) => type.split('.')[1]);
const charge = (room: Billing) => room.item(`charge/${RENTAL}`)?.body as { of: object; metered?: object };

/** What each account has by all movements. */
function balances(room: Billing): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { data } of moved(room)) {
    for (const { account, amount } of data.movement.postings) {
      sums.set(account, (sums.get(account) ?? 0) + amount);
    }
  }
  return sums;
}

function booksAddUp(room: Billing): void {
  for (const { data } of moved(room)) {
    expect(data.movement.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  }
  const ids = moved(room).map(({ data }) => data.movement.movementId);
  expect(new Set(ids).size).toBe(ids.length);
}

describe('a rental', () => {
  it('that has ended is charged by its usage, line by line, and the books add up', () => {
    const room = withTariff();
    const { events } = room.handle(end(used(1)));

    // Driven and paused for 30 minutes at 0.29 €, 5.7 km, so 6 at 0.25 €, and the unlocking.
    expect(events).toMatchObject([
      {
        type: 'billing.charged.v1',
        data: {
          rentalId: RENTAL,
          accountId: 'ana',
          revision: 1,
          reason: 'RENTAL_OVER',
          charge: {
            tariff: { tariffId: 'city', version: 1 },
            currency: 'EUR',
            due: expect.any(Number) as number,
          },
          usage: usageExample,
        },
      },
    ]);
    const [{ data } = { data: undefined }] = moved(room);
    const total = data !== undefined && 'charge' in data ? data.charge.total : 0;
    expect(total).toBe(100 + 30 * 29 + 6 * 25);
    expect(balances(room).get('receivable/ana')).toBe(total);
    booksAddUp(room);
    expect(room.item(`charge/${RENTAL}/1`)?.body).toEqual(data);
    expect(room.item(`movement/charge/${RENTAL}/1`)?.index?.partition).toBe('ledger/2026-01-31');
    expect(charge(room)).toMatchObject({ of: { state: 'FINAL', revision: 1, charge: { total } } });
    expect(room.rebuilt(`charge/${RENTAL}`)).toEqual(room.state(`charge/${RENTAL}`));
  });

  it.each([
    ['cancelled', cancel],
    ['expired', expire],
  ])('that was %s before it began has a charge of zero', (_, over) => {
    const room = withTariff();
    room.handle(over(nothing(1)));

    expect(moved(room)).toMatchObject([
      { data: { charge: { total: 0, lines: [] }, movement: { postings: [] } } },
    ]);
    expect(charge(room)).toMatchObject({ of: { state: 'FINAL', charge: { total: 0 } } });
  });

  it('is charged once, however often its end is told', () => {
    const room = withTariff();
    room.handle(end(used(1)));
    expect(room.handle(end(used(1)))).toMatchObject({ kind: 'ignore' });
    expect(moved(room)).toHaveLength(1);
  });

  it('whose usage is corrected is credited and charged again in one decision', () => {
    const room = withTariff();
    room.handle(end(used(1)));
    const shorter = periods.slice(0, 2);
    const { events } = room.handle(correct(used(2, { periods: shorter })));

    expect(typesOf(events)).toEqual(['credited', 'charged']);
    expect(events).toMatchObject([
      { data: { revision: 1, reason: 'USAGE_CORRECTED' } },
      { data: { revision: 2, reason: 'USAGE_CORRECTED' } },
    ]);
    booksAddUp(room);
    expect(balances(room).get('receivable/ana')).toBe(100 + 13 * 29 + 5 * 25);
    expect(room.item(`charge/${RENTAL}/1`)).toBeDefined();
    expect(room.item(`credit/${RENTAL}/1`)).toBeDefined();
    // The end, told again, is older than what is known.
    expect(room.handle(end(used(1)))).toMatchObject({ kind: 'ignore' });
  });

  it('that a phone began in time, though its reservation had expired, is charged in the place of the zero', () => {
    const room = withTariff();
    room.handle(message(reserved, reserved.example));
    room.handle(expire(nothing(1)));
    room.handle(message(started, started.example));
    expect(charge(room)).toMatchObject({
      of: { state: 'RUNNING' },
      metered: { tariff: { tariffId: 'city' } },
    });
    room.handle(end(used(2)));

    expect(typesOf(moved(room))).toEqual(['charged', 'credited', 'charged']);
    booksAddUp(room);
  });

  it('is followed while it runs, and not any more when it is over', () => {
    const room = withTariff();
    room.handle(message(reserved, reserved.example));
    room.handle(message(started, started.example));
    room.handle(message(paused, paused.example));
    expect(room.handle(message(paused, paused.example))).toMatchObject({ kind: 'ignore' });

    expect(charge(room)).toMatchObject({
      of: { state: 'RUNNING' },
      metered: {
        model: 'Roadster E',
        tariff: { tariffId: 'city', version: 1 },
        periods: [{ kind: 'RESERVED' }, { kind: 'DRIVING', odometerKm: 18230.4 }, { kind: 'PAUSED' }],
      },
    });
    room.handle(end(used(1)));
    expect(charge(room)).not.toHaveProperty('metered');
    expect(room.handle(message(paused, paused.example))).toMatchObject({ kind: 'ignore' });
  });

  it('has a line for each option that was chosen, while it runs and when it is over', () => {
    const room = billing();
    publishNow(room, 'city', {
      ...CITY,
      options: ['excess', 'roof-box'].map((optionId) => ({ optionId, name: optionId })),
      fixed: [
        { lineId: 'excess', amount: '1.50', during: ['driving'], option: 'excess' },
        { lineId: 'roof-box', amount: '9.00', during: ['driving'], option: 'roof-box' },
      ],
    });
    room.handle(message(reserved, { ...reserved.example, options: ['excess'] }));
    room.handle(message(started, started.example));
    const { metered } = charge(room);
    expect(usageSoFar(metered as MeteredRental).options).toEqual(['excess']);

    room.handle(end(used(1, { options: ['excess'] })));
    const [{ data } = { data: undefined }] = moved(room);
    const { lines = [], total } = data !== undefined && 'charge' in data ? data.charge : {};
    expect(lines.filter(({ reason }) => reason.code === 'OPTION')).toMatchObject([
      { lineId: 'excess', reason: { option: 'excess' }, gross: 150 },
    ]);
    expect(total).toBe(150 + 30 * 29 + 6 * 25);
    expect(balances(room).get('revenue/option')).toBeLessThan(0);
    booksAddUp(room);
  });
});

describe('a rental that cannot be charged', () => {
  const { tariff: _, ...noTariff } = used(1);
  const forty = { ...onlyReserved, kind: 'DRIVING', endedAt: '2026-03-15T00:00:00.000Z' } as const;
  it.each([
    ['without a tariff', 'NO_TARIFF', noTariff],
    ['by a version that is missing', 'TARIFF_MISSING', used(1, { tariff: { tariffId: 'city', version: 9 } })],
    ['of forty days', 'TOO_LONG', used(1, { periods: [forty] })],
  ])('%s waits for an operator with the reason, and nothing is charged', (_what, code, usage) => {
    const room = withTariff();
    const { events } = room.handle(end(usage));

    expect(events).toMatchObject([{ type: 'billing.charge-not-rated.v1', data: { problem: { code } } }]);
    expect(moved(room)).toEqual([]);
    expect(room.item(`charge/${RENTAL}`)?.index?.partition).toBe('not-rated');
    // A usage that can be charged mends it.
    room.handle(correct(used(2)));
    expect(moved(room)).toMatchObject([{ data: { revision: 1 } }]);
    expect(room.item(`charge/${RENTAL}`)?.index?.partition).toBe('charges/ana');
  });

  it('keeps the charge that it had until another one can take its place', () => {
    const room = withTariff();
    room.handle(end(used(1)));
    room.handle(correct(used(2, { tariff: { tariffId: 'city', version: 9 } })));
    expect(charge(room)).toMatchObject({ of: { state: 'NOT_RATED', revision: 1 } });
    room.handle(correct(used(3)));
    expect(typesOf(moved(room))).toEqual(['charged', 'credited', 'charged']);
    expect(moved(room).map(({ data }) => data.revision)).toEqual([1, 1, 2]);
    booksAddUp(room);
  });
});

describe('whatever comes, in whatever order and however often', () => {
  it('leaves one charge that counts, by the newest usage, and books that add up', () => {
    const messages = {
      reserved: () => message(reserved, reserved.example),
      started: () => message(started, started.example),
      paused: () => message(paused, paused.example),
      expired: () => expire(nothing(1)),
      ended: () => end(used(2)),
      corrected: () => correct(used(3, { periods: periods.slice(0, 2) })),
      broken: () => correct(used(4, { tariff: { tariffId: 'city', version: 9 } })),
      mended: () => correct(used(5, { periods: periods.slice(0, 3) })),
    };
    const names = Object.keys(messages) as (keyof typeof messages)[];
    assert(
      property(array(constantFrom(...names), { maxLength: 20 }), (told) => {
        const room = withTariff();
        for (const name of told) room.handle(messages[name]());
        booksAddUp(room);
        const charges = moved(room).filter(({ type }) => type === 'billing.charged.v1');
        const creditsGiven = moved(room).length - charges.length;
        const counted = charges.length - creditsGiven;
        const over = told.some((name) => ['expired', 'ended', 'corrected', 'mended'].includes(name));
        expect(counted).toBeLessThanOrEqual(1);
        if (over && !told.includes('broken')) expect(counted).toBe(1);
        const last = charges.at(-1)?.data;
        const total = last !== undefined && 'charge' in last ? last.charge.total : 0;
        expect(balances(room).get('receivable/ana') ?? 0).toBe(total);
        expect(room.rebuilt(`charge/${RENTAL}`)).toEqual(room.state(`charge/${RENTAL}`));
      }),
      { numRuns: 300, seed: 20260131 },
    );
  });
});

it('the model in the examples is one that is known', () => {
  expect(modelNamed(usageExample.model)).toBeDefined();
});
