import {
  array,
  assert,
  constantFrom,
  date,
  double,
  integer,
  jsonValue,
  oneof,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { expect, it } from 'vitest';
import { twins } from '../../../functions/telemetry/domain.ts';
import type { Twin } from '../../../functions/telemetry/twin.ts';
import '../../../shared/contracts/compile.ts';
import { messages } from '../../../shared/contracts/catalogue.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { CLOCK_TOLERANCE_MS } from '../../../shared/evidence/clock.ts';
import { instant, milliseconds } from '../../../shared/kernel/time.ts';

const VIN = 'WRS00001X0T000001';
const START = Date.parse('2026-01-31T09:00:00.000Z');
const HOME = { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4 };

const anyTime = oneof(
  constantFrom<unknown>('2026-02-30T10:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', null, 5),
  date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((day) =>
    day.toISOString(),
  ),
  integer({ min: -20_000, max: 20_000 }).map((seconds) => instant(START + seconds * 1000)),
);
const sample = record(
  {
    time: anyTime,
    position: oneof(
      constantFrom<unknown>(HOME, null),
      record({ latitude: double(), longitude: double() }),
      jsonValue(),
    ),
    odometerKm: oneof(double(), jsonValue()),
    chargePercent: oneof(integer({ min: -10, max: 110 }), jsonValue()),
    engineOn: oneof(constantFrom<unknown>(true, false), jsonValue()),
  },
  { requiredKeys: ['time'] },
);
const payload = oneof(
  sample,
  record(
    { samples: array(oneof(sample, jsonValue()), { maxLength: 5 }), sent: anyTime },
    { requiredKeys: ['samples'] },
  ),
  jsonValue(),
).map((value) => Buffer.from(JSON.stringify(value)));
const message = record({
  value: oneof(
    payload,
    string().map((text) => Buffer.from(text)),
    uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
  afterSeconds: integer({ min: 0, max: 3600 }),
});

it('whatever samples a car sends, nothing throws, no time lies ahead, and the next good sample counts', () => {
  assert(
    property(array(message, { maxLength: 12 }), (sent) => {
      let now = START;
      let twin: Twin | undefined;
      const arrive = (value: Buffer) => {
        const { readings } = twins.readingsIn(value, now);
        for (const { time } of readings) expect(time).toBeLessThanOrEqual(now + CLOCK_TOLERANCE_MS);
        if (readings.length === 0) return [];
        const { item, events } = twins.fold(VIN, twin, readings);
        twin = twins.unpack(JSON.parse(JSON.stringify(twins.pack(item))));
        for (const { event } of events) {
          const contract = messages.find(({ type }) => type === event.type);
          if (contract === undefined) throw new Error(`${event.type} has no contract`);
          expect(violations(contract.type, contract.data, event.data)).toEqual([]);
          expect(milliseconds((event.data as { time: string }).time)).toBeLessThanOrEqual(
            now + CLOCK_TOLERANCE_MS,
          );
        }
        return events;
      };
      for (const { value, afterSeconds } of sent) {
        now += afterSeconds * 1000;
        arrive(value);
      }
      now += 2 * CLOCK_TOLERANCE_MS;
      const good = { time: instant(now), position: HOME, chargePercent: 50, odometerKm: 10, engineOn: true };
      arrive(Buffer.from(JSON.stringify(good)));

      expect(twin?.time).toBe(now);
      for (const name of ['position', 'chargePercent', 'odometerKm', 'engineOn'] as const) {
        expect(twin?.fields[name]).toEqual({ valid: { value: good[name], time: now } });
      }
      now += 10_000;
      const [parked] = arrive(
        Buffer.from(JSON.stringify({ time: instant(now), position: HOME, engineOn: false })),
      );
      expect(parked?.event).toMatchObject({
        type: 'telemetry.parked.v1',
        data: { position: HOME, chargePercent: 50 },
      });
    }),
    { numRuns: 500 },
  );
});
