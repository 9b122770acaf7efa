import { describe, expect, it } from 'vitest';
import { checkOf, keptRaw, readingsIn } from '../../../functions/telemetry/readings.ts';
import { telemetry } from '../../../shared/contracts/car/car.ts';
import { GPS_ROLLOVER_MS } from '../../../shared/evidence/clock.ts';
import { instant } from '../../../shared/kernel/time.ts';

const NOW = Date.parse('2026-01-31T09:30:00.000Z');
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const HOUR = 3_600_000;
/** The time of each sample of a message, and how it was found. */
const timesOf = (samples: readonly object[], sent?: unknown) =>
  readingsIn(bytes({ samples, sent }), NOW).readings.map(({ time, by }) =>
    by === undefined ? [time] : [time, by],
  );
const sampleAt = (time: string, speedKmh = 50) => ({ time, speedKmh });

describe('the readings in a message', () => {
  it('are the one sample, with its time', () => {
    expect(readingsIn(bytes(telemetry.example), NOW)).toEqual({
      readings: [{ time: NOW, sample: telemetry.example }],
      rejected: [],
    });
  });

  it('are several samples, each with its own time', () => {
    const samples = [sampleAt('2026-01-31T09:29:59.250Z'), sampleAt('2026-01-31T09:29:59.260Z')];

    const { readings, rejected } = readingsIn(bytes({ samples }), NOW);

    expect(readings.map(({ time }) => time)).toEqual([NOW - 750, NOW - 740]);
    expect(rejected).toEqual([]);
  });

  it.each([
    ['no value', undefined],
    ['no JSON', Buffer.from('{"time":')],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['a list', bytes([sampleAt('2026-01-31T09:30:00Z')])],
    ['null', bytes(null)],
    ['a number', bytes(1)],
    ['no samples', bytes({ samples: [] })],
    ['samples that are no list', bytes({ samples: sampleAt('2026-01-31T09:30:00Z') })],
    [
      'too many samples',
      bytes({ samples: Array.from({ length: 1001 }, () => sampleAt('2026-01-31T09:30:00Z')) }),
    ],
    ['no time', bytes({ speedKmh: 1 })],
    ['a time in seconds', bytes({ time: 1_567_606_196 })],
    ['a local time', bytes({ time: '2026-01-31T09:30:00+01:00' })],
    ['a time that is none', bytes({ time: '2026-13-31T09:30:00Z' })],
    ['a day that is none', bytes({ time: '2026-02-30T09:30:00Z' })],
  ])('are refused as one when there is %s', (_, value) => {
    const { readings, rejected } = readingsIn(value, NOW);

    expect(readings).toEqual([]);
    expect(rejected).toHaveLength(1);
  });

  it('are taken one by one: a bad sample does not spoil the others', () => {
    const samples = [
      sampleAt('2026-01-31T09:29:59Z'),
      null,
      { speedKmh: 3 },
      sampleAt('2026-01-31T09:30:00Z'),
    ];

    const { readings, rejected } = readingsIn(bytes({ samples }), NOW);

    expect(readings).toHaveLength(2);
    expect(rejected).toHaveLength(2);
  });

  it('may be a little ahead, and as old as they like', () => {
    const samples = [sampleAt(instant(NOW + 60_000)), sampleAt('2019-09-04T14:09:56Z')];

    expect(timesOf(samples)).toEqual([[NOW + 60_000], [Date.parse('2019-09-04T14:09:56Z')]]);
  });

  it('that lie further ahead are moved together, so that the newest came just now', () => {
    const samples = [NOW - 5000, NOW + HOUR - 10_000, NOW + HOUR].map((time) => sampleAt(instant(time)));

    expect(timesOf(samples)).toEqual([[NOW - 5000], [NOW - 10_000, 'CLOCK_OFFSET'], [NOW, 'CLOCK_OFFSET']]);
  });

  it('of a receiver that has lost a GPS period are moved by it', () => {
    const samples = [NOW - 10_000, NOW].map((time) => sampleAt(instant(time - GPS_ROLLOVER_MS)));

    expect(timesOf(samples)).toEqual([
      [NOW - 10_000, 'GPS_WEEK'],
      [NOW, 'GPS_WEEK'],
    ]);
  });

  it.each([
    ['an hour behind', -HOUR, 'CLOCK_OFFSET'],
    ['two hours ahead', 2 * HOUR, 'CLOCK_OFFSET'],
    ['at the beginning of 1970', -NOW, 'CLOCK_OFFSET'],
    ['1024 weeks behind', -GPS_ROLLOVER_MS, 'GPS_WEEK'],
  ])('are moved by what the clock was %s as the message left', (_, ahead, by) => {
    const samples = [NOW - 3 * HOUR, NOW].map((time) => sampleAt(instant(Math.max(0, time + ahead))));

    expect(timesOf(samples, instant(NOW + ahead)).at(-1)).toEqual([NOW, by]);
    if (ahead > -NOW) expect(timesOf(samples, instant(NOW + ahead))[0]).toEqual([NOW - 3 * HOUR, by]);
  });

  it('that were kept for hours are as they are when the clock is right as the message leaves', () => {
    const samples = [sampleAt(instant(NOW - 9 * HOUR))];

    expect(timesOf(samples, instant(NOW - 2000))).toEqual([[NOW - 9 * HOUR]]);
    expect(timesOf(samples, 'soon')).toEqual([[NOW - 9 * HOUR]]);
  });

  it('are refused without their values in the reason', () => {
    const { rejected } = readingsIn(bytes({ time: 'SECRET', speedKmh: 'SECRET' }), NOW);

    expect(rejected.join()).not.toContain('SECRET');
  });
});

