import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Null,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
  Unknown,
} from 'typebox';
import { mqtt, topic } from '../define.ts';
import { CommandId, EntitlementId, Fix, GrantId, strict, Time, Vin } from '../fields.ts';
import { signalFields } from './signals.ts';

/** The MQTT messages between a car and the platform, and the two Kafka topics that the IoT rules write. */

export const carsTelemetry = topic({
  name: 'cars.telemetry',
  description: 'Samples of the cars’ sensors, as the cars sent them. Best effort.',
  key: 'VIN',
  format: 'car',
  retentionDays: 3,
  tiered: false,
  residency: 'region',
  onPoison: 'continue',
  volume: 'telemetry',
});

export const carsEvents = topic({
  name: 'cars.events',
  description: 'Numbered events of the cars, as the cars sent them: may hold duplicates and gaps.',
  key: 'VIN',
  format: 'car',
  retentionDays: 14,
  tiered: false,
  residency: 'region',
  onPoison: 'continue',
  volume: 'business',
});

/** What the car's clock shows as a message leaves, also when it leaves again: by it the platform knows that clock. */
const Sent = Time;

/** The readings of a car's sensors at one moment. A sensor without a reading is absent. */
export const Sample = Obj(
  {
    time: Time,
    position: Optional(
      Unknown({ description: 'A fix: latitude, longitude, accuracyMetres, headingDegrees' }),
    ),
    ...signalFields,
  },
  { description: 'Fields are checked one by one: a bad value does not spoil the others' },
);
export type Sample = Static<typeof Sample>;

export const telemetry = mqtt({
  name: 'telemetry',
  topic: 'cars/{vin}/telemetry',
  direction: 'up',
  qos: 1,
  basicIngest: true,
  into: carsTelemetry,
  description: 'One sample, or several with their times (oldest first).',
  payload: Union([
    Obj({ ...Sample.properties, sent: Optional(Sent) }),
    Obj({ samples: List(Sample, { minItems: 1, maxItems: 1000 }), sent: Optional(Sent) }, strict),
  ]),
  example: {
    time: '2026-01-31T09:30:00.000Z',
    sent: '2026-01-31T09:30:00.100Z',
    position: { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4, headingDegrees: 87 },
    speedKmh: 43.2,
    chargePercent: 71.5,
    odometerKm: 18230.4,
  },
});

/** The car's state. Every numbered event except `trust-updated` carries it. */
export const CarStatus = Obj(
  {
    position: Optional(Fix),
    odometerKm: Optional(Num({ minimum: 0, description: 'Kilometres' })),
    chargePercent: Optional(Num({ minimum: 0, maximum: 100 })),
    locked: Optional(Bool()),
    engineOn: Optional(Bool()),
    doorsClosed: Optional(Bool()),
    startEnabled: Optional(Bool({ description: 'Whether the engine may be started' })),
    keyFobPresent: Optional(Bool({ description: 'The key fob is in its holder' })),
    fuelCardPresent: Optional(Bool({ description: 'The card for charging and fuel is in its holder' })),
  },
  strict,
);
export type CarStatus = Static<typeof CarStatus>;

/**
 * Why a car refuses a command, a grant or a trust list. Each fault says whether the command may have been executed and
 * whether a retry can help. docs/key-protocol.md defines them.
 */
