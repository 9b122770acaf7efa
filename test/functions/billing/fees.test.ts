import { readFileSync } from 'node:fs';
import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentsDomain } from '../../../functions/billing/invoices/documents-domain.ts';
import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import { watchPrice } from '../../../shared/contracts/billing/cover.ts';
import { issueDocument } from '../../../shared/contracts/billing/documents.ts';
import {
  assessNoShow,
  decideFee,
  type Fee,
  type FeeList,
  FeeList as FeeListSchema,
  feePosted,
  feeWithdrawn,
  objectToFee,
  postFee,
  setFeeList,
  withdrawNoShow,
} from '../../../shared/contracts/billing/fees.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { reservationExpired, reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { message, roomUnderTest } from '../room-under-test.ts';
import { type Billing, billing, OPERATOR, publishNow } from './billing-under-test.ts';

const { feeId, riderId, rentalId, vin } = postFee.example;
const ANA = { principal: { kind: 'rider', id: riderId } } as const;
const LIST: FeeList = {
  ...setFeeList.example.list,
  fees: [
    ...setFeeList.example.list.fees,
    { feeType: 'no-show', name: 'No-show', amount: { kind: 'FIXED', amount: 500 }, objectionDays: 7 },
  ],
};

const setList = (list: FeeList = LIST) => message(setFeeList, { fleet: TARIFF_FLEET, list }, OPERATOR);
const post = (more: Partial<Data<typeof postFee>> = {}) =>
  message(postFee, { ...postFee.example, ...more }, OPERATOR);
const object = () => message(objectToFee, objectToFee.example, ANA);
const decide = (decision: 'UPHELD' | 'WITHDRAWN') =>
  message(decideFee, { feeId, riderId, decision, reason: 'The photos show it' }, OPERATOR);

const withFees = (): Billing => {
  const room = billing();
  room.handle(setList());
  return room;
};
const fee = (room: Billing) => room.item(`fee/${feeId}`)?.body as Fee;
const movementsOf = ({ events }: Billing) =>
  events.flatMap((event) => ('movement' in event.data ? [event.data.movement] : []));
const owed = (room: Billing): number =>
  movementsOf(room)
    .flatMap(({ postings }) => postings)
    .reduce((sum, { account, amount }) => (account === `receivable/${riderId}` ? sum + amount : sum), 0);

describe('a fee', () => {
  it('is posted by the list, with its tax, its evidence, and a last day for objections', () => {
    const room = withFees();
    const { result } = room.handle(post());
    expect(fee(room)).toMatchObject({
      state: 'POSTED',
      listVersion: 1,
      operator: 'eva',
      evidence: { text: 'Sand on all seats' },
      charge: { total: 4500, taxes: [{ taxId: 'igi', amount: 194 }] },
      objectionUntil: '2026-02-14T09:00:00.000Z',
    });
    expect(result).toEqual(fee(room));
    expect(owed(room)).toBe(4500);
    expect(room.item(`movement/fee/${feeId}`)?.index?.partition).toBe('ledger/2026-01-31');
    expect(room.rebuilt(`fee/${feeId}`)).toEqual(room.state(`fee/${feeId}`));
    // The list may change: the fee does not.
    room.handle(setList({ ...LIST, fees: [] }));
    expect(fee(room).listVersion).toBe(1);
  });

  it.each([
    ['of a kind that the list does not have', { feeType: 'parking' }, 'FEE_UNKNOWN'],
    ['of another amount than the list’s', { amount: 4400 }, 'FEE_AMOUNT_NOT_POSSIBLE'],
    ['without an amount where none is fixed', { feeType: 'fine' }, 'FEE_AMOUNT_NOT_POSSIBLE'],
    ['above the limit', { feeType: 'fine', amount: 50_001 }, 'FEE_AMOUNT_NOT_POSSIBLE'],
  ])('%s is refused', (_what, more, code) => {
    const room = withFees();
    expect(room.handle(post(more))).toMatchObject({ code });
    expect(movementsOf(room)).toEqual([]);
  });

  it('that is passed on has no tax', () => {
    const room = withFees();
    room.handle(post({ feeType: 'fine', amount: 12_345 }));
    expect(fee(room).charge).toMatchObject({ net: 12_345, taxes: [], total: 12_345 });
  });

  it('is objected to in time, once, by its rider; and an operator upholds it', () => {
    const room = withFees();
    room.handle(post());
    expect(room.handle(decide('UPHELD'))).toMatchObject({ code: 'FEE_SETTLED' });
    const other = message(objectToFee, objectToFee.example, { principal: { kind: 'rider', id: 'ben' } });
    expect(room.handle(other)).toMatchObject({ code: 'FEE_UNKNOWN' });
    room.handle(object());
    expect(fee(room)).toMatchObject({ state: 'OBJECTED', objection: { text: objectToFee.example.text } });
    expect(room.item(`objected-fee/${feeId}`)?.index?.partition).toBe('objections');
    expect(room.handle(object())).toMatchObject({ code: 'OBJECTION_TOO_LATE' });
    room.handle(decide('UPHELD'));
    expect(fee(room)).toMatchObject({ state: 'UPHELD', decision: { operator: 'eva' } });
    expect(room.item(`objected-fee/${feeId}`)?.index).toBeUndefined();
    expect(owed(room)).toBe(4500);
  });

  it('is not objected to when the time is over', () => {
    const room = withFees();
    room.handle(post());
    room.now = '2026-02-14T09:00:00.001Z';
    expect(room.handle(object())).toMatchObject({ code: 'OBJECTION_TOO_LATE' });
  });

  it('that is withdrawn is credited as a whole, once', () => {
    const room = withFees();
    room.handle(post());
    room.handle(object());
    room.handle(decide('WITHDRAWN'));
    expect(fee(room)).toMatchObject({ state: 'WITHDRAWN' });
    expect(movementsOf(room).map(({ movementId }) => movementId)).toEqual([
      `fee/${feeId}`,
      `fee-credit/${feeId}`,
    ]);
    expect(owed(room)).toBe(0);
    expect(room.handle(decide('WITHDRAWN'))).toMatchObject({ code: 'FEE_SETTLED' });
  });

  it('has an invoice, and when it is withdrawn a credit note', () => {
    const documents = roomUnderTest(documentsDomain);
    const wanted = [
      message(feePosted, feePosted.example),
      message(feeWithdrawn, feeWithdrawn.example),
    ].flatMap((one) => documents.handle(one).outputs);
    const subject = `fee/${feeId}`;
    expect(wanted).toMatchObject([
      { contract: issueDocument, data: { kind: 'INVOICE', subject } },
      { contract: issueDocument, data: { kind: 'CREDIT_NOTE', subject } },
    ]);
  });
});

