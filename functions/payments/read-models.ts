import { Array as List, Object as Obj } from 'typebox';
import { RiderId, strict } from '../../shared/contracts/fields.ts';
import { Debt, StoredPayment } from '../../shared/contracts/payments/own-payments.ts';
import { PaymentId, payerKnown, RestrictionReason } from '../../shared/contracts/payments/payments.ts';
import { listOf, readModel } from '../../shared/runtime/read-model.ts';

/** What the room's routes, decisions and its port read. */

const { token, paymentMethodId, kind, time } = payerKnown.data.properties;

/** How a rider pays now, and what restricts the rider. */
export const payers = readModel(
  'payer/{riderId}',
  Obj(
    {
      riderId: RiderId,
      paymentMethodId,
      restrictedBy: List(Obj({ paymentId: PaymentId, reason: RestrictionReason }, strict)),
    },
    strict,
  ),
);

/** Each method that a rider has had, for questions about payments that were made with it. The token stays sealed. */
export const paymentMethods = readModel(
  'method/{riderId}/{paymentMethodId}',
  Obj({ kind, token, time }, strict),
);

export const payments = readModel('payment/{paymentId}', StoredPayment);
export const paymentsOfRider = listOf(payments, 'payments/{riderId}', { pageSize: 20, newestFirst: true });

/** What riders owe, while they owe it. */
export const debts = readModel('debt/{paymentId}', Debt);
export const openDebts = listOf(debts, 'debts', { pageSize: 50 });
