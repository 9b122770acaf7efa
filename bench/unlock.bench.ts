import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { PlatformClient } from '../local/tools/platform/client.ts';
import { type RunningPlatform, startPlatform } from '../local/tools/platform/start.ts';
import { admitRider } from '../local/tools/registration/riders.ts';
import { Cars } from './ingest/cars.ts';
import { milliseconds, percentile } from './percentiles.ts';
import { say } from './say.ts';

/**
 * From the phone's request to unlock until the car has executed it: HTTP, three Kafka topics, two rooms, a signature,
 * MQTT over TLS; at rest, and while other cars send telemetry. The car's own time of execution is taken; car and phone
 * share this computer's clock.
 */
const AIM = { p50: 50, p99: 150 };
/** How often the car is asked whether it has obeyed. When it did is by its own clock, so this costs no precision. */
const POLL_MILLISECONDS = 10;
/** An unlock expires long before this. */
const LONGEST_MILLISECONDS = 30_000;
const RIDER = 'bench';

/** How many cars send the telemetry beside it. */
const BUSY_CARS = 200;
/** Which start functions and connections. */
const WARM_UP_ROUNDS = 10;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '200' },
      telemetry: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '60' },
    },
  });
  const platform = await startPlatform({ cars: 4, seed: 1, onProgress: say });
  try {
    const vins = platform.cars.map(({ vin }) => vin);
    await admitRider(platform.client, RIDER);
    let round = 0;
    const unlocked = async (): Promise<number> =>
      await oneUnlock(platform, vins[round++ % vins.length] ?? '');
    const rest: number[] = [];
    for (let left = WARM_UP_ROUNDS; left > 0; left--) await unlocked();
    while (rest.length < Number(values.rounds)) rest.push(await unlocked());
    report('at rest', rest);
    const rate = Number(values.telemetry);
    if (rate > 0)
      report(`under ${rate} messages/s`, await underLoad(platform, rate, Number(values.seconds), unlocked));
  } finally {
    await platform.stop();
  }
}

/** As many rounds as there is time for while other cars send telemetry. */
async function underLoad(
  platform: RunningPlatform,
  messagesPerSecond: number,
  seconds: number,
  unlocked: () => Promise<number>,
): Promise<number[]> {
  const cars = await Cars.connect(platform, BUSY_CARS, 1);
  try {
    const driven = cars.drive(messagesPerSecond, seconds);
    const end = performance.now() + seconds * 1000;
    const samples: number[] = [];
    while (performance.now() < end) samples.push(await unlocked());
    const { messages, lateSeconds } = await driven;
    say(`${messages} messages of telemetry were sent, ${lateSeconds.toFixed(2)} s later than they should`);
    return samples;
  } finally {
    cars.stop();
  }
}

async function oneUnlock(platform: RunningPlatform, vin: string): Promise<number> {
  const { client, fleet } = platform;
  if (fleet === undefined) throw new Error('the bench needs cars');
  const rentalId = await reserve(client, vin);
  // The car shows its latest answers only, so their number says nothing.
  const before = new Set((await fleet.control(vin, 'state')).results.map(({ commandId }) => commandId));
  const start = performance.timeOrigin + performance.now();
  const answer = client.as('rider', RIDER, 'POST', `/v1/rentals/${rentalId}/unlock`);
  let executed: number | undefined;
  while (executed === undefined) {
    const { results } = await fleet.control(vin, 'state');
    const done = results.find(({ commandId, result }) => result === 'executed' && !before.has(commandId));
    if (done !== undefined) executed = Date.parse(done.time);
    else if (performance.timeOrigin + performance.now() - start > LONGEST_MILLISECONDS)
      throw new Error(`${vin} has not opened for ${rentalId}: ${JSON.stringify(results.at(-1))}`);
    else await sleep(POLL_MILLISECONDS);
  }
  await answer;
  await reach(client, rentalId, 'IN_USE');
  // A driver would drive off after some seconds; parking again at once keeps the round short.
  await client.as('rider', RIDER, 'POST', `/v1/rentals/${rentalId}/end`);
  await reach(client, rentalId, 'ENDED');
  return executed - start;
}

async function reserve(client: PlatformClient, vin: string): Promise<string> {
  const { rentalId } = await client.until(
    `a reservation of ${vin}`,
    () => client.ask<{ rentalId: string }>('rider', RIDER, 'POST', '/v1/rentals', { vin }),
    ({ status }) => status === 201,
  );
  return rentalId;
}

async function reach(client: PlatformClient, rentalId: string, state: string): Promise<void> {
  await client.until(
    `${state} of ${rentalId}`,
    () => client.as<{ state: string }>('rider', RIDER, 'GET', `/v1/rentals/${rentalId}`),
    ({ body }) => body.state === state,
  );
}

function report(how: string, samples: readonly number[]): void {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(samples, share)) as [
    number,
    number,
    number,
  ];
  process.stdout.write(
    [
      `unlock, phone request → car executed, ${samples.length} rounds ${how}`,
      `  p50  ${milliseconds(p50)}  (aim ${AIM.p50} ms)`,
      `  p90  ${milliseconds(p90)}`,
      `  p99  ${milliseconds(p99)}  (aim ${AIM.p99} ms)`,
      '',
    ].join('\n'),
  );
}
