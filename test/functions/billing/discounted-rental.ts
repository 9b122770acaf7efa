import type { BillingEvent } from '../../../functions/billing/domain.ts';
import { pointsReserved } from '../../../shared/contracts/loyalty/points.ts';
import { ended, reserved, usageCorrected } from '../../../shared/contracts/rentals/rentals.ts';
import { usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { message } from '../room-under-test.ts';
import { type Billing, billing, publishNow } from './billing-under-test.ts';

/** A rental whose charge is lower by what the rider has attached to it. */

const { rentalId, riderId } = reserved.example;

export const withRental = (): Billing => {
  const room = billing();
  publishNow(room, 'city');
  room.handle(message(reserved, reserved.example));
  return room;
};
export const setAside = (amount: number, more: Partial<typeof pointsReserved.example> = {}) =>
  message(pointsReserved, { ...pointsReserved.example, rentalId, riderId, points: amount, amount, ...more });
export const end = message(ended, { ...ended.example, usage: usageExample });
export const correctedTo = (revision: number, metres: number) => {
  const periods = usageExample.periods.map((period) => ({ ...period, distanceMetres: metres }));
  return message(usageCorrected, {
    ...usageCorrected.example,
    usage: { ...usageExample, revision, periods },
  });
};

type Charged = Extract<BillingEvent, { type: 'billing.charged.v1' }>;
/** `taken`: what vouchers and points took off, in the order of the lines. */
export const lastCharge = ({ events }: Billing) => {
  const found = events.findLast((event): event is Charged => event.type === 'billing.charged.v1');
  if (found === undefined) throw new Error('Nothing was charged');
  const { charge, movement } = found.data;
  const taken = charge.lines.flatMap(({ reason }) =>
    reason.code === 'VOUCHER' || reason.code === 'POINTS' ? [[reason.code, reason.amount]] : [],
  );
  return { total: charge.total, taken, movement };
};

/** Unlocking, 30 minutes, 6 km. */
export const TOTAL = 100 + 30 * 29 + 6 * 25;
