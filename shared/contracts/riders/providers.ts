import { Integer, Literal, Object as Obj, type Static, String as Str, Union } from 'typebox';
import { strict } from '../fields.ts';
import { Licence, LicenceClasses, LicenceFault } from './licence.ts';
import { PaymentFault, PaymentKind } from './payment.ts';

/**
 * The platform's requests to providers, and their answers: the contract of the functions that stand for providers. To
 * plug in a provider, write such a function: docs/providers.md.
 */

const Check = Str({ description: 'The provider’s idempotency key: the same when the platform asks again' });
const Attempt = Integer({ minimum: 1, description: 'How often the provider was asked' });

export const LicenceInquiry = Obj(
  {
    check: Check,
    attempt: Attempt,
    name: Str(),
    birthDate: Str(),
    licence: Licence,
  },
  strict,
);
export type LicenceInquiry = Static<typeof LicenceInquiry>;

/** VERIFIED: for these classes, until the end of this day. PENDING: ask again later. */
export const LicenceFinding = Union([
  Obj({ result: Literal('VERIFIED'), classes: LicenceClasses, validUntil: Licence.properties.validUntil }),
  Obj({ result: Literal('REJECTED'), reason: LicenceFault }),
  Obj({ result: Literal('PENDING') }),
]);
export type LicenceFinding = Static<typeof LicenceFinding>;

export const PaymentInquiry = Obj({ check: Check, attempt: Attempt, token: Str() }, strict);
export type PaymentInquiry = Static<typeof PaymentInquiry>;

export const PaymentFinding = Union([
  Obj({ result: Literal('ACCEPTED'), kind: PaymentKind }),
  Obj({ result: Literal('REFUSED'), reason: PaymentFault }),
  Obj({ result: Literal('PENDING') }),
]);
export type PaymentFinding = Static<typeof PaymentFinding>;

/** The checks that the platform needs providers for. */
export const providerKinds = ['licence', 'payment'] as const;
export type ProviderKind = (typeof providerKinds)[number];
