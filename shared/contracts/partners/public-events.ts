import {
  Integer,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  type TProperties,
  type TSchema,
  Union,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { milliseconds } from '../../kernel/time.ts';
import { charged, credited } from '../billing/charges.ts';
import type { Data, EventContract } from '../define.ts';
import { Point, strict, Time, Vin } from '../fields.ts';
import { transferRequested } from '../loyalty/transfers.ts';
import { cancelled, ended, reservationExpired, reserved, started } from '../rentals/rentals.ts';
import type { Usage, UsageKind } from '../rentals/usage.ts';

/**
 * What partners hear: a short public list, made of the rooms' own events by pure functions, so that a room can change its
 * events without a partner noticing. A change that an old receiver would misread is a new type, such as `rental.ended.v2`.
 */

/** What a partner may see beside that something happened. An operator gives scopes to a partner. */
export const SCOPES = ['CARS', 'RIDERS', 'PLACES', 'USAGE', 'CHARGES'] as const;
export const PartnerScope = Union([
  /** Which car. */
  Literal('CARS'),
  /** Which rider, by an id that only this partner has. Needs the rider's consent. */
  Literal('RIDERS'),
  /** Where a rental began and ended. Needs the rider's consent. */
  Literal('PLACES'),
  /** How far and how long. */
  Literal('USAGE'),
  /** What it cost. */
  Literal('CHARGES'),
]);
export type PartnerScope = Static<typeof PartnerScope>;

export interface PublicField {
  readonly schema: TSchema;
  /** Only partners with this scope see it. */
  readonly scope?: PartnerScope;
  /** It is there only while the rider consents that partners get data. */
  readonly consent?: true;
  /** An id that is replaced by one that only this partner has. */
  readonly alias?: 'rider' | 'rental';
  /** What the partner's answer brings back: it names the rider, the value, and the transfer to us alone. */
  readonly reply?: true;
}

type Values = Readonly<Record<string, unknown>>;

export interface PublicEvent {
  /** `<group>.<name>` */
  readonly type: string;
  readonly description: string;
  /** The room's event that it is made of; none for a test. */
  readonly from?: EventContract;
  readonly fields: Readonly<Record<string, PublicField>>;
  /** Who gets it; without it every partner that wants events of the type. */
  readonly to?: (data: unknown) => string;
  /** The values of the fields, before any is left out or replaced. Only for data of `from`. */
  readonly values: (data: unknown) => Values;
  /** As a partner with every scope receives it, with the rider's consent. */
  readonly example: Values;
}

function publicEvent<const Contract extends EventContract>(
  contract: Omit<PublicEvent, 'from' | 'values' | 'to'> & {
    readonly from: Contract;
    readonly to?: (data: Data<Contract>) => string;
    readonly values: (data: Data<Contract>) => Values;
  },
): PublicEvent {
  const { values, to, ...rest } = contract;
  // The data was checked with the contract of `from` when the record was read.
  return {
    ...rest,
    ...(to === undefined ? {} : { to: (data: unknown) => to(data as Data<Contract>) }),
    values: (data) => values(data as Data<Contract>),
  };
}

const Rental = Str({
  pattern: idPattern('prn'),
  description: 'The rental, by an id that only this partner has',
});
const Rider = Str({
  pattern: idPattern('prd'),
  description: 'The rider, by an id that only this partner has',
});
const Amount = (description: string) => Integer({ description: `${description}; minor units` });
const Currency = Str({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' });
const Seconds = (description: string) => Integer({ minimum: 0, description: `${description}, seconds` });

const rentalField: PublicField = { schema: Rental, alias: 'rental' };
const riderField: PublicField = { schema: Rider, scope: 'RIDERS', consent: true, alias: 'rider' };
const carField: PublicField = { schema: Vin, scope: 'CARS' };
const placeField: PublicField = { schema: Point, scope: 'PLACES', consent: true };
const modelField: PublicField = { schema: Str({ description: 'The model of the car' }) };
const ofARental = { rental: rentalField, rider: riderField, car: carField };

const idsExample = {
  rental: exampleId('prn'),
  rider: exampleId('prd'),
  car: 'WRS00001X0T000001',
};
const placeExample = { latitude: 42.5063, longitude: 1.5218 };

const idsOf = ({ rentalId, riderId, vin }: { rentalId: string; riderId: string; vin: string }): Values => ({
  rental: rentalId,
  rider: riderId,
  car: vin,
});

/** Without accuracy and heading, which are of no use to a partner. */
const placeOf = (car: { position?: { latitude: number; longitude: number } }): Values =>
  car.position === undefined
    ? {}
    : { place: { latitude: car.position.latitude, longitude: car.position.longitude } };

function secondsIn({ periods }: Usage, kind: UsageKind): number {
  const all = periods
    .filter((period) => period.kind === kind)
    .map(({ startedAt, endedAt }) => milliseconds(endedAt) - milliseconds(startedAt));
  return Math.round(all.reduce((sum, one) => sum + one, 0) / 1000);
}

const rentalReserved = publicEvent({
  type: 'rental.reserved',
  description: 'A rider reserved a car',
  from: reserved,
  fields: { ...ofARental, model: modelField, reservedUntil: { schema: Time } },
  values: ({ model, reservedUntil, ...ids }) => ({ ...idsOf(ids), model, reservedUntil }),
  example: { ...idsExample, model: 'Roadster E', reservedUntil: '2026-01-31T09:45:00.000Z' },
});
const rentalStarted = publicEvent({
  type: 'rental.started',
  description: 'The car opened, and the rental runs',
  from: started,
  fields: { ...ofARental, place: placeField },
  values: ({ car, ...ids }) => ({ ...idsOf(ids), ...placeOf(car) }),
  example: { ...idsExample, place: placeExample },
});
const rentalEnded = publicEvent({
  type: 'rental.ended',
  description: 'The rental is over, and the car is locked',
  from: ended,
  fields: {
    ...ofARental,
    model: modelField,
    place: placeField,
    distanceMetres: { schema: Integer({ minimum: 0 }), scope: 'USAGE' },
    drivingSeconds: { schema: Seconds('Driving'), scope: 'USAGE' },
    pausedSeconds: { schema: Seconds('Paused'), scope: 'USAGE' },
  },
  values: ({ car, usage, ...ids }) => ({
    ...idsOf(ids),
    ...placeOf(car),
    model: usage.model,
    distanceMetres: usage.periods.reduce((sum, { distanceMetres }) => sum + distanceMetres, 0),
    drivingSeconds: secondsIn(usage, 'DRIVING'),
    pausedSeconds: secondsIn(usage, 'PAUSED'),
  }),
  example: {
    ...idsExample,
    model: 'Roadster E',
    place: placeExample,
    distanceMetres: 5700,
    drivingSeconds: 1030,
    pausedSeconds: 770,
  },
});
const rentalCancelled = publicEvent({
  type: 'rental.cancelled',
  description: 'A reservation was cancelled',
  from: cancelled,
  fields: ofARental,
  values: idsOf,
  example: idsExample,
});
const rentalExpired = publicEvent({
  type: 'rental.expired',
  description: 'A reservation was not used in time',
  from: reservationExpired,
  fields: ofARental,
  values: idsOf,
  example: idsExample,
});

const revision: PublicField = {
  schema: Integer({ minimum: 1, description: 'Counts the charges of a rental; the last one counts' }),
};
const chargeFinal = publicEvent({
  type: 'charge.final',
  description: 'What the rental costs. A correction comes as another one with the next revision',
  from: charged,
  fields: {
    ...ofARental,
    revision,
    currency: { schema: Currency, scope: 'CHARGES' },
    net: { schema: Amount('Without taxes'), scope: 'CHARGES' },
    total: { schema: Amount('With taxes'), scope: 'CHARGES' },
  },
  values: ({ revision, charge: { currency, net, total }, ...ids }) => ({
    ...idsOf(ids),
    revision,
    currency,
    net,
    total,
  }),
  example: { ...idsExample, revision: 1, currency: 'EUR', net: 860, total: 899 },
});
const chargeCredited = publicEvent({
  type: 'charge.credited',
  description: 'A charge of the rental does not count any more',
  from: credited,
  fields: {
    ...ofARental,
    revision,
    currency: { schema: Currency, scope: 'CHARGES' },
    total: { schema: Amount('What was charged'), scope: 'CHARGES' },
  },
  values: ({ revision, currency, total, ...ids }) => ({ ...idsOf(ids), revision, currency, total }),
  example: { ...idsExample, revision: 1, currency: 'EUR', total: 899 },
});

const transferAsked = publicEvent({
  type: 'transfer.requested',
  description:
    'A rider transfers points: book it, or refuse it, and say so with a signed message. Only the partner of the programme gets it',
  from: transferRequested,
  to: ({ transfer }) => transfer.partnerId,
  fields: {
    transfer: {
      schema: Str({ pattern: idPattern('ptx'), description: 'The rider may tell you this id, too' }),
    },
    programme: { schema: Str({ description: 'Yours, by our id' }) },
    direction: {
      schema: Str({ enum: ['OUT', 'IN'], description: 'OUT: you give points. IN: you take them' }),
    },
    points: { schema: Integer({ minimum: 1, description: 'Of your programme' }) },
    rider: riderField,
    reply: { schema: Str({ description: 'Send it back with your answer' }), reply: true },
    answerDueAt: { schema: Time },
  },
  values: ({ transfer: { transferId, programmeId, direction, theirs, riderId, answerDueAt } }) => ({
    transfer: transferId,
    programme: programmeId,
    direction,
    points: theirs,
    rider: riderId,
    reply: riderId,
    answerDueAt,
  }),
  example: {
    transfer: exampleId('ptx'),
    programme: 'hotel-miles',
    direction: 'OUT',
    points: 100,
    rider: exampleId('prd'),
    reply: 'v1.EXAMPLE',
    answerDueAt: '2026-02-07T10:10:02.000Z',
  },
});

/** Sent when a partner asks for it, whatever the endpoint subscribes to. */
export const webhookTest: PublicEvent = {
  type: 'webhook.test',
  description: 'A test that the partner asked for',
  fields: { note: { schema: Str({ description: 'What the request for the test said' }) } },
  values: (data) => data as Values,
  example: { note: 'Hello' },
};

export const publicEvents: readonly PublicEvent[] = [
  rentalReserved,
  rentalStarted,
  rentalEnded,
  rentalCancelled,
  rentalExpired,
  chargeFinal,
  chargeCredited,
  transferAsked,
  webhookTest,
];

/** The rooms' events that public ones are made of. */
export const sources: readonly EventContract[] = publicEvents.flatMap(({ from }) => from ?? []);

const byType = new Map(publicEvents.map((event) => [event.type, event]));

/** Undefined for a type that is not public (any more). */
export const publicEventOf = (type: string): PublicEvent | undefined => byType.get(type);

/** The data of an event, as JSON Schema: what needs a scope or consent may be absent. */
export function dataSchemaOf({ fields }: PublicEvent): TSchema {
  const properties: TProperties = Object.fromEntries(
    Object.entries(fields).map(([name, { schema, scope }]) => [
      name,
      scope === undefined ? schema : Optional(schema),
    ]),
  );
  return Obj(properties, strict);
}

/** `*`, `<group>.*`, or a type of the list. */
export const EVENT_PATTERN = String.raw`^(\*|[a-z]+\.(\*|[a-z]+))$`;

const groupOf = (type: string): string => type.slice(0, type.indexOf('.'));

/** Whether the pattern, `*`, `rental.*` or `rental.started`, takes events of this type. */
export function takes(pattern: string, type: string): boolean {
  return pattern === '*' || pattern === type || pattern === `${groupOf(type)}.*`;
}

/** The types of the list that one of the patterns takes. */
export function typesTaken(patterns: readonly string[]): readonly string[] {
  return publicEvents
    .map(({ type }) => type)
    .filter((type) => patterns.some((pattern) => takes(pattern, type)));
}
