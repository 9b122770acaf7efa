import { Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { IN_OWN_DATA } from '../audience.ts';
import { Slug } from '../billing/conditions.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { riderParams, ridersCommands, ridersEvents } from './riders.ts';

/** Groups of riders, such as students or staff. The rule that chooses tariffs names them; nothing else knows their names. */

export const RiderGroups = List(Slug, { maxItems: 10, uniqueItems: true });

const riderId = 'ana';
const groups = ['students'];
const Reason = Str({ minLength: 1, maxLength: 200, pattern: String.raw`\S` });
const reason = 'Card of the university, valid until September';
const time = '2026-01-31T08:00:00.000Z';

export const setGroups = command({
  type: 'riders.set-groups.v1',
  topic: ridersCommands,
  description: 'An operator says in which groups a rider is',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, groups: RiderGroups, reason: Reason }, strict),
  example: { riderId, groups, reason },
});

export const groupsSet = event({
  type: 'riders.groups-set.v1',
  topic: ridersEvents,
  description: 'The rider is in these groups, and in no others. Reservations from now on have their tariffs',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj({ riderId: RiderId, groups: RiderGroups, reason: Str(), operator: Str(), time: Time }, strict),
  example: { riderId, groups, reason, operator: 'eva', time },
});

/** With who said so last, and why; without that nobody has. */
export const GroupsOfRider = Obj(
  {
    riderId: RiderId,
    groups: RiderGroups,
    set: Optional(Obj({ reason: Str(), operator: Str(), time: Time }, strict)),
  },
  strict,
);
export type GroupsOfRider = Static<typeof GroupsOfRider>;
const example: GroupsOfRider = { riderId, groups, set: { reason, operator: 'eva', time } };

const errors = ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'] as const;

export const putRiderGroups = route({
  id: 'setRiderGroups',
  method: 'PUT',
  path: '/v1/riders/{riderId}/groups',
  summary: 'Put a rider into groups',
  description:
    'These, and no others. The rule that chooses tariffs names groups. A rental that was reserved before keeps its tariff.',
  principals: ['operator'],
  params: riderParams,
  body: Obj({ groups: RiderGroups, reason: Reason }, strict),
  bodyExample: { groups, reason },
  command: setGroups,
  success: { status: 200, description: 'The groups', body: GroupsOfRider, example },
  errors,
});

export const getRiderGroups = route({
  id: 'getRiderGroups',
  method: 'GET',
  path: '/v1/riders/{riderId}/groups',
  summary: 'The groups of a rider, and who put the rider into them',
  principals: ['operator'],
  params: riderParams,
  success: { status: 200, description: 'The groups', body: GroupsOfRider, example },
  errors,
});
