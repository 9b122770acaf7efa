import { Integer, Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { ANSWERED, IN_OWN_DATA } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import { ridersCommands, ridersEvents } from './riders.ts';

/**
 * How a rider pays: a token that the payment provider gave the app. Card data never reaches the platform: a token that
 * looks like it is refused before anything is written.
 */

export const PaymentKind = Union([Literal('CARD'), Literal('DIRECT_DEBIT'), Literal('WALLET')]);

/** Why a provider refuses a payment method. */
export const PaymentFault = Union([
  Literal('UNKNOWN_TOKEN'),
  Literal('DECLINED'),
  Literal('EXPIRED'),
  /** The provider cannot reserve an amount with it. */
  Literal('NOT_SUPPORTED'),
]);

export const PaymentRefusal = Union([
  ...PaymentFault.anyOf,
  /** The provider had no result within days. */
  Literal('NO_RESULT'),
]);
export type PaymentRefusal = Static<typeof PaymentRefusal>;

const PaymentMethodId = Str({ pattern: idPattern('pay') });
const Attempt = Integer({
  minimum: 1,
  description: 'How often the provider was asked, this time included',
});

const riderId = 'ana';
const paymentMethodId = exampleId('pay');
const time = '2026-01-31T08:06:00.000Z';
const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';

export const submitPaymentMethod = command({
  type: 'riders.submit-payment-method.v1',
  topic: ridersCommands,
  description: 'A rider submits the payment method to use from now on',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, token: personal() }, strict),
  example: { riderId, token: encrypted },
});

export const recordPaymentMethodCheck = command({
  type: 'riders.record-payment-method-check.v1',
  topic: ridersCommands,
  description: 'The payment port’s answer. PENDING: the provider has no result yet and is asked again later',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj(
    {
      riderId: RiderId,
      paymentMethodId: PaymentMethodId,
      attempt: Attempt,
      outcome: Union([
        /** `token` takes the place of the one that was submitted: the provider made it for payments. */
        Obj({ result: Literal('ACCEPTED'), kind: PaymentKind, token: Optional(personal()) }, strict),
        Obj({ result: Literal('NEEDS_AUTHENTICATION'), link: personal() }, strict),
        Obj({ result: Literal('REFUSED'), reason: PaymentRefusal }, strict),
        Obj({ result: Literal('PENDING') }, strict),
      ]),
    },
    strict,
  ),
  example: {
    riderId,
    paymentMethodId,
    attempt: 1,
    outcome: { result: 'ACCEPTED', kind: 'CARD', token: encrypted },
  },
});

export const askPaymentProvider = command({
  type: 'riders.ask-payment-provider.v1',
  topic: ridersCommands,
  description: 'Timer: the provider is asked again, because it had no result',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ riderId: RiderId, paymentMethodId: PaymentMethodId, attempt: Attempt }, strict),
  example: { riderId, paymentMethodId, attempt: 2 },
});

export const paymentMethodSubmitted = event({
  type: 'riders.payment-method-submitted.v1',
  topic: ridersEvents,
  description: 'A payment method is to be checked; an earlier one is used until then',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, paymentMethodId: PaymentMethodId, token: personal(), time: Time }, strict),
  example: { riderId, paymentMethodId, token: encrypted, time },
});

export const paymentProviderAsked = event({
  type: 'riders.payment-provider-asked.v1',
  topic: ridersEvents,
  description: 'The provider is asked about the payment method again',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj({ riderId: RiderId, paymentMethodId: PaymentMethodId, attempt: Attempt, time: Time }, strict),
  example: { riderId, paymentMethodId, attempt: 2, time },
});

export const paymentAuthenticationNeeded = event({
  type: 'riders.payment-authentication-needed.v1',
  topic: ridersEvents,
  description: 'The provider wants the rider to authenticate, on the page that the link leads to',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj({ riderId: RiderId, paymentMethodId: PaymentMethodId, link: personal(), time: Time }, strict),
  example: { riderId, paymentMethodId, link: encrypted, time },
});

export const paymentMethodSet = event({
  type: 'riders.payment-method-set.v1',
  topic: ridersEvents,
  description:
    'The rider pays with this from now on. A rider with one of these events can pay; only riders.erased.v1 revokes it',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj(
    { riderId: RiderId, paymentMethodId: PaymentMethodId, kind: PaymentKind, token: personal(), time: Time },
    strict,
  ),
  example: { riderId, paymentMethodId, kind: 'CARD', token: encrypted, time },
});

export const paymentMethodRefused = event({
  type: 'riders.payment-method-refused.v1',
  topic: ridersEvents,
  description: 'The provider does not accept this payment method; an earlier one stays in use',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj(
    { riderId: RiderId, paymentMethodId: PaymentMethodId, reason: PaymentRefusal, time: Time },
    strict,
  ),
  example: { riderId, paymentMethodId, reason: 'DECLINED', time },
});

/** As the rider reads it: never the token. */
export const OwnPaymentMethod = Obj(
  { paymentMethodId: PaymentMethodId, kind: PaymentKind, setAt: Time },
  strict,
);

/** The last one that was submitted, until it is accepted. */
export const PaymentMethodCheck = Obj(
  {
    paymentMethodId: PaymentMethodId,
    status: Union([Literal('PENDING'), Literal('REFUSED')]),
    reason: Optional(PaymentRefusal),
    link: Optional(Str({ description: 'PENDING: where the rider has to authenticate, in a browser' })),
    submittedAt: Time,
  },
  strict,
);

export const paymentMethodExample: Static<typeof OwnPaymentMethod> = {
  paymentMethodId,
  kind: 'CARD',
  setAt: time,
};

export const putPaymentMethod = route({
  id: 'setPaymentMethod',
  method: 'PUT',
  path: '/v1/riders/me/payment-method',
  summary: 'Set the payment method to use from now on',
  description:
    'Takes the token that the payment provider gave the app, never a card number. The provider checks it: GET /v1/riders/me shows the result.',
  principals: ['rider'],
  body: Obj(
    { token: Str({ minLength: 1, maxLength: 200, description: 'Letters, digits, `_`, `-`, `.` and `:`' }) },
    strict,
  ),
  bodyExample: { token: 'tok_visa' },
  command: submitPaymentMethod,
  success: {
    status: 200,
    description: 'It is being checked',
    body: Obj({ riderId: RiderId, paymentMethodId: PaymentMethodId, status: Literal('PENDING') }, strict),
    example: { riderId, paymentMethodId, status: 'PENDING' },
  },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED', 'CARD_DATA_REFUSED'],
});
