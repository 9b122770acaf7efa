import { Literal, Object as Obj, Optional, type Static, Union } from 'typebox';
import { event } from '../define.ts';
import { RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { Subject } from '../payments/payments.ts';
import { billingEvents } from './billing.ts';
import { AccountId, rentalExample } from './charges.ts';

/** Whether money of somebody is still open: who wants to be erased must wait for it. */

/** NOT_CHARGED: it is not known yet what is due. PAYMENT, REFUND: under way. DEBT: declined. DISPUTE: the bank decides. */
export const OpenClaim = Union([
  Literal('NOT_CHARGED'),
  Literal('PAYMENT'),
  Literal('DEBT'),
  Literal('REFUND'),
  Literal('DISPUTE'),
]);
export type OpenClaim = Static<typeof OpenClaim>;

export const claimStanding = event({
  topic: billingEvents,
  type: 'billing.claim-standing.v1',
  description: 'What is open of a rental’s or a fee’s money. Without `open`: nothing, it is settled',
  key: 'riderId',
  heardBy: { nobody: 'says itself when the rider wants to be erased: the refusal names it' },
  data: Obj(
    {
      accountId: AccountId,
      riderId: RiderId,
      subject: Subject,
      rentalId: Optional(RentalId),
      vin: Optional(Vin),
      open: Optional(OpenClaim),
      time: Time,
    },
    strict,
  ),
  example: {
    accountId: rentalExample.riderId,
    subject: rentalExample.rentalId,
    ...rentalExample,
    open: 'DEBT',
    time: '2026-01-31T10:10:02.000Z',
  },
});
