import { Integer, Literal, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { port } from '../../shared/contracts/define.ts';
import { RentalId, RiderId, strict } from '../../shared/contracts/fields.ts';
import { PaymentId, PaymentMethodId, Question, RefundId } from '../../shared/contracts/payments/payments.ts';
import { ProviderMoney } from '../../shared/contracts/payments/seen-payment.ts';

/** What calls out of the room. The token of the method is not in the request: the function reads it, and opens it. */

export const ProviderRequest = Obj(
  {
    riderId: RiderId,
    paymentId: PaymentId,
    rentalId: Optional(RentalId),
    question: Question,
    check: Str(),
    attempt: Integer({ minimum: 1 }),
    serial: Integer({ minimum: 1 }),
    /** What became of the question, instead of asking it. */
    find: Optional(Literal(true)),
    paymentMethodId: PaymentMethodId,
    reference: Optional(Str()),
    refundId: Optional(RefundId),
    money: ProviderMoney,
    description: Str(),
  },
  strict,
);
export type ProviderRequest = Static<typeof ProviderRequest>;

/** Asks the payment provider. */
export const providerPort = port({ id: 'provider', check: 'payments.provider', request: ProviderRequest });
