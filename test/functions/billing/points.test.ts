import { expect, it } from 'vitest';
import { reserved } from '../../../shared/contracts/rentals/rentals.ts';
import { correctedTo, end, lastCharge, setAside, TOTAL, withRental } from './discounted-rental.ts';

/** Points that a rider has set aside lower the charge. */

it('lists the points that paid, and takes them off the total', () => {
  const room = withRental();
  room.handle(setAside(200));
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: TOTAL - 200, taken: [['POINTS', 200]] });
  expect(lastCharge(room).movement.postings).toContainEqual({
    account: 'discount/points',
    amount: expect.any(Number),
  });
});

it('uses no more than there is to pay', () => {
  const room = withRental();
  room.handle(setAside(TOTAL + 500));
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: 0, taken: [['POINTS', TOTAL]] });
});

it.each([
  ['of another rider', setAside(200, { riderId: 'ben' })],
  ['in another currency', setAside(200, { currency: 'SEK' })],
])('uses no points %s', (_, points) => {
  const room = withRental();
  room.handle(points);
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: TOTAL, taken: [] });
});

it('counts what was set aside last, and nothing after the charge', () => {
  const room = withRental();
  room.handle(setAside(200));
  room.handle(setAside(50));
  room.handle(end);
  expect(room.handle(setAside(400))).toMatchObject({ kind: 'ignore' });
  expect(lastCharge(room)).toMatchObject({ total: TOTAL - 50, taken: [['POINTS', 50]] });
});

it('lets the charge in the place of another use the points that the other has used, and no more', () => {
  const room = withRental();
  room.handle(setAside(TOTAL + 500));
  room.handle(end);
  room.handle(correctedTo(2, 10_000));
  const { total, taken } = lastCharge(room);
  expect(taken).toEqual([['POINTS', TOTAL]]);
  expect(total).toBeGreaterThan(0);
  room.handle(correctedTo(3, 0));
  expect(lastCharge(room)).toMatchObject({ total: 0, taken: [['POINTS', TOTAL - 6 * 25]] });
});

it('shows the price of a running rental with them', () => {
  const room = withRental();
  room.handle(setAside(200));
  expect(room.item(`charge/${reserved.example.rentalId}`)?.body).toMatchObject({
    metered: { discounts: [{ discount: { kind: 'points', amount: 200 }, currency: 'EUR' }] },
  });
});