export const faults = {
  MALFORMED: { mayHaveSucceeded: false, retryCanHelp: false },
  UNKNOWN_KEY: { mayHaveSucceeded: false, retryCanHelp: false },
  BAD_SIGNATURE: { mayHaveSucceeded: false, retryCanHelp: false },
  WRONG_VIN: { mayHaveSucceeded: false, retryCanHelp: false },
  UNKNOWN_ACTION: { mayHaveSucceeded: false, retryCanHelp: false },
  WRONG_SESSION: { mayHaveSucceeded: false, retryCanHelp: true },
  LIFETIME_TOO_LONG: { mayHaveSucceeded: false, retryCanHelp: false },
  EXPIRED: { mayHaveSucceeded: false, retryCanHelp: true },
  COUNTER_USED: { mayHaveSucceeded: true, retryCanHelp: true },
  OVERTAKEN: { mayHaveSucceeded: false, retryCanHelp: true },
  NOT_AUTHORISED: { mayHaveSucceeded: false, retryCanHelp: false },
  VEHICLE_MOVING: { mayHaveSucceeded: false, retryCanHelp: true },
  NOT_PARKED: { mayHaveSucceeded: false, retryCanHelp: true },
  DOOR_OPEN: { mayHaveSucceeded: false, retryCanHelp: true },
  WRONG_PHONE: { mayHaveSucceeded: false, retryCanHelp: false },
  WRONG_CHALLENGE: { mayHaveSucceeded: false, retryCanHelp: true },
  GRANT_NOT_YET_VALID: { mayHaveSucceeded: false, retryCanHelp: true },
  GRANT_REVOKED: { mayHaveSucceeded: false, retryCanHelp: false },
  OLD_VERSION: { mayHaveSucceeded: false, retryCanHelp: false },
  NOT_YET_VALID: { mayHaveSucceeded: false, retryCanHelp: true },
  UNKNOWN_FEATURE: { mayHaveSucceeded: false, retryCanHelp: false },
} as const;
export type Fault = keyof typeof faults;

export const Fault = Union([
  Literal('MALFORMED'),
  Literal('UNKNOWN_KEY'),
  Literal('BAD_SIGNATURE'),
  Literal('WRONG_VIN'),
  Literal('UNKNOWN_ACTION'),
  Literal('WRONG_SESSION'),
  Literal('LIFETIME_TOO_LONG'),
  Literal('EXPIRED'),
  Literal('COUNTER_USED'),
  Literal('OVERTAKEN'),
  Literal('NOT_AUTHORISED'),
  Literal('VEHICLE_MOVING'),
  Literal('NOT_PARKED'),
  Literal('DOOR_OPEN'),
  Literal('WRONG_PHONE'),
  Literal('WRONG_CHALLENGE'),
  Literal('GRANT_NOT_YET_VALID'),
  Literal('GRANT_REVOKED'),
  Literal('OLD_VERSION'),
  Literal('NOT_YET_VALID'),
  Literal('UNKNOWN_FEATURE'),
]);

/** What the platform needs to synchronise with a car: its session, the highest counter it has seen, its clock. */
const Step = {
  session: Str({ pattern: '^[0-9a-f]{32}$', description: 'Drawn at random at each boot' }),
  counter: Integer({ minimum: 0, description: 'The highest counter that it has accepted in this session' }),
  clock: Time,
};

/** The versions of the lists that the car keeps: its trusted keys, and its revoked grants (0 before the first). */
export const CarTrust = Obj({ keys: Integer({ minimum: 1 }), revocations: Integer({ minimum: 0 }) }, strict);
export type CarTrust = Static<typeof CarTrust>;

/** The actions that a grant may allow. An unlock by a grant also enables the start. */
export const GrantAction = Union([
  Literal('unlock'),
  Literal('lock'),
  Literal('start-enable'),
  Literal('stop-enable'),
  Literal('find'),
  Literal('open-trunk'),
]);
export type GrantAction = Static<typeof GrantAction>;
export const grantActions: readonly GrantAction[] = GrantAction.anyOf.map((literal) => literal.const);

export const LONGEST_BOOKING = 100;
/** The rental that a grant is for. */
export const Booking = Str({ minLength: 1, maxLength: LONGEST_BOOKING });

export const FEATURE_PATTERN = '^[a-z0-9][a-z0-9-]{0,39}$';
/** What a car can do once it is bought, such as `power-100`. */
export const Feature = Str({ pattern: FEATURE_PATTERN });

const Entitled = {
  entitlementId: EntitlementId,
  /** The highest that the car has taken. */
  version: Integer({ minimum: 0 }),
};

