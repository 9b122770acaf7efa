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
import { PaymentFault, PaymentKind } from '../riders/payment.ts';
import {
  Decline,
  Link,
  OUR_ID_PATTERN,
  OurId,
  ProviderId,
  ProviderMoney,
  SeenDispute,
  SeenPayment,
  SeenRefund,
  SignedMoney,
} from './seen-payment.ts';

/**
 * The platform's questions to a payment provider, and the provider's answers: the contract of the function that stands
 * for it. To connect another provider, write such a function: docs/providers.md.
 */

const asked = {
  check: Str({
    pattern: OUR_ID_PATTERN,
    description: 'The idempotency key: the same when the same question is asked again, for any reason',
  }),
  attempt: Integer({ minimum: 1, description: 'How often this was asked, this time included' }),
};

/** What SET_UP_METHOD answered. Only the provider's function can read it. */
const Method = Str({ minLength: 1, maxLength: 300 });

/** May this token be used for payments while the payer is away? Asks the payer to authenticate, where that is needed. */
export const SetUpMethod = Obj(
  {
    question: Literal('SET_UP_METHOD'),
    ...asked,
    payer: OurId,
    token: Str({ minLength: 1, maxLength: 200 }),
  },
  strict,
);
export type SetUpMethod = Static<typeof SetUpMethod>;

const payment = {
  ...asked,
  payer: OurId,
  paymentId: OurId,
  rentalId: Optional(OurId),
  method: Method,
  money: ProviderMoney,
  /** The payer may see it; it names nobody. */
  description: Str({ minLength: 1, maxLength: 500 }),
};

/** Reserve the amount. `offSession`: the payer is away, and cannot authenticate now. */
export const Authorize = Obj({ question: Literal('AUTHORIZE'), ...payment, offSession: Bool() }, strict);
export type Authorize = Static<typeof Authorize>;

/** Take the amount at once, while the payer is away: the rest that exceeds an authorization, or a debt. */
export const Charge = Obj({ question: Literal('CHARGE'), ...payment }, strict);
export type Charge = Static<typeof Charge>;

/** Take exactly this, at most what is reserved. It is final: the provider releases the rest. */
export const Capture = Obj(
  { question: Literal('CAPTURE'), ...asked, reference: ProviderId, money: ProviderMoney },
  strict,
);
export type Capture = Static<typeof Capture>;

/** Release what is reserved, or give up a payment that waits for its payer. */
export const Void = Obj({ question: Literal('VOID'), ...asked, reference: ProviderId }, strict);
export type Void = Static<typeof Void>;

/** Give back a part of what was taken, or all of it. */
export const Refund = Obj(
  { question: Literal('REFUND'), ...asked, reference: ProviderId, refundId: OurId, money: ProviderMoney },
  strict,
);
export type Refund = Static<typeof Refund>;

/**
 * What does the provider know of this payment? To be asked after UNKNOWN, before anything is tried again. With
 * `forCheck`: only of what that question made. With `reference`: only of that one payment.
 */
export const Find = Obj(
  {
    question: Literal('FIND'),
    paymentId: OurId,
    method: Method,
    reference: Optional(ProviderId),
    forCheck: Optional(asked.check),
  },
  strict,
);
export type Find = Static<typeof Find>;

/** Is this callback genuine? `body` is the request's, unchanged. `now` is when it came. */
export const VerifyCallback = Obj(
  { question: Literal('VERIFY_CALLBACK'), body: Str(), signature: Str(), now: Time },
  strict,
);
export type VerifyCallback = Static<typeof VerifyCallback>;

/** The most characters of one text of evidence that a provider takes. */
export const EVIDENCE_LENGTH = 20_000;
const EvidenceText = Str({ minLength: 1, maxLength: EVIDENCE_LENGTH });

/** What the bank is told about what was paid. It names nobody. */
export const DisputeEvidence = Obj(
  {
    product: EvidenceText,
    serviceDate: Str({ description: 'The day of use, UTC: 2026-01-31' }),
    activity: EvidenceText,
    explanation: EvidenceText,
  },
  strict,
);
export type DisputeEvidence = Static<typeof DisputeEvidence>;

/** Answer a dispute with this evidence, for good: the bank takes no other. */
export const SubmitEvidence = Obj(
  { question: Literal('SUBMIT_EVIDENCE'), ...asked, dispute: ProviderId, evidence: DisputeEvidence },
  strict,
);
export type SubmitEvidence = Static<typeof SubmitEvidence>;

