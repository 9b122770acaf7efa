import { Enum, Integer, Literal, Object as Obj, Optional, type Static, Union } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { Feature } from '../car/car.ts';
import { LONGEST_FEATURE_SECONDS } from '../car/entitlements.ts';
import { command, event } from '../define.ts';
import { EntitlementId, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { vehiclesCommands, vehiclesEvents } from './topics.ts';

/**
 * The messages of the vehicles room about bought features: section 10 of docs/key-protocol.md. Their times are those at which
 * the platform heard of it: what the car’s clock said is in `vehicles.car-event-received`.
 */

/** A car may take an entitlement for this long after it was signed. */
export const ENTITLEMENT_LIFETIME_SECONDS = 300;
/** Added to it before one without an answer counts as refused: an answer at the last moment needs time to arrive. */
export const ENTITLEMENT_GRACE_SECONDS = 60;

const names = { vin: Vin, entitlementId: EntitlementId, rentalId: RentalId, riderId: RiderId };
const namesExample = {
  vin: 'WRS00001X0T000001',
  entitlementId: exampleId('ent'),
  rentalId: exampleId('rnt'),
  riderId: 'ana',
};
const feature = 'power-100';
const time = '2026-01-31T09:30:00.000Z';
const window = { begins: '2026-01-31T09:29:00.000Z', ends: '2026-02-01T09:30:00.000Z' };
const BILLING_SAYS_IT = { nobody: 'the billing room says what of it concerns the rider' } as const;
const WEEK_SECONDS = 7 * 86_400;

export const grantEntitlement = command({
  type: 'vehicles.grant-entitlement.v1',
  topic: vehiclesCommands,
  description: 'Signs an entitlement: the car is to have a feature for a time, from now on',
  key: 'vin',
  expiresAfterSeconds: 300,
  data: Obj(
    { ...names, feature: Feature, seconds: Integer({ minimum: 1, maximum: LONGEST_FEATURE_SECONDS }) },
    strict,
  ),
  example: { ...namesExample, feature, seconds: 86_400 },
});

export const withdrawEntitlement = command({
  type: 'vehicles.withdraw-entitlement.v1',
  topic: vehiclesCommands,
  description: 'Ends an entitlement early, now or at the car’s next contact',
  key: 'vin',
  expiresAfterSeconds: WEEK_SECONDS,
  data: Obj(names, strict),
  example: namesExample,
});

export const entitlementTimeout = command({
  type: 'vehicles.entitlement-timeout.v1',
  topic: vehiclesCommands,
  description: 'Timer: the car has not answered an entitlement in time',
  key: 'vin',
  expiresAfterSeconds: WEEK_SECONDS,
  data: Obj({ vin: Vin, entitlementId: EntitlementId }, strict),
  example: { vin: namesExample.vin, entitlementId: namesExample.entitlementId },
});

const Version = Integer({ minimum: 0, description: 'Counted for each car' });

export const entitlementSent = event({
  type: 'vehicles.entitlement-sent.v1',
  topic: vehiclesEvents,
  description: 'An entitlement is on its way to the car; its times are on the car’s clock',
  key: 'vin',
  heardBy: BILLING_SAYS_IT,
  data: Obj(
    { ...names, feature: Feature, version: Version, expires: Time, begins: Time, ends: Time, time: Time },
    strict,
  ),
  example: {
    ...namesExample,
    feature,
    version: 1,
    expires: '2026-01-31T09:35:00.000Z',
    ...window,
    time,
  },
});

export const entitlementActivated = event({
  type: 'vehicles.entitlement-activated.v1',
  topic: vehiclesEvents,
  description: 'The car has confirmed that it has the feature. `until` is on the platform’s clock',
  key: 'vin',
  heardBy: BILLING_SAYS_IT,
  data: Obj({ ...names, feature: Feature, until: Time, time: Time }, strict),
  example: { ...namesExample, feature, until: window.ends, time },
});

/** Why the car does not have it: the faults that it may say of an entitlement, or the platform's word. */
export const entitlementRefusals = [
  'MALFORMED',
  'WRONG_VIN',
  'NOT_AUTHORISED',
  'OLD_VERSION',
  'LIFETIME_TOO_LONG',
  'EXPIRED',
  'NOT_YET_VALID',
  'UNKNOWN_FEATURE',
  'VEHICLE_MOVING',
  'NOT_PARKED',
  'VEHICLE_UNKNOWN',
  /** The car has not confirmed it in time. */
  'NOT_CONFIRMED',
] as const;
export const EntitlementRefusal = Enum([...entitlementRefusals]);
export type EntitlementRefusal = Static<typeof EntitlementRefusal>;

export const entitlementRefused = event({
  type: 'vehicles.entitlement-refused.v1',
  topic: vehiclesEvents,
  description: 'The car does not have the feature, and will not by this entitlement',
  key: 'vin',
  heardBy: BILLING_SAYS_IT,
  data: Obj(
    {
      ...names,
      reason: EntitlementRefusal,
      /** The highest that the car has taken, if it has said so. */
      version: Optional(Version),
      time: Time,
    },
    strict,
  ),
  example: { ...namesExample, reason: 'VEHICLE_MOVING', version: 1, time },
});

export const entitlementWithdrawn = event({
  type: 'vehicles.entitlement-withdrawn.v1',
  topic: vehiclesEvents,
  description: 'A withdrawal is on its way to the car, now or at its next contact',
  key: 'vin',
  heardBy: BILLING_SAYS_IT,
  data: Obj({ ...names, version: Version, time: Time }, strict),
  example: { ...namesExample, version: 2, time },
});

export const entitlementEnded = event({
  type: 'vehicles.entitlement-ended.v1',
  topic: vehiclesEvents,
  description: 'The car has the feature no more. It reports this when it is in reach again',
  key: 'vin',
  heardBy: BILLING_SAYS_IT,
  data: Obj({ ...names, why: Union([Literal('EXPIRED'), Literal('WITHDRAWN')]), time: Time }, strict),
  example: { ...namesExample, why: 'EXPIRED', time: window.ends },
});
