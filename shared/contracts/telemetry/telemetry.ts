import {
  Boolean as Bool,
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
  Unknown,
  Unsafe,
} from 'typebox';
import { VIN_PATTERN } from '../../kernel/vin.ts';
import { marks } from '../car/marks.ts';
import { event, route } from '../define.ts';
import { Fix, strict, Time, Vin } from '../fields.ts';
import { eventsTopic } from '../room-topics.ts';

/** The telemetry room: the twin of each car. */

export const telemetryEvents = eventsTopic('telemetry', {
  description: 'The important changes in the telemetry: started, parked (and where), low charge',
  key: 'VIN',
});

/** The room reports a charge below this once, until it is above again. */
export const LOW_CHARGE_PERCENT = 15;
/** A car's twin is written at most once in this time, but at once for an important change. */
export const TWIN_WRITE_INTERVAL_SECONDS = 60;

const vin = 'WRS00001X0T000001';
const time = '2026-01-31T09:45:00.000Z';
const Place = {
  vin: Vin,
  time: Time,
  position: Optional(Fix),
  odometerKm: Optional(Num()),
  chargePercent: Optional(Num()),
  ...marks,
};
const place = {
  vin,
  time,
  position: { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4 },
  odometerKm: 18236.1,
  chargePercent: 69,
};

const CAR_SAYS_IT = {
  nobody: 'the car says the same in an event that cannot be lost, and that is pushed',
} as const;

export const carStarted = event({
  type: 'telemetry.started.v1',
  topic: telemetryEvents,
  description: 'The drive train was switched on',
  key: 'vin',
  heardBy: CAR_SAYS_IT,
  data: Obj(Place, strict),
  example: place,
});
export const carParked = event({
  type: 'telemetry.parked.v1',
  topic: telemetryEvents,
  description: 'The drive train is off: where the car was left. Also for the first sample of a parked car.',
  key: 'vin',
  heardBy: CAR_SAYS_IT,
  data: Obj(Place, strict),
  example: place,
});
export const chargeLow = event({
  type: 'telemetry.charge-low.v1',
  topic: telemetryEvents,
  description: `The charge fell below ${LOW_CHARGE_PERCENT} %`,
  key: 'vin',
  heardBy: { nobody: 'the rentals room says it to the rider who has the car' },
  data: Obj(Place, strict),
  example: { ...place, chargePercent: 14.2 },
});

/** A field of the twin: the last valid value with its time, and a newer invalid one as it came. */
export const TwinField = Obj(
  {
    value: Optional(Unknown()),
    time: Optional(Time),
    validity: Union([Literal('valid'), Literal('invalid')], {
      description: 'Validity of the newest reading',
    }),
    invalid: Optional(Obj({ raw: Unknown(), time: Time }, strict)),
  },
  strict,
);

export const Twin = Obj(
  {
    vin: Vin,
    /** The newest reading's time. */
    time: Time,
    /** By the name of the signal. */
    fields: Unsafe<Record<string, Static<typeof TwinField>>>({
      type: 'object',
      additionalProperties: TwinField,
    }),
  },
  strict,
);

export const getTwin = route({
  id: 'getTwin',
  method: 'GET',
  path: '/v1/vehicles/{vin}/twin',
  summary: 'The last known position, charge and sensors of a vehicle',
  description: `At most ${TWIN_WRITE_INTERVAL_SECONDS} s behind while a car drives; at once when it starts, parks or runs low.`,
  principals: ['operator'],
  params: Obj({ vin: Vin }, strict),
  success: {
    status: 200,
    description: 'The twin',
    body: Twin,
    example: {
      vin,
      time,
      fields: {
        speedKmh: { value: 43.2, time, validity: 'valid' },
        chargePercent: {
          value: 71.5,
          time: '2026-01-31T09:44:50.000Z',
          validity: 'invalid',
          invalid: { raw: -29, time },
        },
      },
    },
  },
  errors: ['VEHICLE_NOT_REPORTED'],
});

/** VINs in one request: as many as DynamoDB reads at once. */
export const MOST_POSITIONS = 100;

/** The last valid values of a car that a map shows. */
export const Position = Obj(
  {
    vin: Vin,
    /** The newest reading's time. */
    time: Time,
    position: Optional(Fix),
    speedKmh: Optional(Num()),
    chargePercent: Optional(Num()),
    odometerKm: Optional(Num()),
    engineOn: Optional(Bool()),
    locked: Optional(Bool()),
  },
  strict,
);
export type Position = Static<typeof Position>;

export const positionExample: Position = {
  vin,
  time,
  position: { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4, headingDegrees: 87 },
  speedKmh: 43.2,
  chargePercent: 71.5,
  odometerKm: 18230.4,
  engineOn: true,
  locked: false,
};

export const listPositions = route({
  id: 'listPositions',
  method: 'GET',
  path: '/v1/fleet/positions',
  summary: 'Where cars are, and how they are, for a map',
  description: `The last valid values of up to ${MOST_POSITIONS} cars, as old as their twins. A car that has not reported yet is left out.`,
  principals: ['operator'],
  query: Obj(
    {
      vins: Str({
        pattern: `^${VIN_PATTERN.slice(1, -1)}(,${VIN_PATTERN.slice(1, -1)}){0,${MOST_POSITIONS - 1}}$`,
        description: `1 to ${MOST_POSITIONS} VINs, with commas between them`,
      }),
    },
    strict,
  ),
  success: {
    status: 200,
    description: 'The cars that have reported, in the order of the request',
    body: Obj({ positions: List(Position) }, strict),
    example: { positions: [positionExample] },
  },
  errors: [],
});
