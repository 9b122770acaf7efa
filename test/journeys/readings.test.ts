import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Iot } from '../../local/cloud/iot/iot.ts';
import { EventSources } from '../../local/cloud/lambda/event-sources/event-sources.ts';
import type { CarView } from '../../local/simulator/car-view.ts';
import { carsTelemetry } from '../../shared/contracts/car/car.ts';
import { type Envelope, headers } from '../../shared/contracts/envelope.ts';
import { deadLetters, lambdaDeadLetters } from '../../shared/contracts/platform/platform.ts';
import { ended, rentalsCommands, reserved, started } from '../../shared/contracts/rentals/rentals.ts';
import { vehiclesCommands } from '../../shared/contracts/vehicles/vehicles.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { type Broken, deniedWrites, lostAnswers } from './broken-access.ts';
import type { Rider } from './rider.ts';
import { writeTopic } from './topic.ts';
import { isMove, World } from './world.ts';

/**
 * Sources differ on what a partial response brings again, and on how a record without a value looks. Under each
 * reading records of a batch fail for a while, and everything is delivered twice now and then: what comes out is the
 * same.
 */

interface Rental {
  readonly rider: Rider;
  readonly rentalId: string;
  readonly vin: string;
  readonly before: CarView;
}

let world: World;
let sources: EventSources;

beforeAll(async () => {
  world = await World.start({ cars: 8, seed: 13 });
  sources = world.platform.cloud.part(EventSources);
});
afterAll(async () => {
  await world.stop();
});

/** From now on, until `calm`: the same every time, by the seed. */
function disturb(seed: number): void {
  const { faults } = world.platform.cloud.part(Iot);
  sources.duplicate({ rate: 0.4, seed });
  faults.set('duplicate-at-rule', { rate: 0.3, seed });
  faults.set('duplicate-at-broker', { rate: 0.3, seed: seed + 1 });
}

function calm(): void {
  sources.duplicate(undefined);
  world.platform.cloud.part(Iot).faults.clear();
}

async function rent(name: string): Promise<Rental> {
  const rider = world.rider(name);
  const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
  return { rider, rentalId, vin, before: await world.car(vin) };
}

interface Consumer {
  readonly name: string;
  readonly topic: string;
}

/** What a function has taken from a topic, and what waits for it. */
function statusOf({ name, topic }: Consumer): { taken: number; waiting: number; inFlight: number } {
  const found = sources.list().find(({ functionName, source }) => functionName === name && source === topic);
  if (found === undefined) throw new Error(`${name} does not read ${topic}`);
  const waiting = Object.values(found.lag).reduce((sum, lag) => sum + lag, 0);
  return { taken: found.records, waiting, inFlight: found.inFlight };
}

/** What a redrive says of a record that is given up: it has no value. */
async function sendWordOfGivenUp(consumer: Consumer, key: string): Promise<void> {
  const before = statusOf(consumer).taken;
  const word = { key, value: null, headers: { [headers.discarded]: 'yes' } };
  await writeTopic(world.platform.engines.kafka.internal, consumer.topic, [word]);
  await world.until('the word is taken', () => {
    const { taken, waiting, inFlight } = statusOf(consumer);
    return Promise.resolve(taken > before && waiting === 0 && inFlight === 0);
  });
}

/**
 * All riders ask for the same at once. One batch holds it all, and what it says of the first car fails until it has
 * come again: the others go on, and it ends well.
 */
async function allAct(
  rentals: readonly Rental[],
  action: 'unlock' | 'end',
  consumer: Consumer,
  breakFirst: (vin: string) => Broken,
): Promise<void> {
  const [first, ...others] = rentals;
  if (first === undefined) throw new Error('nobody rents');
  sources.pause(consumer.name);
  const answers = rentals.map(async ({ rider, rentalId }) => await rider.act(rentalId, action));
  await world.until('everything waits', () => Promise.resolve(statusOf(consumer).waiting >= rentals.length));
  const broken = breakFirst(first.vin);
  sources.resume(consumer.name);
  const wanted = action === 'unlock' ? 'IN_USE' : 'ENDED';
  for (const { rider, rentalId } of others) await rider.reaches(rentalId, wanted);
  await world.until('the first has failed more than once', () => Promise.resolve(broken.times() > 1));
  broken.mend();
  let [answer] = await Promise.all(answers);
  // Whether it is decided in time, and the car hears of it in time, depends on how long it failed: too late, and the
  // rider asks again.
  await world.until(`the first is ${wanted}`, async () => {
    const { body } = await first.rider.rental(first.rentalId);
    if (body.state === wanted) return true;
    const isOver = body.state === (action === 'unlock' ? 'RESERVED' : 'IN_USE');
    const isTooLate = answer?.status !== 200 || body.lastFailure !== undefined;
    if (isOver && isTooLate) answer = await first.rider.act(first.rentalId, action);
    return false;
  });
}

/** Each aggregate's versions in the order of the log. */
function versionsIn(events: readonly Envelope[]): ReadonlyMap<string, readonly number[]> {
  const versions = new Map<string, number[]>();
  for (const { aggregate = '', aggregateversion = 0 } of events) {
    versions.set(aggregate, [...(versions.get(aggregate) ?? []), aggregateversion]);
  }
  return versions;
}

