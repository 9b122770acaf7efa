import type { Data } from '../../../shared/contracts/define.ts';
import {
  type considerOffers,
  type GivenOffer,
  OFFERS_APART_SECONDS,
  type PassedOverReason,
} from '../../../shared/contracts/offers/given.ts';
import type { PublishedOffer } from '../../../shared/contracts/offers/offer.ts';
import { addSeconds, type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { isMadeAt } from '../offer/schedule.ts';
import { offers } from '../read-models.ts';
import type { FollowedRental, RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/**
 * Whether a rider is made one of the offers that match. The matcher knows places and readings; what the rider wants and
 * had is known here alone, and is checked again at the moment of the decision.
 */

type Candidate = Data<typeof considerOffers>['candidates'][number];
type Considered = { readonly candidate: Candidate; readonly published: PublishedOffer | undefined };

export function decideConsider(
  state: RiderState,
  { data: { rentalId, candidates } }: MessageOf<typeof considerOffers>,
  context: Context,
): Decision<RiderEvent, RiderState> {
  const ignore = (reason: string) => ({ kind: 'ignore', reason }) as const;
  const { now } = context;
  const { consent, lastIssuedAt } = state;
  if (consent === undefined) return ignore('The rider does not consent to offers.');
  const rental = state.rentals.find((one) => one.rentalId === rentalId);
  if (rental === undefined) return ignore('The rider does not have this rental.');
  if (lastIssuedAt !== undefined && isBefore(now, addSeconds(lastIssuedAt, OFFERS_APART_SECONDS))) {
    return ignore('The rider was made an offer a moment ago.');
  }
  const considered = candidates
    .map((candidate) => ({ candidate, published: context.read(offers, candidate) }))
    .toSorted(byPriority);
  const reasons = considered.map((one) => whyNot(one, state, rental, now));
  const chosen = considered[reasons.indexOf(undefined)];
  if (chosen?.published === undefined) {
    return ignore(`None can be made: ${considered.map(nameOf).join(', ')}: ${reasons.join(', ')}.`);
  }
  const passedOver = considered.flatMap((one, n) =>
    one === chosen ? [] : [{ offerId: nameOf(one), reason: reasons[n] ?? ('LOWER_PRIORITY' as const) }],
  );
  const stepping = new Stepping(state, now);
  const { offerId, version, offer } = chosen.published;
  const { partnerId } = offer.partner;
  stepping.issue({
    issueId: context.id('ofr'),
    offerId,
    version,
    state: 'ISSUED',
    partnerName: offer.partner.name,
    ...(partnerId === undefined ? {} : { partnerId }),
    texts: offer.texts,
    benefit: offer.benefit,
    why: {
      trigger: offer.trigger,
      rentalId,
      ...placeOf(chosen.published, chosen.candidate),
      consent: { purpose: 'OFFERS', textVersion: consent.textVersion, givenAt: consent.time },
      ...(state.tier === undefined || offer.audience.tiers === undefined ? {} : { tier: state.tier }),
      passedOver,
    },
    issuedAt: now,
    answerUntil: addSeconds(now, offer.lifetime.answerMinutes * 60),
    useHours: offer.lifetime.useHours,
  });
  return { kind: 'accept', events: stepping.events };
}

const nameOf = ({ candidate }: Considered): string => candidate.offerId;

/** The highest priority first, then the nearest place. */
function byPriority(a: Considered, b: Considered): number {
  const priority = ({ published }: Considered) => published?.offer.priority ?? -1;
  const distance = ({ candidate }: Considered) => candidate.distanceMetres ?? 0;
  return priority(b) - priority(a) || distance(a) - distance(b);
}

function whyNot(
  { published, candidate }: Considered,
  state: RiderState,
  rental: FollowedRental,
  now: Instant,
): PassedOverReason | undefined {
  if (published?.state !== 'ACTIVE') return 'NOT_ACTIVE';
  const { offer, offerId } = published;
  const { tiers, models } = offer.audience;
  const { model } = rental;
  if (!isMadeAt(offer, now) || !isItsMoment(published, candidate, rental)) return 'NOT_NOW';
  if (tiers !== undefined && (state.tier === undefined || !tiers.includes(state.tier))) return 'NOT_THE_TIER';
  if (models !== undefined && (model === undefined || !models.includes(model))) return 'NOT_THE_MODEL';
  if (state.offers.some((one) => one.offerId === offerId)) return 'HAS_IT';
  if ((state.uses[offerId] ?? 0) >= offer.limits.perRider) return 'LIMIT_OF_RIDER';
  if (state.declined.includes(offerId)) return 'DECLINED_BEFORE';
  return rental.made.includes(offerId) ? 'MADE_IN_THIS_TRIP' : undefined;
}

/** The trip may have gone on since the match. */
function isItsMoment(
  { offer: { trigger, places } }: PublishedOffer,
  { placeId }: Candidate,
  { phase }: FollowedRental,
): boolean {
  switch (trigger.kind) {
    case 'approaching':
    case 'low-charge':
      return phase === 'DRIVING' && places.some((place) => place.placeId === placeId);
    case 'rental-started':
      return phase === 'DRIVING';
    case 'rental-ended':
      return phase === 'OVER' || phase === 'CHARGED';
  }
}

function placeOf(
  { offer: { places } }: PublishedOffer,
  { placeId, distanceMetres = 0 }: Candidate,
): Pick<GivenOffer['why'], 'place'> {
  const found = places.find((place) => place.placeId === placeId);
  if (found === undefined) return {};
  const { radiusMetres: _, ...place } = found;
  return { place: { ...place, distanceMetres } };
}
