import KDBush from 'kdbush';
import { MOST_CANDIDATES } from '../../../shared/contracts/offers/given.ts';
import type { PublishedOffer } from '../../../shared/contracts/offers/offer.ts';
import { distanceMetres, headingDegrees, type Position } from '../../../shared/kernel/geo.ts';
import { type Instant, instant } from '../../../shared/kernel/time.ts';
import { isMadeAt } from '../offer/schedule.ts';

/** The places of all offers in memory, by where they are. */

export interface Seen extends Position {
  /** Degrees clockwise from north; undefined when it is not known where the car is heading. */
  readonly heading: number | undefined;
  readonly chargePercent: number | undefined;
}

export interface Match {
  readonly offerId: string;
  readonly placeId?: string;
  readonly distanceMetres?: number;
}

interface Entry extends Position {
  readonly offerId: string;
  readonly placeId: string;
  readonly reachMetres: number;
  readonly radiusMetres: number;
  /** `ahead`: only if the car is heading towards it, give or take so many degrees. */
  readonly needs: { readonly ahead: number } | { readonly chargeBelow: number };
  readonly offer: KnownOffer;
}

interface KnownOffer {
  readonly published: PublishedOffer;
  /** Whether its calendar holds now. */
  isMade: boolean;
}

/** An offer that reaches far is searched for apart: a search of all places so far around would find most for nothing. */
const CLASSES_METRES = [1000, 5000, Number.POSITIVE_INFINITY] as const;
const AHEAD_DEGREES = 45;
const NODE_SIZE = 16;
/** No degree of latitude is shorter on our sphere. */
const METRES_A_DEGREE = 111_000;

interface PlaceClass {
  readonly entries: readonly Entry[];
  readonly index: KDBush;
  readonly farthestMetres: number;
}

export class Places {
  readonly #offers: readonly KnownOffer[];
  readonly #classes: readonly PlaceClass[];

  constructor(published: readonly PublishedOffer[], now: Instant) {
    this.#offers = published
      .filter(({ state }) => state === 'ACTIVE')
      .map((one) => ({ published: one, isMade: isMadeAt(one.offer, now) }));
    const entries = this.#offers.flatMap(entriesOf);
    this.#classes = CLASSES_METRES.flatMap((most, n) => {
      const least = CLASSES_METRES[n - 1] ?? 0;
      const some = entries.filter(({ reachMetres }) => reachMetres > least && reachMetres <= most);
      return some.length === 0 ? [] : [classOf(some)];
    });
  }

  /** Which offers are made from now on, by their calendars. */
  refresh(milliseconds: number): void {
    const now = instant(milliseconds);
    for (const offer of this.#offers) offer.isMade = isMadeAt(offer.published.offer, now);
  }

  /** The nearest places whose offers match, each offer once. `isOut` leaves offers out. */
  near(seen: Seen, isOut: (offerId: string) => boolean): readonly Match[] {
    const found = new Map<string, { readonly entry: Entry; readonly metres: number }>();
    for (const { entries, index, farthestMetres } of this.#classes) {
      for (const id of around(index, seen, farthestMetres)) {
        const entry = entries[id];
        if (entry === undefined || !entry.offer.isMade || isOut(entry.offerId)) continue;
        const metres = metresWhereItFits(entry, seen);
        if (metres === undefined || metres >= (found.get(entry.offerId)?.metres ?? Number.POSITIVE_INFINITY))
          continue;
        found.set(entry.offerId, { entry, metres });
      }
    }
    return [...found.values()]
      .toSorted((a, b) => a.metres - b.metres)
      .slice(0, MOST_CANDIDATES)
      .map(({ entry: { offerId, placeId }, metres }) => ({
        offerId,
        placeId,
        distanceMetres: Math.round(metres),
      }));
  }

  /** Offers at the start or the end of a rental, the most important first. */
  at(kind: 'rental-started' | 'rental-ended'): readonly Match[] {
    return this.#offers
      .filter(({ isMade, published }) => isMade && published.offer.trigger.kind === kind)
      .toSorted((a, b) => b.published.offer.priority - a.published.offer.priority)
      .slice(0, MOST_CANDIDATES)
      .map(({ published: { offerId } }) => ({ offerId }));
  }
}

function entriesOf(offer: KnownOffer): readonly Entry[] {
  const { offerId, offer: terms } = offer.published;
  const { trigger, places } = terms;
  if (trigger.kind !== 'approaching' && trigger.kind !== 'low-charge') return [];
  const needs =
    trigger.kind === 'approaching'
      ? { ahead: trigger.aheadDegrees ?? AHEAD_DEGREES }
      : { chargeBelow: trigger.belowPercent };
  return places.map(({ placeId, latitude, longitude, radiusMetres = 0 }) => ({
    offerId,
    placeId,
    latitude,
    longitude,
    radiusMetres,
    reachMetres: trigger.withinMetres + radiusMetres,
    needs,
    offer,
  }));
}

function classOf(entries: readonly Entry[]): PlaceClass {
  const index = new KDBush(entries.length, NODE_SIZE);
  for (const { longitude, latitude } of entries) index.add(longitude, latitude);
  index.finish();
  return {
    entries,
    index,
    farthestMetres: entries.reduce((most, { reachMetres }) => Math.max(most, reachMetres), 0),
  };
}

/** What lies in the smallest box around the circle; on both sides of the 180th meridian. */
function around(index: KDBush, { latitude, longitude }: Position, metres: number): readonly number[] {
  const up = metres / METRES_A_DEGREE;
  const widest = Math.cos((Math.min(89, Math.abs(latitude) + up) * Math.PI) / 180);
  const aside = Math.min(180, up / widest);
  const within = (shift: number) =>
    index.range(longitude - aside + shift, latitude - up, longitude + aside + shift, latitude + up);
  return [
    ...within(0),
    ...(longitude - aside < -180 ? within(360) : []),
    ...(longitude + aside > 180 ? within(-360) : []),
  ];
}

/** How far it is, if it is where the offer is made. */
function metresWhereItFits(entry: Entry, seen: Seen): number | undefined {
  const { needs, reachMetres, radiusMetres } = entry;
  if ('chargeBelow' in needs && (seen.chargePercent ?? 100) >= needs.chargeBelow) return undefined;
  const metres = distanceMetres(seen, entry);
  if (metres > reachMetres) return undefined;
  const fits = 'chargeBelow' in needs || metres <= radiusMetres || isAhead(seen, entry, needs.ahead);
  return fits ? metres : undefined;
}

function isAhead(seen: Seen, place: Position, degrees: number): boolean {
  if (seen.heading === undefined) return false;
  const apart = Math.abs(headingDegrees(seen, place) - seen.heading) % 360;
  return Math.min(apart, 360 - apart) <= degrees;
}
