import { OFFERS_APART_SECONDS } from '../../../shared/contracts/offers/given.ts';
import type { PublishedOffer } from '../../../shared/contracts/offers/offer.ts';
import type { Place } from '../../../shared/evidence/fix.ts';
import { distanceMetres, headingDegrees } from '../../../shared/kernel/geo.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { RawRecord } from '../../../shared/runtime/kafka/records.ts';
import type { Driving } from '../read-models.ts';
import { type Match, Places } from './places.ts';
import { type Sighting, sightingIn } from './reading.ts';

/** What is asked of the room: to make one of these offers to the rider. */
export interface Consideration {
  readonly riderId: string;
  readonly rentalId: string;
  readonly candidates: readonly Match[];
  /** Of the reading, milliseconds: the same reading asks the same. */
  readonly time: number;
}

/** What is remembered of a trip while it lasts. */
interface Trip extends Driving {
  last: Sighting | undefined;
  /** When each offer was asked for, milliseconds. */
  readonly asked: Map<string, number>;
}

/** An older reading says where the car was, and not where it is. */
const OLD_MS = 60_000;
/** Two fixes that are nearer, or longer apart, say nothing of where the car is heading. */
const LEAST_MOVED_METRES = 20;
const LONGEST_STEP_MS = 120_000;

/** Finds the offers that match readings. Of a car whose driver did not consent, nothing is read but the key. */
export class Matcher {
  /** By the record's key as Kafka's event source writes it: the VIN in base64. */
  #trips = new Map<string, Trip>();
  #places = new Places([], instant(0));

  /** These cars are looked at from now on, and no others. */
  setDriving(driving: readonly Driving[]): void {
    this.#trips = new Map(driving.map((one) => [keyOf(one.vin), this.#tripOf(one)]));
  }

  /** One car, between two readings of the whole set. */
  setCar(one: Driving, isLookedAt: boolean): void {
    if (isLookedAt) this.#trips.set(keyOf(one.vin), this.#tripOf(one));
    else if (this.#trips.get(keyOf(one.vin))?.rentalId === one.rentalId) this.#trips.delete(keyOf(one.vin));
  }

  /** A trip that goes on keeps what is remembered of it. */
  #tripOf(one: Driving): Trip {
    const known = this.#trips.get(keyOf(one.vin));
    return known?.rentalId === one.rentalId ? known : { ...one, last: undefined, asked: new Map() };
  }

  setOffers(offers: readonly PublishedOffer[], now: number): void {
    this.#places = new Places(offers, instant(now));
  }

  /** Offers begin and stop to be made by their calendars. */
  refresh(now: number): void {
    this.#places.refresh(now);
  }

  atRental(kind: 'rental-started' | 'rental-ended'): readonly Match[] {
    return this.#places.at(kind);
  }

  /** What was asked may not have arrived: the readings come again, and ask again. */
  forget(): void {
    for (const trip of this.#trips.values()) {
      trip.last = undefined;
      trip.asked.clear();
    }
  }

  /** What a reading asks for, if anything. */
  match(record: RawRecord, now: number): Consideration | undefined {
    const trip = typeof record.key === 'string' ? this.#trips.get(record.key) : undefined;
    if (trip === undefined || typeof record.value !== 'string') return undefined;
    const sighting = sightingIn(Buffer.from(record.value, 'base64'), Math.min(record.timestamp, now));
    if (sighting === undefined || now - sighting.time > OLD_MS) return undefined;
    const { last, asked, riderId, rentalId } = trip;
    if (last !== undefined && sighting.time <= last.time) return undefined;
    trip.last = sighting;
    const { fix, time, chargePercent } = sighting;
    const heading = fix.headingDegrees ?? headingSince(last, sighting);
    const seen = { latitude: fix.latitude, longitude: fix.longitude, heading, chargePercent };
    const candidates = this.#places.near(seen, (offerId) => wasAsked(asked, offerId, time));
    if (candidates.length === 0) return undefined;
    for (const { offerId } of candidates) asked.set(offerId, time);
    return { riderId, rentalId, candidates, time };
  }
}

const keyOf = (vin: string): string => Buffer.from(vin).toString('base64');

function wasAsked(asked: ReadonlyMap<string, number>, offerId: string, time: number): boolean {
  const before = asked.get(offerId);
  return before !== undefined && time - before < OFFERS_APART_SECONDS * 1000;
}

function headingSince(last: Sighting | undefined, { fix, time }: Sighting): number | undefined {
  if (last === undefined || time - last.time > LONGEST_STEP_MS) return undefined;
  const from: Place = last.fix;
  return distanceMetres(from, fix) < LEAST_MOVED_METRES ? undefined : headingDegrees(from, fix);
}
