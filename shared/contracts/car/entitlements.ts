import { Integer, Object as Obj, type Static } from 'typebox';
import { EntitlementId, strict, Time, Vin } from '../fields.ts';
import { Booking, Feature } from './car.ts';

/** The signed texts by which a car has a bought feature for a time: docs/key-protocol.md, section 10. */

/** `typ` of each signed text's header. */
export const ENTITLEMENT_JWS_TYPE = 'roadstream-entitlement+jws';
export const WITHDRAWAL_JWS_TYPE = 'roadstream-withdrawal+jws';

/** What a key must be allowed to sign both. */
export const ENTITLE = 'entitle';

/** The longest time from now within which a car may still take an entitlement, seconds. */
export const LONGEST_TO_TAKE_SECONDS = 3600;
/** The longest window of a feature, seconds. */
export const LONGEST_FEATURE_SECONDS = 31 * 86_400;

/** Counted for each car: a car takes each once, and none that is older than the last. */
const Version = Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** The payload of an entitlement. Times are on the car's clock. */
export const Entitlement = Obj(
  {
    id: EntitlementId,
    vin: Vin,
    booking: Booking,
    feature: Feature,
    version: Version,
    /** The car takes it before that, or never. */
    expires: Time,
    begins: Time,
    ends: Time,
  },
  strict,
);
export type Entitlement = Static<typeof Entitlement>;

/** The payload of what ends an entitlement early. */
export const Withdrawal = Obj({ id: EntitlementId, vin: Vin, version: Version }, strict);
export type Withdrawal = Static<typeof Withdrawal>;
