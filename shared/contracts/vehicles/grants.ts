import { Array as List, Literal, Object as Obj, Optional, type Static, Union } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { Booking, CarStatus, Fault, GrantAction, signedCommand } from '../car/car.ts';
import { Grant, MOST_REVOKED_GRANTS, Revocations } from '../car/grant-exchange.ts';
import { marks } from '../car/marks.ts';
import { command, event } from '../define.ts';
import { GrantId, strict, Thumbprint, Time, Vin } from '../fields.ts';
import { vehiclesCommands, vehiclesEvents } from './vehicles.ts';

/** The messages of the vehicles room about grants, by which a phone opens a car without a network. */

const vin = 'WRS00001X0T000001';
const booking = exampleId('rnt');
const grantId = exampleId('grt');
const phone = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs';
const time = '2026-01-31T09:30:00.000Z';
const window = { notBefore: '2026-01-31T09:29:00.000Z', expires: '2026-02-01T09:29:00.000Z' };
const signedText = signedCommand.example;

const asked = { vin: Vin, grantId: GrantId, booking: Booking, phone: Thumbprint };
const askedExample = { vin, grantId, booking, phone };
const { actions } = Grant.properties;

export const issueGrant = command({
  type: 'vehicles.issue-grant.v1',
  topic: vehiclesCommands,
  description: 'Signs a grant: this phone may use this car for this booking, without a network',
  key: 'vin',
  expiresAfterSeconds: 60,
  data: Obj({ ...asked, actions, until: Time }, strict),
  example: { ...askedExample, actions: ['unlock', 'lock'], until: window.expires },
});

export const recordGrant = command({
  type: 'vehicles.record-grant.v1',
  topic: vehiclesCommands,
  description: 'Sent by the room itself: the signed grant',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, grantId: GrantId, grant: signedCommand.payload }, strict),
  example: { vin, grantId, grant: signedText },
});

export const revokeGrants = command({
  type: 'vehicles.revoke-grants.v1',
  topic: vehiclesCommands,
  description: 'Revokes the grants for a booking, or of a phone',
  key: 'vin',
  expiresAfterSeconds: 7 * 86_400,
  data: Union([Obj({ vin: Vin, booking: Booking }, strict), Obj({ vin: Vin, phone: Thumbprint }, strict)]),
  example: { vin, booking },
});

const RENTALS_ROOM_SAYS_IT = { nobody: 'the rentals room says what of it concerns the rider' } as const;

export const grantPrepared = event({
  type: 'vehicles.grant-prepared.v1',
  topic: vehiclesEvents,
  description: 'A grant is being signed; its window is on the car’s clock',
  key: 'vin',
  heardBy: RENTALS_ROOM_SAYS_IT,
  data: Obj({ ...asked, actions, notBefore: Time, expires: Time, time: Time }, strict),
  example: { ...askedExample, actions: ['unlock', 'lock'], ...window, time },
});

export const grantIssued = event({
  type: 'vehicles.grant-issued.v1',
  topic: vehiclesEvents,
  description: 'The signed grant, for its phone',
  key: 'vin',
  heardBy: RENTALS_ROOM_SAYS_IT,
  data: Obj(
    { ...asked, actions, notBefore: Time, expires: Time, grant: signedCommand.payload, time: Time },
    strict,
  ),
  example: { ...askedExample, actions: ['unlock', 'lock'], ...window, grant: signedText, time },
});

/** Why no grant was issued. */
export const GrantRefusal = Union([
  Literal('VEHICLE_UNKNOWN'),
  /** The vehicle has no certificate, so a phone could not recognise it. */
  Literal('VEHICLE_WITHOUT_KEY'),
  /** The car's list of revoked grants has no room for more. */
  Literal('TOO_MANY_GRANTS'),
  Literal('EXPIRED'),
]);
export type GrantRefusal = Static<typeof GrantRefusal>;

export const grantRefused = event({
  type: 'vehicles.grant-refused.v1',
  topic: vehiclesEvents,
  description: 'No grant was issued',
  key: 'vin',
  heardBy: RENTALS_ROOM_SAYS_IT,
  data: Obj({ vin: Vin, grantId: GrantId, booking: Booking, reason: GrantRefusal, time: Time }, strict),
  example: { vin, grantId, booking, reason: 'VEHICLE_WITHOUT_KEY', time },
});

export const grantUsed = event({
  type: 'vehicles.grant-used.v1',
  topic: vehiclesEvents,
  description:
    'A phone’s request to the car with a grant, and its result. The car reports it when it is in reach again',
  key: 'vin',
  heardBy: RENTALS_ROOM_SAYS_IT,
  data: Obj(
    {
      vin: Vin,
      grantId: GrantId,
      booking: Booking,
      action: GrantAction,
      result: Union([Literal('EXECUTED'), Literal('REJECTED')]),
      /** Why the car refused. */
      reason: Optional(Fault),
      status: CarStatus,
      /** By the car's clock, unless it is marked as estimated. */
      time: Time,
      ...marks,
    },
    strict,
  ),
  example: {
    vin,
    grantId,
    booking,
    action: 'unlock',
    result: 'EXECUTED',
    status: { locked: false, startEnabled: true },
    time,
  },
});

export const grantsRevoked = event({
  type: 'vehicles.grants-revoked.v1',
  topic: vehiclesEvents,
  description: 'These grants are revoked; the car gets the whole list, now or at its next contact',
  key: 'vin',
  heardBy: RENTALS_ROOM_SAYS_IT,
  data: Obj(
    {
      vin: Vin,
      version: Revocations.properties.version,
      /** The grants that are new in the list. */
      revoked: List(GrantId, { minItems: 1, maxItems: MOST_REVOKED_GRANTS }),
      /** All grants of the list. */
      grants: Revocations.properties.grants,
      time: Time,
    },
    strict,
  ),
  example: { vin, version: 1, revoked: [grantId], grants: [{ id: grantId, expires: window.expires }], time },
});