/** All that changed our balance at the provider on this day (UTC), page by page: for the reconciliation. */
export const ListBalance = Obj(
  {
    question: Literal('LIST_BALANCE'),
    day: Str({ pattern: String.raw`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$` }),
    cursor: Optional(Str({ minLength: 1, maxLength: 300 })),
  },
  strict,
);
export type ListBalance = Static<typeof ListBalance>;

export type PaymentQuestion =
  | SetUpMethod
  | Authorize
  | Charge
  | Capture
  | Void
  | Refund
  | Find
  | VerifyCallback
  | ListBalance
  | SubmitEvidence;

/**
 * It may have taken effect, or may still: ask FIND. When FIND knows nothing, ask the same question again with the same
 * `check`. Never ask with another `check` before the outcome is known.
 */
const Unknown = Obj({
  result: Literal('UNKNOWN'),
  reason: Union([
    Literal('NO_ANSWER'),
    Literal('PROVIDER_FAILED'),
    /** The same question is being answered at this moment. */
    Literal('IN_PROGRESS'),
    /** The same `check` came with another question before: a fault of the caller. */
    Literal('CHECK_REUSED'),
  ]),
});

/** Nothing has been done, since the provider has too much to do. Ask again later, with the same `check`. */
const Busy = Obj({ result: Literal('BUSY') });

/** The payment does not exist at the provider. */
const NotFound = Obj({ result: Literal('NOT_FOUND') });

/** It cannot be done any more, because of what the payment is now. */
const Already = Obj({ result: Literal('ALREADY'), payment: SeenPayment });

const Uncertain = Union([Unknown, Busy]);

/** READY: keep `method`, and use it in all questions about payments. */
export const MethodFinding = Union([
  Obj({ result: Literal('READY'), method: Method, kind: PaymentKind }),
  Obj({ result: Literal('NEEDS_AUTHENTICATION'), link: Link }),
  Obj({ result: Literal('REFUSED'), reason: PaymentFault }),
  Obj({ result: Literal('PENDING') }),
  ...Uncertain.anyOf,
]);
export type MethodFinding = Static<typeof MethodFinding>;

const Captured = Obj({ result: Literal('CAPTURED'), reference: ProviderId, money: ProviderMoney });

const Paid = Union([
  Captured,
  Obj({ result: Literal('NEEDS_AUTHENTICATION'), reference: ProviderId, link: Link }),
  /** Declined for good under this `check`. Another attempt needs another. `reference` is absent when nothing was tried. */
  Obj({ result: Literal('DECLINED'), reference: Optional(ProviderId), ...Decline.properties }),
  Obj({ result: Literal('PENDING'), reference: ProviderId }),
  Obj({ result: Literal('VOIDED'), reference: ProviderId, expired: Optional(Bool()) }),
  ...Uncertain.anyOf,
]);

/** AUTHORIZED: until when it can be captured. CAPTURED, VOIDED: this question was answered before, and this came after. */
export const AuthorizeFinding = Union([
  Obj({ result: Literal('AUTHORIZED'), reference: ProviderId, money: ProviderMoney, until: Time }),
  ...Paid.anyOf,
]);
export type AuthorizeFinding = Static<typeof AuthorizeFinding>;

export const ChargeFinding = Paid;
export type ChargeFinding = Static<typeof ChargeFinding>;

export const CaptureFinding = Union([
  Captured,
  Obj({
    result: Literal('REFUSED'),
    reason: Union([
      Literal('MORE_THAN_AUTHORIZED'),
      /** Not an amount that the provider can express. */
      Literal('AMOUNT_NOT_POSSIBLE'),
      /** The bank does not stand by its authorization. */
      Literal('DECLINED'),
    ]),
  }),
  Already,
  NotFound,
  ...Uncertain.anyOf,
]);
export type CaptureFinding = Static<typeof CaptureFinding>;

export const VoidFinding = Union([
  Obj({ result: Literal('VOIDED'), reference: ProviderId, expired: Optional(Bool()) }),
  Already,
  NotFound,
  ...Uncertain.anyOf,
]);
export type VoidFinding = Static<typeof VoidFinding>;

/** PENDING: the provider accepted it, and a callback says how it ends. */
export const RefundFinding = Union([
  Obj({ result: Literal('REFUNDED'), refund: ProviderId, money: ProviderMoney }),
  Obj({ result: Literal('PENDING'), refund: ProviderId }),
  Obj({
    result: Literal('REFUSED'),
    reason: Union([
      Literal('MORE_THAN_CAPTURED'),
      Literal('DISPUTED'),
      /** The bank did not take it, or our balance does not suffice. */
      Literal('FAILED'),
      /** Not an amount that the provider can express. */
      Literal('AMOUNT_NOT_POSSIBLE'),
    ]),
  }),
  NotFound,
  ...Uncertain.anyOf,
]);
export type RefundFinding = Static<typeof RefundFinding>;

