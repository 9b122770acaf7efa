import { expect, it } from 'vitest';
import type { BillingEvent } from '../../../functions/billing/domain.ts';
import { pointsReserved } from '../../../shared/contracts/loyalty/points.ts';
import { ended, reserved, usageCorrected } from '../../../shared/contracts/rentals/rentals.ts';
import { usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { message } from '../room-under-test.ts';
import { type Billing, billing, publishNow } from './billing-under-test.ts';

/** Points that a rider has set aside lower the charge. */

const { rentalId, riderId } = reserved.example;

const withRental = (): Billing => {
  const room = billing();
  publishNow(room, 'city');
  room.handle(message(reserved, reserved.example));
  return room;
};
const setAside = (amount: number, more: Partial<typeof pointsReserved.example> = {}) =>
  message(pointsReserved, { ...pointsReserved.example, rentalId, riderId, points: amount, amount, ...more });
const end = message(ended, { ...ended.example, usage: usageExample });
const correctedTo = (revision: number, metres: number) => {
  const periods = usageExample.periods.map((period) => ({ ...period, distanceMetres: metres }));
  return message(usageCorrected, {
    ...usageCorrected.example,
    usage: { ...usageExample, revision, periods },
  });
};

type Charged = Extract<BillingEvent, { type: 'billing.charged.v1' }>;
const lastCharge = ({ events }: Billing) => {
  const found = events.findLast((event): event is Charged => event.type === 'billing.charged.v1');
  if (found === undefined) throw new Error('Nothing was charged');
  const points = found.data.charge.lines.flatMap(({ reason }) =>
    reason.code === 'POINTS' ? [reason.amount] : [],
  );
  return { total: found.data.charge.total, points, movement: found.data.movement };
};

/** Unlocking, 30 minutes, 6 km. */
const TOTAL = 100 + 30 * 29 + 6 * 25;

it('lists the points that paid, and takes them off the total', () => {
  const room = withRental();
  room.handle(setAside(200));
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: TOTAL - 200, points: [200] });
  expect(lastCharge(room).movement.postings).toContainEqual({
    account: 'discount/points',
    amount: expect.any(Number),
  });
});

it('uses no more than there is to pay', () => {
  const room = withRental();
  room.handle(setAside(TOTAL + 500));
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: 0, points: [TOTAL] });
});

it.each([
  ['of another rider', setAside(200, { riderId: 'ben' })],
  ['in another currency', setAside(200, { currency: 'SEK' })],
])('uses no points %s', (_, points) => {
  const room = withRental();
  room.handle(points);
  room.handle(end);
  expect(lastCharge(room)).toMatchObject({ total: TOTAL, points: [] });
});

it('counts what was set aside last, and nothing after the charge', () => {
  const room = withRental();
  room.handle(setAside(200));
  room.handle(setAside(50));
  room.handle(end);
  expect(room.handle(setAside(400))).toMatchObject({ kind: 'ignore' });
  expect(lastCharge(room)).toMatchObject({ total: TOTAL - 50, points: [50] });
});

it('lets the charge in the place of another use the points that the other has used, and no more', () => {
  const room = withRental();
  room.handle(setAside(TOTAL + 500));
  room.handle(end);
  room.handle(correctedTo(2, 10_000));
  const { total, points } = lastCharge(room);
  expect(points).toEqual([TOTAL]);
  expect(total).toBeGreaterThan(0);
  room.handle(correctedTo(3, 0));
  expect(lastCharge(room)).toMatchObject({ total: 0, points: [TOTAL - 6 * 25] });
});

it('shows the price of a running rental with them', () => {
  const room = withRental();
  room.handle(setAside(200));
  expect(room.item(`charge/${rentalId}`)?.body).toMatchObject({
    metered: { discounts: [{ discount: { kind: 'points', amount: 200 }, currency: 'EUR' }] },
  });
});
