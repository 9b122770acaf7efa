import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { OPERATORS } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, strict, Time } from '../fields.ts';
import { PartnerId } from './partner-id.ts';
import {
  EventTypes,
  eventTypeNotAllowed,
  eventTypeUnknown,
  partnersCommands,
  partnersEvents,
  partnerUnknown,
} from './partners.ts';
import { PartnerScope } from './public-events.ts';

/** Webhook endpoints: partners manage their own, with their own tokens. */

export const MOST_ENDPOINTS = 20;
/** The older of two secrets signs for this long after a rotation, if the request does not say. */
export const OLD_SECRET_HOURS = 24;

export const endpointUnknown = roomError('WEBHOOK_ENDPOINT_UNKNOWN', {
  status: 404,
  title: 'There is no such webhook endpoint, or it is another partner’s',
  advice: 'GET /v1/webhook-endpoints lists your own.',
  retry: 'change',
});
export const urlNotAllowed = roomError('WEBHOOK_URL_NOT_ALLOWED', {
  status: 400,
  title: 'Webhooks are not sent to this URL',
  advice: 'The entry in `errors` names the rule that the URL breaks. docs/webhooks.md lists the rules.',
  retry: 'change',
});
export const secretNotValid = roomError('WEBHOOK_SECRET_NOT_VALID', {
  status: 400,
  title: 'This is no secret for webhooks',
  advice: 'Send `whsec_` and 24 to 64 bytes in Base64, or leave it out: then one is made.',
  retry: 'change',
});
export const tooManyEndpoints = roomError('TOO_MANY_WEBHOOK_ENDPOINTS', {
  status: 409,
  title: 'The partner has as many webhook endpoints as it may have',
  advice: 'Remove one that is no longer used.',
  retry: 'change',
});

export const EndpointId = Str({ pattern: idPattern('whe') });
const Url = Str({ minLength: 1, maxLength: 2000, description: 'Where events are sent: https' });
const Description = Str({ maxLength: 200 });
/** Sealed by the platform: without its key, which is in no table and no topic, nothing can be read of it. */
const SealedSecret = Str({ minLength: 1, maxLength: 400 });
const PublicKey = Str({
  pattern: '^whpk_[A-Za-z0-9+/]{43}=$',
  description: 'Ed25519: checks the signatures `v1a`',
});
export const SigningSecret = Obj({ sealed: SealedSecret, publicKey: PublicKey }, strict);
export type SigningSecret = Static<typeof SigningSecret>;

const DisabledReason = Union([
  /** The partner has disabled it. */
  Literal('BY_PARTNER'),
  /** The receiver has answered 410 Gone. */
  Literal('GONE'),
  /** Every attempt has failed for five days. */
  Literal('FAILING'),
]);

const partnerId = exampleId('ptn');
const endpointId = exampleId('whe');
const time = '2026-01-31T09:30:00.000Z';
const named = { partnerId, endpointId };
const secretExample: SigningSecret = {
  sealed: 'v1.EXAMPLE',
  publicKey: 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
};
const ofEndpoint = { partnerId: PartnerId, endpointId: EndpointId };
/** Requests a second, when the endpoint says nothing else; and the most that it may say. */
export const USUAL_PER_SECOND = 50;
const MOST_PER_SECOND = 200;
const PerSecond = Integer({
  minimum: 1,
  maximum: MOST_PER_SECOND,
  description: `How many requests the receiver takes in a second; ${USUAL_PER_SECOND} when absent`,
});
/** Kept and sent as it is: it belongs to a company, and not to a rider. */
export const MailTo = Str({
  pattern: '^[^@\\s]{1,64}@[^@\\s]{1,190}$',
  description:
    'Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person',
});
const optionalSettings = {
  description: Optional(Description),
  perSecond: Optional(PerSecond),
  mailTo: Optional(MailTo),
};
const settings = { url: Url, eventTypes: EventTypes, ...optionalSettings };
const settingsExample = {
  url: 'https://hotel.example/hooks/roadstream',
  eventTypes: ['rental.*', 'charge.final'],
  description: 'Front desk',
  perSecond: 20,
  mailTo: 'it@hotel.example',
};
const changes = { url: Optional(Url), eventTypes: Optional(EventTypes), ...optionalSettings };

