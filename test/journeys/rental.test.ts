import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventSources } from '../../local/cloud/lambda/event-sources/event-sources.ts';
import type { CarView } from '../../local/simulator/car-view.ts';
import { reservationExpired, started } from '../../shared/contracts/rentals/rentals.ts';
import { distanceMetres } from '../../shared/kernel/geo.ts';
import { chargesJourney } from './charges.ts';
import { damageJourney } from './damage.ts';
import { erasureJourney } from './erasure.ts';
import { featuresJourney } from './features.ts';
import { feedJourney } from './feed.ts';
import { offersJourney } from './offers.ts';
import { operatorJourney } from './operator.ts';
import { payingJourney } from './paying.ts';
import { Phone } from './phone.ts';
import { pointsJourney } from './points.ts';
import { pushesJourney } from './pushes.ts';
import { type Rider, underKey } from './rider.ts';
import { useJourney } from './use.ts';
import { CENTRE, isMove, World } from './world.ts';

/** A rider's way through the platform, and the car's side of it. */

let world: World;

beforeAll(async () => {
  world = await World.start({ cars: 18 });
});
afterAll(async () => {
  await world.stop();
});
beforeEach(async () => {
  await world.standstill();
});

/** The commands that the car has executed. One that comes again is answered again, and not executed again. */
const executed = ({ results }: CarView): readonly (string | undefined)[] => [
  ...new Set(results.filter(({ result }) => result === 'executed').map(({ commandId }) => commandId)),
];

// This is first because it tries every key on everything that is stored, and each earlier rider would add to both.
erasureJourney(() => world);

