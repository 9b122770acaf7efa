import type { adjustmentRejected, adjustmentRequested } from '../../../shared/contracts/billing/adjusting.ts';
import type { Adjustment, PendingAdjustment } from '../../../shared/contracts/billing/adjustment.ts';
import type { Charge, Discount } from '../../../shared/contracts/billing/charge.ts';
import {
  charged,
  chargeNotRated,
  credited,
  discountKnown,
  type RentalCharge,
  rentalMetered,
} from '../../../shared/contracts/billing/charges.ts';
import { type priceWatched, watchPrice } from '../../../shared/contracts/billing/cover.ts';
import type { FeatureDiscount } from '../../../shared/contracts/billing/features.ts';
import { assessNoShow, withdrawNoShow } from '../../../shared/contracts/billing/fees.ts';
import type { Movement } from '../../../shared/contracts/billing/ledger.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { pointsReserved } from '../../../shared/contracts/loyalty/points.ts';
import type { voucherReserved } from '../../../shared/contracts/offers/given.ts';
import {
  type cancelled,
  type ended,
  reservationExpired,
  type reserved,
  type started,
  type usageCorrected,
} from '../../../shared/contracts/rentals/rentals.ts';
import type { Usage, UsageKind } from '../../../shared/contracts/rentals/usage.ts';
import type { paused, resumed } from '../../../shared/contracts/rentals/use.ts';
import { modelNamed } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { dayOf } from '../../../shared/kernel/day.ts';
import { adjustedCharge } from '../../../shared/pricing/adjusted-charge.ts';
import { rateUsage } from '../../../shared/pricing/rate-usage.ts';
import type { RatingContext } from '../../../shared/pricing/rating.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { FeatureState } from '../features/feature-state.ts';
import { freeVoucher } from '../features/feature-voucher.ts';
import {
  allWaitingAdjustments,
  chargeRevisions,
  chargesOfDay,
  chargesOfRider,
  credits,
  finalCharges,
  type MeteredRental,
  movements,
  movementsOfDay,
  notRated,
  rentalCharges,
  tariffVersions,
  waitingAdjustments,
} from '../read-models.ts';
import { chargeMovement, reversed } from './movement.ts';
import { noShowId } from './no-show.ts';
import { ratedUsage } from './rated-usage.ts';

/**
 * The charge of a rental. The usage that ends the rental is all that it rests on; a later usage credits it and charges
 * again, in one transaction. Before that, the periods so far are kept for the price while it runs.
 */
export interface ChargeState {
  readonly kind: 'charge';
  readonly rentalId: string;
  /** Absent before anything was heard of the rental. */
  readonly rental?: { readonly riderId: string; readonly vin: string };
  readonly metered?: MeteredRental;
  /** What may lower the charge. */
  readonly discounts: readonly KnownDiscount[];
  /** While it runs: what is to be reserved for it in all, and when the price is looked at again. */
  readonly watched?: { readonly toReserve: number; readonly again?: string };
  /** The highest usage that was decided on. */
  readonly usageRevision: number;
  readonly final?: {
    readonly revision: number;
    readonly charge: Charge;
    readonly usage: Usage;
    readonly movement: Movement;
    readonly time: string;
    readonly adjustments?: readonly Adjustment[];
    readonly by?: Charged['by'];
  };
  readonly notRated?: Data<typeof chargeNotRated>;
  /** Waits for a second operator. */
  readonly pending?: PendingAdjustment;
  /** Whether one has ever waited: then it is in the list of what waits, or was. */
  readonly hasWaited?: true;
  /** What may lower the price of a feature. */
  readonly featureDiscount?: FeatureDiscount;
  /** Bought for the car, oldest first. */
  readonly features?: readonly FeatureState[];
}

type KnownDiscount = NonNullable<MeteredRental['discounts']>[number];

type Charged = Data<typeof charged>;
export type ChargeEvent = EventOf<
  | typeof rentalMetered
  | typeof discountKnown
  | typeof priceWatched
  | typeof charged
  | typeof credited
  | typeof chargeNotRated
  | typeof adjustmentRequested
  | typeof adjustmentRejected
