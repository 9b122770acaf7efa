import { expect, it } from 'vitest';
import { voucherReserved } from '../../../shared/contracts/offers/given.ts';
import { reserved } from '../../../shared/contracts/rentals/rentals.ts';
import { message } from '../room-under-test.ts';
import { correctedTo, end, lastCharge, setAside, TOTAL, withRental } from './discounted-rental.ts';

/** A voucher that a rider has attached lowers the charge. */

const { rentalId, riderId } = reserved.example;

type Voucher = typeof voucherReserved.example;
const attach = (more: Partial<Voucher>) => {
  const { percent: _, amount: __, ...base } = voucherReserved.example;
  return message(voucherReserved, { ...base, rentalId, riderId, ...more });
};

it.each<[string, Partial<Voucher>, number]>([
  ['a percentage', { percent: '20' }, TOTAL / 5],
  ['a percentage, at the most', { percent: '20', amount: 150 }, 150],
  ['an amount', { amount: 300 }, 300],
  ['no more than there is to pay', { amount: TOTAL + 300 }, TOTAL],
])('takes off %s, and lists it', (_, voucher, amount) => {
  const room = withRental();
  room.handle(attach(voucher));
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: TOTAL - amount, taken: [['VOUCHER', amount]] });
  expect(lastCharge(room).movement.postings).toContainEqual({
    account: 'discount/vouchers',
    amount: expect.any(Number),
  });
});

it.each([
  ['of another rider', attach({ amount: 300, riderId: 'ben' })],
  ['in another currency', attach({ amount: 300, currency: 'SEK' })],
])('takes off none %s', (_, voucher) => {
  const room = withRental();
  room.handle(voucher);
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: TOTAL, taken: [] });
});

it('counts what was attached last; none when it was taken off, or comes after the charge', () => {
  const room = withRental();
  room.handle(attach({ percent: '50' }));
  room.handle(attach({ amount: 0 }));
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: TOTAL, taken: [] });
  expect(room.handle(attach({ amount: 300 }))).toMatchObject({ kind: 'ignore' });
});

it('comes before points, in whatever order they were attached', () => {
  const room = withRental();
  room.handle(setAside(120));
  room.handle(attach({ percent: '50' }));
  room.handle(end);
  const taken = [
    ['VOUCHER', TOTAL / 2],
    ['POINTS', 120],
  ];
  expect(lastCharge(room)).toMatchObject({ total: TOTAL / 2 - 120, taken });
});

it('takes no more off a charge in the place of another than it took off that one', () => {
  const room = withRental();
  room.handle(attach({ percent: '50' }));
  room.handle(end);
  room.handle(correctedTo(2, 10_000));
  expect(lastCharge(room).taken).toEqual([['VOUCHER', TOTAL / 2]]);
  room.handle(correctedTo(3, 0));
  expect(lastCharge(room).taken).toEqual([['VOUCHER', (TOTAL - 150) / 2]]);
});
