import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
  Unknown,
} from 'typebox';
import { mqtt, topic } from './define.ts';
import { CommandId, Fix, strict, Time, Vin } from './fields.ts';
import { signalFields } from './signals.ts';

/** What a car and the platform say to each other over MQTT, and the two Kafka topics that the IoT rules write. */

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

/** A reading of every sensor that has something to say, at one moment. */
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
  payload: Union([Sample, Obj({ samples: List(Sample, { minItems: 1, maxItems: 1000 }) }, strict)]),
  example: {
    time: '2026-01-31T09:30:00.000Z',
    position: { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4, headingDegrees: 87 },
    speedKmh: 43.2,
    chargePercent: 71.5,
    odometerKm: 18230.4,
  },
});

/** What the car adds to each event that says where it stands. */
export const CarStatus = Obj(
  {
    position: Optional(Fix),
    odometerKm: Optional(Num({ minimum: 0, description: 'Kilometres' })),
    chargePercent: Optional(Num({ minimum: 0, maximum: 100 })),
    locked: Optional(Bool()),
    engineOn: Optional(Bool()),
    doorsClosed: Optional(Bool()),
  },
  strict,
);
export type CarStatus = Static<typeof CarStatus>;

/**
 * Why a car refuses a command. Each says whether it may have been executed and whether trying again can help.
 */
export const faults = {
  BAD_SIGNATURE: { mayHaveSucceeded: false, retryCanHelp: false },
  UNKNOWN_KEY: { mayHaveSucceeded: false, retryCanHelp: false },
  MALFORMED: { mayHaveSucceeded: false, retryCanHelp: false },
  WRONG_VIN: { mayHaveSucceeded: false, retryCanHelp: false },
  WRONG_SESSION: { mayHaveSucceeded: false, retryCanHelp: true },
  COUNTER_USED: { mayHaveSucceeded: true, retryCanHelp: true },
  EXPIRED: { mayHaveSucceeded: false, retryCanHelp: true },
  LIFETIME_TOO_LONG: { mayHaveSucceeded: false, retryCanHelp: false },
  UNKNOWN_ACTION: { mayHaveSucceeded: false, retryCanHelp: false },
  VEHICLE_MOVING: { mayHaveSucceeded: false, retryCanHelp: true },
} as const;
export type Fault = keyof typeof faults;

const Fault = Union([
  Literal('BAD_SIGNATURE'),
  Literal('UNKNOWN_KEY'),
  Literal('MALFORMED'),
  Literal('WRONG_VIN'),
  Literal('WRONG_SESSION'),
  Literal('COUNTER_USED'),
  Literal('EXPIRED'),
  Literal('LIFETIME_TOO_LONG'),
  Literal('UNKNOWN_ACTION'),
  Literal('VEHICLE_MOVING'),
]);

/** How the platform gets in step with a car: its session, the highest counter it has seen, its clock. */
const Step = {
  session: Str({ pattern: '^[0-9a-f]{32}$', description: 'Drawn at random at each boot' }),
  counter: Integer({ minimum: 0, description: 'The highest counter that it has accepted in this session' }),
  clock: Time,
};

/** The kinds of numbered events and what each says. */
export const carEventData = {
  /** At every connect: session, counter and clock; and where the car stands. */
  connected: Obj({ ...Step, firmware: Str({ maxLength: 64 }), status: CarStatus }, strict),
  /** The answer to a signed command: the first result, also when the command came again. */
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
  /** The drive began: the engine is on and the car in gear. */
  started: Obj({ status: CarStatus }, strict),
  /** The drive ended: parked, engine off. */
  parked: Obj({ status: CarStatus }, strict),
} as const;
export type CarEventType = keyof typeof carEventData;

const numbered = <Type extends CarEventType>(type: Type) =>
  Obj(
    {
      /** Which store the numbers come from; a higher one only when the car has lost its store. */
      log: Integer({ minimum: 1 }),
      /** Counts from 1 within log and lane, without gaps. */
      seq: Integer({ minimum: 1 }),
      lane: Optional(Union([Literal('normal'), Literal('emergency')])),
      type: Literal(type),
      time: Time,
      data: carEventData[type],
      traceparent: Optional(Str()),
    },
    strict,
  );

export const CarEvent = Union([
  numbered('connected'),
  numbered('command-result'),
  numbered('started'),
  numbered('parked'),
]);
export type CarEvent = Static<typeof CarEvent>;

export const carEvent = mqtt({
  name: 'events',
  topic: 'cars/{vin}/events',
  direction: 'up',
  qos: 1,
  basicIngest: false,
  into: carsEvents,
  description: 'A numbered event; the car keeps it until a receipt covers it, and sends it again.',
  payload: CarEvent,
  example: {
    log: 1,
    seq: 42,
    type: 'parked',
    time: '2026-01-31T09:45:00.000Z',
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
    'Everything of this log and lane below `next` is safe; the car may forget it and sends from `next` on.',
  payload: Obj(
    {
      log: Integer({ minimum: 1 }),
      lane: Union([Literal('normal'), Literal('emergency')]),
      next: Integer({ minimum: 1 }),
    },
    strict,
  ),
  example: { log: 1, lane: 'normal', next: 43 },
});

export const CarAction = Union([Literal('unlock'), Literal('lock')]);
export type CarAction = Static<typeof CarAction>;

/** The longest time that a car accepts between `issued` and `expires`, seconds. */
export const LONGEST_COMMAND_LIFETIME_SECONDS = 60;
/** How far back a counter may lie and still be accepted if it was not seen. */
export const COUNTER_WINDOW = 32;

/** The payload of the JWS that is a signed command. */
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