>;
export type ChargeDecision = Decision<ChargeEvent, ChargeState>;
type Over = typeof ended | typeof cancelled | typeof reservationExpired | typeof usageCorrected;

export const newCharge = (rentalId: string): ChargeState => ({
  kind: 'charge',
  rentalId,
  discounts: [],
  usageRevision: 0,
});

export function decideReserved(state: ChargeState, { data }: MessageOf<typeof reserved>): ChargeDecision {
  if (state.rental !== undefined) return { kind: 'ignore', reason: 'The rental is known.' };
  const { rentalId, riderId, vin, model, tariff, options, pricingZones = [], time } = data;
  const metered = rentalMetered({
    rentalId,
    riderId,
    vin,
    kind: 'RESERVED',
    startedAt: time,
    reservation: {
      model,
      ...(tariff === undefined ? {} : { tariff }),
      ...(options === undefined ? {} : { options }),
      startZones: pricingZones,
    },
  });
  return { kind: 'accept', events: [metered] };
}

/** A rental whose reservation was over may have begun in time, out of reach: then it runs after all. */
export const decideTurn =
  (kind: UsageKind) =>
  (
    state: ChargeState,
    { data }: MessageOf<typeof started | typeof paused | typeof resumed>,
  ): ChargeDecision => {
    const { rentalId, riderId, vin, car, time } = data;
    const { metered, final } = state;
    if (metered === undefined && (final === undefined || wasDriven(final.usage))) {
      return { kind: 'ignore', reason: 'It is over, or was never reserved.' };
    }
    if (metered?.periods.at(-1)?.kind === kind) return { kind: 'ignore', reason: `It is ${kind}.` };
    const { odometerKm } = car;
    const metering = rentalMetered({
      rentalId,
      riderId,
      vin,
      kind,
      startedAt: time,
      ...(odometerKm === undefined ? {} : { odometerKm }),
      ...(metered === undefined && final !== undefined ? { reservation: reservationIn(final.usage) } : {}),
    });
    const tariff = metered?.tariff ?? final?.usage.tariff;
    const looks = tariff === undefined ? [] : [watchPrice({ rentalId, riderId, tariff })];
    if (final === undefined) return { kind: 'accept', events: [metering], outputs: looks };
    // It begins after all: what was posted for a no-show is withdrawn.
    const outputs = [...looks, withdrawNoShow({ feeId: noShowId(rentalId), riderId })];
    return { kind: 'accept', events: [metering], outputs };
  };

const wasDriven = ({ periods }: Usage): boolean => periods.some(({ kind }) => kind !== 'RESERVED');

const reservationIn = ({ model, tariff, options, startZones = [] }: Usage) => ({
  model,
  ...(tariff === undefined ? {} : { tariff }),
  ...(options === undefined ? {} : { options }),
  startZones,
});

/** The rental is over, or what it used is known better. */
export function decideUsage(state: ChargeState, message: MessageOf<Over>, context: Context): ChargeDecision {
  const { rentalId, riderId, vin, usage } = message.data;
  if (usage.revision <= state.usageRevision) {
    return { kind: 'ignore', reason: `Usage ${state.usageRevision} was charged already.` };
  }
  const names = { rentalId, riderId, vin };
  const time = context.now;
  const rating = rated(usage, context, discountsOf(state));
  if ('code' in rating) {
    const problem = { code: rating.code, detail: rating.detail, since: time };
    return { kind: 'accept', events: [chargeNotRated({ ...names, usage, problem, time })] };
  }
  const { final } = state;
  const adjustments = final?.adjustments ?? [];
  const charge = adjustments.reduce(adjusted, rating.charge);
  const reason = final === undefined ? 'RENTAL_OVER' : 'USAGE_CORRECTED';
  const events = chargedAgain(state, names, { charge, usage, reason, adjustments, time });
  if (message.type !== reservationExpired.type) return { kind: 'accept', events };
  return { kind: 'accept', events, outputs: [assessNoShow({ feeId: noShowId(rentalId), ...names })] };
}

