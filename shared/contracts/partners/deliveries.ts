import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
  Unknown,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { route } from '../define.ts';
import { roomError } from '../errors.ts';
import { Cursor, pageQuery, RentalId, strict, Time } from '../fields.ts';
import { EndpointId, endpointParams, endpointUnknown } from './endpoints.ts';

/** Deliveries: what was sent to an endpoint, what came of it, and sending it again. */

/** Events are kept for this long, delivered or not. */
export const KEPT_DAYS = 14;

export const deliveryUnknown = roomError('WEBHOOK_DELIVERY_UNKNOWN', {
  status: 404,
  title: 'This endpoint has no such delivery (any more)',
  advice: 'Deliveries are kept for 14 days. GET …/deliveries lists them.',
  retry: 'change',
});
export const endpointDisabledNow = roomError('WEBHOOK_ENDPOINT_DISABLED', {
  status: 409,
  title: 'Nothing is sent to this endpoint, because it is disabled',
  advice: 'Enable it first with POST …/enable.',
  retry: 'change',
});

export const DeliveryId = Str({
  pattern: idPattern('msg'),
  description: 'The header webhook-id: the same at each attempt',
});
export const DELIVERY_STATES = ['PENDING', 'DELIVERED', 'FAILED', 'HELD'] as const;
export const DeliveryState = Union([
  /** An attempt is to come. */
  Literal('PENDING'),
  Literal('DELIVERED'),
  /** The last attempt has failed. */
  Literal('FAILED'),
  /** The endpoint is disabled: kept until it is replayed. */
  Literal('HELD'),
]);
export type DeliveryState = Static<typeof DeliveryState>;

export const Attempt = Obj(
  {
    at: Time,
    milliseconds: Integer({ minimum: 0 }),
    /** Of the answer; absent when there was none. */
    status: Optional(Integer()),
    /** Why it failed: HTTP_500, TIMEOUT, … Absent when it did not. */
    error: Optional(Str()),
    /** The first bytes of the answer, as text. */
    answer: Optional(Str()),
  },
  strict,
);
export type Attempt = Static<typeof Attempt>;

const deliveryId = exampleId('msg');
const time = '2026-01-31T09:30:00.000Z';

export const Delivery = Obj(
  {
    deliveryId: DeliveryId,
    endpointId: EndpointId,
    type: Str(),
    time: Time,
    state: DeliveryState,
    /** The last ones, the oldest first. */
    attempts: List(Attempt),
    /** When the next attempt comes, in the state PENDING. */
    nextAt: Optional(Time),
    keptUntil: Time,
  },
  strict,
);
export type Delivery = Static<typeof Delivery>;
const deliveryExample: Delivery = {
  deliveryId,
  endpointId: exampleId('whe'),
  type: 'rental.started',
  time,
  state: 'DELIVERED',
  attempts: [{ at: time, milliseconds: 84, status: 204 }],
  keptUntil: '2026-02-14T09:30:00.000Z',
};

const StateQuery = Union([Literal('PENDING'), Literal('DELIVERED'), Literal('FAILED'), Literal('HELD')]);
export const listDeliveries = route({
  id: 'listWebhookDeliveries',
  method: 'GET',
  path: '/v1/webhook-endpoints/{endpointId}/deliveries',
  summary: 'What was sent to an endpoint',
  principals: ['partner', 'operator'],
  params: endpointParams,
  query: Obj(
    {
      state: Optional(StateQuery),
      limit: Optional(Str({ pattern: '^[1-9][0-9]?$' })),
      cursor: Optional(Cursor),
    },
    strict,
  ),
  success: {
    status: 200,
    description:
      'A page of deliveries, the newest first; `cursor` when there are more. With `state`, a page may have fewer, or none, and still a cursor',
    body: Obj({ deliveries: List(Delivery), cursor: Optional(Str()) }, strict),
    example: { deliveries: [deliveryExample] },
  },
  errors: [endpointUnknown.code],
});

