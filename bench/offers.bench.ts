import { parseArgs } from 'node:util';
import { Matcher } from '../functions/offers/matching/matcher.ts';
import type { Driving } from '../functions/offers/read-models.ts';
import { offerExample, type PublishedOffer } from '../shared/contracts/offers/offer.ts';
import { exampleId } from '../shared/kernel/ids.ts';
import { type Random, random } from '../shared/kernel/random.ts';
import { instant } from '../shared/kernel/time.ts';
import { makeVin } from '../shared/kernel/vin.ts';
import type { RawRecord } from '../shared/runtime/kafka/records.ts';

/** What matching a reading with the places of offers costs, on one core. */

/** Microseconds a reading: of a car whose driver did not consent, and of one whose driver did. */
const [AIM_WITHOUT, AIM_WITH] = [5, 25];

const OFFERS = 1000;
const PLACES_EACH = 100;
const CARS = 1000;
const ROUNDS = 50;
const WARM_UP = 5;

/** Places and cars lie in a square of this size: 100,000 places are then one on 2.5 km², as restaurants are. */
const DEGREES = 4.5;
const SOUTH_WEST = { latitude: 41, longitude: 0 };

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string' } } });
  const rounds = Number(values.rounds ?? ROUNDS);
  const chance = random('offers bench', 1);
  const now = Date.now();
  const matcher = new Matcher();
  const cars = Array.from({ length: CARS }, (_, n): Driving => {
    const vin = makeVin('WRS', '00001', n + 1);
    return { vin, riderId: `rider-${n}`, rentalId: exampleId('rnt', n + 1) };
  });
  const before = performance.now();
  matcher.setOffers(offersOf(chance, now), now);
  const built = performance.now() - before;

  const without = measured(matcher, cars, chance, now, rounds);
  matcher.setDriving(cars);
  const consenting = measured(matcher, cars, chance, now, rounds);
  process.stdout.write(
    [
      `${OFFERS * PLACES_EACH} places of ${OFFERS} offers, ${CARS} cars, ${rounds} readings each`,
      `  without consent  ${without.micros.toFixed(2)} µs of CPU a reading  (aim ${AIM_WITHOUT})`,
      `  with consent     ${consenting.micros.toFixed(2)} µs of CPU a reading  (aim ${AIM_WITH}); ${consenting.matches} matches`,
      `  the index is made in ${built.toFixed(0)} ms`,
      '',
    ].join('\n'),
  );
}

const somewhere = (chance: Random) => ({
  latitude: SOUTH_WEST.latitude + chance.next() * DEGREES,
  longitude: SOUTH_WEST.longitude + chance.next() * DEGREES * 1.35,
});

function offersOf(chance: Random, now: number): PublishedOffer[] {
  return Array.from({ length: OFFERS }, (_, n): PublishedOffer => {
    const withinMetres = chance.pick([500, 1000, 2000, 2000, 5000]);
    const places = Array.from({ length: PLACES_EACH }, (__, m) => ({
      placeId: `place-${m}`,
      name: 'A place',
      ...somewhere(chance),
    }));
    const trigger = { kind: 'approaching', withinMetres } as const;
    return {
      offerId: `offer-${n}`,
      version: 1,
      state: 'ACTIVE',
      offer: { ...offerExample, places, trigger },
      changedAt: instant(now),
    };
  });
}

function measured(matcher: Matcher, cars: readonly Driving[], chance: Random, now: number, rounds: number) {
  let matches = 0;
  let spent = 0;
  for (let round = 0; round < rounds + WARM_UP; round++) {
    // Each reading is a second after the one before.
    const time = now - (rounds + WARM_UP - round) * 1000;
    const records = cars.map(({ vin }) => readingOf(vin, chance, time));
    const start = process.cpuUsage().user;
    let found = 0;
    for (const record of records) if (matcher.match(record, now) !== undefined) found += 1;
    if (round < WARM_UP) continue;
    spent += process.cpuUsage().user - start;
    matches += found;
  }
  return { micros: spent / (rounds * cars.length), matches };
}

function readingOf(vin: string, chance: Random, time: number): RawRecord {
  const sample = {
    time: instant(time),
    sent: instant(time),
    position: { ...somewhere(chance), accuracyMetres: 4, headingDegrees: chance.integer(360) },
    speedKmh: 43.2,
    odometerKm: 18230.4,
    chargePercent: 71.5,
    engineOn: true,
  };
  return {
    topic: 'cars.telemetry',
    partition: 0,
    offset: 0,
    timestamp: time,
    key: Buffer.from(vin).toString('base64'),
    value: Buffer.from(JSON.stringify(sample)).toString('base64'),
  };
}