/** The charge takes the place of the one that counts so far, if there is one: both in one decision. */
export function chargedAgain(
  { final }: ChargeState,
  names: Pick<Charged, 'rentalId' | 'riderId' | 'vin'>,
  next: Pick<Charged, 'charge' | 'usage' | 'reason' | 'time' | 'by'> & {
    readonly adjustments?: readonly Adjustment[];
  },
): readonly ChargeEvent[] {
  const { rentalId, riderId } = names;
  const { adjustments = [], charge, reason, time, ...more } = next;
  const revision = (final?.revision ?? 0) + 1;
  const of = { ...names, accountId: riderId, reason, time } as const;
  const again = charged({
    ...of,
    ...more,
    revision,
    charge,
    ...(adjustments.length === 0 ? {} : { adjustments: [...adjustments] }),
    movement: chargeMovement(`charge/${rentalId}/${revision}`, riderId, charge),
  });
  if (final === undefined) return [again];
  const credit = credited({
    ...of,
    revision: final.revision,
    currency: final.charge.currency,
    total: final.charge.total,
    movement: reversed(`credit/${rentalId}/${final.revision}`, final.movement),
  });
  return [credit, again];
}

/** The rider has set points aside, or other points than before. */
export function decidePointsReserved(
  state: ChargeState,
  { data: { rentalId, riderId, pointsId, amount, currency, time } }: MessageOf<typeof pointsReserved>,
): ChargeDecision {
  const discount: Discount = { kind: 'points', pointsId, amount };
  return knowing(state, { rentalId, riderId, discount, currency, time });
}

/** The rider has attached a voucher, or another than before; at zero, none. */
export function decideVoucherReserved(
  state: ChargeState,
  { data }: MessageOf<typeof voucherReserved>,
): ChargeDecision {
  const { rentalId, riderId, voucherId, percent, amount, currency, time } = data;
  const discount: Discount = {
    kind: 'voucher',
    voucherId,
    ...(percent === undefined ? {} : { percent }),
    ...(amount === undefined ? {} : { amount }),
  };
  return knowing(state, { rentalId, riderId, discount, currency, time });
}

function knowing(state: ChargeState, known: Data<typeof discountKnown>): ChargeDecision {
  if (state.rental?.riderId !== known.riderId) {
    return { kind: 'ignore', reason: 'The rental is not this rider’s.' };
  }
  if (state.final !== undefined) return { kind: 'ignore', reason: 'The rental is charged.' };
  return { kind: 'accept', events: [discountKnown(known)] };
}

/**
 * What may lower the charge. One that takes the place of another has at most what the other has used of points and of a
 * voucher: the rest is free since then, and may be spent.
 */
export function discountsOf({ discounts, final }: ChargeState): readonly KnownDiscount[] {
  if (final === undefined) return discounts;
  const { currency, lines } = final.charge;
  return lines.flatMap(({ reason }): readonly KnownDiscount[] => {
    if (reason.code === 'VOUCHER') {
      const { voucherId, percent, amount } = reason;
      const share = percent === undefined ? {} : { percent };
      return [{ discount: { kind: 'voucher', voucherId, ...share, amount }, currency }];
    }
    if (reason.code !== 'POINTS') return [];
    const { pointsId, amount } = reason;
    return [{ discount: { kind: 'points', pointsId, amount }, currency }];
  });
}

/** By how much the total changes: it does not fall below zero. */
export function differenceOf(total: number, change: Adjustment['change']): number {
  return change.kind === 'TO_ZERO' ? -total : Math.max(change.amount, -total);
}

/** An adjustment that changes nothing leaves no line. */
export function adjusted(
  charge: Charge,
  { adjustmentId, change, reason }: Pick<Adjustment, 'adjustmentId' | 'change' | 'reason'>,
): Charge {
  const amount = differenceOf(charge.total, change);
  return amount === 0 ? charge : adjustedCharge(charge, { adjustmentId, text: reason, amount });
}