describe('a field of a sample', () => {
  it.each([
    ['speedKmh', 43.2],
    ['engineOn', false],
    ['firmware', '2000'],
    ['position', { latitude: 42.5, longitude: 1.5, accuracyMetres: 4, headingDegrees: 359.9 }],
    ['position', { latitude: -16.8, longitude: 180 }],
  ])('%s is good: %j', (name, value) => {
    expect(checkOf(name)?.(value)).toEqual(value);
  });

  it.each([
    ['chargePercent', -29],
    ['coolantTemperatureC', 1534],
    ['speedKmh', '43.2'],
    ['speedKmh', null],
    ['engineOn', 1],
    ['firmware', ''],
    ['position', { latitude: 90.1, longitude: 0 }],
    ['position', { latitude: 42.5 }],
    ['position', { latitude: '42.5', longitude: 1.5 }],
    ['position', null],
    ['position', { latitude: 0, longitude: 0 }],
    ['position', { latitude: -90, longitude: 180 }],
    ['position', [42.5, 1.5]],
    ['nobodyKnowsIt', 1],
  ])('%s is bad: %j', (name, value) => {
    expect(checkOf(name)?.(value)).toBeUndefined();
  });

  it.each([{ accuracyMetres: -1 }, { headingDegrees: 361 }, { headingDegrees: -1 }, { accuracyMetres: '4' }])(
    'position is good without its bad part: %j',
    (bad) => {
      expect(checkOf('position')?.({ latitude: 42.5, longitude: 1.5, ...bad })).toEqual({
        latitude: 42.5,
        longitude: 1.5,
      });
    },
  );

  it('keeps of a position what the contract knows', () => {
    expect(checkOf('position')?.({ latitude: 1, longitude: 2, satellites: 9 })).toEqual({
      latitude: 1,
      longitude: 2,
    });
  });

  it('that is bad is kept as it came, up to a length', () => {
    expect([keptRaw(-29), keptRaw(null), keptRaw('x'), keptRaw({ a: [1] })]).toEqual([
      -29,
      null,
      'x',
      { a: [1] },
    ]);
    expect(keptRaw('x'.repeat(10_000))).toBe(`${'x'.repeat(200)}…`);
    expect(String(keptRaw({ a: 'x'.repeat(10_000) }))).toHaveLength(201);
  });
});
