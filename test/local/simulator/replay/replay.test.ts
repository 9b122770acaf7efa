import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Issued, issueClientCertificate } from '../../../../local/cloud/core/authority.ts';
import { FleetError } from '../../../../local/simulator/fleet-error.ts';
import type { RecordedCar } from '../../../../local/simulator/replay/recording-sample.ts';
import {
  type ReplayOptions,
  type ReplayProgress,
  type ReplayResult,
  replay,
} from '../../../../local/simulator/replay/replay.ts';
import type { Sample } from '../../../../shared/contracts/car/car.ts';
import { makeVin } from '../../../../shared/kernel/vin.ts';
import { Broker, Workshop } from '../broker.ts';

const recording = fileURLToPath(new URL('../../../../local/simulator/data/car-sensors.csv', import.meta.url));
const lines = readFileSync(recording, 'utf8').trimEnd().split('\n');
let workshop: Workshop;
let broker: Broker;
let certificates: Map<string, Issued>;

beforeEach(async () => {
  workshop = await Workshop.open(0);
  broker = new Broker(workshop.authority);
  await broker.start();
  certificates = new Map();
});
afterEach(async () => {
  await broker.stop();
  workshop.close();
});

async function connections({ vin }: RecordedCar): Promise<Issued> {
  const issued = certificates.get(vin) ?? (await issueClientCertificate(workshop.authority));
  certificates.set(vin, issued);
  return issued;
}

function play(
  file: string,
  onProgress?: (progress: ReplayProgress) => void,
  more: Partial<ReplayOptions> = {},
): Promise<ReplayResult> {
  return replay({
    file,
    connections,
    host: '127.0.0.1',
    port: broker.port,
    ca: workshop.authority.certificate,
    rule: 'telemetry_rule',
    ...(onProgress === undefined ? {} : { onProgress }),
    ...more,
  });
}

const topic = (car: number): string =>
  `$aws/rules/telemetry_rule/cars/${makeVin('RPL', '00000', car)}/telemetry`;
const samplesOf = (car: number): Sample[] => broker.on(topic(car)) as Sample[];
const timesOf = (car: number): string[] => samplesOf(car).map(({ time }) => time);
const recordedTimes = (car: number): string[] =>
  lines
    .map((line) => line.split(','))
    .filter((cells) => cells[1] === `car${car}`)
    .map((cells) => new Date(Number(cells[0]) * 1000).toISOString());

describe('the replay of a recording', () => {
  it('plays every row of the real one, each car’s in order on its own connection', async () => {
    const progress: ReplayProgress[] = [];
    const result = await play(recording, (now) => progress.push(now));
    expect(result).toEqual({
      rows: 7000,
      sent: 7000,
      accepted: 7000,
      rejected: 0,
      cars: 70,
      rejectedRows: [],
      failures: [],
    });
    expect(progress.at(-1)).toMatchObject({ sent: 7000, accepted: 7000 });
    expect(broker.published).toHaveLength(7000);
    expect(broker.connects).toHaveLength(70);
    expect(new Set(broker.certificates).size).toBe(70);
    const wrong = Array.from({ length: 70 }, (_, i) => i + 1).filter(
      (car) => JSON.stringify(timesOf(car)) !== JSON.stringify(recordedTimes(car)),
    );
    expect(wrong).toEqual([]);
    expect(broker.published.filter(({ clientId, topic }) => !topic.includes(`cars/${clientId}/`))).toEqual(
      [],
    );
  });

  it('sends no more than 80 samples a second on a connection', async () => {
    const file = workshop.write('one.csv', only(1, 41));
    const start = performance.now();
    await play(file);
    expect(samplesOf(1)).toHaveLength(41);
    expect(performance.now() - start).toBeGreaterThanOrEqual((40 * 1000) / 80);
  });

  it('goes on in order, without a gap, when a connection is lost', async () => {
    const file = workshop.write('one.csv', only(1, 60));
    let cuts = 0;
    const result = await play(file, ({ accepted }) => {
      if (accepted === 20 * (cuts + 1) && cuts < 2) {
        cuts += 1;
        broker.cut();
      }
    });
    expect(result).toMatchObject({ sent: 60, accepted: 60, failures: [] });
    expect(broker.connects).toHaveLength(3);
    const times = timesOf(1);
    expect([...new Set(times)]).toEqual(recordedTimes(1).slice(0, 60));
    expect(times.toSorted()).toEqual(times);
  });

  it('counts what it cannot use, and names it', async () => {
    const file = workshop.write('bad.csv', [lines[0], lines[1], 'nonsense', lines[2]].join('\n'));
    const result = await play(file);
    expect(result).toMatchObject({ rows: 3, sent: 2, accepted: 2, rejected: 1, cars: 2 });
    expect(result.rejectedRows).toEqual([{ line: 3, reason: '1 cells instead of 20' }]);
  });

  it('reports a car that cannot connect, and plays the others', async () => {
    const stranger = await Workshop.open(0);
    const first = makeVin('RPL', '00000', 1);
    certificates.set(first, await issueClientCertificate(stranger.authority));
    stranger.close();
    const two = workshop.write('two.csv', [lines[0], lines[1], lines[2]].join('\n'));
    const result = await play(two, undefined, { firstPauseMilliseconds: 50 });
    expect(result).toMatchObject({ rows: 2, sent: 1, accepted: 1, cars: 2 });
    expect(result.failures).toMatchObject([
      { code: 'REPLAY_CONNECTION', message: expect.stringContaining(first) },
    ]);
  });

  it('reads the credentials of a car only once if it cannot connect', async () => {
    const first = makeVin('RPL', '00000', 1);
    const reason = new FleetError('REPLAY_CONNECTION', `${first} belongs to somebody else`);
    let asked = 0;
    const result = await play(
      workshop.write('two.csv', [lines[0], lines[1], lines[2]].join('\n')),
      undefined,
      {
        connections: async (car) => {
          if (car.vin !== first) return connections(car);
          asked += 1;
          throw reason;
        },
      },
    );
    expect(result).toMatchObject({ sent: 1, accepted: 1, failures: [reason] });
    expect(asked).toBe(1);
  });
});

/** The first rows of one car. */
function only(car: number, count: number): string {
  const rows = lines.filter((line) => line.split(',')[1] === `car${car}`).slice(0, count);
  return [lines[0], ...rows].join('\n');
}