describe('a rental', () => {
  it('goes from finding a car to its end, and the car really did what it was told', async () => {
    const ana = world.rider('ana');
    await ana.admitted();
    const vin = await world.freeCar(ana);
    const before = await world.car(vin);
    expect(before).toMatchObject({ locked: true });

    expect((await ana.reserve(vin, ['roof-box'])).body).toMatchObject({
      code: 'OPTIONS_NOT_POSSIBLE',
      errors: [{ path: '/body/options/0' }],
    });
    const options = ['reduced-excess'];
    const rental = await ana.reserved(vin, options);
    expect(rental).toMatchObject({ vin, riderId: 'ana', state: 'RESERVED', options });
    const gone = await ana.findCars(CENTRE);
    expect(gone.map((car) => car.vin)).not.toContain(vin);

    const trace = '0af7651916cd43dd8448eb211c80319c';
    const unlocking = await ana.act(rental.rentalId, 'unlock', {
      traceparent: `00-${trace}-b7ad6b7169203331-01`,
    });
    expect(unlocking.status).toBe(200);
    const inUse = await ana.reaches(rental.rentalId, 'IN_USE');
    expect(inUse.started?.car).toMatchObject({ locked: false });

    const open = await world.car(vin);
    expect(open.locked).toBe(false);
    expect((await world.doneSince(before)).filter(isMove)).toEqual(['unlock']);

    // One trace leads through HTTP, Kafka, MQTT and the car, and back.
    // What is committed is seen a moment before its event leaves.
    await world.until('the event of the start', async () =>
      (await world.events(started.topic.name)).some(
        ({ type, subject, traceparent = '' }) =>
          type === started.type && subject === vin && traceparent.includes(trace),
      ),
    );

    // The driver drives off by himself, arrives, and parks.
    await world.advanceUntil('the car has driven and parked', async () => {
      const car = await world.car(vin);
      return car.odometerKm > before.odometerKm && !car.engineOn;
    });
    const arrived = await world.car(vin);
    expect(arrived.odometerKm).toBeGreaterThan(before.odometerKm);

    const ended = await ana.ends(rental.rentalId);
    const locked = await world.car(vin);
    expect(locked.locked).toBe(true);
    // It was asked how it stands, and to lock.
    const done = await world.doneSince(arrived);
    expect(done[0]).toBe('report');
    expect(done.filter(isMove)).toEqual(['lock']);
    expect(ended.ended?.car.odometerKm).toBeCloseTo(arrived.odometerKm, 1);
    expect(ended.ended?.car.chargePercent).toBeCloseTo(arrived.chargePercent, 0);
    expect(ended.distanceKm).toBeGreaterThan(0);
    expect(ended.usage).toMatchObject({
      tariff: { tariffId: 'city', version: 1 },
      options,
      periods: [{ kind: 'RESERVED' }, { kind: 'DRIVING' }],
    });

    // The way's price is what a quote for just such a trip says.
    const charge = await ana.charged(rental.rentalId);
    const [, driven] = ended.usage?.periods ?? [];
    // A started minute counts, by the millisecond; the duration of a rental is in whole seconds.
    const milliseconds = Date.parse(driven?.endedAt ?? '') - Date.parse(driven?.startedAt ?? '');
    const minutes = Math.ceil(milliseconds / 60_000);
    const trip = `/v1/quotes?tariffId=city&drivingMinutes=${minutes}&km=${(driven?.distanceMetres ?? 0) / 1000}`;
    const { body: quote } = await ana.call<{ total: number; lines: unknown[] }>(
      'GET',
      `${trip}&options=reduced-excess`,
    );
    expect(quote.lines).toContainEqual(expect.objectContaining({ lineId: 'reduced-excess', gross: 150 }));
    expect((await ana.call('GET', `${trip}&options=reduced-excess,roof-box`)).body).toMatchObject({
      code: 'OPTIONS_NOT_POSSIBLE',
      errors: [{ path: '/query/options' }],
    });
    expect(charge).toMatchObject({ state: 'FINAL', revision: 1, charge: { total: quote.total } });
    expect(quote.total).toBeGreaterThan(100);
    const { body: own } = await ana.call<{ charges: unknown[] }>('GET', '/v1/riders/me/charges');
    expect(own.charges[0]).toEqual(charge);

    // It stands where it was left, free for the next one.
    let found: { readonly position: { readonly latitude: number; readonly longitude: number } } | undefined;
    await world.until('the car is free again', async () => {
      found = (await ana.findCars(arrived.position)).find((car) => car.vin === vin);
      return found !== undefined;
    });
    expect(distanceMetres(found?.position ?? { latitude: 0, longitude: 0 }, arrived.position)).toBeLessThan(
      100,
    );
  });

  it('is kept from others: neither read nor used', async () => {
    const owner = world.rider('olga');
    const other = world.rider('otto');
    await other.admitted();
    const { rentalId } = await owner.reserved(await world.freeCar(owner));
    expect((await other.rental(rentalId)).status).toBe(404);
    expect(await other.act(rentalId, 'unlock')).toMatchObject({
      status: 404,
      body: { code: 'RENTAL_UNKNOWN' },
    });
    expect(await owner.act(rentalId, 'cancel')).toMatchObject({ status: 200, body: { state: 'CANCELLED' } });
  });

  it('that nobody waits for is followed by the links of the answers, to its end and to what errors mean', async () => {
    const rider = world.rider('patricia');
    await rider.admitted();
    // The rentals room hears of it a moment later, and what it refuses is not asked for again.
    await world.quiet();
    const vin = await world.freeCar(rider);
    const { client } = world;
    const asRider = (method: string, path: string, body?: unknown) =>
      client.as<Record<string, unknown>>('rider', rider.id, method, path, body, { prefer: 'wait=0' });
    const operation = async () => {
      const answer = await asRider('POST', '/v1/rentals', { vin });
      expect(answer.status).toBe(202);
      const location = answer.headers.get('location') ?? '';
      expect(location).toBe(`/v1/operations/${String(answer.body['operationId'])}`);
      const others = await client.as('rider', 'mallory', 'GET', location);
      expect(others.status).toBe(404);
      return await client.until(
        'the end of the operation',
        () => asRider('GET', location),
        ({ status, body }) => status === 200 && body['state'] !== 'PENDING',
      );
    };
    // What was decided too late has not happened.
    const reserve = async () => {
      for (;;) {
        const end = await operation();
        if (end['state'] !== 'EXPIRED') return end;
      }
    };

    const reserved = await reserve();
    expect(reserved).toMatchObject({ state: 'SUCCEEDED', result: { vin, state: 'RESERVED' } });
    const { rentalId } = reserved['result'] as { rentalId: string };
    expect(await asRider('GET', `/v1/rentals/${rentalId}`)).toMatchObject({
      status: 200,
      body: { rentalId },
    });

    const refused = await reserve();
    expect(refused).toMatchObject({ state: 'REJECTED', problem: { status: 409 } });
    const { type, code, title } = refused['problem'] as { type: string; code: string; title: string };
    expect(await client.call('GET', type)).toMatchObject({ status: 200, body: { code, title } });
  });

  it('takes effect once however often the request is repeated', async () => {
    const rider = world.rider('ida');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const before = await world.car(vin);
    const answers = await underKey('unlock-1', (headers) =>
      Promise.all([1, 2, 3].map(() => rider.act(rentalId, 'unlock', headers))),
    );
    for (const { status } of answers) expect(status).toBe(200);
    await rider.reaches(rentalId, 'IN_USE');
    expect((await world.doneSince(before)).filter(isMove)).toEqual(['unlock']);
  });
});

describe('a rental between its two ends', () => {
  useJourney(() => world);
});

