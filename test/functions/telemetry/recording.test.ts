import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { twins } from '../../../functions/telemetry/domain.ts';
import type { Reading } from '../../../functions/telemetry/readings.ts';
import { type Twin, twinBody } from '../../../functions/telemetry/twin.ts';
import { signals } from '../../../shared/contracts/car/signals.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';

/** The recording of 70 very dirty cars, folded, against a computation that knows nothing of the fold. */

interface Row {
  readonly vin: string;
  readonly sample: Readonly<Record<string, string | number>>;
}

/** Column, signal, and factor to the signal's unit. Firmware is text. */
const columns: readonly (readonly [string, keyof typeof signals, number])[] = [
  ['coolant_temp', 'coolantTemperatureC', 1],
  ['intake_air_temp', 'intakeAirTemperatureC', 1],
  ['intake_air_flow_speed', 'intakeAirFlow', 1],
  ['battery_percentage', 'chargePercent', 100],
  ['battery_voltage', 'batteryVoltageV', 1],
  ['current_draw', 'currentDrawA', 1],
  ['speed', 'speedKmh', 3.6],
  ['engine_vibration_amplitude', 'engineVibration', 1],
  ['throttle_pos', 'throttlePercent', 100],
  ['tire_pressure_1_1', 'tirePressureFrontLeftKpa', 6.894757],
  ['tire_pressure_1_2', 'tirePressureFrontRightKpa', 6.894757],
  ['tire_pressure_2_1', 'tirePressureRearLeftKpa', 6.894757],
  ['tire_pressure_2_2', 'tirePressureRearRightKpa', 6.894757],
  ['accelerometer_1_1_value', 'accelerationFrontLeft', 9.80665],
  ['accelerometer_1_2_value', 'accelerationFrontRight', 9.80665],
  ['accelerometer_2_1_value', 'accelerationRearLeft', 9.80665],
  ['accelerometer_2_2_value', 'accelerationRearRight', 9.80665],
];

function recordedRows(): readonly Row[] {
  const file = new URL('../../../local/simulator/data/car-sensors.csv', import.meta.url);
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = new Map(line.split(',').map((cell, n) => [names[n], cell]));
    const cell = (name: string): string => cells.get(name) ?? '';
    const sample: Record<string, string | number> = {
      time: instant(Number(cell('time')) * 1000),
      firmware: cell('control_unit_firmware'),
    };
    for (const [column, signal, factor] of columns) sample[signal] = Number(cell(column)) * factor;
    return { vin: makeVin('RPL', '00000', Number(cell('car').slice(3))), sample };
  });
}

/** What the twins must be: for each field all readings of the car, sorted by time; the last good one; the last of all. */
function expectedTwins(rows: readonly Row[]) {
  const cars = Map.groupBy(rows, ({ vin }) => vin);
  return new Map(
    [...cars].map(([vin, ofCar]) => {
      const sorted = ofCar.toSorted((a, b) => (String(a.sample['time']) < String(b.sample['time']) ? -1 : 1));
      const names = ['firmware', ...columns.map(([, signal]) => signal)] as const;
      const fields = names.map((name) => {
        const readings = sorted.map(({ sample }) => ({ value: sample[name], time: sample['time'] }));
        const lastGood = readings.findLast(({ value }) => isGood(name, value));
        const last = readings.at(-1);
        const good = lastGood === undefined ? {} : { value: lastGood.value, time: lastGood.time };
        return last === lastGood
          ? [name, { ...good, validity: 'valid' }]
          : [name, { ...good, validity: 'invalid', invalid: { raw: last?.value, time: last?.time } }];
      });
      return [vin, { vin, time: sorted.at(-1)?.sample['time'], fields: Object.fromEntries(fields) }];
    }),
  );
}

function isGood(name: keyof typeof signals, value: unknown): boolean {
  if (name === 'firmware') return typeof value === 'string' && value !== '';
  const { minimum = 0, maximum = 0 } = signals[name] as { minimum?: number; maximum?: number };
  return typeof value === 'number' && value >= minimum && value <= maximum;
}

const NOW = Date.parse('2026-01-31T09:00:00Z');
const readingsOf = ({ sample }: Row): readonly Reading[] =>
  twins.readingsIn(Buffer.from(JSON.stringify(sample)), NOW).readings;

/** Folds batch after batch, each car's readings of a batch together, as the consumer does. */
function foldAll(batches: readonly (readonly Row[])[]) {
  const folded = new Map<string, Twin>();
  const counts = { folded: 0, superseded: 0, invalid: 0 };
  for (const batch of batches) {
    for (const [vin, rows] of Map.groupBy(batch, ({ vin }) => vin)) {
      const outcome = twins.fold(vin, folded.get(vin), rows.flatMap(readingsOf));
      folded.set(vin, outcome.item);
      counts.folded += outcome.counts.folded;
      counts.superseded += outcome.counts.superseded;
      counts.invalid += outcome.counts.invalid;
    }
  }
  return { bodies: new Map([...folded].map(([vin, twin]) => [vin, twinBody(vin, twin)])), counts };
}

const batchesOf = (rows: readonly Row[], size: number): (readonly Row[])[] =>
  Array.from({ length: Math.ceil(rows.length / size) }, (_, n) => rows.slice(n * size, (n + 1) * size));

describe('the recording of 70 cars', () => {
  let rows: readonly Row[];
  beforeAll(() => {
    rows = recordedRows();
  });

  it('is what its description says', () => {
    expect(rows).toHaveLength(7000);
    expect(rows.filter(({ sample }) => Number(sample['chargePercent']) < 0)).toHaveLength(6536);
  });

  it('folds to the last good value of every field of every car, or the bad one marked', () => {
    const { bodies, counts } = foldAll(batchesOf(rows, 500));

    expect(bodies.size).toBe(70);
    expect(bodies).toEqual(expectedTwins(rows));
    expect(counts).toEqual({ folded: 7000, superseded: 0, invalid: 6536 });
  });

  it('folds to the same when batches come again, and counts what came again as superseded', () => {
    const batches = batchesOf(rows, 500);

    const { bodies, counts } = foldAll(batches.flatMap((batch) => [batch, batch]));

    expect(bodies).toEqual(expectedTwins(rows));
    expect(counts).toEqual({ folded: 7000, superseded: 7000, invalid: 2 * 6536 });
  });

  it('folds to the same when batches and the readings in them come in another order', () => {
    // A fixed shuffle: every 2,741st row, 2,741 having no common divisor with 7,000.
    const shuffled = rows.map((_, n) => rows[(n * 2741) % rows.length]).filter((row) => row !== undefined);

    const { bodies, counts } = foldAll(batchesOf(shuffled, 333).toReversed());

    expect(bodies).toEqual(expectedTwins(rows));
    expect(counts.folded + counts.superseded).toBe(7000);
  });
});
