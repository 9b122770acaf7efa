import { Integer, Array as List, Literal, Object as Obj, Optional, type Static, Union } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { ANSWERED, ofRental } from '../audience.ts';
import { Booking, signedCommand } from '../car/car.ts';
import { Grant } from '../car/grant-exchange.ts';
import { command, event, route } from '../define.ts';
import { GrantId, RentalId, RiderId, strict, Thumbprint, Time, Vin } from '../fields.ts';
import { PhoneKeyId } from '../riders/phone-keys.ts';
import { GrantRefusal } from '../vehicles/grants.ts';
import { paymentDeclined, paymentNeedsAuthentication } from './payment.ts';
import { rentalsCommands, rentalsEvents } from './rentals.ts';

/** How a rider gets a grant, which lets a phone open the rented car without a network. */

const vin = 'WRS00001X0T000001';
const rentalId = exampleId('rnt');
const grantId = exampleId('grt');
const phoneKeyId = exampleId('phk');
const thumbprint = 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U';
const riderId = 'ana';
const time = '2026-01-31T09:30:00.000Z';
const until = '2026-01-31T09:45:00.000Z';
const notBefore = '2026-01-31T09:29:00.000Z';

const names = { vin: Vin, rentalId: RentalId, grantId: GrantId };
const namesExample = { vin, rentalId, grantId };
const phone = { riderId: RiderId, phoneKeyId: PhoneKeyId, thumbprint: Thumbprint };
const phoneExample = { riderId, phoneKeyId, thumbprint };
const granted = {
  notBefore: Time,
  expires: Time,
  actions: Grant.properties.actions,
  grant: signedCommand.payload,
};
const grantedExample: Static<ReturnType<typeof Obj<typeof granted>>> = {
  notBefore,
  expires: until,
  actions: ['unlock', 'lock', 'find'],
  grant: signedCommand.example,
};

export const requestGrant = command({
  type: 'rentals.request-grant.v1',
  topic: rentalsCommands,
  description: 'A rider requests a grant, to open the rented car with this phone without a network',
  key: 'vin',
  expiresAfterSeconds: 10,
  data: Obj({ vin: Vin, rentalId: RentalId, ...phone }, strict),
  example: { vin, rentalId, ...phoneExample },
});

export const holdGrant = command({
  type: 'rentals.hold-grant.v1',
  topic: rentalsCommands,
  description: 'Sent by the room itself: a rider’s phone has a grant for a car, to be revoked with the phone',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ vin: Vin, ...phone, until: Time }, strict),
  example: { vin, ...phoneExample, until },
});

const GrantState = Union([Literal('PENDING'), Literal('ISSUED'), Literal('DENIED'), Literal('REVOKED')]);
type GrantState = Static<typeof GrantState>;

/** Only the grant's rider is told, and fetches the signed text, which is in no push. */
const ofGrant = (state: GrantState) =>
  ({ rider: { ofRental: 'rentalId', tells: { only: ['rentalId', 'grantId'] }, with: { state } } }) as const;

const RIDERS_ROOM_ANSWERED = { nobody: 'repeats what the riders room has answered to the rider' } as const;

export const phoneKnown = event({
  type: 'rentals.phone-known.v1',
  topic: rentalsEvents,
  description: 'A rider’s phone may get grants',
  key: 'riderId',
  heardBy: RIDERS_ROOM_ANSWERED,
  data: Obj({ ...phone, time: Time }, strict),
  example: { ...phoneExample, time },
});

export const phoneGone = event({
  type: 'rentals.phone-gone.v1',
  topic: rentalsEvents,
  description: 'A rider’s phone was revoked, and its grants with it',
  key: 'riderId',
  heardBy: RIDERS_ROOM_ANSWERED,
  data: Obj({ ...phone, time: Time }, strict),
  example: { ...phoneExample, time },
});

export const grantHeld = event({
  type: 'rentals.grant-held.v1',
  topic: rentalsEvents,
  description: 'A rider’s phone has a grant for a car, at most until `until`',
  key: 'riderId',
  heardBy: { nobody: 'is a note of the room, to revoke the grant with the phone' },
  data: Obj({ vin: Vin, ...phone, until: Time, time: Time }, strict),
  example: { vin, ...phoneExample, until, time },
});

export const grantRequested = event({
  type: 'rentals.grant-requested.v1',
  topic: rentalsEvents,
  description: 'The grant was requested from the vehicles room',
  key: 'vin',
  heardBy: ANSWERED,
  data: Obj({ ...names, ...phone, until: Time, time: Time }, strict),
  example: { ...namesExample, ...phoneExample, until, time },
});

export const grantReceived = event({
  type: 'rentals.grant-received.v1',
  topic: rentalsEvents,
  description: 'The rider can fetch the signed grant',
  key: 'vin',
  heardBy: ofGrant('ISSUED'),
  data: Obj({ ...names, ...granted, time: Time }, strict),
  example: { ...namesExample, ...grantedExample, time },
});