/** The types of numbered events, each with its data. */
export const carEventData = {
  /** At every connect: session, counter and clock; which lists it keeps; and where the car stands. */
  connected: Obj(
    {
      ...Step,
      firmware: Str({ maxLength: 64 }),
      /** Absent in events that a car stored before it supported lists. */
      trust: Optional(CarTrust),
      status: CarStatus,
    },
    strict,
  ),
  /** The answer to a signed command. A command that comes again is answered with its first result. */
  'command-result': Obj(
    {
      ...Step,
      /** Absent when the command could not be read. */
      commandId: Optional(CommandId),
      result: Union([Literal('executed'), Literal('refused')]),
      fault: Optional(Fault),
      status: CarStatus,
    },
    strict,
  ),
  /** A phone sent a request with a grant, for the challenge of its stream. */
  'grant-used': Obj(
    {
      grantId: GrantId,
      booking: Booking,
      action: GrantAction,
      result: Union([Literal('executed'), Literal('refused')]),
      fault: Optional(Fault),
      status: CarStatus,
    },
    strict,
  ),
  /** A trust list came. The car keeps it, or `fault` says why not. */
  'trust-updated': Obj({ trust: CarTrust, fault: Optional(Fault) }, strict),
  /** A signed entitlement came: the car has the feature from now on, or `fault` says why not. */
  'entitlement-result': Obj(
    {
      ...Entitled,
      result: Union([Literal('executed'), Literal('refused')]),
      fault: Optional(Fault),
      status: CarStatus,
    },
    strict,
  ),
  /** The car has the feature no more: its time is over by the car's clock, or the platform has withdrawn it. */
  'entitlement-ended': Obj(
    { ...Entitled, why: Union([Literal('expired'), Literal('withdrawn')]), status: CarStatus },
    strict,
  ),
  /** The drive began: the engine is on and the car in gear. */
  started: Obj({ status: CarStatus }, strict),
  /** The drive ended: parked, engine off. */
  parked: Obj({ status: CarStatus }, strict),
} as const;
export type CarEventType = keyof typeof carEventData;

/** A higher log is refused, so that there is always one above: a wrong clock once made a log that no other could follow. */
export const HIGHEST_LOG = 2 ** 48;

const Numbers = {
  /** The store that the numbers come from. It rises only when the car has lost its store. */
  log: Integer({ minimum: 1, maximum: HIGHEST_LOG }),
  /** Counts from 1 within log and lane, without gaps. */
  seq: Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
};

const numbered = <Type extends CarEventType>(type: Type) =>
  Obj(
    {
      ...Numbers,
      lane: Optional(Union([Literal('normal'), Literal('emergency')])),
      type: Literal(type),
      time: Time,
      data: carEventData[type],
      traceparent: Optional(Str()),
      sent: Optional(Sent),
    },
    strict,
  );

export const CarEvent = Union([
  numbered('connected'),
  numbered('command-result'),
  numbered('grant-used'),
  numbered('trust-updated'),
  numbered('entitlement-result'),
  numbered('entitlement-ended'),
  numbered('started'),
  numbered('parked'),
]);
export type CarEvent = Static<typeof CarEvent>;

/**
 * A numbered event as the platform takes it: what has a number counts, whatever else is in it. Its members are judged one
 * by one (docs/what-cars-say.md), because an event that is refused would make the car send it for ever.
 */
export const NumberedEvent = Obj({
  ...Numbers,
  lane: Optional(Union([Literal('normal'), Literal('emergency'), Null()])),
});
export type NumberedEvent = Static<typeof NumberedEvent> & Readonly<Record<string, unknown>>;

export const carEvent = mqtt({
  name: 'events',
  topic: 'cars/{vin}/events',
  direction: 'up',
  qos: 1,
  basicIngest: false,
  into: carsEvents,
  description: 'A numbered event; the car keeps it until a receipt covers it, and sends it again.',
  payload: CarEvent,
  taken: NumberedEvent,
  example: {
    log: 1,
    seq: 42,
    type: 'parked',
    time: '2026-01-31T09:45:00.000Z',
    sent: '2026-01-31T09:45:00.200Z',
    data: {
      status: {
        position: { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4 },
        odometerKm: 18236.1,
        chargePercent: 69,
        locked: false,
        engineOn: false,
        doorsClosed: true,
      },
    },
  },
});

