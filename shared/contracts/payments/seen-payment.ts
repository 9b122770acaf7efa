import {
  Array as Arr,
  Boolean as Bool,
  Integer,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { strict, Time } from '../fields.ts';

/** Payments, refunds and disputes as a payment provider knows them. Readers ignore members that are not listed. */

/** Short enough for every provider to keep it, and without characters that its queries would have to escape. */
export const OUR_ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,119}$';

/** One of our ids: the provider keeps it with a payment, and repeats it. */
export const OurId = Str({ pattern: OUR_ID_PATTERN });

/** The provider's own id. */
export const ProviderId = Str({ minLength: 1, maxLength: 300 });

const Currency = Str({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' });
const minor = 'Whole minor units of ISO 4217: cents of EUR, yen of JPY';

export const ProviderMoney = Obj(
  { amount: Integer({ minimum: 1, description: minor }), currency: Currency },
  strict,
);
export type ProviderMoney = Static<typeof ProviderMoney>;

/** Money that may come or go. */
export const SignedMoney = Obj({ amount: Integer({ description: minor }), currency: Currency });

const Counted = Integer({ minimum: 0, description: minor });

/** Where the payer authenticates, in a browser. Whoever has it can do so, so it is not for logs. */
export const Link = Str({ minLength: 1 });

/** Why a payment is declined. The list is closed: whatever else a provider says is DECLINED. */
export const DeclineReason = Union([
  /** No reason, or one that the payer must not learn: the card was reported stolen. */
  Literal('DECLINED'),
  Literal('INSUFFICIENT_FUNDS'),
  Literal('LIMIT_EXCEEDED'),
  Literal('EXPIRED'),
  /** Number, security code, address or PIN do not match. */
  Literal('WRONG_DETAILS'),
  /** The method is not for such payments, or does not exist any more. */
  Literal('METHOD_NOT_USABLE'),
  Literal('CURRENCY_NOT_SUPPORTED'),
  /** Below the provider's minimum, above its maximum, or not an amount that it can express. */
  Literal('AMOUNT_NOT_POSSIBLE'),
  Literal('AUTHENTICATION_FAILED'),
  /** The bank has a fault, or the way to it. */
  Literal('BANK_NOT_AVAILABLE'),
  /** The bank saw the same payment a moment ago. */
  Literal('DUPLICATE'),
]);

/** Whether another attempt can help: some time later, only with another method or other data, or never. */
const RetryAdvice = Union([Literal('LATER'), Literal('OTHER_METHOD'), Literal('NEVER')]);

export const Decline = Obj({ reason: DeclineReason, retry: RetryAdvice });
export type Decline = Static<typeof Decline>;

export const SeenRefund = Obj({
  refund: ProviderId,
  /** Ours. Absent when the refund was made at the provider by hand. */
  refundId: Optional(Str()),
  check: Optional(Str()),
  state: Union([Literal('REFUNDED'), Literal('PENDING'), Literal('FAILED')]),
  money: ProviderMoney,
});
export type SeenRefund = Static<typeof SeenRefund>;

const PaymentState = Union([
  Literal('NEEDS_AUTHENTICATION'),
  Literal('PENDING'),
  Literal('AUTHORIZED'),
  Literal('CAPTURED'),
  Literal('DECLINED'),
  /** Released: by us, or by the provider when its time was over (`expired`). */
  Literal('VOIDED'),
]);

export const SeenPayment = Obj({
  reference: ProviderId,
  paymentId: OurId,
  payer: OurId,
  rentalId: Optional(Str()),
  /** The question that made it. */
  check: Str(),
  created: Time,
  state: PaymentState,
  /** What was requested. */
  money: ProviderMoney,
  captured: Counted,
  /** Callbacks do not say this, nor the next two. */
  refunded: Optional(Counted),
  disputed: Optional(Bool()),
  /** AUTHORIZED: when the provider releases it. */
  until: Optional(Time),
  /** NEEDS_AUTHENTICATION. */
  link: Optional(Link),
  /** DECLINED. */
  declined: Optional(Decline),
  expired: Optional(Bool()),
  /** Only in answers to FIND. */
  refunds: Optional(Arr(SeenRefund)),
});
export type SeenPayment = Static<typeof SeenPayment>;

export const SeenDispute = Obj({
  dispute: ProviderId,
  /** INQUIRY: the bank only asks. CLOSED: it did not ask on, and no money has moved. */
  state: Union([Literal('INQUIRY'), Literal('OPEN'), Literal('WON'), Literal('LOST'), Literal('CLOSED')]),
  /** The provider's word for what the payer complains of. */
  reason: Str(),
  money: ProviderMoney,
  /** Until when evidence is accepted. */
  answerBy: Optional(Time),
});
export type SeenDispute = Static<typeof SeenDispute>;
