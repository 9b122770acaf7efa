import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalCloudError } from '../../local/cloud/core/local-cloud-error.ts';
import { EventSources } from '../../local/cloud/lambda/event-sources/event-sources.ts';
import { registerCar } from '../../local/tools/registration/cars.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { World } from './world.ts';

/** The whole recording through MQTT, rule, Kafka and fold, and the twins against what the file says. */

const root = resolve(import.meta.dirname, '../..');
const FILE = 'local/simulator/data/car-sensors.csv';

interface Field {
  readonly value?: unknown;
  readonly time?: string;
  readonly validity: 'valid' | 'invalid';
  readonly invalid?: { readonly raw: unknown; readonly time: string };
}
type Twin = Readonly<Record<string, Field>>;

/** Column of the file, field of the twin, conversion, lowest and highest value of a working sensor. */
const COLUMNS: readonly (readonly [string, string, number, number, number])[] = [
  ['coolant_temp', 'coolantTemperatureC', 1, -60, 150],
  ['intake_air_temp', 'intakeAirTemperatureC', 1, -60, 150],
  ['intake_air_flow_speed', 'intakeAirFlow', 1, 0, 1000],
  ['battery_percentage', 'chargePercent', 100, 0, 100],
  ['battery_voltage', 'batteryVoltageV', 1, 0, 1500],
  ['current_draw', 'currentDrawA', 1, -2000, 2000],
  ['speed', 'speedKmh', 3.6, -250, 500],
  ['engine_vibration_amplitude', 'engineVibration', 1, 0, 100_000],
  ['throttle_pos', 'throttlePercent', 100, 0, 100],
  ['tire_pressure_1_1', 'tirePressureFrontLeftKpa', 6.894757, 0, 1000],
  ['tire_pressure_2_2', 'tirePressureRearRightKpa', 6.894757, 0, 1000],
  ['accelerometer_1_1_value', 'accelerationFrontLeft', 9.80665, -400, 400],
  ['accelerometer_2_2_value', 'accelerationRearRight', 9.80665, -400, 400],
];

interface Expected {
  valid?: { value: number; time: number };
  newest: { value: number; time: number; valid: boolean };
}

/** What each twin's field must be, computed from the file with nothing of ours: car → field → expected. */
function expectedTwins(): Map<string, Map<string, Expected>> {
  const [header = '', ...rows] = readFileSync(resolve(root, FILE), 'utf8').trim().split('\n');
  const names = header.trim().split(',');
  const twins = new Map<string, Map<string, Expected>>();
  for (const row of rows) {
    const cells = Object.fromEntries(row.split(',').map((cell, i) => [names[i] ?? '', cell]));
    const vin = makeVin('RPL', '00000', Number(cells['car']?.replace('car', '')));
    const time = Number(cells['time']) * 1000;
    const twin = twins.get(vin) ?? new Map<string, Expected>();
    twins.set(vin, twin);
    for (const [column, field, factor, low, high] of COLUMNS) {
      const value = Number(cells[column]) * factor;
      const valid = value >= low && value <= high;
      const before = twin.get(field);
      if (before !== undefined && before.newest.time >= time) continue;
      twin.set(field, {
        newest: { value, time, valid },
        ...(valid ? { valid: { value, time } } : before?.valid === undefined ? {} : { valid: before.valid }),
      });
    }
  }
  return twins;
}

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(async () => {
  await world.stop();
});

/** `npm run cli -- replay FILE --json`; the time is moved on for the twins' last writing. */
async function replay(file = FILE): Promise<{ code: number; counts: unknown }> {
  const port = String(world.platform.httpPort);
  const args = ['local/tools/cli/main.ts', 'replay', file, '--json', '--http-port', port];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // Waits for the end of the output, which may come after the exit.
  const closed = once(child, 'close');
  const over = new AbortController();
  const moving = moveTime(over.signal);
  const [code] = (await closed) as [number];
  over.abort();
  await moving;
  return { code, counts: JSON.parse(output.trim().split('\n').at(-1) ?? '') };
}

async function moveTime(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(5_000, undefined, { signal }).catch(() => undefined);
    // While readings come, the platform may not become quiet in time. Then the next round moves the time.
    if (!signal.aborted) await world.advance(61).catch(mustBeBusy);
  }
}

function mustBeBusy(error: unknown): void {
  if (!(error instanceof LocalCloudError && error.code === 'NOT_QUIET')) throw error;
}

async function twins(vins: Iterable<string>): Promise<Map<string, Twin>> {
  const all = new Map<string, Twin>();
  for (const vin of vins) {
    const { body } = await world.client.as<{ fields: Twin }>(
      'operator',
      'eva',
      'GET',
      `/v1/vehicles/${vin}/twin`,
    );
    all.set(vin, body.fields);
  }
  return all;
}

describe('a recording of 70 cars', () => {
  const expected = expectedTwins();
  let before: Map<string, Twin>;

  it('is accounted for, row by row', async () => {
    const counts = { sent: 7000, accepted: 7000, stored: 7000, invalid: expect.any(Number) };
    expect(await replay()).toEqual({ code: 0, counts });
  });

  it('makes 70 twins whose every field is the last valid value, or marked invalid with the raw one', async () => {
    before = await twins(expected.keys());
    expect(before.size).toBe(70);
    for (const [vin, fields] of expected) {
      for (const [name, { newest, valid }] of fields) {
        const field = before.get(vin)?.[name];
        const where = `${name} of ${vin}`;
        expect(field?.validity, where).toBe(newest.valid ? 'valid' : 'invalid');
        if (valid === undefined) expect(field?.value, where).toBeUndefined();
        else {
          expect(field?.value, where).toBeCloseTo(valid.value, 2);
          expect(Date.parse(field?.time ?? ''), where).toBe(valid.time);
        }
        if (newest.valid) continue;
        expect(field?.invalid?.raw, where).toBeCloseTo(newest.value, 2);
        expect(Date.parse(field?.invalid?.time ?? ''), where).toBe(newest.time);
      }
    }
  });

  it('played again, with batches that are delivered twice, changes nothing', async () => {
    const sources = world.platform.cloud.part(EventSources);
    sources.duplicate({ rate: 0.5, seed: 3 });
    // More is stored than was sent: the fold counts deliveries, and some came twice.
    const { counts } = await replay();
    expect(counts).toMatchObject({ sent: 7000, accepted: 7000 });
    expect((counts as { stored: number }).stored).toBeGreaterThan(7000);
    sources.duplicate(undefined);
    await world.advance(120);
    expect(await twins(expected.keys())).toEqual(before);
  });
});

describe('a recording with a car that somebody else has registered', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roadstream-recording-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('plays the others, and says what it has played', async () => {
    const [header = '', row = ''] = readFileSync(resolve(root, FILE), 'utf8').split('\n');
    const rowOf = (car: number): string => row.replace(/,car\d+,/, `,car${car},`);
    const file = join(folder, 'two-cars.csv');
    writeFileSync(file, [header, rowOf(901), rowOf(902), ''].join('\n'));
    await registerCar(world.client, { vin: makeVin('RPL', '00000', 902), model: 'Not ours' }, folder);

    const counts = { sent: 1, accepted: 1, stored: 1 };
    expect(await replay(file)).toMatchObject({ code: 1, counts });
  });
});