export const RentalDelivery = Obj({ ...Delivery.properties, partnerName: Str() }, strict);
export const listRentalDeliveries = route({
  id: 'listRentalDeliveries',
  method: 'GET',
  path: '/v1/rentals/{rentalId}/deliveries',
  summary: 'What partners were sent about a rental',
  principals: ['operator'],
  params: Obj({ rentalId: RentalId }, strict),
  query: pageQuery,
  success: {
    status: 200,
    description:
      'A page of deliveries with their attempts, by the time of what happened, the oldest first; `cursor` when there are more. None of a rental that nobody knows',
    body: Obj({ deliveries: List(RentalDelivery), cursor: Optional(Str()) }, strict),
    example: { deliveries: [{ ...deliveryExample, partnerName: 'Hotel Andorra' }] },
  },
  errors: [],
});

const deliveryParams = Obj({ endpointId: EndpointId, deliveryId: DeliveryId }, strict);
export const getDelivery = route({
  id: 'getWebhookDelivery',
  method: 'GET',
  path: '/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}',
  summary: 'Read a delivery, with its request',
  principals: ['partner', 'operator'],
  params: deliveryParams,
  success: {
    status: 200,
    description: 'The delivery, and the event as an attempt would send it now',
    body: Obj({ ...Delivery.properties, event: Unknown() }, strict),
    example: {
      ...deliveryExample,
      event: {
        specversion: '1.0',
        id: deliveryId,
        source: '/roadstream/webhooks',
        type: 'rental.started',
        time,
        datacontenttype: 'application/json',
        data: { rental: exampleId('prn') },
      },
    },
  },
  errors: [endpointUnknown.code, deliveryUnknown.code],
});

export const replayDelivery = route({
  id: 'replayWebhookDelivery',
  method: 'POST',
  path: '/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/replay',
  summary: 'Send a delivery again',
  description: 'With the same id, and with what the partner may see now.',
  principals: ['partner', 'operator'],
  params: deliveryParams,
  success: {
    status: 200,
    description: 'It is sent in a moment',
    body: Delivery,
    example: { ...deliveryExample, state: 'PENDING', nextAt: time },
  },
  errors: [endpointUnknown.code, deliveryUnknown.code, endpointDisabledNow.code],
});

export const replayDeliveries = route({
  id: 'replayWebhookDeliveries',
  method: 'POST',
  path: '/v1/webhook-endpoints/{endpointId}/deliveries/replay',
  summary: 'Send deliveries again: a range, or all that failed',
  description:
    'Without `states`: those that failed or were held. With a `cursor` in the answer there are more: send the same again, with it.',
  principals: ['partner', 'operator'],
  params: endpointParams,
  body: Obj(
    {
      states: Optional(List(DeliveryState, { minItems: 1, uniqueItems: true })),
      since: Optional(Time),
      until: Optional(Time),
      cursor: Optional(Cursor),
    },
    strict,
  ),
  bodyExample: { states: ['FAILED', 'HELD'], since: time },
  success: {
    status: 200,
    description: 'How many are sent again',
    body: Obj({ replayed: Integer({ minimum: 0 }), cursor: Optional(Str()) }, strict),
    example: { replayed: 3 },
  },
  errors: [endpointUnknown.code, endpointDisabledNow.code],
});

export const sendTest = route({
  id: 'testWebhookEndpoint',
  method: 'POST',
  path: '/v1/webhook-endpoints/{endpointId}/test',
  summary: 'Have a test event sent',
  description: 'An event `webhook.test`, whatever the endpoint subscribes to.',
  principals: ['partner', 'operator'],
  params: endpointParams,
  body: Obj({ note: Optional(Str({ maxLength: 200 })) }, strict),
  bodyExample: { note: 'Hello' },
  success: {
    status: 201,
    description: 'It is sent in a moment',
    body: Delivery,
    example: { ...deliveryExample, type: 'webhook.test', state: 'PENDING', attempts: [], nextAt: time },
  },
  errors: [endpointUnknown.code, endpointDisabledNow.code],
});

/** Wakes the sender: this endpoint may have something to be sent. The queue carries nothing else. */
export const WakeRequest = Obj({ endpointId: EndpointId }, strict);
export type WakeRequest = Static<typeof WakeRequest>;
