import { Integer, Object as Obj, type Static, String as Str } from 'typebox';
import { RiderId, strict } from '../../shared/contracts/fields.ts';
import { personal } from '../../shared/contracts/personal.ts';
import { LicenceClasses, SealedLicence } from '../../shared/contracts/riders/licence.ts';

/** What calls out of the room, and what it is asked: personal data is sealed here too, since queues keep dead letters. */

/** Asks the provider of licence checks. */
export const licencePort = 'licence';
export const LicenceRequest = Obj(
  {
    riderId: RiderId,
    checkId: Str(),
    attempt: Integer({ minimum: 1 }),
    holder: Obj({ name: personal(), birthDate: personal() }, strict),
    licence: SealedLicence,
    classes: LicenceClasses,
    validUntil: Str(),
  },
  strict,
);
export type LicenceRequest = Static<typeof LicenceRequest>;

/** Asks the payment provider whether a token is good. */
export const paymentPort = 'payment';
export const PaymentRequest = Obj(
  { riderId: RiderId, paymentMethodId: Str(), attempt: Integer({ minimum: 1 }), token: personal() },
  strict,
);
export type PaymentRequest = Static<typeof PaymentRequest>;

/** Destroys a rider's data key. */
export const erasurePort = 'erasure';
export const ErasureRequest = Obj({ riderId: RiderId }, strict);
export type ErasureRequest = Static<typeof ErasureRequest>;

/** Under which the checks of requests, and of what providers answer, are compiled. */
export const LICENCE_CHECK = 'riders.licence';
export const LICENCE_FINDING_CHECK = 'riders.licence-finding';
export const PAYMENT_CHECK = 'riders.payment';
export const PAYMENT_FINDING_CHECK = 'riders.payment-finding';
export const ERASURE_CHECK = 'riders.erasure';