/** The newest payment is first. */
export const FindFinding = Union([
  Obj({ result: Literal('FOUND'), payments: Arr(SeenPayment, { minItems: 1 }) }),
  NotFound,
  ...Uncertain.anyOf,
]);
export type FindFinding = Static<typeof FindFinding>;

const callback = { callback: ProviderId, time: Time };

/**
 * What a callback says, as things were at `time`. Callbacks come in any order and any number of times (`callback` is
 * the same then), so FIND says what is true now.
 */
const CallbackEvent = Union([
  Obj({ ...callback, about: Literal('METHOD'), payer: OurId, check: Str(), ready: Bool() }),
  Obj({ ...callback, about: Literal('PAYMENT'), payment: SeenPayment }),
  Obj({
    ...callback,
    about: Literal('REFUND'),
    payer: OurId,
    paymentId: OurId,
    reference: ProviderId,
    refund: SeenRefund,
  }),
  Obj({
    ...callback,
    about: Literal('DISPUTE'),
    payer: OurId,
    paymentId: OurId,
    reference: ProviderId,
    dispute: SeenDispute,
  }),
]);
export type CallbackEvent = Static<typeof CallbackEvent>;

/** REFUSED: not from the provider, changed, or too old. IGNORED: genuine, and about nothing of ours. */
export const CallbackFinding = Union([
  Obj({ result: Literal('EVENT'), event: CallbackEvent }),
  Obj({ result: Literal('IGNORED'), type: Str() }),
  Obj({ result: Literal('REFUSED') }),
]);
export type CallbackFinding = Static<typeof CallbackFinding>;

/** A change of our balance. */
const Movement = Obj({
  movement: ProviderId,
  kind: Union([
    Literal('CHARGE'),
    Literal('REFUND'),
    /** A refund that failed came back. */
    Literal('REFUND_FAILURE'),
    Literal('DISPUTE'),
    /** What a dispute took comes back, since it was won. */
    Literal('DISPUTE_REVERSAL'),
    Literal('FEE'),
    /** To our bank account, or back. */
    Literal('PAYOUT'),
    Literal('OTHER'),
  ]),
  /** The provider's word for it. */
  type: Str(),
  time: Time,
  /** In the currency of our balance, before the fee. Negative: it left the balance. */
  money: SignedMoney,
  /** What the provider kept of it, in the same currency. */
  fee: Integer(),
  reference: Optional(ProviderId),
  paymentId: Optional(Str()),
  refundId: Optional(Str()),
  /** The provider's. */
  disputeId: Optional(Str()),
});
export type Movement = Static<typeof Movement>;

export const BalanceFinding = Union([
  Obj({ result: Literal('MOVEMENTS'), movements: Arr(Movement), cursor: Optional(Str()) }),
  ...Uncertain.anyOf,
]);
export type BalanceFinding = Static<typeof BalanceFinding>;

/** SUBMITTED: now, or before. TOO_LATE: the dispute is over, or the bank does not wait any more. */
export const EvidenceFinding = Union([
  Obj({ result: Literal('SUBMITTED') }),
  Obj({ result: Literal('TOO_LATE') }),
  NotFound,
  ...Uncertain.anyOf,
]);
export type EvidenceFinding = Static<typeof EvidenceFinding>;

/** The schema of the answers to each question. */
export const paymentFindings = {
  SET_UP_METHOD: MethodFinding,
  AUTHORIZE: AuthorizeFinding,
  CHARGE: ChargeFinding,
  CAPTURE: CaptureFinding,
  VOID: VoidFinding,
  REFUND: RefundFinding,
  FIND: FindFinding,
  VERIFY_CALLBACK: CallbackFinding,
  LIST_BALANCE: BalanceFinding,
  SUBMIT_EVIDENCE: EvidenceFinding,
} as const;

export type PaymentFinding = Static<(typeof paymentFindings)[keyof typeof paymentFindings]>;

/** The schema of each question. */
export const paymentQuestions = {
  SET_UP_METHOD: SetUpMethod,
  AUTHORIZE: Authorize,
  CHARGE: Charge,
  CAPTURE: Capture,
  VOID: Void,
  REFUND: Refund,
  FIND: Find,
  VERIFY_CALLBACK: VerifyCallback,
  LIST_BALANCE: ListBalance,
  SUBMIT_EVIDENCE: SubmitEvidence,
} as const;

/** Where the provider's callbacks come in. */
export const CALLBACK_PATH = '/v1/payment-callbacks';
