import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { PlatformClient } from '../local/platform/client.ts';
import { type RunningPlatform, startPlatform } from '../local/platform/start.ts';
import { admitRider } from '../local/riders/admission.ts';
import { milliseconds, percentile } from './percentiles.ts';

/**
 * From the phone's request to unlock until the car has executed it: HTTP, three Kafka topics, two rooms, a signature,
 * MQTT over TLS. The car's own time of execution is taken; car and phone share this computer's clock.
 */
const AIM = { p50: 50, p99: 150 };
/** How often the car is asked whether it has obeyed. When it did is by its own clock, so this costs no precision. */
const POLL_MILLISECONDS = 10;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '200' } } });
  const rounds = Number(values.rounds);
  const platform = await startPlatform({
    cars: 4,
    seed: 1,
    onProgress: (text) => process.stderr.write(`${text}\n`),
  });
  try {
    const samples: number[] = [];
    const cars = platform.cars.map(({ vin }) => vin);
    const rider = 'bench';
    await admitRider(platform.client, rider);
    for (let round = -10; round < rounds; round++) {
      const took = await oneUnlock(platform, rider, cars[(round + 10) % cars.length] ?? '');
      // The first ones start functions and connections.
      if (round >= 0) samples.push(took);
    }
    report(samples);
  } finally {
    await platform.stop();
  }
}

async function oneUnlock(platform: RunningPlatform, rider: string, vin: string): Promise<number> {
  const { client, fleet } = platform;
  if (fleet === undefined) throw new Error('the bench needs cars');
  const rentalId = await reserve(client, rider, vin);
  const before = (await fleet.control(vin, 'state')).results.length;
  const start = performance.timeOrigin + performance.now();
  const answer = client.as('rider', rider, 'POST', `/v1/rentals/${rentalId}/unlock`);
  let executed: number | undefined;
  while (executed === undefined) {
    const view = await fleet.control(vin, 'state');
    const result = view.results[before];
    if (result !== undefined) executed = Date.parse(result.time);
    else await sleep(POLL_MILLISECONDS);
  }
  await answer;
  await reach(client, rider, rentalId, 'IN_USE');
  // A driver would drive off after some seconds; parking again at once keeps the round short.
  await client.as('rider', rider, 'POST', `/v1/rentals/${rentalId}/end`);
  await reach(client, rider, rentalId, 'ENDED');
  return executed - start;
}

async function reserve(client: PlatformClient, rider: string, vin: string): Promise<string> {
  const { rentalId } = await client.until(
    `a reservation of ${vin}`,
    () => client.change<{ rentalId: string }>('rider', rider, 'POST', '/v1/rentals', { vin }),
    ({ status }) => status === 201,
  );
  return rentalId;
}

async function reach(client: PlatformClient, rider: string, rentalId: string, state: string): Promise<void> {
  await client.until(
    `${state} of ${rentalId}`,
    () => client.as<{ state: string }>('rider', rider, 'GET', `/v1/rentals/${rentalId}`),
    ({ body }) => body.state === state,
  );
}

function report(samples: readonly number[]): void {
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => percentile(samples, share)) as [
    number,
    number,
    number,
  ];
  process.stdout.write(
    [
      `unlock, phone request → car executed, ${samples.length} rounds at rest`,
      `  p50  ${milliseconds(p50)}  (aim ${AIM.p50} ms)`,
      `  p90  ${milliseconds(p90)}`,
      `  p99  ${milliseconds(p99)}  (aim ${AIM.p99} ms)`,
      '',
    ].join('\n'),
  );
}
