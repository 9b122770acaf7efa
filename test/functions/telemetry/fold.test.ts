import { describe, expect, it } from 'vitest';
import { foldReadings } from '../../../functions/telemetry/fold.ts';
import type { Reading } from '../../../functions/telemetry/readings.ts';
import { type Twin, twinBody } from '../../../functions/telemetry/twin.ts';
import { addSeconds, instant, milliseconds } from '../../../shared/kernel/time.ts';

const VIN = 'WRS00001X0T000001';
const START = '2026-01-31T09:00:00.000Z';
const HERE = { latitude: 42.5, longitude: 1.52 };
/** 700 m away. */
const THERE = { latitude: 42.505, longitude: 1.525 };

const at = (second: number, sample: Record<string, unknown>): Reading => ({
  time: milliseconds(addSeconds(START, second)),
  sample: { time: addSeconds(START, second), ...sample },
});
const timeAt = (second: number): string => addSeconds(START, second);

const fold = (before: Twin | undefined, ...readings: Reading[]) => foldReadings(VIN, before, readings);
const twinOf = (...readings: Reading[]): Twin => fold(undefined, ...readings).item;
const typesOf = ({ events }: ReturnType<typeof fold>) => events.map(({ event }) => event.type);

describe('the twin', () => {
  it('holds of each field the newest good value with its time', () => {
    const twin = twinOf(at(0, { speedKmh: 50, chargePercent: 80 }), at(10, { speedKmh: 60 }));

    expect(twinBody(VIN, twin)).toEqual({
      vin: VIN,
      time: timeAt(10),
      fields: {
        speedKmh: { value: 60, time: timeAt(10), validity: 'valid' },
        chargePercent: { value: 80, time: timeAt(0), validity: 'valid' },
      },
    });
  });

  it('keeps a bad value raw, marked, beside the last good one', () => {
    const twin = twinOf(at(0, { chargePercent: 80 }), at(10, { chargePercent: -29 }));

    expect(twinBody(VIN, twin).fields['chargePercent']).toEqual({
      value: 80,
      time: timeAt(0),
      validity: 'invalid',
      invalid: { raw: -29, time: timeAt(10) },
    });
  });

  it('keeps a bad value also when there was never a good one', () => {
    expect(twinBody(VIN, twinOf(at(0, { engineOn: 'yes' }))).fields['engineOn']).toEqual({
      validity: 'invalid',
      invalid: { raw: 'yes', time: timeAt(0) },
    });
  });

  it('forgets a bad value when a newer good one comes, not when an older one does', () => {
    const bad = twinOf(at(0, { speedKmh: 50 }), at(10, { speedKmh: 9999 }));

    expect(fold(bad, at(5, { speedKmh: 55 })).item.fields['speedKmh']).toMatchObject({
      valid: { value: 55 },
      invalid: { value: 9999 },
    });
    expect(fold(bad, at(20, { speedKmh: 70 })).item.fields['speedKmh']).toEqual({
      valid: { value: 70, time: milliseconds(timeAt(20)) },
    });
  });

  it('takes nothing older, but an older sample may still bring a field that was not heard of', () => {
    const twin = twinOf(at(10, { speedKmh: 60 }));

    const older = fold(twin, at(0, { speedKmh: 50 }));
    const brings = fold(twin, at(0, { speedKmh: 50, odometerKm: 100 }));

    expect(older).toMatchObject({
      events: [],
      urgent: false,
      counts: { folded: 0, superseded: 1, invalid: 0 },
    });
    expect(older.delta).toBeUndefined();
    expect(brings.item).toMatchObject({
      time: milliseconds(timeAt(10)),
      fields: { speedKmh: { valid: { value: 60 } }, odometerKm: { valid: { value: 100 } } },
    });
    expect(Object.keys(brings.delta?.fields ?? {})).toEqual(['odometerKm']);
  });

  it('passes over fields that nobody knows, and still takes the time', () => {
    const { item, counts } = fold(twinOf(at(0, { speedKmh: 50 })), at(10, { mood: 'good' }));

    expect(counts).toEqual({ folded: 1, superseded: 0, invalid: 0 });
    expect(item.time).toBe(milliseconds(timeAt(10)));
    expect(Object.keys(item.fields)).toEqual(['speedKmh']);
  });

  it('counts each reading once, and one with a bad field also as invalid', () => {
    const { counts } = fold(
      undefined,
      at(0, { speedKmh: 50 }),
      at(10, { speedKmh: 9999, chargePercent: -1 }),
      at(5, { speedKmh: 9999 }),
      at(0, { speedKmh: 50 }),
    );

    expect(counts).toEqual({ folded: 2, superseded: 2, invalid: 2 });
  });

  it('is not changed in place', () => {
    const before = twinOf(at(0, { speedKmh: 50 }));
    const copy = structuredClone(before);

    fold(before, at(10, { speedKmh: 60, chargePercent: 70 }));

    expect(before).toEqual(copy);
  });
});

