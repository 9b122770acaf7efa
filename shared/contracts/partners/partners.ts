import { Array as List, Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { command, event, port, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, strict, Time } from '../fields.ts';
import { ByOperator } from '../rentals/rentals.ts';
import { commandsTopic, eventsTopic } from '../room-topics.ts';
import { PartnerId } from './partner-id.ts';
import { EVENT_PATTERN, PartnerScope } from './public-events.ts';

/** The partners room: who the partners are, what they may see, and where their webhooks go. */

export const partnersCommands = commandsTopic('partners', {
  description: 'What operators want of partners, and partners of their endpoints',
  key: 'partner id',
});
export const partnersEvents = eventsTopic('partners', {
  description: 'Partners and their webhook endpoints: the truth of the room',
  key: 'partner id',
});

export const partnerUnknown = roomError('PARTNER_UNKNOWN', {
  status: 404,
  title: 'There is no such partner',
  advice: 'GET /v1/partners lists them.',
  retry: 'change',
});
export const credentialsNotReady = roomError('CREDENTIALS_NOT_READY', {
  status: 409,
  title: 'The credentials of this partner are being made',
  advice: 'Try again in a few seconds.',
  retry: 'later',
});
export const eventTypeUnknown = roomError('EVENT_TYPE_UNKNOWN', {
  status: 400,
  title: 'There are no events of this type',
  advice: 'GET /v1/webhook-event-types lists the types. `rental.*` takes all of a group, `*` takes all.',
  retry: 'change',
});
export const eventTypeNotAllowed = roomError('EVENT_TYPE_NOT_ALLOWED', {
  status: 403,
  title: 'This partner may not have events of this type',
  advice: 'GET /v1/partners/me says which types are allowed. An operator can allow others.',
  retry: 'change',
});

export const PartnerKind = Union([
  Literal('APP'),
  Literal('CHARGING'),
  Literal('CITY'),
  Literal('HOTEL'),
  Literal('INSURER'),
  Literal('RESTAURANT'),
  Literal('OTHER'),
]);
const Name = Str({ minLength: 1, maxLength: 80 });
/** Patterns, such as `*`, `rental.*` or `rental.started`. */
export const EventTypes = List(Str({ pattern: EVENT_PATTERN, maxLength: 60 }), {
  minItems: 1,
  maxItems: 30,
  uniqueItems: true,
});
const Scopes = List(PartnerScope, { uniqueItems: true, maxItems: 10 });
const PartnerStatus = Union([Literal('ACTIVE'), Literal('SUSPENDED')]);
const ClientId = Str({ minLength: 1, maxLength: 128, description: 'Of the partner’s app client' });

const partnerId = exampleId('ptn');
const time = '2026-01-31T09:30:00.000Z';
const by = { operator: 'olga', reason: 'contract of January' };
const termsExample = {
  name: 'Hotel Andorra',
  kind: 'HOTEL',
  scopes: ['RIDERS', 'USAGE'],
  eventTypes: ['rental.*'],
} as const;

const terms = { name: Name, kind: PartnerKind, scopes: Scopes, eventTypes: EventTypes };
/** What an operator may change. */
const changes = {
  name: Optional(Name),
  scopes: Optional(Scopes),
  eventTypes: Optional(EventTypes),
};

export const addPartner = command({
  type: 'partners.add.v1',
  topic: partnersCommands,
  description: 'An operator adds a partner',
  key: 'partnerId',
  expiresAfterSeconds: 30,
  data: Obj({ partnerId: PartnerId, ...terms }, strict),
  example: { partnerId, ...termsExample, scopes: ['RIDERS', 'USAGE'], eventTypes: ['rental.*'] },
});
export const changePartner = command({
  type: 'partners.change.v1',
  topic: partnersCommands,
  description: 'An operator changes what a partner may see',
  key: 'partnerId',
  expiresAfterSeconds: 30,
  data: Obj({ partnerId: PartnerId, ...changes }, strict),
  example: { partnerId, scopes: ['USAGE'] },
});
export const suspendPartner = command({
  type: 'partners.suspend.v1',
  topic: partnersCommands,
  description: 'An operator suspends a partner: its token opens nothing, and nothing is sent to it',
  key: 'partnerId',
  expiresAfterSeconds: 60,
  data: Obj({ partnerId: PartnerId, reason: Str({ minLength: 1, maxLength: 200 }) }, strict),
  example: { partnerId, reason: by.reason },
});
export const resumePartner = command({
  type: 'partners.resume.v1',
  topic: partnersCommands,
  description: 'An operator lets a suspended partner in again',
  key: 'partnerId',
  expiresAfterSeconds: 60,
  data: suspendPartner.data,
  example: suspendPartner.example,
});
export const recordClient = command({
  type: 'partners.record-client.v1',
  topic: partnersCommands,
  description: 'The answer of the port that makes app clients',
  key: 'partnerId',
  expiresAfterSeconds: 14 * 86_400,
  data: Obj({ partnerId: PartnerId, clientId: ClientId }, strict),
  example: { partnerId, clientId: '1h57kf5cpq17m0eml12EXAMPLE' },
});

/** Makes the app client with which a partner gets its tokens. */
export const clientsPort = port({
  id: 'clients',
  check: 'partners.client-request',
  request: Obj({ partnerId: PartnerId }, strict),
});

const FOR_OPERATORS = { nobody: 'an operator reads partners with GET /v1/partners' } as const;

export const partnerAdded = event({
  type: 'partners.added.v1',
  topic: partnersEvents,
  description: 'There is a new partner',
  key: 'partnerId',
  heardBy: FOR_OPERATORS,
  data: Obj({ partnerId: PartnerId, ...terms, operator: Str(), time: Time }, strict),
  example: { ...addPartner.example, operator: by.operator, time },
});
export const partnerChanged = event({
  type: 'partners.changed.v1',
  topic: partnersEvents,
  description: 'What a partner may see has changed',
  key: 'partnerId',
  heardBy: FOR_OPERATORS,
  data: Obj({ partnerId: PartnerId, ...changes, operator: Str(), time: Time }, strict),
  example: { partnerId, scopes: ['USAGE'], operator: by.operator, time },
});
export const partnerSuspended = event({
  type: 'partners.suspended.v1',
  topic: partnersEvents,
  description: 'The partner has no access, and gets nothing, until an operator resumes it',
  key: 'partnerId',
  heardBy: FOR_OPERATORS,
  data: Obj({ partnerId: PartnerId, by: ByOperator, time: Time }, strict),
  example: { partnerId, by, time },
});
export const partnerResumed = event({
  type: 'partners.resumed.v1',
  topic: partnersEvents,
  description: 'The partner has access again',
  key: 'partnerId',
  heardBy: FOR_OPERATORS,
  data: partnerSuspended.data,
  example: partnerSuspended.example,
});
export const clientMade = event({
  type: 'partners.client-made.v1',
  topic: partnersEvents,
  description: 'The partner has an app client, with which it gets tokens',
  key: 'partnerId',
  heardBy: FOR_OPERATORS,
  data: Obj({ partnerId: PartnerId, clientId: ClientId, time: Time }, strict),
  example: { ...recordClient.example, time },
});

export const Partner = Obj(
  {
    partnerId: PartnerId,
    ...terms,
    status: PartnerStatus,
    /** Absent for the moment until it is made. */
    clientId: Optional(ClientId),
    addedAt: Time,
  },
  strict,
);
export type Partner = Static<typeof Partner>;
export const partnerExample: Partner = {
  ...addPartner.example,
  status: 'ACTIVE',
  clientId: recordClient.example.clientId,
  addedAt: time,
};

const params = Obj({ partnerId: PartnerId }, strict);
const onePartner = (description: string) =>
  ({ status: 200, description, body: Partner, example: partnerExample }) as const;

export const postPartner = route({
  id: 'addPartner',
  method: 'POST',
  path: '/v1/partners',
  summary: 'Add a partner',
  description:
    'Its app client is made a moment later: GET /v1/partners/{partnerId}/credentials has what the partner needs to get tokens.',
  principals: ['operator'],
  body: Obj(terms, strict),
  bodyExample: termsExample,
  command: addPartner,
  success: {
    status: 201,
    description: 'Added',
    body: Partner,
    example: { ...addPartner.example, status: 'ACTIVE', addedAt: time } satisfies Partner,
  },
  errors: [eventTypeUnknown.code],
});
export const listPartners = route({
  id: 'listPartners',
  method: 'GET',
  path: '/v1/partners',
  summary: 'The partners',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of partners, the oldest first; `cursor` when there are more',
    body: Obj({ partners: List(Partner), cursor: Optional(Str()) }, strict),
    example: { partners: [partnerExample] },
  },
  errors: [],
});
export const getPartner = route({
  id: 'getPartner',
  method: 'GET',
  path: '/v1/partners/{partnerId}',
  summary: 'Read a partner',
  principals: ['operator'],
  params,
  success: onePartner('The partner'),
  errors: [partnerUnknown.code],
});
export const getOwnPartner = route({
  id: 'getOwnPartner',
  method: 'GET',
  path: '/v1/partners/me',
  summary: 'Read what this partner may see',
  principals: ['partner'],
  success: onePartner('The partner itself'),
  errors: [partnerUnknown.code],
});
export const patchPartner = route({
  id: 'changePartner',
  method: 'PATCH',
  path: '/v1/partners/{partnerId}',
  summary: 'Change what a partner may see',
  description: 'Holds from the next attempt of each delivery on.',
  principals: ['operator'],
  params,
  body: Obj(changes, { ...strict, minProperties: 1 }),
  bodyExample: { scopes: ['USAGE'] },
  command: changePartner,
  success: onePartner('Changed'),
  errors: [partnerUnknown.code, eventTypeUnknown.code],
});
const reasonBody = Obj({ reason: suspendPartner.data.properties.reason }, strict);
export const postSuspension = route({
  id: 'suspendPartner',
  method: 'POST',
  path: '/v1/partners/{partnerId}/suspend',
  summary: 'Suspend a partner',
  description: 'Its tokens open nothing within a minute, and nothing is sent to its endpoints.',
  principals: ['operator'],
  params,
  body: reasonBody,
  bodyExample: { reason: by.reason },
  command: suspendPartner,
  success: onePartner('Suspended'),
  errors: [partnerUnknown.code],
});
export const postResumption = route({
  id: 'resumePartner',
  method: 'POST',
  path: '/v1/partners/{partnerId}/resume',
  summary: 'Let a suspended partner in again',
  principals: ['operator'],
  params,
  body: reasonBody,
  bodyExample: { reason: by.reason },
  command: resumePartner,
  success: onePartner('Active'),
  errors: [partnerUnknown.code],
});

export const Credentials = Obj(
  {
    clientId: ClientId,
    clientSecret: Str(),
    tokenUrl: Str({ description: 'Where tokens are made: POST, grant type client_credentials' }),
    scope: Str(),
  },
  strict,
);
export const getCredentials = route({
  id: 'getPartnerCredentials',
  method: 'GET',
  path: '/v1/partners/{partnerId}/credentials',
  summary: 'What a partner needs to get tokens',
  description: 'The secret is read from the user pool, and is neither in the log nor in a table.',
  principals: ['operator'],
  params,
  success: {
    status: 200,
    description: 'For the partner alone: pass it on safely',
    body: Credentials,
    example: {
      clientId: recordClient.example.clientId,
      clientSecret: 'example-client-secret',
      tokenUrl: 'https://roadstream-123456789012.auth.eu-west-1.amazoncognito.com/oauth2/token',
      scope: 'roadstream/partner',
    },
  },
  errors: [partnerUnknown.code, credentialsNotReady.code],
});