const fromPartner = { topic: partnersCommands, key: 'partnerId', expiresAfterSeconds: 30 } as const;
/** The sender repeats nothing: what it says has to be heard, also after an interruption. */
const fromSender = { topic: partnersCommands, key: 'partnerId', expiresAfterSeconds: 14 * 86_400 } as const;

export const addEndpoint = command({
  ...fromPartner,
  type: 'partners.add-endpoint.v1',
  description: 'A partner wants events at a URL',
  data: Obj({ ...ofEndpoint, ...settings, secret: SigningSecret }, strict),
  example: { ...named, ...settingsExample, secret: secretExample },
});
export const changeEndpoint = command({
  ...fromPartner,
  type: 'partners.change-endpoint.v1',
  description: 'A partner changes where events go, or which',
  data: Obj({ ...ofEndpoint, ...changes }, strict),
  example: { ...named, eventTypes: ['*'] },
});
export const enableEndpoint = command({
  ...fromPartner,
  type: 'partners.enable-endpoint.v1',
  description: 'A partner wants events to be sent again',
  data: Obj(ofEndpoint, strict),
  example: named,
});
export const disableEndpoint = command({
  ...fromPartner,
  type: 'partners.disable-endpoint.v1',
  description: 'A partner wants nothing to be sent for now',
  data: Obj(ofEndpoint, strict),
  example: named,
});
export const removeEndpoint = command({
  ...fromPartner,
  type: 'partners.remove-endpoint.v1',
  description: 'A partner removes an endpoint, with all that was not delivered',
  data: Obj(ofEndpoint, strict),
  example: named,
});
export const rotateSecret = command({
  ...fromPartner,
  type: 'partners.rotate-secret.v1',
  description: 'A partner wants another secret; the older one signs too, until its time is over',
  data: Obj({ ...ofEndpoint, secret: SigningSecret, oldUntil: Time }, strict),
  example: { ...named, secret: secretExample, oldUntil: '2026-02-01T09:30:00.000Z' },
});
const FailingStage = Union([
  /** Four attempts in a row have failed. */
  Literal('FOURTH_FAILURE'),
  /** It will be disabled in a day. */
  Literal('LAST_DAY'),
]);
export const reportFailing = command({
  ...fromSender,
  type: 'partners.report-failing.v1',
  description: 'The sender: every attempt has failed for some time',
  data: Obj({ ...ofEndpoint, stage: FailingStage, since: Time, error: Str() }, strict),
  example: { ...named, stage: 'FOURTH_FAILURE', since: time, error: 'HTTP_500' },
});
export const stopEndpoint = command({
  ...fromSender,
  type: 'partners.stop-endpoint.v1',
  description: 'The sender: the receiver is gone, or every attempt has failed for five days',
  data: Obj(
    {
      ...ofEndpoint,
      reason: Union([Literal('GONE'), Literal('FAILING')]),
      /** The endpoint as it was: one that was enabled again since then goes on. */
      enabledAt: Time,
    },
    strict,
  ),
  example: { ...named, reason: 'GONE', enabledAt: time },
});

const heardBy = { nobody: 'the partner has just asked for it' } as const;
/** Whom to tell of it, and of which receiver. */
const owner = { url: Optional(Url), mailTo: Optional(MailTo) };
const ownerExample = { url: settingsExample.url, mailTo: settingsExample.mailTo };
const happened = { topic: partnersEvents, key: 'partnerId' } as const;

export const endpointAdded = event({
  ...happened,
  type: 'partners.endpoint-added.v1',
  description: 'Events go to another URL, too',
  heardBy,
  data: Obj({ ...addEndpoint.data.properties, time: Time }, strict),
  example: { ...addEndpoint.example, time },
});
export const endpointChanged = event({
  ...happened,
  type: 'partners.endpoint-changed.v1',
  description: 'Where events go, or which, has changed',
  heardBy,
  data: Obj({ ...changeEndpoint.data.properties, time: Time }, strict),
  example: { ...changeEndpoint.example, time },
});
export const endpointEnabled = event({
  ...happened,
  type: 'partners.endpoint-enabled.v1',
  description: 'Events are sent again',
  heardBy,
  data: Obj({ ...ofEndpoint, time: Time }, strict),
  example: { ...named, time },
});
export const endpointDisabled = event({
  ...happened,
  type: 'partners.endpoint-disabled.v1',
  description: 'Nothing is sent any more. Events are kept for 14 days and can be replayed',
  heardBy: OPERATORS,
  data: Obj({ ...ofEndpoint, reason: DisabledReason, ...owner, time: Time }, strict),
  example: { ...named, reason: 'FAILING', ...ownerExample, time },
});
export const endpointRemoved = event({
  ...happened,
  type: 'partners.endpoint-removed.v1',
  description: 'The endpoint is no longer there',
  heardBy,
  data: Obj({ ...ofEndpoint, time: Time }, strict),
  example: { ...named, time },
});
export const secretRotated = event({
  ...happened,
  type: 'partners.secret-rotated.v1',
  description: 'The endpoint has another secret',
  heardBy,
  data: Obj({ ...rotateSecret.data.properties, time: Time }, strict),
  example: { ...rotateSecret.example, time },
});
export const endpointFailing = event({
  ...happened,
  type: 'partners.endpoint-failing.v1',
  description: 'Every attempt has failed for some time: the owner is to be told',
  heardBy: OPERATORS,
  data: Obj({ ...reportFailing.data.properties, ...owner, time: Time }, strict),
  example: { ...reportFailing.example, ...ownerExample, time },
});

