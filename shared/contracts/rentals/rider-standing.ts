import {
  Boolean as Bool,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { IN_REFUSALS } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { RiderGroups } from '../riders/groups.ts';
import { AgeStep, LicenceClasses, LicenceStatus } from '../riders/licence.ts';
import { rentalsCommands, rentalsEvents } from './rentals.ts';

/** Who may rent: what the rentals room knows about a rider, from the riders room and from holds. */

/** Why a rider may not begin a rental for now, besides the riders room's reasons. Billing itself places the first. */
export const Hold = Union([Literal('UNPAID_BALANCE'), Literal('UNDER_REVIEW')]);
export type Hold = Static<typeof Hold>;
export const holds: readonly Hold[] = Hold.anyOf.map((literal) => literal.const);

export const Standing = Obj(
  {
    signedUp: Bool(),
    blocked: Bool(),
    holds: List(Hold),
    /** Absent until a licence was submitted. Only a VERIFIED one has classes and age. */
    licence: Optional(
      Obj(
        {
          status: LicenceStatus,
          classes: Optional(LicenceClasses),
          /** The licence is valid before this time. */
          validUntil: Optional(Time),
          ageAtLeast: Optional(AgeStep),
        },
        strict,
      ),
    ),
    paymentMethod: Bool(),
    /** By which the rule chooses tariffs. Absent until an operator has put the rider into one. */
    groups: Optional(RiderGroups),
  },
  strict,
);
export type Standing = Static<typeof Standing>;

const riderId = 'ana';
const time = '2026-01-31T09:30:00.000Z';
const Reason = Str({ minLength: 1, maxLength: 200, pattern: String.raw`\S` });

export const riderStanding = event({
  type: 'rentals.rider-standing.v1',
  topic: rentalsEvents,
  description: 'Whether a rider may begin a rental, from now on; a running rental is not affected',
  key: 'riderId',
  heardBy: IN_REFUSALS,
  data: Obj(
    {
      riderId: RiderId,
      standing: Standing,
      /** Who placed or lifted a hold, and why. */
      by: Optional(Obj({ operator: Optional(Str()), reason: Str() }, strict)),
      time: Time,
    },
    strict,
  ),
  example: {
    riderId,
    standing: {
      signedUp: true,
      blocked: false,
      holds: [],
      licence: {
        status: 'VERIFIED',
        classes: ['B'],
        validUntil: '2031-07-01T00:00:00.000Z',
        ageAtLeast: 25,
      },
      paymentMethod: true,
    },
    time,
  },
});

const hold = Obj({ riderId: RiderId, hold: Hold, reason: Reason }, strict);

export const placeHold = command({
  type: 'rentals.place-hold.v1',
  topic: rentalsCommands,
  description: 'A rider may not begin a rental until this hold is lifted',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: hold,
  example: { riderId, hold: 'UNPAID_BALANCE', reason: 'invoice 2026-0117 was returned' },
});
export const liftHold = command({
  type: 'rentals.lift-hold.v1',
  topic: rentalsCommands,
  description: 'The hold is over',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: hold,
  example: { riderId, hold: 'UNPAID_BALANCE', reason: 'paid' },
});
const params = Obj({ riderId: RiderId, hold: Hold }, strict);
const body = Obj({ reason: Reason }, strict);
const success = {
  status: 200,
  body: Obj({ riderId: RiderId, holds: List(Hold) }, strict),
} as const;

export const placeRiderHold = route({
  id: 'placeRiderHold',
  method: 'PUT',
  path: '/v1/riders/{riderId}/holds/{hold}',
  summary: 'Keep a rider from beginning another rental',
  description: 'A running rental is not affected, and can be ended.',
  principals: ['operator'],
  params,
  body,
  bodyExample: { reason: 'invoice 2026-0117 was returned' },
  command: placeHold,
  success: { ...success, description: 'Placed', example: { riderId, holds: ['UNPAID_BALANCE'] } },
  errors: ['RIDER_NOT_REGISTERED'],
});
export const liftRiderHold = route({
  id: 'liftRiderHold',
  method: 'POST',
  path: '/v1/riders/{riderId}/holds/{hold}/lift',
  summary: 'Lift a hold of a rider',
  principals: ['operator'],
  params,
  body,
  bodyExample: { reason: 'paid' },
  command: liftHold,
  success: { ...success, description: 'Lifted', example: { riderId, holds: [] } },
  errors: ['RIDER_NOT_REGISTERED'],
});
