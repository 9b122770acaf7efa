import {
  getPayment,
  listDebts,
  listPayments,
  listRiderPayments,
  type Payment,
  paymentUnknown,
  payPayment,
  type StoredPayment,
} from '../../shared/contracts/payments/own-payments.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { type RiderKey, riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../shared/runtime/read-models.ts';
import { openDebts, payments, paymentsOfRider } from './read-models.ts';
import { room } from './room.ts';

/** The link is opened for its rider only. */
function shown({ link, ...payment }: StoredPayment, key?: RiderKey): Payment {
  return link === undefined || key === undefined ? payment : { ...payment, ...key.open({ link }) };
}

export const handler = httpApi(room, 'http', [
  read(listPayments, async ({ principal: { id: riderId }, query }) => {
    const { items, ...next } = await readPage(paymentsOfRider, { riderId }, query);
    const key = items.some(({ link }) => link !== undefined) ? await riderKey(riderId) : undefined;
    return { payments: items.map((payment) => shown(payment, key)), ...next };
  }),
  read(getPayment, async ({ principal: { id: riderId }, params: { paymentId } }) => {
    const payment = await readOne(payments, { paymentId });
    if (payment?.riderId !== riderId) {
      throw new ProblemError(paymentUnknown.code, `There is no payment ${paymentId} of yours.`);
    }
    return shown(payment, payment.link === undefined ? undefined : await riderKey(riderId));
  }),
  change(
    payPayment,
    async ({ principal: { id: riderId }, params: { paymentId } }) => ({ riderId, paymentId }),
    {
      present: async (payment, { principal: { id } }) =>
        shown(payment, payment.link === undefined ? undefined : await riderKey(id)),
    },
  ),
  read(listRiderPayments, async ({ params: { riderId }, query }) => {
    const { items, ...next } = await readPage(paymentsOfRider, { riderId }, query);
    return { payments: items.map((payment) => shown(payment)), ...next };
  }),
  read(listDebts, async ({ query }) => {
    const { items, ...next } = await readPage(openDebts, {}, query);
    return { debts: items, ...next };
  }),
]);
