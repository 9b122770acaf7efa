import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '../../../../shared/kernel/time.ts';
import { readRecording } from '../../../simulator/replay/recording.ts';
import { replay } from '../../../simulator/replay/replay.ts';
import type { PlatformClient } from '../../platform/client.ts';
import type { Connection } from '../../platform/connection.ts';
import { type RegisteredCar, registerCars } from '../../registration/cars.ts';
import { CommandError } from '../command-error.ts';
import { Progress } from '../progress.ts';
import { type CommonOptions, print, target } from '../target.ts';

/** The manufacturer of the recorded cars. The fold counts by it. */
const MANUFACTURER = 'RPL';
/** How long the platform may take to store acknowledged readings, and to write the twins. Real seconds. */
const LONGEST_WAIT_SECONDS = 180;

interface StoredCounts {
  readonly stored: number;
  readonly invalid: number;
}

/** The fold's own counts of the recorded cars' readings, since the platform started. */
async function storedCounts(platform: PlatformClient): Promise<StoredCounts> {
  const { body } = await platform.local<{ metrics: Record<string, number> }>('GET', '/_local/metrics');
  const sum = (name: string): number =>
    Object.entries(body.metrics)
      .filter(([key]) => key.includes(`/${name}{`) && key.includes(`=${MANUFACTURER}`))
      .reduce((total, [, value]) => total + value, 0);
  return {
    stored: sum('ReadingsFolded') + sum('ReadingsSuperseded') + sum('ReadingsRejected'),
    invalid: sum('ReadingsInvalid'),
  };
}

/** The recorded cars, each with the time of its newest reading. */
async function recordedCars(file: string): Promise<ReadonlyMap<string, number>> {
  const newest = new Map<string, number>();
  for await (const row of readRecording(file)) {
    if ('reason' in row) continue;
    const time = milliseconds(row.sample.time);
    newest.set(row.car.vin, Math.max(time, newest.get(row.car.vin) ?? 0));
  }
  return newest;
}

export async function replayRecording(file: string, options: CommonOptions): Promise<void> {
  const { platform, run } = target(options);
  const { body: connection } = await platform.local<Connection>('GET', '/_local/connection');
  const progress = new Progress();
  const newest = await recordedCars(file);
  const registered = await registerCars(
    platform,
    [...newest.keys()].map((vin) => ({ vin, model: 'Recorded car' })),
    join(run.dataDirectory, 'cars'),
    (done) => progress.show(`registering ${done} of ${newest.size} cars`),
  );
  const before = await storedCounts(platform);
  const result = await replay({
    file,
    host: connection.host,
    port: connection.port,
    ca: await readFile(connection.caPath, 'utf8'),
    rule: connection.telemetryRule,
    connections: ({ vin }) => credentials(registered, vin),
    onProgress: ({ sent, accepted }) => progress.show(`sent ${sent}, accepted ${accepted}`),
  });
  const { stored, invalid } = await untilStored(platform, before, result.accepted, progress);
  const late = await untilWritten(platform, newest, progress);
  progress.done();
  const { rows, sent, accepted, rejected, rejectedRows, failures } = result;
  const isWhole = sent === rows && accepted === sent && stored === accepted && late === 0;
  print(options, { sent, accepted, stored, invalid }, [
    `sent      ${sent} of ${rows} rows, from ${newest.size} cars`,
    `accepted  ${accepted}`,
    `stored    ${stored}`,
    `invalid   ${invalid} (readings with a bad field, kept raw and marked)`,
    ...(rejected === 0 ? [] : [`rejected  ${rejected} rows that are not readings`]),
    ...rejectedRows.slice(0, 10).map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...failures.map(({ message }) => `  ${message}`),
    ...(late === 0 ? [] : [`${late} twins do not have their last reading`]),
    isWhole ? 'Every row is accounted for.' : 'NOT every row is accounted for.',
  ]);
  if (!isWhole) process.exitCode = 1;
}

async function credentials(
  cars: readonly RegisteredCar[],
  vin: string,
): Promise<{ certificate: string; key: string }> {
  const car = cars.find((candidate) => candidate.vin === vin);
  if (car === undefined) throw new CommandError('UNREGISTERED', `${vin} is not registered`);
  return {
    certificate: await readFile(car.certificatePath, 'utf8'),
    key: await readFile(car.keyPath, 'utf8'),
  };
}

/** Waits until the fold has counted as many readings as the platform accepted. */
async function untilStored(
  platform: PlatformClient,
  before: StoredCounts,
  accepted: number,
  progress: Progress,
): Promise<StoredCounts> {
  const deadline = performance.now() + LONGEST_WAIT_SECONDS * 1000;
  for (;;) {
    const now = await storedCounts(platform);
    const counts = { stored: now.stored - before.stored, invalid: now.invalid - before.invalid };
    if (counts.stored >= accepted || performance.now() > deadline) return counts;
    progress.show(`stored ${counts.stored} of ${accepted}`);
    await sleep(100);
  }
}

/**
 * Waits until each twin has its car's newest reading. A twin is written at most once a minute, so the last reading of a
 * silent car takes that long. Resolves with the number of twins that still lack it at the end.
 */
async function untilWritten(
  platform: PlatformClient,
  newest: ReadonlyMap<string, number>,
  progress: Progress,
): Promise<number> {
  const deadline = performance.now() + LONGEST_WAIT_SECONDS * 1000;
  const waiting = new Map(newest);
  for (;;) {
    for (const [vin, time] of waiting) {
      const { status, body } = await platform.as<{ time: string }>(
        'operator',
        'local',
        'GET',
        `/v1/vehicles/${vin}/twin`,
      );
      if (status === 200 && milliseconds(body.time) >= time) waiting.delete(vin);
    }
    if (waiting.size === 0 || performance.now() > deadline) return waiting.size;
    progress.show(`${waiting.size} twins wait for their last reading: each is written at most once a minute`);
    await sleep(1000);
  }
}