export const Endpoint = Obj(
  {
    ...ofEndpoint,
    ...settings,
    status: Union([Literal('ENABLED'), Literal('DISABLED')]),
    disabled: Optional(Obj({ reason: DisabledReason, time: Time }, strict)),
    /** The newest first; two for a while after a rotation. */
    keys: List(Obj({ publicKey: PublicKey, until: Optional(Time) }, strict), { minItems: 1, maxItems: 2 }),
    addedAt: Time,
    enabledAt: Time,
  },
  strict,
);
export type Endpoint = Static<typeof Endpoint>;
export const endpointExample: Endpoint = {
  ...named,
  ...settingsExample,
  status: 'ENABLED',
  keys: [{ publicKey: secretExample.publicKey }],
  addedAt: time,
  enabledAt: time,
};

/** The secret as it was given or made: shown in the answer to the request that brought it, and never again. */
const Secret = Str({ description: 'Checks the signatures `v1`. It is not shown again' });
const secretText = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const EndpointWithSecret = Obj({ ...Endpoint.properties, secret: Optional(Secret) }, strict);
const withSecretExample: Static<typeof EndpointWithSecret> = { ...endpointExample, secret: secretText };

export const endpointParams = Obj({ endpointId: EndpointId }, strict);
const GivenSecret = Str({
  maxLength: 120,
  description: '`whsec_` and 24 to 64 bytes in Base64. Without it, one is made',
});
const typeErrors = [eventTypeUnknown.code, eventTypeNotAllowed.code];

export const postEndpoint = route({
  id: 'addWebhookEndpoint',
  method: 'POST',
  path: '/v1/webhook-endpoints',
  summary: 'Have events sent to a URL',
  description:
    'Events arrive from a few seconds after the answer on. The answer has the secret, which is not shown again.',
  principals: ['partner'],
  body: Obj({ ...settings, secret: Optional(GivenSecret) }, strict),
  bodyExample: settingsExample,
  command: addEndpoint,
  success: { status: 201, description: 'Added', body: EndpointWithSecret, example: withSecretExample },
  errors: [
    partnerUnknown.code,
    urlNotAllowed.code,
    secretNotValid.code,
    tooManyEndpoints.code,
    ...typeErrors,
  ],
});
export const listEndpoints = route({
  id: 'listWebhookEndpoints',
  method: 'GET',
  path: '/v1/webhook-endpoints',
  summary: 'The own webhook endpoints',
  principals: ['partner'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of endpoints; `cursor` when there are more',
    body: Obj({ endpoints: List(Endpoint), cursor: Optional(Str()) }, strict),
    example: { endpoints: [endpointExample] },
  },
  errors: [],
});
export const listPartnerEndpoints = route({
  ...listEndpoints,
  id: 'listPartnerWebhookEndpoints',
  path: '/v1/partners/{partnerId}/webhook-endpoints',
  summary: 'The webhook endpoints of a partner',
  principals: ['operator'],
  params: Obj({ partnerId: PartnerId }, strict),
  errors: [partnerUnknown.code],
});
const answered = (description: string) =>
  ({ status: 200, description, body: Endpoint, example: endpointExample }) as const;