export function rated(
  usage: Usage,
  context: Context,
  discounts: readonly KnownDiscount[],
): { readonly charge: Charge } | { readonly code: string; readonly detail: string } {
  const { tariff: named, model } = usage;
  if (named === undefined) {
    return { code: 'NO_TARIFF', detail: 'No tariff was in force when it was reserved.' };
  }
  const tariff = context.read(tariffVersions, named);
  if (tariff === undefined) {
    return { code: 'TARIFF_MISSING', detail: `There is no version ${named.version} of ${named.tariffId}.` };
  }
  return rateUsage(tariff, ratedUsage(usage), ratingContext(tariff, model, discounts));
}

/** Points are worth something in one currency only. */
export function ratingContext(
  { currency }: Pick<Tariff, 'currency'>,
  model: string,
  discounts: readonly KnownDiscount[] = [],
): RatingContext {
  const vehicleClass = modelNamed(model)?.class;
  return {
    ...(vehicleClass === undefined ? {} : { vehicleClass }),
    discounts: discounts.filter((one) => one.currency === currency).map(({ discount }) => discount),
  };
}

export function evolveCharge(state: ChargeState, event: ChargeEvent): ChargeState {
  if (event.type === 'billing.discount-known.v1') {
    const { discount, currency } = event.data;
    // A rider has one way of each kind to lower a charge.
    const others = state.discounts.filter(({ discount: { kind } }) => kind !== discount.kind);
    const known = discount.amount === 0 ? others : [...others, { discount, currency }];
    return { ...state, discounts: known.toSorted((a, b) => orderOf(a) - orderOf(b)) };
  }
  const { riderId, vin } = event.data;
  const known = { ...state, rental: { riderId, vin } };
  switch (event.type) {
    case 'billing.rental-metered.v1': {
      const { kind, startedAt, odometerKm, reservation } = event.data;
      const { periods = [], ...before } = state.metered ?? {};
      const period = { kind, startedAt, ...(odometerKm === undefined ? {} : { odometerKm }) };
      const metered = {
        model: '',
        startZones: [],
        ...before,
        ...reservation,
        periods: [...periods, period].slice(-MOST_PERIODS),
      };
      return { ...known, metered };
    }
    case 'billing.price-watched.v1': {
      const { toReserve, again } = event.data;
      return { ...known, watched: { toReserve, ...(again === undefined ? {} : { again }) } };
    }
    case 'billing.credited.v1':
      // The charge in its place comes with it.
      return known;
    case 'billing.charged.v1': {
      const { revision, charge, usage, movement, time, adjustments = [], by } = event.data;
      const { metered: _, watched: ___, notRated: __, featureDiscount: ____, pending, ...rest } = known;
      const waits =
        pending !== undefined &&
        adjustments.every(({ adjustmentId }) => adjustmentId !== pending.adjustmentId);
      return {
        ...rest,
        discounts: [],
        ...(waits ? { pending } : {}),
        usageRevision: usage.revision,
        final: {
          revision,
          charge,
          usage,
          movement,
          time,
          ...(adjustments.length === 0 ? {} : { adjustments }),
          ...(by === undefined ? {} : { by }),
        },
      };
    }
    case 'billing.charge-not-rated.v1': {
      // What was charged before stands until it can be credited.
      const { metered: _, watched: __, ...rest } = known;
      return { ...rest, usageRevision: event.data.usage.revision, notRated: event.data };
    }
    case 'billing.adjustment-requested.v1':
      return { ...known, pending: event.data.adjustment, hasWaited: true };
    case 'billing.adjustment-rejected.v1': {
      const { pending: _, ...rest } = known;
      return rest;
    }
  }
}

/** A voucher lowers the price, and points pay of what is left: in whatever order the rider attached them. */
const orderOf = ({ discount: { kind } }: KnownDiscount): number =>
  ['voucher', 'points', 'credit'].indexOf(kind);

