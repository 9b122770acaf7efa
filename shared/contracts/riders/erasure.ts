import { Literal, Object as Obj, Optional, type Static, Union } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { OpenClaim } from '../billing/claim-standing.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { RentalId, RiderId, strict, Time } from '../fields.ts';
import { Subject } from '../payments/payments.ts';
import { ByOperator } from '../rentals/rentals.ts';
import { Reason, riderParams, ridersCommands, ridersEvents } from './riders.ts';

/**
 * Erasing a rider: the data key is destroyed, so everything personal that was encrypted with it is lost, wherever it is
 * stored. What is left has only the rider's id.
 */

const riderId = 'ana';
const rentalId = exampleId('rnt');
const time = '2026-03-01T10:00:00.000Z';

export const erase = command({
  type: 'riders.erase.v1',
  topic: ridersCommands,
  description: 'A rider wants to be erased',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId }, strict),
  example: { riderId },
});

export const eraseByOperator = command({
  type: 'riders.erase-by-operator.v1',
  topic: ridersCommands,
  description: 'An operator erases a rider at the rider’s request',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, ...Reason.properties }, strict),
  example: { riderId, reason: 'letter of 1 March' },
});

export const recordErasure = command({
  type: 'riders.record-erasure.v1',
  topic: ridersCommands,
  description: 'The erasure port’s answer: the data key is destroyed',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ riderId: RiderId, destroyedAt: Time }, strict),
  example: { riderId, destroyedAt: time },
});

const RENTALS_ROOM_SAID_IT = {
  nobody: 'repeats what the rentals room has said, and that is pushed',
} as const;
const NOBODY_LEFT = { nobody: 'there is nobody left to be told' } as const;

export const erased = event({
  type: 'riders.erased.v1',
  topic: ridersEvents,
  description:
    'The rider requested erasure. From now on this id may not rent and can never sign up again. The data key is being destroyed',
  key: 'riderId',
  heardBy: NOBODY_LEFT,
  /** `by` an operator whom the rider has asked. */
  data: Obj({ riderId: RiderId, by: Optional(ByOperator), time: Time }, strict),
  example: { riderId, time },
});

export const dataKeyDestroyed = event({
  type: 'riders.data-key-destroyed.v1',
  topic: ridersEvents,
  description: 'The personal data of this rider can no longer be read',
  key: 'riderId',
  heardBy: NOBODY_LEFT,
  data: Obj({ riderId: RiderId, time: Time }, strict),
  example: { riderId, time },
});

export const rentalBegan = event({
  type: 'riders.rental-began.v1',
  topic: ridersEvents,
  description:
    'The rider has reserved a car, according to the rentals room. Until it is over nothing is erased',
  key: 'riderId',
  heardBy: RENTALS_ROOM_SAID_IT,
  data: Obj({ riderId: RiderId, rentalId: RentalId, time: Time }, strict),
  example: { riderId, rentalId, time },
});

export const rentalOver = event({
  type: 'riders.rental-over.v1',
  topic: ridersEvents,
  description: 'The rental is over, according to the rentals room',
  key: 'riderId',
  heardBy: RENTALS_ROOM_SAID_IT,
  data: Obj({ riderId: RiderId, rentalId: RentalId, time: Time }, strict),
  example: { riderId, rentalId, time },
});

/** Why somebody must still be known. GRANT: a phone may still open the car, which has not acknowledged that it must not. */
export const OpenMatter = Union([...OpenClaim.anyOf, Literal('GRANT')]);
export type OpenMatter = Static<typeof OpenMatter>;

export const matterChanged = event({
  type: 'riders.matter-changed.v1',
  topic: ridersEvents,
  description:
    'What is open of a rental or a fee of the rider, according to the billing room, or of grants, to the rentals room. Until it is settled (without `open`) nothing is erased',
  key: 'riderId',
  heardBy: { nobody: 'says itself when the rider wants to be erased: the refusal names it' },
  data: Obj(
    {
      riderId: RiderId,
      subject: Subject,
      about: Union([Literal('MONEY'), Literal('GRANTS')]),
      open: Optional(OpenMatter),
      /** It is over then at the latest. */
      until: Optional(Time),
      time: Time,
    },
    strict,
  ),
  example: { riderId, subject: rentalId, about: 'MONEY', open: 'DEBT', time },
});

export const mattersOpen = roomError('RIDER_MATTERS_OPEN', {
  status: 409,
  title: 'Something with the rider is not settled yet',
  advice:
    'The detail names what is open, and what to do. A payment or a refund under way settles by itself; a debt must be paid, or an operator writes it off; a bank decides a dispute; a grant ends by itself, or when the car is in reach again. Then ask again.',
  retry: 'later',
});

const success = {
  status: 200,
  description: 'Erased; the key is destroyed moments later',
  body: Obj({ riderId: RiderId, status: Literal('ERASED') }, strict),
  example: { riderId, status: 'ERASED' },
} as const;

export const deleteMe = route({
  id: 'eraseMe',
  method: 'DELETE',
  path: '/v1/riders/me',
  summary: 'Erase oneself',
  description:
    'Destroys the key of all personal data: it can no longer be read in tables, topics, backups or dead letters. This cannot be undone, and this account cannot sign up again. Records of rentals stay, under an id without a name.',
  principals: ['rider'],
  command: erase,
  success,
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED', 'RIDER_STILL_RENTS', mattersOpen.code],
});

export const eraseRider = route({
  id: 'eraseRider',
  method: 'POST',
  path: '/v1/riders/{riderId}/erase',
  summary: 'Erase a rider at the rider’s request',
  description:
    'For a request that does not come through the app. Does what DELETE /v1/riders/me does. The operator and the reason are kept, so the reason must not name a person.',
  principals: ['operator'],
  params: riderParams,
  body: Reason,
  bodyExample: { reason: 'letter of 1 March' },
  command: eraseByOperator,
  success,
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED', 'RIDER_STILL_RENTS', mattersOpen.code],
});
