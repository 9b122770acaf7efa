import {
  anything,
  array,
  assert,
  constant,
  constantFrom,
  date,
  dictionary,
  double,
  integer,
  jsonValue,
  oneof,
  property,
  record,
} from 'fast-check';
import { expect, it } from 'vitest';
import { confirmPosition } from '../../../shared/contracts/vehicles/vehicles.ts';
import { CLOCK_TOLERANCE_MS } from '../../../shared/evidence/clock.ts';
import { addSeconds, milliseconds } from '../../../shared/kernel/time.ts';
import {
  anyEvent,
  connected,
  finishedOf,
  OTHER_SESSION,
  parked,
  receiptsOf,
  registerCar,
  result,
  SESSION,
  send,
  stateOf,
  VIN,
  vehicles,
} from './car-under-test.ts';

const START = '2026-01-31T09:00:00.000Z';
const HOME = { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4 };
const RUNS = 500;

const wrongTime = constantFrom(
  '2026-02-30T10:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  null,
  '',
  5,
);
const anyTime = oneof(
  wrongTime,
  date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((day) =>
    day.toISOString(),
  ),
  integer({ min: -20_000, max: 40_000 }).map((seconds) => addSeconds(START, seconds)),
);
const anyNumber = oneof(double(), integer(), constantFrom(-1, 0, 100.4, 1e9, 2 ** 53));
const anyFix = oneof(
  constantFrom(HOME, null, { latitude: 0, longitude: 0 }),
  record(
    { latitude: anyNumber, longitude: anyNumber, accuracyMetres: anyNumber, headingDegrees: anyNumber },
    { requiredKeys: [] },
  ),
  record({
    latitude: double({ min: 42, max: 43, noNaN: true }),
    longitude: double({ min: 1, max: 2, noNaN: true }),
  }),
);
const anyStatus = oneof(
  record(
    {
      position: oneof(anyFix, jsonValue()),
      odometerKm: oneof(anyNumber, jsonValue()),
      chargePercent: oneof(anyNumber, jsonValue()),
      locked: jsonValue(),
      engineOn: oneof(constantFrom(true, false), jsonValue()),
    },
    { requiredKeys: [] },
  ),
  jsonValue(),
);
const anyData = oneof(
  record(
    {
      session: oneof(constantFrom(SESSION, OTHER_SESSION), jsonValue()),
      counter: oneof(integer({ min: 0, max: 99 }), constant(2 ** 53 - 1), anyNumber),
      clock: anyTime,
      firmware: oneof(constant('1.0.0'), jsonValue()),
      trust: oneof(record({ keys: anyNumber, revocations: anyNumber }), jsonValue()),
      commandId: oneof(constantFrom('$last', 'cmd_00000000000000000000000001'), jsonValue()),
      result: oneof(constantFrom('executed', 'refused'), jsonValue()),
      fault: oneof(constantFrom('EXPIRED', 'BONNET_OPEN', 'OLD_VERSION', 'toString'), jsonValue()),
      grantId: constantFrom('grt_00000000000000000000000001', 7),
      booking: oneof(constant('rnt_1'), jsonValue()),
      action: constantFrom('unlock', 'report', null),
      status: anyStatus,
    },
    { requiredKeys: [] },
  ),
  jsonValue(),
);
const word = record({
  type: oneof(
    constantFrom('connected', 'command-result', 'grant-used', 'trust-updated', 'started', 'parked'),
    jsonValue(),
  ),
  time: oneof(anyTime, constant('near')),
  /** For a time that is near. */
  skewSeconds: integer({ min: -70, max: 70 }),
  sent: oneof(anyTime, constant(undefined)),
  data: anyData,
  more: dictionary(constantFrom('mood', 'traceparent', '__proto__'), anything({ withDate: false })),
  lane: constantFrom('normal', 'normal', 'emergency', null),
  afterSeconds: oneof(integer({ min: 0, max: 60 }), integer({ min: 0, max: 7200 })),
  commanded: constantFrom(true, false),
});

/** As they come from Kafka: JSON. */
const overTheWire = (value: object): Record<string, unknown> => {
  try {
    return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  } catch {
    return {};
  }
};

it('whatever a car says, each number is taken, times go on, and the next good word counts', () => {
  assert(
    property(array(word, { maxLength: 12 }), (words) => {
      const room = vehicles();
      registerCar(room);
      room.handle(connected({ seq: 1, time: START }, { status: { position: HOME, odometerKm: 1000 } }));
      const next = { normal: 2, emergency: 1 };
      let last = '';
      for (const [n, { afterSeconds, commanded, lane, more, skewSeconds, ...members }] of words.entries()) {
        room.now = addSeconds(room.now, afterSeconds);
        if (commanded) {
          const { result: answer } = room.handle(send(`request-${n}`, 'unlock'));
          last = (answer as { commandId?: string } | undefined)?.commandId ?? last;
        }
        const lanes = lane ?? 'normal';
        const said = overTheWire({ ...more, ...members, lane });
        const text = JSON.stringify(said)
          .replaceAll('"$last"', JSON.stringify(last))
          .replaceAll('"near"', JSON.stringify(addSeconds(room.now, skewSeconds)));
        const event = anyEvent({ seq: next[lanes] }, JSON.parse(text) as Record<string, unknown>);
        const before = room.events.length;

        const outcome = room.handle(event);

        next[lanes] += 1;
        expect(outcome.kind).toBe('accept');
        expect(receiptsOf(outcome.outputs)).toEqual([{ log: 1, lane: lanes, next: next[lanes] }]);
        for (const { data } of room.events.slice(before)) {
          if (!('time' in data)) continue;
          expect(milliseconds(data.time)).toBeLessThanOrEqual(milliseconds(room.now) + CLOCK_TOLERANCE_MS);
        }
      }
      const times = { normal: START, emergency: '' };
      for (const event of room.events) {
        if (event.type !== 'vehicles.car-event-received.v1') continue;
        const { lane, time } = event.data;
        expect(time >= times[lane], `${time} after ${times[lane]}`).toBe(true);
        times[lane] = time;
      }
      // A good car again: it connects, obeys, and an hour later everything about it is known.
      room.now = addSeconds(room.now, 7200);
      const now = () => ({ seq: next.normal++, time: room.now });
      const status = { position: HOME, odometerKm: 2000, chargePercent: 50, locked: true, engineOn: false };
      room.handle(connected(now(), { session: '2'.repeat(32), status }));
      const { result: answer } = room.handle(send('good', 'lock'));
      const { commandId } = answer as { commandId: string };
      room.now = addSeconds(room.now, 1);
      const locked = room.handle(result(now(), { commandId, session: '2'.repeat(32), status }));
      expect(finishedOf(locked.events)).toMatchObject([
        { result: 'EXECUTED', time: room.now, status: { chargePercent: 50, locked: true } },
      ]);
      room.now = addSeconds(room.now, 7200);
      room.handle(parked(now(), { ...status, chargePercent: 49 }));
      expect(stateOf(room)).toMatchObject({
        status: { ...status, chargePercent: 49 },
        statusTime: room.now,
        clockOffsetMs: 0,
      });
      expect(room.rebuilt(`car/${VIN}`)).toEqual(stateOf(room));
      expect(room.timers().filter(({ command }) => command.contract === confirmPosition)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