export const getEndpoint = route({
  id: 'getWebhookEndpoint',
  method: 'GET',
  path: '/v1/webhook-endpoints/{endpointId}',
  summary: 'Read a webhook endpoint',
  principals: ['partner', 'operator'],
  params: endpointParams,
  success: answered('The endpoint'),
  errors: [endpointUnknown.code],
});
export const patchEndpoint = route({
  id: 'changeWebhookEndpoint',
  method: 'PATCH',
  path: '/v1/webhook-endpoints/{endpointId}',
  summary: 'Change where events go, or which',
  principals: ['partner'],
  params: endpointParams,
  body: Obj(changes, { ...strict, minProperties: 1 }),
  bodyExample: { eventTypes: ['*'] },
  command: changeEndpoint,
  success: answered('Changed'),
  errors: [partnerUnknown.code, endpointUnknown.code, urlNotAllowed.code, ...typeErrors],
});
export const deleteEndpoint = route({
  id: 'removeWebhookEndpoint',
  method: 'DELETE',
  path: '/v1/webhook-endpoints/{endpointId}',
  summary: 'Remove a webhook endpoint',
  description: 'What was not delivered is given up.',
  principals: ['partner'],
  params: endpointParams,
  command: removeEndpoint,
  success: {
    status: 200,
    description: 'Removed',
    body: Obj({ endpointId: EndpointId }, strict),
    example: { endpointId },
  },
  errors: [partnerUnknown.code, endpointUnknown.code],
});
export const postEnabled = route({
  id: 'enableWebhookEndpoint',
  method: 'POST',
  path: '/v1/webhook-endpoints/{endpointId}/enable',
  summary: 'Have events sent again',
  description:
    'New events are sent from now on. Those that were kept meanwhile are sent by POST …/deliveries/replay.',
  principals: ['partner'],
  params: endpointParams,
  command: enableEndpoint,
  success: answered('Enabled'),
  errors: [partnerUnknown.code, endpointUnknown.code],
});
export const postDisabled = route({
  id: 'disableWebhookEndpoint',
  method: 'POST',
  path: '/v1/webhook-endpoints/{endpointId}/disable',
  summary: 'Have nothing sent for now',
  description: 'Events are kept for 14 days, and can be replayed.',
  principals: ['partner'],
  params: endpointParams,
  command: disableEndpoint,
  success: answered('Disabled'),
  errors: [partnerUnknown.code, endpointUnknown.code],
});
export const postSecret = route({
  id: 'rotateWebhookSecret',
  method: 'POST',
  path: '/v1/webhook-endpoints/{endpointId}/secret',
  summary: 'Get another secret',
  description:
    'Each request to the receiver has signatures by both secrets until the older one’s time is over, so that a receiver can change without a gap.',
  principals: ['partner'],
  params: endpointParams,
  body: Obj(
    {
      secret: Optional(GivenSecret),
      oldValidHours: Optional(Integer({ minimum: 0, maximum: 168, default: OLD_SECRET_HOURS })),
    },
    strict,
  ),
  bodyExample: { oldValidHours: OLD_SECRET_HOURS },
  command: rotateSecret,
  success: {
    status: 200,
    description: 'The endpoint, with its new secret',
    body: EndpointWithSecret,
    example: withSecretExample,
  },
  errors: [partnerUnknown.code, endpointUnknown.code, secretNotValid.code],
});

const EventType = Obj(
  {
    type: Str(),
    description: Str(),
    allowed: Optional(Union([Literal(true), Literal(false)])),
    fields: List(
      Obj(
        {
          name: Str(),
          scope: Optional(PartnerScope),
          needsConsent: Union([Literal(true), Literal(false)]),
        },
        strict,
      ),
    ),
  },
  strict,
);
export const listEventTypes = route({
  id: 'listWebhookEventTypes',
  method: 'GET',
  path: '/v1/webhook-event-types',
  summary: 'The types of events that webhooks bring',
  description:
    'With the fields of each, the scope that a field needs, and whether it needs the rider’s consent.',
  principals: ['partner', 'operator'],
  success: {
    status: 200,
    description: 'All types; `allowed` says whether the calling partner may have them',
    body: Obj({ eventTypes: List(EventType) }, strict),
    example: {
      eventTypes: [
        {
          type: 'rental.started',
          description: 'The car opened, and the rental runs',
          allowed: true,
          fields: [
            { name: 'rental', needsConsent: false },
            { name: 'place', scope: 'PLACES', needsConsent: true },
          ],
        },
      ],
    },
  },
  errors: [],
});
