import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '../../../../shared/kernel/time.ts';
import { FleetError } from '../../../simulator/fleet-error.ts';
import { readRecording } from '../../../simulator/replay/recording.ts';
import { replay } from '../../../simulator/replay/replay.ts';
import { type PlatformClient, PlatformError } from '../../platform/client.ts';
import type { Connection } from '../../platform/connection.ts';
import { type RegisteredCar, registerWhatCan } from '../../registration/cars.ts';
import { Progress } from '../progress.ts';
import { type CommonOptions, print, target } from '../target.ts';

/** The manufacturer of the recorded cars. The fold counts by it. */
const MANUFACTURER = 'RPL';
/**
 * The platform stores acknowledged readings and writes the twins as fast as the computer can. If nothing has changed for
 * this time, nothing more will come. Real seconds.
 */
const LONGEST_SILENCE_SECONDS = 180;

interface StoredCounts {
  readonly stored: number;
  readonly invalid: number;
}
const NOTHING: StoredCounts = { stored: 0, invalid: 0 };

/** Undefined when the platform does not answer now, or answers with an error. The caller tries again later. */
async function ifAnswered<Answered>(answer: Promise<Answered>): Promise<Answered | undefined> {
  try {
    return await answer;
  } catch (error) {
    // fetch throws a TypeError when there is no connection.
    if (error instanceof PlatformError || error instanceof TypeError) return undefined;
    throw error;
  }
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
  const registered = await registerWhatCan(
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
  const counted = await untilStored(platform, before, result.accepted, progress);
  const played = [...newest].filter(([vin]) => !(registered.get(vin) instanceof Error));
  const late = await untilWritten(platform, new Map(played), progress);
  // A reading that came twice may have been counted instead of a later one, so count again.
  const { stored, invalid } = (await ifAnswered(countsSince(platform, before))) ?? counted;
  progress.done();
  const { rows, sent, accepted, rejected, rejectedRows, failures } = result;
  // The counts alone do not say why cars did not play.
  if (options.json === true) for (const { message } of failures) process.stderr.write(`${message}\n`);
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
  cars: ReadonlyMap<string, RegisteredCar | Error>,
  vin: string,
): Promise<{ certificate: string; key: string }> {
  const car = cars.get(vin);
  if (car === undefined || car instanceof Error) {
    throw new FleetError('REPLAY_CONNECTION', car?.message ?? `${vin} is not registered`, { cause: car });
  }
  return {
    certificate: await readFile(car.certificatePath, 'utf8'),
    key: await readFile(car.keyPath, 'utf8'),
  };
}

async function countsSince(platform: PlatformClient, before: StoredCounts): Promise<StoredCounts> {
  const now = await storedCounts(platform);
  return { stored: now.stored - before.stored, invalid: now.invalid - before.invalid };
}

/** The time at which the wait ends if nothing changes until then. */
function deadline(): number {
  return performance.now() + LONGEST_SILENCE_SECONDS * 1000;
}

/** Waits until the fold has counted as many readings as the platform accepted. */
async function untilStored(
  platform: PlatformClient,
  before: StoredCounts,
  accepted: number,
  progress: Progress,
): Promise<StoredCounts> {
  let counts = NOTHING;
  let end = deadline();
  while (counts.stored < accepted && performance.now() < end) {
    const now = (await ifAnswered(countsSince(platform, before))) ?? counts;
    if (now.stored > counts.stored) end = deadline();
    counts = now;
    progress.show(`stored ${counts.stored} of ${accepted}`);
    await sleep(100);
  }
  return counts;
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
  const waiting = new Map(newest);
  let end = deadline();
  for (;;) {
    for (const [vin, time] of waiting) {
      const path = `/v1/vehicles/${vin}/twin`;
      const twin = await ifAnswered(platform.as<{ time: string }>('operator', 'local', 'GET', path));
      if (twin?.status !== 200 || milliseconds(twin.body.time) < time) continue;
      waiting.delete(vin);
      end = deadline();
    }
    if (waiting.size === 0 || performance.now() > end) return waiting.size;
    progress.show(`${waiting.size} twins wait for their last reading: each is written at most once a minute`);
    await sleep(1000);
  }
}
