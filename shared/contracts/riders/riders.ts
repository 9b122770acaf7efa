import { Object as Obj, type Static, String as Str } from 'typebox';
import { DAY_PATTERN } from '../../kernel/day.ts';
import { ANSWERED, IN_REFUSALS } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import { commandsTopic, eventsTopic } from '../room-topics.ts';

/** The riders room: who may rent. Personal data reaches log and table only encrypted with the rider's own data key. */

export const ridersCommands = commandsTopic('riders', {
  description: 'Requests of riders, and of operators about riders',
  key: 'rider id',
});

export const ridersEvents = eventsTopic('riders', {
  description: 'What happened to a rider: the truth of the room',
  key: 'rider id',
});

const riderId = 'ana';
const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';

/** As log and table have it: each field encrypted. */
export const SealedProfile = Obj(
  { name: personal(), birthDate: personal(), email: personal(), phone: personal() },
  strict,
);
const sealed = { name: encrypted, birthDate: encrypted, email: encrypted, phone: encrypted };

export const signUp = command({
  type: 'riders.sign-up.v1',
  topic: ridersCommands,
  description: 'A rider signs up, or changes the profile',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, profile: SealedProfile }, strict),
  example: { riderId, profile: sealed },
});

export const block = command({
  type: 'riders.block.v1',
  topic: ridersCommands,
  description: 'An operator blocks a rider',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, reason: Str({ minLength: 1, maxLength: 200 }) }, strict),
  example: { riderId, reason: 'unpaid balance' },
});

export const unblock = command({
  type: 'riders.unblock.v1',
  topic: ridersCommands,
  description: 'An operator lifts a block',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, reason: Str({ minLength: 1, maxLength: 200 }) }, strict),
  example: { riderId, reason: 'paid' },
});

export const signedUp = event({
  type: 'riders.signed-up.v1',
  topic: ridersEvents,
  description: 'A rider has signed up. Licence and payment method determine whether they may rent',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, profile: SealedProfile, time: Time }, strict),
  example: { riderId, profile: sealed, time: '2026-01-31T08:00:00.000Z' },
});

export const profileChanged = event({
  type: 'riders.profile-changed.v1',
  topic: ridersEvents,
  description: 'A rider has changed the profile',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, profile: SealedProfile, time: Time }, strict),
  example: { riderId, profile: sealed, time: '2026-01-31T08:00:00.000Z' },
});

export const blocked = event({
  type: 'riders.blocked.v1',
  topic: ridersEvents,
  description: 'The rider may not rent until unblocked',
  key: 'riderId',
  heardBy: IN_REFUSALS,
  data: Obj({ riderId: RiderId, reason: Str(), operator: Str(), time: Time }, strict),
  example: { riderId, reason: 'unpaid balance', operator: 'eva', time: '2026-01-31T08:00:00.000Z' },
});

export const unblocked = event({
  type: 'riders.unblocked.v1',
  topic: ridersEvents,
  description: 'The rider may rent again',
  key: 'riderId',
  heardBy: IN_REFUSALS,
  data: Obj({ riderId: RiderId, reason: Str(), operator: Str(), time: Time }, strict),
  example: { riderId, reason: 'paid', operator: 'eva', time: '2026-01-31T08:00:00.000Z' },
});

/** As the rider writes and reads it. */
export const Profile = Obj(
  {
    name: Str({ minLength: 1, maxLength: 100, pattern: String.raw`\S` }),
    email: Str({ maxLength: 200, pattern: String.raw`^[^@\s]+@[^@\s]+$` }),
    birthDate: Str({ pattern: DAY_PATTERN, description: 'Such as 1990-05-17' }),
    phone: Str({ pattern: String.raw`^\+[1-9][0-9]{6,14}$`, description: 'E.164' }),
  },
  strict,
);

export const profileExample: Static<typeof Profile> = {
  name: 'Ana Font',
  birthDate: '1990-05-17',
  email: 'ana@example.org',
  phone: '+376312345',
};

export const putMe = route({
  id: 'signUp',
  method: 'PUT',
  path: '/v1/riders/me',
  summary: 'Sign up, or change the profile',
  description: 'A licence that was submitted under another name or birth date has to be submitted again.',
  principals: ['rider'],
  body: Profile,
  bodyExample: profileExample,
  command: signUp,
  success: {
    status: 200,
    description: 'Signed up',
    body: Obj({ riderId: RiderId }, strict),
    example: { riderId },
  },
  errors: ['RIDER_ERASED'],
});

export const riderParams = Obj({ riderId: RiderId }, strict);
/** Why an operator acts on a rider. */
export const Reason = Obj({ reason: Str({ minLength: 1, maxLength: 200 }) }, strict);

export const blockRider = route({
  id: 'blockRider',
  method: 'POST',
  path: '/v1/riders/{riderId}/block',
  summary: 'Block a rider',
  principals: ['operator'],
  params: riderParams,
  body: Reason,
  bodyExample: { reason: 'unpaid balance' },
  command: block,
  success: {
    status: 200,
    description: 'Blocked',
    body: Obj({ riderId: RiderId }, strict),
    example: { riderId },
  },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
});

export const unblockRider = route({
  id: 'unblockRider',
  method: 'POST',
  path: '/v1/riders/{riderId}/unblock',
  summary: 'Lift the block of a rider',
  principals: ['operator'],
  params: riderParams,
  body: Reason,
  bodyExample: { reason: 'paid' },
  command: unblock,
  success: {
    status: 200,
    description: 'Unblocked',
    body: Obj({ riderId: RiderId }, strict),
    example: { riderId },
  },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
});
