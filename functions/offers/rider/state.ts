import type { Data } from '../../../shared/contracts/define.ts';
import {
  consentKnown,
  featureVoucherReserved,
  type GivenOffer,
  type Holds,
  issued,
  moved,
  offerUsedUp,
  rentalFollowed,
  tierKnown,
  useCounted,
  voucherReserved,
} from '../../../shared/contracts/offers/given.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { Constraint, EventOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import {
  budgetOf,
  coupons,
  driving,
  drivingNow,
  givenOffers,
  givenTo,
  redemptions,
  steps,
} from '../read-models.ts';

/** A rider: the consent, the rentals that are followed because of it, and the offers that are not over. */
export interface RiderState {
  readonly kind: 'rider';
  readonly riderId: string;
  readonly consent?: { readonly textVersion: string; readonly time: Instant };
  readonly tier?: string;
  readonly rentals: readonly FollowedRental[];
  readonly offers: readonly GivenOffer[];
  /** What the offers that are not over hold of budgets, by issue. */
  readonly holds: Readonly<Record<string, Holds>>;
  /** How many uses the rider has of each offer. */
  readonly uses: Readonly<Record<string, number>>;
  readonly declined: readonly string[];
  readonly lastIssuedAt?: Instant;
  readonly isErased: boolean;
}

export interface FollowedRental {
  readonly rentalId: string;
  readonly vin: string;
  /** Of the car, if the reservation was heard. */
  readonly model?: string;
  readonly phase: Data<typeof rentalFollowed>['phase'];
  /** What was made in this trip. */
  readonly made: readonly string[];
}

/** All that happens to a rider. */
export const riderEvents = [
  issued,
  moved,
  useCounted,
  consentKnown,
  tierKnown,
  rentalFollowed,
  voucherReserved,
  featureVoucherReserved,
] as const;
export type RiderEvent = EventOf<(typeof riderEvents)[number]>;

/** Rentals that are over are kept so long that an offer at their end is known to be the same trip's. */
const MOST_RENTALS = 10;
const MOST_DECLINED = 100;
const LIVE: ReadonlySet<string> = new Set(['ISSUED', 'SEEN', 'ACCEPTED', 'RESERVED']);

export const newRider = (riderId: string): RiderState => ({
  kind: 'rider',
  riderId,
  rentals: [],
  offers: [],
  holds: {},
  uses: {},
  declined: [],
  isErased: false,
});

export function evolveRider(state: RiderState, event: RiderEvent): RiderState {
  switch (event.type) {
    case 'offers.issued.v1': {
      const { offer } = event.data;
      const made = ({ made: before, ...rental }: FollowedRental): FollowedRental => ({
        ...rental,
        made: rental.rentalId === offer.why.rentalId ? [...before, offer.offerId] : before,
      });
      return {
        ...state,
        lastIssuedAt: offer.issuedAt,
        rentals: state.rentals.map(made),
        offers: [...state.offers, offer],
      };
    }
    case 'offers.moved.v1':
      return afterStep(state, event.data);
    case 'offers.use-counted.v1':
      return afterCounting(state, event.data);
    case 'offers.consent-known.v1': {
      const { textVersion, isErased, time } = event.data;
      const { consent: _, tier: __, ...rest } = state;
      return textVersion === undefined
        ? { ...rest, isErased }
        : { ...state, consent: { textVersion, time }, isErased };
    }
    case 'offers.tier-known.v1': {
      const { tier: _, ...rest } = state;
      const { tier } = event.data;
      return tier === undefined ? rest : { ...rest, tier };
    }
    case 'offers.rental-followed.v1':
      return { ...state, rentals: afterRental(state.rentals, event.data) };
    case 'offers.voucher-reserved.v1':
    case 'offers.feature-voucher-reserved.v1':
      // The step says it.
      return state;
  }
}