describe('what others hear', () => {
  const driving = twinOf(at(0, { engineOn: true, position: HERE, odometerKm: 100, chargePercent: 80 }));
  const parked = twinOf(at(0, { engineOn: false, position: HERE, odometerKm: 100, chargePercent: 80 }));

  it('is where a car was left', () => {
    const outcome = fold(driving, at(10, { engineOn: false, position: THERE, odometerKm: 105 }));

    expect(outcome.urgent).toBe(true);
    expect(outcome.events).toEqual([
      {
        time: timeAt(10),
        event: {
          type: 'telemetry.parked.v1',
          data: { vin: VIN, time: timeAt(10), position: THERE, odometerKm: 105, chargePercent: 80 },
        },
      },
    ]);
  });

  it('is that it was started, and each change within a batch', () => {
    expect(typesOf(fold(parked, at(10, { engineOn: true })))).toEqual(['telemetry.started.v1']);
    expect(typesOf(fold(parked, at(10, { engineOn: true }), at(20, { engineOn: false })))).toEqual([
      'telemetry.started.v1',
      'telemetry.parked.v1',
    ]);
  });

  it('is where a car stands at its first reading, but not that it was started', () => {
    expect(typesOf(fold(undefined, at(0, { engineOn: false, position: HERE })))).toEqual([
      'telemetry.parked.v1',
    ]);
    expect(typesOf(fold(undefined, at(0, { engineOn: true, position: HERE })))).toEqual([]);
    expect(fold(undefined, at(0, { engineOn: true })).urgent).toBe(true);
  });

  it('is where a parked car stands when that becomes known later', () => {
    const unplaced = twinOf(at(0, { engineOn: false }));

    const outcome = fold(unplaced, at(10, { position: HERE }));

    expect(typesOf(outcome)).toEqual(['telemetry.parked.v1']);
    expect(outcome.events[0]?.event.data).toMatchObject({ position: HERE, time: timeAt(10) });
  });

  it('is where a parked car stands when it comes in sight again after long', () => {
    expect(typesOf(fold(parked, at(600, { position: THERE })))).toEqual([]);
    expect(typesOf(fold(parked, at(601, { position: THERE })))).toEqual(['telemetry.parked.v1']);
    expect(typesOf(fold(driving, at(601, { position: THERE })))).toEqual([]);
  });

  it('is no place that the car can hardly have reached, though the twin shows it', () => {
    const FAR = { latitude: 42.6875, longitude: 1.5218 };
    const outcome = fold(driving, at(10, { engineOn: false, position: FAR }));

    expect(outcome.events[0]?.event).toEqual({
      type: 'telemetry.parked.v1',
      data: { vin: VIN, time: timeAt(10), odometerKm: 100, chargePercent: 80 },
    });
    expect(outcome.item.fields['position']?.valid?.value).toEqual(FAR);
    expect(typesOf(fold(parked, at(20_000, { position: FAR })))).toEqual([]);
    expect(fold(driving, at(1200, { engineOn: false, position: FAR })).events).toMatchObject([
      { event: { data: { position: FAR } } },
    ]);
  });

  it('is no place of a receiver without a fix', () => {
    const outcome = fold(driving, at(10, { engineOn: false, position: { latitude: 0, longitude: 0 } }));

    expect(outcome.events).toMatchObject([{ event: { data: { position: HERE } } }]);
    expect(outcome.item.fields['position']).toMatchObject({
      valid: { value: HERE },
      invalid: { value: { latitude: 0, longitude: 0 } },
    });
  });

  it.each([
    ['jumped', 5000],
    ['fell', 4],
    ['changed its unit', 101_000],
  ])('is no odometer that %s', (_, odometerKm) => {
    const { events } = fold(driving, at(10, { engineOn: false, odometerKm }));

    expect(events[0]?.event.data).toEqual({ vin: VIN, time: timeAt(10), position: HERE, chargePercent: 80 });
  });

  it('says when the time is estimated, and counts the reading as one with a bad field', () => {
    const outcome = fold(driving, { ...at(10, { engineOn: false }), by: 'CLOCK_OFFSET' });

    expect(outcome.counts).toEqual({ folded: 1, superseded: 0, invalid: 1 });
    expect(outcome.events).toMatchObject([
      { event: { data: { judged: [{ field: 'time', estimated: 'CLOCK_OFFSET' }] } } },
    ]);
  });

  it('is low charge, once until it was above the threshold again', () => {
    const low = fold(parked, at(10, { chargePercent: 14.9 }));
    expect(typesOf(low)).toEqual(['telemetry.charge-low.v1']);
    expect(low.urgent).toBe(true);

    const lower = fold(low.item, at(20, { chargePercent: 12 }));
    expect(lower).toMatchObject({ events: [], urgent: false });

    const charged = fold(lower.item, at(30, { chargePercent: 15 }));
    expect(charged).toMatchObject({ events: [], urgent: true });
    expect(typesOf(fold(charged.item, at(40, { chargePercent: 14 })))).toEqual(['telemetry.charge-low.v1']);
  });

  it('is nothing of a bad value, an older reading, or a reading that came before', () => {
    const first = fold(driving, at(10, { engineOn: false, chargePercent: 10 }));

    expect(typesOf(fold(driving, at(10, { engineOn: 'off', chargePercent: -10 })))).toEqual([]);
    expect(typesOf(fold(driving, at(-10, { engineOn: false, chargePercent: 10 })))).toEqual([]);
    expect(fold(first.item, at(10, { engineOn: false, chargePercent: 10 }))).toMatchObject({
      events: [],
      urgent: false,
      counts: { superseded: 1 },
    });
  });
});

