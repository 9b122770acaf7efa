import { Integer, Literal, Object as Obj, type Static, String as Str, Union } from 'typebox';
import { strict } from '../fields.ts';
import { Licence, LicenceClasses, LicenceFault } from './licence.ts';

/**
 * The platform's requests to providers of licence checks, and their answers: the contract of the functions that stand for
 * them. To plug in a provider, write such a function: docs/providers.md. Payment providers: `payments/provider.ts`.
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

/** What the platform needs providers for. */
export const providerKinds = ['licence', 'payment', 'mail'] as const;
export type ProviderKind = (typeof providerKinds)[number];