export const grantDenied = event({
  type: 'rentals.grant-denied.v1',
  topic: rentalsEvents,
  description: 'The vehicles room refused the grant',
  key: 'vin',
  heardBy: ofGrant('DENIED'),
  data: Obj({ ...names, reason: GrantRefusal, time: Time }, strict),
  example: { ...namesExample, reason: 'VEHICLE_WITHOUT_KEY', time },
});

export const grantsWithdrawn = event({
  type: 'rentals.grants-withdrawn.v1',
  topic: rentalsEvents,
  description: 'Grants for this car are no longer valid: the car knows it, or learns it at its next contact',
  key: 'vin',
  heardBy: {
    nobody:
      'names no rental, and follows what the rider has done or hears of: the end of it, or of the phone as a key',
  },
  data: Obj(
    {
      vin: Vin,
      grants: List(GrantId, { minItems: 1 }),
      /** Of the list that the car has to take. */
      version: Optional(Integer({ minimum: 1 })),
      time: Time,
    },
    strict,
  ),
  example: { vin, grants: [grantId], version: 1, time },
});

const ERASURE_WAITS = {
  nobody: 'says itself when the rider wants to be erased: the refusal names it',
} as const;

export const grantsOpen = event({
  type: 'rentals.grants-open.v1',
  topic: rentalsEvents,
  description:
    'The rental is over, and the car has not acknowledged that its grants are: until it has, or until `until`, a phone may open it',
  key: 'vin',
  heardBy: ERASURE_WAITS,
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, until: Time, time: Time }, strict),
  example: { vin, rentalId, riderId, until, time },
});

export const grantsSettled = event({
  type: 'rentals.grants-settled.v1',
  topic: rentalsEvents,
  description: 'The car has acknowledged that no grant for this rental opens it any more',
  key: 'vin',
  heardBy: ERASURE_WAITS,
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, time: Time }, strict),
  example: { vin, rentalId, riderId, time },
});

export const reservationRestored = event({
  type: 'rentals.reservation-restored.v1',
  topic: rentalsEvents,
  description:
    'The car was opened out of reach before the reservation expired, and reports it only now: the reservation is restored',
  key: 'vin',
  heardBy: ofRental('RESERVED'),
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, grantId: GrantId, time: Time }, strict),
  example: { ...namesExample, riderId, time },
});

/** A grant as its rider reads it. */
export const RentalGrant = Obj(
  {
    grantId: GrantId,
    rentalId: Booking,
    phoneKeyId: PhoneKeyId,
    state: GrantState,
    /** Why it was not issued. */
    reason: Optional(GrantRefusal),
    /** On the car’s clock. Like the fields below, present when the grant is ISSUED. */
    notBefore: Optional(Time),
    expires: Optional(Time),
    actions: Optional(Grant.properties.actions),
    /** The signed text. The phone keeps it and sends it to the car. */
    grant: Optional(signedCommand.payload),
  },
  strict,
);
const pending: Static<typeof RentalGrant> = { grantId, rentalId, phoneKeyId, state: 'PENDING' };

export const postGrant = route({
  id: 'requestGrant',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/grants',
  summary: 'Request a grant for a phone',
  description:
    'With a grant the phone opens the car without a network (docs/key-protocol.md). It is valid until the end of a reservation, or for 24 hours of a rental in use. Fetch it when it is ISSUED, a moment later; a push reports it. A phone that already has a grant that is valid for as long gets that one.',
  principals: ['rider'],
  params: Obj({ rentalId: RentalId }, strict),
  body: Obj({ phoneKeyId: PhoneKeyId }, strict),
  bodyExample: { phoneKeyId },
  command: requestGrant,
  success: { status: 201, description: 'It is being signed', body: RentalGrant, example: pending },
  errors: [
    'RENTAL_UNKNOWN',
    'PHONE_KEY_UNKNOWN',
    'RENTAL_OVER',
    'RESERVATION_EXPIRED',
    'TOO_MANY_GRANTS',
    'RIDER_NOT_REGISTERED',
    'RIDER_BLOCKED',
    'RIDER_UNPAID_BALANCE',
    'RIDER_UNDER_REVIEW',
    'LICENCE_NOT_VERIFIED',
    'LICENCE_EXPIRED',
    'PAYMENT_METHOD_MISSING',
    paymentDeclined.code,
    paymentNeedsAuthentication.code,
  ],
});

export const getGrant = route({
  id: 'getGrant',
  method: 'GET',
  path: '/v1/rentals/{rentalId}/grants/{grantId}',
  summary: 'Fetch a grant of an own rental',
  principals: ['rider'],
  params: Obj({ rentalId: RentalId, grantId: GrantId }, strict),
  success: {
    status: 200,
    description: 'The grant, with the signed text once it is ISSUED',
    body: RentalGrant,
    example: { ...pending, state: 'ISSUED', ...grantedExample },
  },
  errors: ['NOT_FOUND'],
});