describe.each([
  ['only-failed', 'absent', 21],
  ['from-first', 'null', 22],
] as const)(
  '[11][13] our functions, where a source retries %s and shows a missing value as %s',
  (reading, tombstone, seed) => {
    beforeAll(() => {
      Object.assign(sources.switches, { partialRetry: reading, tombstone });
    });
    afterEach(() => {
      calm();
    });

    it('decide rentals and commands once and in order, though records of a batch fail', async () => {
      const rentals: Rental[] = [];
      for (const n of [1, 2, 3]) rentals.push(await rent(`${reading}-${n}`));
      disturb(seed);
      const rentalsRoom = { name: 'rentals-consumer', topic: rentalsCommands.name };
      await sendWordOfGivenUp(rentalsRoom, rentals[0]?.vin ?? '');
      await allAct(rentals, 'unlock', rentalsRoom, (vin) => deniedWrites(world, rentalsRoom.name, vin));
      // Whoever got in drives off after ten seconds, and nobody ends a rental while driving.
      await world.standstill();
      await world.quiet();
      const vehiclesRoom = { name: 'vehicles-consumer', topic: vehiclesCommands.name };
      await allAct(rentals, 'end', vehiclesRoom, (vin) => lostAnswers(world, vehiclesRoom.name, vin));
      calm();
      await world.quiet();

      const events = await world.events(started.topic.name);
      for (const { rentalId, vin, before } of rentals) {
        const own = events.filter(({ data }) => (data as { rentalId?: string }).rentalId === rentalId);
        for (const { type } of [reserved, started, ended])
          expect(
            own.filter((event) => event.type === type),
            `${type} of ${vin}`,
          ).toHaveLength(1);
        expect(own[0]?.type).toBe(reserved.type);
        expect(own.at(-1)?.type).toBe(ended.type);
        await world.until(`${vin} has its receipts`, async () => (await world.car(vin)).pending === 0);
        const after = await world.car(vin);
        expect(after.locked).toBe(true);
        // It was opened once, asked how it stands, and locked once, whatever came twice, or too late and again.
        const done = await world.doneSince(before);
        expect(done.filter(isMove)).toEqual(['unlock', 'lock']);
        expect(done).toContain('report');
        const numbers = await world.numbersTaken(vin);
        expect(numbers).toEqual(numbers.map((_, n) => ({ log: numbers[0]?.log, seq: n + 1 })));
      }
      for (const versions of versionsIn(events).values())
        expect(versions).toEqual(versions.map((_, n) => n + 1));
    });

    it('take every event of a car, though the brokers lose acknowledged ones', async () => {
      const [{ vin } = { vin: '' }] = world.platform.cars;
      const before = (await world.numbersTaken(vin)).length;
      disturb(seed);
      const { faults } = world.platform.cloud.part(Iot);
      const lost = faults.count('lose-acknowledged-record');
      faults.set('lose-acknowledged-record', { rate: 0.7, seed, times: 4 });
      for (let n = 0; n < 3; n += 1) await world.car(vin, 'reboot');
      await world.advanceUntil(
        'it has its receipts',
        async () => {
          const { pending, connected } = await world.car(vin);
          return connected && pending === 0 && faults.count('lose-acknowledged-record') > lost;
        },
        10,
      );
      const numbers = await world.numbersTaken(vin);
      expect(numbers.length).toBeGreaterThan(before);
      expect(numbers).toEqual(numbers.map((_, n) => ({ log: numbers[0]?.log, seq: n + 1 })));
    });

    it('fold telemetry to the newest reading, though one car’s item cannot be written', async () => {
      const vins = Array.from({ length: 5 }, (_, n) => makeVin('RDG', '00000', seed * 10 + n));
      const start = Math.floor(world.platform.cloud.clock.now()) - 60_000;
      const sample = (n: number): string =>
        JSON.stringify({ time: new Date(start + n * 1000).toISOString(), speedKmh: n, odometerKm: 100 + n });
      disturb(seed);
      const broken = deniedWrites(world, 'telemetry-fold', vins[0] ?? '');
      // As the rule writes it: several of each car, in one batch, some older ones after newer ones.
      const fold = { name: 'telemetry-fold', topic: carsTelemetry.name };
      sources.pause(fold.name);
      // They arrive now by the platform's clock, by which a sample's own time is judged.
      const timestamp = String(Math.floor(world.platform.cloud.clock.now()));
      const messages = vins.flatMap((key) =>
        [0, 1, 3, 40, 6, 5, 2].map((n) => ({ key, value: sample(n), timestamp })),
      );
      await writeTopic(world.platform.engines.kafka.internal, fold.topic, messages);
      await world.until('everything waits', () => Promise.resolve(statusOf(fold).waiting >= messages.length));
      sources.resume(fold.name);
      await world.until('the first has failed more than once', () => Promise.resolve(broken.times() > 1));
      broken.mend();
      calm();
      // What was put off is written within a minute.
      await world.advance(150);
      for (const vin of vins) {
        const path = `/v1/vehicles/${vin}/twin`;
        const { status, body } = await world.client.as('operator', 'eva', 'GET', path);
        expect(status, vin).toBe(200);
        const newest = { time: new Date(start + 40_000).toISOString(), validity: 'valid' };
        expect(body).toMatchObject({
          fields: { speedKmh: { value: 40, ...newest }, odometerKm: { value: 140, ...newest } },
        });
      }
    });

    it('give nothing up', async () => {
      for (const topic of [deadLetters.name, lambdaDeadLetters.name])
        expect(await world.events(topic)).toEqual([]);
    });
  },
);