export const receipt = mqtt({
  name: 'receipts',
  topic: 'cars/{vin}/receipts',
  direction: 'down',
  qos: 1,
  basicIngest: false,
  description:
    'Everything of this log and lane below `next` is safe; the car may forget it and sends from `next` on. A higher log than the car’s own means that it lost its store: it begins the log after this one.',
  payload: Obj(
    {
      log: Numbers.log,
      lane: Union([Literal('normal'), Literal('emergency')]),
      next: Integer({ minimum: 1 }),
    },
    strict,
  ),
  example: { log: 1, lane: 'normal', next: 43 },
});

/** The actions of a car. docs/key-protocol.md says what each does, and when. */
export const CarAction = Union([
  Literal('unlock'),
  Literal('lock'),
  Literal('start-enable'),
  Literal('stop-enable'),
  Literal('find'),
  Literal('open-trunk'),
  Literal('report'),
]);
export type CarAction = Static<typeof CarAction>;
export const carActions: readonly CarAction[] = CarAction.anyOf.map((literal) => literal.const);

/** The longest time that a car accepts between `issued` and `expires`, seconds. */
export const LONGEST_COMMAND_LIFETIME_SECONDS = 60;
/** How far below the highest counter a new command's counter may lie, if the car has not seen it. */
export const COUNTER_WINDOW = 32;

/** The payload of a signed command, which is a JWS. */
export const CarCommand = Obj(
  {
    id: CommandId,
    vin: Vin,
    action: CarAction,
    booking: Optional(Str({ description: 'The rental that it is for' })),
    session: Step.session,
    counter: Integer({ minimum: 1 }),
    issued: Time,
    expires: Time,
    traceparent: Optional(Str()),
  },
  strict,
);
export type CarCommand = Static<typeof CarCommand>;

export const signedCommand = mqtt({
  name: 'commands',
  topic: 'cars/{vin}/commands',
  direction: 'down',
  qos: 1,
  basicIngest: false,
  description:
    'A JSON Web Signature (RFC 7515, compact: header.payload.signature, ES256) over a car command. The header names `alg`, `kid` and `typ: roadstream-command+jws`.',
  payload: Str({ pattern: String.raw`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$` }),
  example: 'eyJhbGciOiJFUzI1NiJ9.eyJpZCI6ImNtZF8wIn0.c2lnbmF0dXJl',
});

/** `typ` of a signed command's JWS header. */
export const COMMAND_JWS_TYPE = 'roadstream-command+jws';

const Coordinate = Str({ pattern: '^[A-Za-z0-9_-]{43}$', description: '32 bytes, base64url' });

/** The keys that a car trusts. The first list is installed in the factory; later ones are payloads of signed texts. */
export const TrustedKeys = Obj(
  {
    version: Integer({ minimum: 1 }),
    keys: List(
      Obj(
        {
          kid: Str({ minLength: 1, maxLength: 256 }),
          /** The public key, a point on P-256. */
          x: Coordinate,
          y: Coordinate,
          actions: List(Str(), {
            description: 'The actions that it may sign; a car ignores those that it does not know',
          }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 8 },
    ),
  },
  strict,
);
export type TrustedKeys = Static<typeof TrustedKeys>;

/** `typ` of the signed lists that a car keeps: the keys that it trusts, and the grants that are revoked. */
export const KEYS_JWS_TYPE = 'roadstream-keys+jws';
export const REVOCATIONS_JWS_TYPE = 'roadstream-revocations+jws';

export const trustList = mqtt({
  name: 'trust',
  topic: 'cars/{vin}/trust',
  direction: 'down',
  qos: 1,
  basicIngest: false,
  description: `A list that the car keeps, a JSON Web Signature like a command: \`typ\` is \`${KEYS_JWS_TYPE}\` (the keys that it trusts) or \`${REVOCATIONS_JWS_TYPE}\` (the grants that are revoked). Or what a bought feature begins and ends with: \`roadstream-entitlement+jws\`, \`roadstream-withdrawal+jws\`.`,
  payload: signedCommand.payload,
  example: signedCommand.example,
});