/** A rental that is paused more often than this is counted from its later periods while it runs; its charge is not. */
const MOST_PERIODS = 200;

export function chargeItems(state: ChargeState): readonly ReadModelItem[] {
  const { rentalId, discounts, notRated: problem, final } = state;
  const body = chargeBody(state);
  if (body === undefined) return [];
  const { riderId, time } = body;
  const featureDiscount = freeVoucher(state);
  const metered = state.metered && {
    ...state.metered,
    discounts,
    ...(featureDiscount === undefined ? {} : { featureDiscount }),
  };
  const key = { rentalId };
  const place = chargesOfRider({ riderId }, `${time}/${rentalId}`);
  const item =
    problem === undefined
      ? rentalCharges(key, { of: body, ...(metered === undefined ? {} : { metered }) }, place)
      : rentalCharges(key, { of: body }, notRated({}, `${time}/${rentalId}`));
  return [
    item,
    ...(final === undefined || body.state !== 'FINAL'
      ? []
      : [finalCharges(key, body, chargesOfDay({ day: dayOf(time) }, `${time}/${rentalId}`))]),
    ...waitingItem(state),
  ];
}

/** What a rental costs as it is read; undefined before anything was heard of it. */
export function chargeBody(state: ChargeState): RentalCharge | undefined {
  const { rentalId, rental, metered, final, notRated: problem, pending } = state;
  if (rental === undefined) return undefined;
  const { riderId, vin } = rental;
  const names = { rentalId, riderId, vin };
  const standing =
    final === undefined
      ? {}
      : {
          revision: final.revision,
          charge: final.charge,
          ...(final.adjustments === undefined ? {} : { adjustments: [...final.adjustments] }),
          ...(final.by === undefined ? {} : { by: final.by }),
          ...(pending === undefined ? {} : { pending }),
        };
  if (problem !== undefined) {
    const { usage, problem: why, time } = problem;
    return { ...names, state: 'NOT_RATED', ...standing, usage, problem: why, time };
  }
  if (metered !== undefined) {
    return { ...names, state: 'RUNNING', time: metered.periods[0]?.startedAt ?? '' };
  }
  if (final === undefined) return undefined;
  const { usage, time } = final;
  return { ...names, state: 'FINAL', ...standing, usage, time };
}

/** In the list while it waits. */
function waitingItem({ rentalId, rental, final, pending, hasWaited }: ChargeState): readonly ReadModelItem[] {
  if (hasWaited === undefined || rental === undefined || final === undefined) return [];
  const key = { rentalId };
  if (pending === undefined) return [waitingAdjustments(key, {})];
  const { currency } = final.charge;
  const { riderId, vin } = rental;
  const of = { rentalId, riderId, vin, currency, adjustment: pending };
  return [waitingAdjustments(key, { of }, allWaitingAdjustments({}, `${pending.time}/${rentalId}`))];
}

/** Charges, credits and their movements, each once for ever. */
export function chargeEntries(event: ChargeEvent): readonly ReadModelItem[] {
  switch (event.type) {
    case 'billing.charged.v1': {
      const { rentalId, revision, movement, time } = event.data;
      return [chargeRevisions({ rentalId, revision }, event.data), moved(movement, time)];
    }
    case 'billing.credited.v1': {
      const { rentalId, revision, movement, time } = event.data;
      return [credits({ rentalId, revision }, event.data), moved(movement, time)];
    }
    case 'billing.rental-metered.v1':
    case 'billing.discount-known.v1':
    case 'billing.price-watched.v1':
    case 'billing.charge-not-rated.v1':
    case 'billing.adjustment-requested.v1':
    case 'billing.adjustment-rejected.v1':
      return [];
  }
}

/** A movement is found by its business key, and among those of its day. */
export function moved(movement: Movement, time: string): ReadModelItem {
  const { movementId } = movement;
  const day = movementsOfDay({ day: dayOf(time) }, `${time}/${movementId}`);
  return movements({ movementId }, { ...movement, time }, day);
}