describe('a twin is written at once', () => {
  const healthy = twinOf(
    at(0, { speedKmh: 72, engineVibration: 2000, coolantTemperatureC: 90, tirePressureFrontLeftKpa: 220 }),
  );

  it.each([
    ['the coolant is too hot', { coolantTemperatureC: 116 }],
    ['a tyre loses air', { tirePressureFrontLeftKpa: 149 }],
    ['the engine is about to fail', { engineVibration: 3000 }],
  ])('when %s, and not again as long as that lasts', (_, sample) => {
    const warning = fold(healthy, at(10, sample));

    expect(warning.urgent).toBe(true);
    expect(fold(warning.item, at(20, sample)).urgent).toBe(false);
  });

  it('and otherwise in its time', () => {
    expect(fold(healthy, at(10, { speedKmh: 73, engineVibration: 2030 })).urgent).toBe(false);
    expect(fold(healthy, at(10, { speedKmh: 0, engineVibration: 10 })).urgent).toBe(false);
    expect(fold(healthy, at(10, { coolantTemperatureC: 1534 })).urgent).toBe(false);
  });
});

describe('times', () => {
  it('are shown in milliseconds', () => {
    expect(twinBody(VIN, twinOf(at(0.25, { speedKmh: 1 }))).time).toBe(instant(milliseconds(START) + 250));
  });
});
