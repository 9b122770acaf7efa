import { priceWatched, watchPrice } from '../../../shared/contracts/billing/cover.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import { addSeconds, type Instant } from '../../../shared/kernel/time.ts';
import { chargeSoFar } from '../../../shared/pricing/estimates.ts';
import { LONGEST_DAYS } from '../../../shared/pricing/usage-times.ts';
import type { Context, MessageOf, Timer } from '../../../shared/runtime/domain.ts';
import { type MeteredRental, tariffVersions } from '../read-models.ts';
import { type ChargeDecision, type ChargeState, ratingContext } from './charge.ts';
import { minorUnits } from './minor-units.ts';
import { hasBegun, usageSoFar } from './so-far.ts';

/**
 * Watches what a running rental costs: as soon as 80 % of what is to be reserved is used, more is to be reserved. Looked
 * at when the rental begins, pauses or goes on, and at the time that the tariff names for time alone. The distance since
 * the last of these is not known.
 */

/** Percent of what is to be reserved. */
const USED_PERCENT = 80;
/** Whoever looks too early does not look again at once. */
const SOONEST_SECONDS = 60;

export function decideWatch(
  state: ChargeState,
  { data }: MessageOf<typeof watchPrice>,
  context: Context,
): ChargeDecision {
  const { rental, metered, watched } = state;
  const tariff = context.read(tariffVersions, data.tariff);
  const steps = tariff === undefined ? undefined : stepsOf(tariff);
  if (rental === undefined || metered === undefined || !hasBegun(metered)) {
    return { kind: 'ignore', reason: 'It is over, or has not begun.' };
  }
  if (tariff === undefined || steps === undefined) {
    return { kind: 'ignore', reason: 'The tariff names no further authorization.' };
  }
  const price = (at: Instant): number => priceAt(state, metered, tariff, at);
  const now = price(context.now);
  let toReserve = watched?.toReserve ?? steps.first;
  while (isUsed(now, toReserve)) toReserve += steps.further;
  const again = firstTime(context.now, (at) => isUsed(price(at), toReserve));
  if (toReserve === watched?.toReserve && again === watched.again) {
    return { kind: 'ignore', reason: 'Nothing is new.' };
  }
  const watching = priceWatched({
    rentalId: state.rentalId,
    ...rental,
    accountId: rental.riderId,
    price: { amount: now, currency: tariff.currency },
    toReserve,
    tariff: data.tariff,
    ...(again === undefined ? {} : { again }),
    time: context.now,
  });
  return { kind: 'accept', events: [watching] };
}

const isUsed = (price: number, reserved: number): boolean => price * 100 >= reserved * USED_PERCENT;

function stepsOf({ authorization, furtherAuthorization, currency }: Tariff) {
  const first = minorUnits(authorization, currency);
  const further = minorUnits(furtherAuthorization, currency);
  return first === 0 || further === 0 ? undefined : { first, further };
}

/** Minor units. What cannot be rated now costs nothing yet: the end of the rental says what is wrong. */
function priceAt({ discounts }: ChargeState, metered: MeteredRental, tariff: Tariff, at: Instant): number {
  const rated = ratingContext(tariff, metered.model, discounts);
  const { rating } = chargeSoFar(tariff, usageSoFar(metered), at, rated);
  return rating.kind === 'rated' ? rating.charge.due : 0;
}

/**
 * To the second; undefined when it is not so within the longest time that a rental can last. The search takes for granted
 * that what is true once stays true. Where a price falls, the look comes later than it could.
 */
function firstTime(now: Instant, isTrue: (at: Instant) => boolean): Instant | undefined {
  let early = SOONEST_SECONDS;
  // One day less than the longest: the rental has begun before now.
  let late = (LONGEST_DAYS - 1) * 86_400;
  if (isTrue(addSeconds(now, early))) return addSeconds(now, early);
  while (late > early && !isTrue(addSeconds(now, late))) late = Math.floor(late / 2);
  if (late <= early) return undefined;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (isTrue(addSeconds(now, middle))) late = middle;
    else early = middle;
  }
  return addSeconds(now, late);
}

export function watchTimers({ rentalId, rental, metered, watched }: ChargeState): readonly Timer[] {
  if (rental === undefined || metered?.tariff === undefined || watched?.again === undefined) return [];
  const command = watchPrice({ rentalId, riderId: rental.riderId, tariff: metered.tariff });
  return [{ id: `price/${rentalId}`, at: watched.again, command }];
}
