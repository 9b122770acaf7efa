import { expect, it } from 'vitest';
import type { Movement } from '../../../shared/contracts/payments/provider.ts';
import type { BookedMovement } from '../../../shared/ledger/journal.ts';
import { keysToFind, reconciledDay, unmatched } from '../../../shared/ledger/reconcile.ts';

/** A day of the provider's balance beside a day of the ledger. */

const time = '2026-01-31T10:00:00.000Z';
const euros = (amount: number) => ({ amount, currency: 'EUR' });
const change = (kind: Movement['kind'], amount: number, more: Partial<Movement> = {}): Movement => ({
  movement: `txn_${kind}_${amount}`,
  kind,
  type: kind.toLowerCase(),
  time,
  money: euros(amount),
  fee: 0,
  reference: 'pi_1',
  ...more,
});
const booked = (movementId: string, amount: number, provider = 'stripe'): BookedMovement => ({
  movementId,
  currency: 'EUR',
  time,
  postings: [
    { account: `clearing/${provider}`, amount },
    { account: 'receivable/ana', amount: -amount },
  ],
});
const day = (
  there: readonly Movement[],
  here: readonly BookedMovement[],
  more: { otherDays?: readonly Movement[]; found?: readonly BookedMovement[] } = {},
) => reconciledDay({ provider: 'stripe', there, here, otherDays: [], found: [], ...more });

const all: [Movement, BookedMovement][] = [
  [change('CHARGE', 5000, { paymentId: 'pmt_1', fee: 100 }), booked('capture/pmt_1', 5000)],
  [change('REFUND', -700, { refundId: 'rfd_1' }), booked('refund/rfd_1', -700)],
  [change('REFUND_FAILURE', 700, { refundId: 'rfd_1' }), booked('refund-failure/rfd_1', 700)],
  [change('DISPUTE', -5000, { disputeId: 'dp_1', fee: 2000 }), booked('dispute/dp_1/open', -5000)],
  [change('DISPUTE_REVERSAL', 5000, { disputeId: 'dp_1' }), booked('dispute/dp_1/won', 5000)],
];
const [captured] = all;
if (captured === undefined) throw new Error('There is no capture');

it('agrees movement by movement; fees and payouts are counted beside it', () => {
  const changes = [...all.map(([one]) => one), change('FEE', -250), change('PAYOUT', -3000)];
  const other = { ...booked('charge/rnt_1/1', 5000), postings: [{ account: 'receivable/ana', amount: 0 }] };
  expect(day(changes, [...all.map(([, one]) => one), other])).toEqual({
    there: 7,
    here: 5,
    fees: [euros(2350)],
    payouts: [euros(3000)],
    differences: [],
  });
});

it.each(all)('lists what one side lacks, and another amount', (one, movement) => {
  const { movementId } = movement;
  expect(day([one], []).differences).toMatchObject([
    { kind: 'MISSING_HERE', about: movementId, there: one.money, reference: 'pi_1' },
  ]);
  expect(day([], [movement]).differences).toMatchObject([
    { kind: 'MISSING_THERE', about: movementId, here: one.money },
  ]);
  const off = { ...one, money: euros(one.money.amount + 1) };
  expect(day([off], [movement]).differences).toMatchObject([
    { kind: 'OTHER_AMOUNT', about: movementId, here: one.money, there: off.money },
  ]);
  const yen = { ...one, money: { ...one.money, currency: 'JPY' } };
  expect(day([yen], [movement]).differences).toMatchObject([{ kind: 'OTHER_AMOUNT' }]);
});

it('finds what the other side has on another day', () => {
  const [there, here] = captured;
  expect(keysToFind({ there: [there], here: [] })).toEqual(['capture/pmt_1']);
  expect(keysToFind({ there: [there], here: [here] })).toEqual([]);
  expect(day([there], [], { found: [here] }).differences).toEqual([]);
  expect(unmatched({ here: [here], provider: 'stripe' }, [])).toEqual([here]);
  expect(day([], [here], { otherDays: [there] }).differences).toEqual([]);
  const off = { ...here, postings: booked('', 1).postings };
  expect(day([there], [], { found: [off] }).differences).toMatchObject([{ kind: 'OTHER_AMOUNT' }]);
});

it('lists what somebody made at the provider by hand, and what nobody knows', () => {
  const kinds = ['REFUND', 'OTHER', 'CHARGE', 'DISPUTE'] as const;
  const byHand = kinds.map((kind, n) => change(kind, -100 - n));
  expect(day(byHand, []).differences.map(({ kind, about }) => [kind, about])).toEqual(
    byHand.map(({ movement }) => ['MISSING_HERE', movement]),
  );
});

it('has nothing to say of a refund that failed before it was booked: nothing has moved', () => {
  const [, [refund], [failure]] = all as [unknown, [Movement], [Movement]];
  expect(day([refund, failure], []).differences).toEqual([]);
  const other = { ...failure, money: euros(600) };
  expect(day([refund, other], []).differences).toHaveLength(2);
});

it('is of one provider: what another one holds is not compared', () => {
  expect(day([], [booked('capture/pmt_2', 100, 'another')])).toMatchObject({ here: 0, differences: [] });
});