describe('a reservation', () => {
  it('of a car that 20 riders want at once is one rider’s; the others are told', async () => {
    const riders = Array.from({ length: 20 }, (_, i) => world.rider(`racer-${i}`));
    for (const rider of riders) await rider.admitted();
    const vin = await world.freeCar(riders[0] ?? world.rider('racer-0'));
    await world.quiet();
    const answers = await Promise.all(riders.map((rider) => rider.reserve(vin)));
    const told = answers.map(({ status, body }) => `${status} ${body.code ?? body.state}`).toSorted();
    expect(told).toEqual(['201 RESERVED', ...Array.from({ length: 19 }, () => '409 CAR_NOT_FREE')]);
  });

  it('of two cars at once by one rider is of one car', async () => {
    const rider = world.rider('greedy');
    await rider.admitted();
    await world.quiet();
    const cars = await rider.findCars(CENTRE);
    const [one, two] = cars.map(({ vin }) => vin);
    const answers = await Promise.all([rider.reserve(one ?? ''), rider.reserve(two ?? '')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('RIDER_HAS_RENTAL');
  });

  it('expires after 15 minutes, and the car is free again', async () => {
    const rider = world.rider('sleepy');
    const { rentalId, vin, reservedAt, reservedUntil } = await rider.reserved(await world.freeCar(rider));
    expect(Date.parse(reservedUntil) - Date.parse(reservedAt)).toBe(15 * 60_000);
    // The time goes on while the platform works, so some minutes are left for that.
    await world.advance(10 * 60);
    expect((await rider.rental(rentalId)).body.state).toBe('RESERVED');
    await world.advance(6 * 60);
    await rider.reaches(rentalId, 'EXPIRED');
    let over: string | undefined;
    await world.until('the event of the end', async () => {
      const events = await world.events(reservationExpired.topic.name);
      over = events.find(
        ({ type, data }) =>
          type === reservationExpired.type && (data as { rentalId: string }).rentalId === rentalId,
      )?.time;
      return over !== undefined;
    });
    // Each function has a clock of its own.
    expect(Date.parse(over ?? '')).toBeGreaterThan(Date.parse(reservedUntil) - 1_000);
    const cars = await rider.findCars(CENTRE);
    expect(cars.map((car) => car.vin)).toContain(vin);
    expect(await rider.act(rentalId, 'unlock')).toMatchObject({ status: 409 });
  });

  it('needs a rider who has signed up', async () => {
    const stranger = world.rider('stranger');
    const vin = await world.freeCar(stranger);
    expect(await stranger.reserve(vin)).toMatchObject({
      status: 403,
      body: { code: 'RIDER_NOT_REGISTERED' },
    });
  });
});

describe('a car out of reach', () => {
  it('does not open later: the command expires and the rider is told', async () => {
    const rider = world.rider('garage');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const before = await world.car(vin);
    await world.car(vin, 'offline');
    expect((await rider.act(rentalId, 'unlock')).status).toBe(200);
    await world.advance(60);
    const told = await rider.failsWith(rentalId, 'UNKNOWN');
    expect(told).toMatchObject({ state: 'RESERVED', lastFailure: { mayHaveSucceeded: true } });
    await world.car(vin, 'online');
    // Back in reach, the car says what it has done: nothing. Now it is certain.
    await rider.failsWith(rentalId, 'EXPIRED');
    const after = await world.car(vin);
    expect(executed(after)).toEqual(executed(before));
    expect(after.locked).toBe(true);
  });

  it('opens on a new request when it is back', async () => {
    const rider = world.rider('patient');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    await world.car(vin, 'offline');
    await rider.act(rentalId, 'unlock');
    await world.advance(60);
    await rider.failsWith(rentalId, 'UNKNOWN');
    await world.car(vin, 'online');
    await rider.failsWith(rentalId, 'EXPIRED');
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    expect((await world.car(vin)).locked).toBe(false);
  });
});

describe('a phone with a grant', () => {
  it('opens a car in a garage, and the platform learns of it when the car comes back', async () => {
    const rider = world.rider('basement');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const phone = await Phone.registered(world, rider);
    const { grantId, text } = await phone.granted(rentalId);
    const stranger = await Phone.registered(world, await admitted('upstairs'));
    expect((await stranger.read(rentalId, grantId)).status).toBe(404);

    await world.car(vin, 'offline');
    const result = await phone.asks(vin, text, 'unlock');
    expect(result).toMatchObject({ type: 'result', result: { result: 'executed' } });
    expect(await stranger.asks(vin, text, 'unlock')).toEqual({ type: 'refused', fault: 'WRONG_PHONE' });
    expect(await world.car(vin)).toMatchObject({ connected: false, locked: false, startEnabled: true });
    expect((await rider.rental(rentalId)).body.state).toBe('RESERVED');

    await world.car(vin, 'online');
    const rental = await rider.reaches(rentalId, 'IN_USE');
    expect(rental.started?.car).toMatchObject({ locked: false });
    // By the car's clock: before it answered the phone, not when it came back.
    const answered = result.type === 'result' ? result.result.clock : '';
    expect(Date.parse(rental.started?.time ?? '')).toBeLessThanOrEqual(Date.parse(answered));
  });

  it('opens nothing any more after it was lost and the car has been in contact', async () => {
    const rider = world.rider('careless');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const phone = await Phone.registered(world, rider);
    const { grantId, text } = await phone.granted(rentalId);
    await world.car(vin, 'offline');
    expect((await phone.lose()).status).toBe(200);
    await world.client.until(
      'The grant is revoked',
      () => phone.read(rentalId, grantId),
      ({ body }) => body.state === 'REVOKED' && body.grant === undefined,
    );
    // The car cannot know yet.
    expect(await phone.asks(vin, text, 'find')).toMatchObject({ result: { result: 'executed' } });

    await world.car(vin, 'online');
    await world.until('the car knows', async () => {
      const answer = await phone.asks(vin, text, 'find');
      return answer.type === 'result' && answer.result.fault === 'GRANT_REVOKED';
    });
    expect(await phone.asks(vin, text, 'unlock')).toMatchObject({
      result: { result: 'refused', fault: 'GRANT_REVOKED' },
    });
    expect((await world.car(vin)).locked).toBe(true);
  });

  async function admitted(id: string): Promise<Rider> {
    const rider = world.rider(id);
    await rider.admitted();
    return rider;
  }
});

describe('a consumer that stood still', () => {
  it('unlocks nothing afterwards that was asked for before', async () => {
    const rider = world.rider('waiting');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const before = await world.car(vin);
    const sources = world.platform.cloud.part(EventSources);
    sources.pause('vehicles-consumer');
    await rider.act(rentalId, 'unlock');
    await world.advance(60);
    sources.resume('vehicles-consumer');
    const told = await rider.failsWith(rentalId, 'EXPIRED');
    expect(told.lastFailure).toMatchObject({ reason: 'EXPIRED_BEFORE_SENDING', mayHaveSucceeded: false });
    const after = await world.car(vin);
    expect(executed(after)).toEqual(executed(before));
    expect(after.locked).toBe(true);
  });
});

describe('a car’s numbered events', () => {
  it('are taken once and in order though it sends them again and out of order', async () => {
    const rider = world.rider('orderly');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    // From now on it sends each event twice and the newest first; what gathers while it is offline comes in a heap.
    await world.car(vin, 'scramble');
    await world.car(vin, 'offline');
    await world.car(vin, 'reboot');
    await world.car(vin, 'reboot');
    await world.car(vin, 'online');
    await world.until('it is connected', async () => (await world.car(vin)).connected);
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    const numbers = await world.numbersTaken(vin);
    expect(numbers.length).toBeGreaterThan(1);
    const [first] = numbers;
    expect(numbers).toEqual(numbers.map((_, i) => ({ log: first?.log, seq: i + 1 })));
    await world.until('the car has receipts for all', async () => (await world.car(vin)).pending === 0);
  });

  it('go on with a higher log after it has lost its store', async () => {
    const rider = world.rider('forgetful');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    await world.car(vin, 'lose-store');
    await world.until('the platform knows its new session', async () => {
      const { connected, pending } = await world.car(vin);
      return connected && pending === 0;
    });
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    const numbers = await world.numbersTaken(vin);
    const [first, last] = [numbers[0]?.log ?? 0, numbers.at(-1)?.log ?? 0];
    expect(last).toBeGreaterThan(first);
    for (const log of [first, last]) {
      const taken = numbers.filter((number) => number.log === log);
      expect(taken).toEqual(taken.map((_, i) => ({ log, seq: i + 1 })));
    }
  });
});

pointsJourney(() => world);
offersJourney(() => world);
operatorJourney(() => world);
feedJourney(() => world);
pushesJourney(() => world);
damageJourney(() => world);
chargesJourney(() => world);
payingJourney(() => world);

describe('the platform’s time', () => {
  it('may be moved further than a token holds, and everything works as before', async () => {
    const before = world.platform.cloud.clock.now();
    await world.advance(61 * 60);
    const rider = world.rider('tomorrow');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    await rider.act(rentalId, 'unlock');
    const inUse = await rider.reaches(rentalId, 'IN_USE');
    expect(Date.parse(inUse.started?.time ?? '')).toBeGreaterThan(before + 3_600_000);
    expect((await world.car(vin)).locked).toBe(false);
  });
});

// This is last because it sets the clock of all cars ahead for a moment.
featuresJourney(() => world);
