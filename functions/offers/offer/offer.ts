import {
  offerNotValid,
  offerPublished,
  offerStopped,
  offerUnknown,
  type PublishedOffer,
} from '../../../shared/contracts/offers/offer.ts';
import type { Context, Decision, EventOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { OfferMessage } from '../messages.ts';
import { allOffers, offers } from '../read-models.ts';
import { offerFaults } from './faults.ts';

/** An offer, one version after the other. */

export interface OfferState {
  readonly kind: 'offer';
  readonly offerId: string;
  readonly published?: PublishedOffer;
}
export type OfferEvent = EventOf<typeof offerPublished | typeof offerStopped>;

export const newOffer = (offerId: string): OfferState => ({ kind: 'offer', offerId });

export function decideOffer(
  state: OfferState,
  { type, data, principal }: OfferMessage,
  { now }: Context,
): Decision<OfferEvent, OfferState> {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator manages offers.' };
  }
  const { offerId, published } = state;
  const by = { offerId, operator: principal.id, time: now };
  if (type === 'offers.stop-offer.v1') {
    if (published === undefined) return offerUnknown(`There is no offer ${offerId}.`);
    const stopped = offerStopped({ ...by, version: published.version });
    return { kind: 'accept', events: published.state === 'STOPPED' ? [] : [stopped], resultAfter };
  }
  const { offer } = data;
  const [fault] = offerFaults(offer);
  if (fault !== undefined) return offerNotValid(`${fault.path}: ${fault.message}`);
  const version = (published?.version ?? 0) + 1;
  return { kind: 'accept', events: [offerPublished({ ...by, version, offer })], resultAfter };
}

const resultAfter = ({ published }: OfferState): unknown => published;

export function evolveOffer(state: OfferState, { type, data }: OfferEvent): OfferState {
  const { offerId, version, time: changedAt } = data;
  if (type === 'offers.offer-published.v1') {
    return { ...state, published: { offerId, version, state: 'ACTIVE', offer: data.offer, changedAt } };
  }
  return state.published === undefined
    ? state
    : { ...state, published: { ...state.published, state: 'STOPPED', changedAt } };
}

export const offerItems = ({ offerId, published }: OfferState): readonly ReadModelItem[] =>
  published === undefined
    ? []
    : [offers({ offerId }, published, allOffers({}, `${published.changedAt}/${offerId}`))];
