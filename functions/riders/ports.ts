import { Integer, Object as Obj, type Static, String as Str } from 'typebox';
import { port } from '../../shared/contracts/define.ts';
import { RiderId, strict } from '../../shared/contracts/fields.ts';
import { personal } from '../../shared/contracts/personal.ts';
import { LicenceClasses, SealedLicence } from '../../shared/contracts/riders/licence.ts';

/** What calls out of the room, and what it is asked: personal data is sealed here too, since queues keep dead letters. */

const LicenceRequest = Obj(
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

/** Asks the provider of licence checks. */
export const licencePort = port({ id: 'licence', check: 'riders.licence', request: LicenceRequest });

const PaymentRequest = Obj(
  { riderId: RiderId, paymentMethodId: Str(), attempt: Integer({ minimum: 1 }), token: personal() },
  strict,
);
export type PaymentRequest = Static<typeof PaymentRequest>;

/** Asks the payment provider to set a method up for payments. */
export const paymentPort = port({ id: 'payment', check: 'riders.payment', request: PaymentRequest });

/** Destroys a rider's data key. */
export const erasurePort = port({
  id: 'erasure',
  check: 'riders.erasure',
  request: Obj({ riderId: RiderId }, strict),
});

/** Under which the checks of what providers answer are compiled. */
export const LICENCE_FINDING_CHECK = 'riders.licence-finding';
export const METHOD_FINDING_CHECK = 'riders.method-finding';
