import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillingEvent } from '../../../functions/billing/domain.ts';
import {
  adjustCharge,
  approveAdjustment,
  rateRental,
  rejectAdjustment,
  writeOffCharge,
} from '../../../shared/contracts/billing/adjusting.ts';
import type { AdjustmentChange } from '../../../shared/contracts/billing/adjustment.ts';
import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import type { RentalCharge } from '../../../shared/contracts/billing/charges.ts';
import { ended, reserved, usageCorrected } from '../../../shared/contracts/rentals/rentals.ts';
import { type Usage, usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { message } from '../room-under-test.ts';
import { type Billing, billing, CITY, publishNow } from './billing-under-test.ts';

const { rentalId: RENTAL, riderId } = reserved.example;
const names = { rentalId: RENTAL, riderId };
const ALONE = 500;

const as = (id: string) => ({ principal: { kind: 'operator', id } }) as const;
const adjust = (revision: number, change: AdjustmentChange, who = 'eva', alone = ALONE) =>
  message(adjustCharge, { ...names, revision, change, reason: 'The car was dirty', alone }, as(who));
const by = (amount: number): AdjustmentChange => ({ kind: 'AMOUNT', amount });
const TO_ZERO: AdjustmentChange = { kind: 'TO_ZERO' };
const approve = (adjustmentId: string, who = 'ivo') =>
  message(approveAdjustment, { ...names, adjustmentId }, as(who));
const reject = (adjustmentId: string, who = 'ivo') =>
  message(rejectAdjustment, { ...names, adjustmentId, reason: 'It was paid back already' }, as(who));
const used = (revision: number, more: Partial<Usage> = {}): Usage => ({ ...usageExample, revision, ...more });
const end = (usage: Usage) => message(ended, { ...ended.example, usage });
const correct = (usage: Usage) => message(usageCorrected, { ...usageCorrected.example, usage });

const WITH_TAX = {
  ...CITY,
  taxes: { included: true, rates: [{ taxId: 'igi', name: 'IGI', percent: '4.5' }] },
};
const ADDED = { ...WITH_TAX, taxes: { ...WITH_TAX.taxes, included: false } };

function charged(terms = WITH_TAX): Billing {
  const room = billing();
  publishNow(room, 'city', terms);
  room.handle(end(used(1)));
  return room;
}

const shownCharge = (room: Billing): RentalCharge =>
  (room.item(`charge/${RENTAL}`) as { body: { of: RentalCharge } }).body.of;
const totalOf = (room: Billing): number => shownCharge(room).charge?.total ?? 0;
const waiting = (room: Billing): string => shownCharge(room).pending?.adjustmentId ?? 'none';
const typesOf = (events: readonly { readonly type: string }[]) =>
  events.map(({ type }) => type.split('.')[1]);

type Moved = Extract<BillingEvent, { type: 'billing.charged.v1' | 'billing.credited.v1' }>;
const moved = ({ events }: Billing): readonly Moved[] =>
  events.filter(
    (event): event is Moved => event.type === 'billing.charged.v1' || event.type === 'billing.credited.v1',
  );

function sumOf(room: Billing, account: RegExp): number {
  return moved(room)
    .flatMap(({ data }) => data.movement.postings)
    .filter((posting) => account.test(posting.account))
    .reduce((sum, { amount }) => sum + amount, 0);
}

function linesAddUp({ lines, net, taxes, total, due }: Charge): void {
  const add = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
  expect(add(lines.map((line) => line.gross))).toBe(total);
  expect(add(lines.map((line) => line.net))).toBe(net);
  for (const [n, tax] of taxes.entries()) {
    expect(add(lines.map((line) => line.taxes[n]?.amount ?? 0))).toBe(tax.amount);
  }
  expect(net + add(taxes.map(({ amount }) => amount))).toBe(total);
  expect(due).toBe(total);
}

/** Every movement adds up, no id comes twice, and what the rider owes is the charge that counts. */
function booksAddUp(room: Billing): void {
  for (const { data } of moved(room)) {
    expect(data.movement.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    if ('charge' in data) linesAddUp(data.charge);
  }
  const ids = moved(room).map(({ data }) => data.movement.movementId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(sumOf(room, /^receivable\//)).toBe(totalOf(room));
}

describe('an operator', () => {
  it('reduces a charge: it is credited, and another one with a line for it takes its place', () => {
    const room = charged();
    const before = totalOf(room);
    const { events, result } = room.handle(adjust(1, by(-300)));

    expect(typesOf(events)).toEqual(['credited', 'charged']);
    expect(shownCharge(room)).toMatchObject({
      revision: 2,
      adjustments: [{ difference: -300, reason: 'The car was dirty', operator: 'eva' }],
      charge: { total: before - 300 },
    });
    expect(shownCharge(room).charge?.lines.at(-1)).toMatchObject({
      reason: { code: 'ADJUSTMENT', text: 'The car was dirty' },
      gross: -300,
      net: -287,
      taxes: [{ taxId: 'igi', amount: -13 }],
    });
    expect(result).toEqual(shownCharge(room));
    expect(sumOf(room, /^revenue\/adjustment$/)).toBe(287);
    expect(room.item(`final-charge/${RENTAL}`)?.index?.partition).toBe('final-charges/2026-01-31');
    booksAddUp(room);
    expect(room.rebuilt(`charge/${RENTAL}`)).toEqual(room.state(`charge/${RENTAL}`));
  });

  it.each([
    ['included', WITH_TAX],
    ['added', ADDED],
  ])('refunds all of it, so that no tax is left where taxes are %s', (_, terms) => {
    const room = charged(terms);
    room.handle(adjust(1, TO_ZERO, 'eva', 100_000));

    expect(shownCharge(room).charge).toMatchObject({ net: 0, total: 0, due: 0, taxes: [{ amount: 0 }] });
    booksAddUp(room);
    expect(room.handle(adjust(2, TO_ZERO))).toMatchObject({ code: 'ADJUSTMENT_NOT_POSSIBLE' });
  });

  it('cannot reduce a charge below zero, nor one that is not what the operator has seen, nor one that is not there', () => {
    const room = charged();
    expect(room.handle(adjust(1, by(-100_000), 'eva', 1_000_000))).toMatchObject({
      code: 'ADJUSTMENT_NOT_POSSIBLE',
    });
    expect(room.handle(adjust(1, by(0)))).toMatchObject({ code: 'ADJUSTMENT_NOT_POSSIBLE' });
    expect(room.handle(adjust(2, by(-1)))).toMatchObject({ code: 'CHARGE_CHANGED' });
    expect(billing().handle(adjust(1, by(-1)))).toMatchObject({ code: 'CHARGE_NOT_FINAL' });
    expect(
      room.handle(
        message(adjustCharge, { ...adjust(1, by(-1)).data }, { principal: { kind: 'rider', id: 'ana' } }),
      ),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(moved(room)).toHaveLength(1);
  });

  it('adjusts once, when two do at the same time', () => {
    const room = charged();
    const commits = [adjust(1, by(-100)), adjust(1, by(-100), 'ivo')].map((one) => room.prepare(one));
    const outcomes = commits.map((commit) => commit());
    expect(outcomes).toMatchObject([{ kind: 'accept' }, 'stale']);
    expect(room.handle(adjust(1, by(-100), 'ivo'))).toMatchObject({ code: 'CHARGE_CHANGED' });
    booksAddUp(room);
  });
});

describe('above the limit', () => {
  it('a second operator must approve, and until then nothing is changed', () => {
    const room = charged();
    const { events } = room.handle(adjust(1, by(-501)));

    expect(typesOf(events)).toEqual(['adjustment-requested']);
    expect(moved(room)).toHaveLength(1);
    expect(room.item(`waiting-adjustment/${RENTAL}`)).toMatchObject({
      body: { of: { riderId, currency: 'EUR', adjustment: { difference: -501, operator: 'eva' } } },
      index: { partition: 'waiting-adjustments' },
    });
    expect(room.handle(approve(waiting(room), 'eva'))).toMatchObject({ code: 'SECOND_PERSON_NEEDED' });
    expect(room.handle(adjust(1, by(-600)))).toMatchObject({ code: 'ADJUSTMENT_WAITS' });

    const adjustmentId = waiting(room);
    room.handle(approve(adjustmentId));
    expect(shownCharge(room)).toMatchObject({
      revision: 2,
      adjustments: [{ operator: 'eva', approved: { operator: 'ivo' } }],
    });
    expect(shownCharge(room)).not.toHaveProperty('pending');
    expect(room.item(`waiting-adjustment/${RENTAL}`)?.index).toBeUndefined();
    expect(room.handle(approve(adjustmentId))).toMatchObject({ code: 'ADJUSTMENT_UNKNOWN' });
    booksAddUp(room);
    expect(room.rebuilt(`charge/${RENTAL}`)).toEqual(room.state(`charge/${RENTAL}`));
  });

  it('several small adjustments are as good as a large one', () => {
    const room = charged();
    room.handle(adjust(1, by(-300)));
    expect(typesOf(room.handle(adjust(2, by(-300))).events)).toEqual(['adjustment-requested']);
    // An addition does not make up for a reduction.
    expect(typesOf(room.handle(adjust(2, by(200))).events)).toEqual(['credited', 'charged']);
  });

  it('rejecting changes nothing, and the first operator may do it too', () => {
    const room = charged();
    room.handle(adjust(1, by(-501)));
    const { events } = room.handle(reject(waiting(room), 'eva'));
    expect(events).toMatchObject([{ data: { operator: 'eva', reason: 'It was paid back already' } }]);
    expect(shownCharge(room)).not.toHaveProperty('pending');
    expect(room.handle(reject('adj_00000000000000000000000001'))).toMatchObject({
      code: 'ADJUSTMENT_UNKNOWN',
    });
    expect(moved(room)).toHaveLength(1);
  });

  it('nothing is approved for a charge that has changed meanwhile', () => {
    const room = charged();
    room.handle(adjust(1, by(-501)));
    const adjustmentId = waiting(room);
    room.handle(correct(used(2, { periods: usageExample.periods.slice(0, 2) })));
    expect(room.handle(approve(adjustmentId))).toMatchObject({ code: 'CHARGE_CHANGED' });
    expect(waiting(room)).toBe(adjustmentId);
    room.handle(reject(adjustmentId));
    booksAddUp(room);
  });
});

describe('an adjustment stays when the usage is corrected', () => {
  it('as far as the new charge goes', () => {
    const room = charged();
    room.handle(adjust(1, by(-300)));
    room.handle(correct(used(2, { periods: usageExample.periods.slice(0, 2) })));
    expect(totalOf(room)).toBe(100 + 13 * 29 + 5 * 25 - 300);
    const [onlyReserved] = usageExample.periods;
    room.handle(correct(used(3, { periods: onlyReserved === undefined ? [] : [onlyReserved] })));
    expect(totalOf(room)).toBe(0);
    booksAddUp(room);
  });

  it('also when all was refunded', () => {
    const room = charged();
    room.handle(adjust(1, TO_ZERO, 'eva', 100_000));
    room.handle(correct(used(2)));
    expect(totalOf(room)).toBe(0);
    booksAddUp(room);
  });
});

describe('a rental that could not be charged', () => {
  const { tariff: _, ...untold } = used(1);
  const rate = (tariffId: string, periods?: Usage['periods']) =>
    message(
      rateRental,
      {
        ...names,
        tariff: { tariffId, version: 1 },
        ...(periods === undefined ? {} : { periods }),
        reason: 'The tariff came late',
      },
      as('eva'),
    );
  const writeOff = () =>
    message(writeOffCharge, { ...names, currency: 'EUR', reason: 'The car never moved' }, as('eva'));
  const unrated = (usage: Usage = untold): Billing => {
    const room = billing();
    publishNow(room, 'city');
    room.handle(end(usage));
    return room;
  };

  it('is rated by a tariff that an operator names', () => {
    const room = unrated();
    expect(room.handle(adjust(1, by(-1)))).toMatchObject({ code: 'CHARGE_NOT_FINAL' });
    expect(room.handle(rate('other'))).toMatchObject({ code: 'RATING_NOT_POSSIBLE' });
    room.handle(rate('city'));
    expect(shownCharge(room)).toMatchObject({
      state: 'FINAL',
      charge: { total: 100 + 30 * 29 + 6 * 25 },
      by: { operator: 'eva', reason: 'The tariff came late' },
    });
    expect(room.handle(rate('city'))).toMatchObject({ code: 'CHARGE_IS_RATED' });
    booksAddUp(room);
  });

  it('is rated with the options that the named tariff has', () => {
    const room = unrated({ ...untold, options: ['excess'] });
    room.handle(rate('city'));
    expect(totalOf(room)).toBe(100 + 30 * 29 + 6 * 25);

    const other = unrated({ ...untold, options: ['excess', 'roof-box'] });
    publishNow(other, 'safe', {
      ...CITY,
      options: [{ optionId: 'excess', name: 'Reduced excess' }],
      fixed: [{ lineId: 'excess', amount: '1.50', during: ['driving'], option: 'excess' }],
    });
    other.handle(rate('safe'));
    expect(totalOf(other)).toBe(150 + 30 * 29 + 6 * 25);
  });

  it('is rated by the times that an operator gives', () => {
    const [first] = usageExample.periods;
    const forty = {
      ...first,
      kind: 'DRIVING',
      endedAt: '2026-03-15T00:00:00.000Z',
      distanceMetres: 0,
    } as const;
    const room = unrated(used(1, { periods: [{ ...forty, startedAt: '2026-01-31T09:30:00.000Z' }] }));
    expect(room.handle(rate('city'))).toMatchObject({ code: 'RATING_NOT_POSSIBLE' });
    room.handle(rate('city', usageExample.periods));
    expect(totalOf(room)).toBe(100 + 30 * 29 + 6 * 25);
  });

  it('is written off at zero, for good', () => {
    const room = unrated();
    room.handle(writeOff());
    expect(shownCharge(room)).toMatchObject({ state: 'FINAL', charge: { total: 0, currency: 'EUR' } });
    expect(room.handle(writeOff())).toMatchObject({ code: 'CHARGE_IS_RATED' });
    room.handle(correct(used(2)));
    expect(totalOf(room)).toBe(0);
    booksAddUp(room);
  });

  it('is not written off while a charge stands', () => {
    const room = unrated(used(1));
    room.handle(correct({ ...untold, revision: 2 }));
    expect(room.handle(writeOff())).toMatchObject({ code: 'CHARGE_STANDS' });
  });
});

describe('whatever operators do, and however the usage is corrected meanwhile', () => {
  const periods = usageExample.periods;
  it('lines add up, credits never exceed charges, and one charge counts', () => {
    const step = oneof(
      record({
        what: constantFrom('adjust' as const),
        amount: integer({ min: -1500, max: 1500 }),
        who: constantFrom('eva', 'ivo'),
        late: integer({ min: 0, max: 1 }),
      }),
      record({ what: constantFrom('zero' as const), who: constantFrom('eva', 'ivo') }),
      record({ what: constantFrom('approve' as const, 'reject' as const), who: constantFrom('eva', 'ivo') }),
      record({
        what: constantFrom('correct' as const),
        parts: integer({ min: 1, max: 4 }),
        revision: integer({ min: 1, max: 9 }),
      }),
    );
    assert(
      property(array(step, { maxLength: 15 }), constantFrom(WITH_TAX, ADDED), (steps, terms) => {
        const room = charged(terms);
        for (const one of steps) {
          const { revision = 0 } = shownCharge(room);
          if (one.what === 'adjust') room.handle(adjust(revision - one.late, by(one.amount), one.who));
          else if (one.what === 'zero') room.handle(adjust(revision, TO_ZERO, one.who));
          else if (one.what === 'correct') {
            room.handle(correct(used(one.revision, { periods: periods.slice(0, one.parts) })));
          } else if (waiting(room) !== 'none') {
            room.handle(
              one.what === 'approve' ? approve(waiting(room), one.who) : reject(waiting(room), one.who),
            );
          }
          expect(totalOf(room)).toBeGreaterThanOrEqual(0);
        }
        booksAddUp(room);
        const charges = moved(room).filter(({ type }) => type === 'billing.charged.v1');
        expect(charges.length * 2 - moved(room).length).toBe(1);
        const alone = (shownCharge(room).adjustments ?? [])
          .filter(({ approved }) => approved === undefined)
          .reduce((sum, { difference }) => sum + Math.abs(difference), 0);
        expect(alone).toBeLessThanOrEqual(ALONE);
        expect(room.rebuilt(`charge/${RENTAL}`)).toEqual(room.state(`charge/${RENTAL}`));
      }),
      { numRuns: 300, seed: 20260201 },
    );
  });
});