describe('a no-show', () => {
  const [onlyReserved] = usageExample.periods;
  const expired = message(reservationExpired, {
    ...reservationExpired.example,
    usage: { ...usageExample, periods: onlyReserved === undefined ? [] : [onlyReserved] },
  });

  it('costs the fee of the list, by itself, once', () => {
    const room = withFees();
    publishNow(room, 'city');
    const { outputs } = room.handle(expired);
    expect(outputs).toMatchObject([{ contract: assessNoShow, data: { rentalId, riderId, vin } }]);
    const [output] = outputs;
    const data = (output as unknown as { data: Data<typeof assessNoShow> }).data;
    room.handle(message(assessNoShow, data));
    expect(owed(room)).toBe(500);
    expect(room.handleExpired(message(assessNoShow, data))).toMatchObject({ kind: 'ignore' });

    // A phone had opened the car in time, out of reach.
    const { outputs: after } = room.handle(message(started, started.example));
    expect(after).toMatchObject([
      { contract: watchPrice, data: { rentalId } },
      { contract: withdrawNoShow, data: { feeId: data.feeId } },
    ]);
    room.handleExpired(message(withdrawNoShow, { feeId: data.feeId, riderId }));
    expect(owed(room)).toBe(0);
  });

  it('costs nothing when the list has no such fee, and nothing is asked when a rental runs as usual', () => {
    const room = billing();
    room.handle(message(reserved, reserved.example));
    expect(room.handle(message(started, started.example)).outputs).toMatchObject([{ contract: watchPrice }]);
    expect(room.handle(message(assessNoShow, assessNoShow.example))).toMatchObject({ kind: 'ignore' });
  });
});

describe('the list of fees', () => {
  it.each([
    ['a currency that is none', { ...LIST, currency: 'XYZ' }],
    ['a kind of fee twice', { ...LIST, fees: [...LIST.fees, ...LIST.fees] }],
  ])('with %s is refused', (_what, list) => {
    expect(billing().handle(setList(list))).toMatchObject({ code: 'FEE_LIST_NOT_VALID' });
  });

  it('of the examples is one that can be set', () => {
    const list = JSON.parse(readFileSync('docs/examples/fees.json', 'utf8')) as FeeList;
    expect(violations('fees', FeeListSchema, list)).toEqual([]);
    expect(billing().handle(setList(list))).toMatchObject({ kind: 'accept' });
  });

  it('has a version that grows', () => {
    const room = withFees();
    room.handle(setList({ ...LIST, fees: [] }));
    expect(room.item('fee-list')?.body).toMatchObject({ version: 2, list: { fees: [] } });
  });
});

it('whatever happens to a fee in whatever order, the rider owes it once or not at all', () => {
  const steps = {
    post: () => post(),
    object,
    uphold: () => decide('UPHELD'),
    withdraw: () => decide('WITHDRAWN'),
    noShow: () => message(assessNoShow, { ...assessNoShow.example, feeId }),
    begun: () => message(withdrawNoShow, { feeId, riderId }),
  };
  assert(
    property(
      array(constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])), { maxLength: 12 }),
      (told) => {
        const room = withFees();
        for (const name of told) room.handle(steps[name]());
        const ids = movementsOf(room).map(({ movementId }) => movementId);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { postings } of movementsOf(room)) {
          expect(postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
        }
        const counts = fee(room) !== undefined && fee(room).state !== 'WITHDRAWN';
        expect(owed(room)).toBe(counts ? fee(room).charge.total : 0);
        expect(room.rebuilt(`fee/${feeId}`)).toEqual(room.state(`fee/${feeId}`));
      },
    ),
    { numRuns: 200, seed: 20260202 },
  );
});