function afterStep(state: RiderState, { offer, reason }: Data<typeof moved>): RiderState {
  const others = state.offers.filter(({ issueId }) => issueId !== offer.issueId);
  const declined =
    reason === 'DECLINED' ? [...state.declined, offer.offerId].slice(-MOST_DECLINED) : state.declined;
  return { ...state, declined, offers: LIVE.has(offer.state) ? [...others, offer] : others };
}

function afterCounting(state: RiderState, counted: Data<typeof useCounted>): RiderState {
  const { issueId, offerId, uses: more, holds } = counted;
  const { [issueId]: _, ...others } = state.holds;
  const { [offerId]: had = 0, ...otherUses } = state.uses;
  const uses = had + more;
  return {
    ...state,
    holds: holds === undefined ? others : { ...others, [issueId]: holds },
    uses: uses === 0 ? otherUses : { ...otherUses, [offerId]: uses },
  };
}

function afterRental(
  rentals: readonly FollowedRental[],
  { rentalId, vin, phase, model }: Data<typeof rentalFollowed>,
): readonly FollowedRental[] {
  const known = rentals.find((one) => one.rentalId === rentalId);
  if (known === undefined) {
    const followed = { rentalId, vin, phase, ...(model === undefined ? {} : { model }), made: [] };
    return [...rentals, followed].slice(-MOST_RENTALS);
  }
  return rentals.map((one) => (one === known ? { ...one, phase } : one));
}

/** Budgets that a use takes of. Every offer's uses and amounts are counted, limited or not. */
export function riderConstraints(event: RiderEvent): readonly Constraint[] {
  if (event.type !== 'offers.use-counted.v1') return [];
  const { offerId, uses, amount, day, most } = event.data;
  const refusal = offerUsedUp('All that there was of it is taken.');
  const count = (key: string, add: number, limit: number | undefined): readonly Constraint[] =>
    add === 0 ? [] : [{ count: key, add, most: limit ?? Number.MAX_SAFE_INTEGER, refusal }];
  return [
    ...count(budgetOf.uses(offerId), uses, most.uses),
    ...count(budgetOf.amount(offerId), amount, most.amount),
    ...(day === undefined ? [] : count(budgetOf.day(offerId, day), uses, most.perDay)),
  ];
}

export function riderEntries(event: RiderEvent): readonly ReadModelItem[] {
  switch (event.type) {
    case 'offers.issued.v1':
    case 'offers.moved.v1':
      return stepEntries(event.data);
    case 'offers.rental-followed.v1': {
      const { vin, riderId, rentalId, isLookedAt } = event.data;
      // Of a car that nobody looks at, nothing stays but the car.
      return isLookedAt
        ? [driving({ vin }, { vin, riderId, rentalId }, drivingNow({}, vin))]
        : [driving({ vin }, { vin, riderId: '', rentalId: '' })];
    }
    case 'offers.consent-known.v1':
    case 'offers.use-counted.v1':
    case 'offers.tier-known.v1':
    case 'offers.voucher-reserved.v1':
    case 'offers.feature-voucher-reserved.v1':
      return [];
  }
}

function stepEntries({
  riderId,
  movementId,
  reason,
  charge,
  offer,
}: Data<typeof moved>): readonly ReadModelItem[] {
  const { issueId, couponId, issuedAt } = offer;
  return [
    givenOffers({ riderId, issueId }, offer, givenTo({ riderId }, `${issuedAt}/${issueId}`)),
    steps({ riderId, movementId }, { issueId, reason }),
    ...(reason === 'REDEEMED' && charge !== undefined
      ? [redemptions(charge, { offer, holds: heldBy(offer) })]
      : []),
    ...(reason === 'ACCEPTED' && couponId !== undefined ? [coupons({ couponId }, { riderId, issueId })] : []),
  ];
}

/** What a use that was settled has taken. */
export const heldBy = ({ gave = 0, countedOn }: GivenOffer): Holds => ({
  amount: gave,
  ...(countedOn === undefined ? {} : { day: countedOn }),
});
