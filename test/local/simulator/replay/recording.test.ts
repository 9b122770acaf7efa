import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Row, readRecording } from '../../../../local/simulator/replay/recording.ts';
import { recordingColumns } from '../../../../local/simulator/replay/recording-sample.ts';
import { isVin, makeVin } from '../../../../shared/kernel/vin.ts';

const directory = mkdtempSync(join(tmpdir(), 'recording-'));
afterAll(() => rmSync(directory, { recursive: true }));
const real = fileURLToPath(new URL('../../../../local/simulator/data/car-sensors.csv', import.meta.url));

const HEADER = recordingColumns.join(',');
const GOOD =
  '1567606196,car1,39.395103,34.53991,123.317406,0.82654595,246.12367,0.6586535,24.934872,2493.487,0.034893095,32,31,34,34,0.5295712,0.9600553,0.88389874,0.043890715,2000';

async function readAll(file: string): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of readRecording(file)) all.push(row);
  return all;
}

let files = 0;
async function rows(text: string): Promise<Row[]> {
  const file = join(directory, `${files++}.csv`);
  writeFileSync(file, text);
  return readAll(file);
}
/** The good row with one cell changed. */
const changed = (column: string, cell: string): string =>
  GOOD.split(',').with(recordingColumns.indexOf(column), cell).join(',');

describe('a recording', () => {
  it('becomes samples in the contract’s units', async () => {
    const [row] = await rows(`${HEADER}\n${GOOD}\n`);
    expect(row).toMatchObject({ line: 2, car: { car: 'car1', vin: makeVin('RPL', '00000', 1) } });
    const sample = row !== undefined && 'sample' in row ? row.sample : undefined;
    expect(sample).toEqual({
      time: '2019-09-04T14:09:56.000Z',
      coolantTemperatureC: 39.395103,
      intakeAirTemperatureC: 34.53991,
      intakeAirFlow: 123.317406,
      chargePercent: expect.closeTo(82.654595, 6),
      batteryVoltageV: 246.12367,
      currentDrawA: 0.6586535,
      speedKmh: expect.closeTo(89.7655392, 6),
      engineVibration: 2493.487,
      throttlePercent: expect.closeTo(3.4893095, 6),
      tirePressureFrontLeftKpa: expect.closeTo(220.632, 3),
      tirePressureFrontRightKpa: expect.closeTo(213.737, 3),
      tirePressureRearLeftKpa: expect.closeTo(234.422, 3),
      tirePressureRearRightKpa: expect.closeTo(234.422, 3),
      accelerationFrontLeft: expect.closeTo(5.19332, 4),
      accelerationFrontRight: expect.closeTo(9.41493, 4),
      accelerationRearLeft: expect.closeTo(8.66809, 4),
      accelerationRearRight: expect.closeTo(0.430421, 4),
      firmware: '2000',
    });
  });

  it('reads every row of the real one', async () => {
    const all = await readAll(real);
    expect(all).toHaveLength(7000);
    expect(all.filter((row) => 'reason' in row)).toEqual([]);
    const vins = new Set(all.flatMap((row) => ('car' in row ? [row.car.vin] : [])));
    expect(vins.size).toBe(70);
    expect([...vins].every(isVin)).toBe(true);
  });

  it('leaves values that no sensor can report as they are', async () => {
    const [row] = await rows(`${HEADER}\n${changed('battery_percentage', '-29.5')}`);
    expect(row).toMatchObject({ sample: { chargePercent: -2950 } });
  });

  it('sends what is no number as it is, and nothing of a sensor that says nothing', async () => {
    const [broken, infinite, silent] = await rows(
      [HEADER, changed('speed', 'NaN'), changed('speed', 'Infinity'), changed('speed', '')].join('\n'),
    );
    expect(broken).toMatchObject({ sample: { speedKmh: 'NaN' } });
    expect(infinite).toMatchObject({ sample: { speedKmh: 'Infinity' } });
    expect(silent).toHaveProperty('sample');
    expect(silent).not.toHaveProperty('sample.speedKmh');
  });

  it('says of each row that it cannot use where it is and why, and goes on', async () => {
    const all = await rows(
      [
        HEADER,
        GOOD,
        '1567606196,car1',
        changed('time', 'noon'),
        changed('time', '-1'),
        '',
        changed('car', 'the red one'),
        `${GOOD},1`,
        GOOD,
      ].join('\r\n'),
    );
    const reasons = all.map((row) =>
      'reason' in row ? `${row.line}: ${row.reason}` : `${row.line} is good`,
    );
    expect(reasons).toEqual([
      '2 is good',
      '3: 2 cells instead of 20',
      '4: time is "noon"; it should be in seconds since 1970',
      '5: time is "-1"; it should be in seconds since 1970',
      '7: car is "the red one"; it should be car and its number, such as car12',
      '8: 21 cells instead of 20',
      '9 is good',
    ]);
  });

  it('may have its columns in another order, and a byte order mark', async () => {
    const reversed = (line: string): string => line.split(',').toReversed().join(',');
    const [turned] = await rows(`\uFEFF${reversed(HEADER)}\n${reversed(GOOD)}`);
    const [plain] = await rows(`${HEADER}\n${GOOD}`);
    expect(turned).toEqual(plain);
  });

  it.each([
    ['empty', ''],
    ['without a header', GOOD],
    ['without a column', HEADER.replace(',speed', '')],
    ['with a column that nobody knows', `${HEADER},mood`],
    ['with a column twice', `${HEADER},speed`],
  ])('is refused with RECORDING_HEADER when it is %s', async (_, text) => {
    await expect(rows(text)).rejects.toMatchObject({ code: 'RECORDING_HEADER' });
  });

  it('names the columns that are missing', async () => {
    await expect(rows(HEADER.replace(',speed', ',velocity'))).rejects.toThrow(
      /missing: speed; unknown: velocity/,
    );
  });

  it('is refused with FILE_UNREADABLE when it is not there', async () => {
    await expect(readAll('/nowhere.csv')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });
});
