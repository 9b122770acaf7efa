import { grantPoints } from '../../../shared/contracts/loyalty/points.ts';
import {
  type acceptOffer,
  type declineOffer,
  type GivenOffer,
  givenUnknown,
  offerOver,
  type seeOffer,
} from '../../../shared/contracts/offers/given.ts';
import { addSeconds, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Output } from '../../../shared/runtime/domain.ts';
import { dayOf } from '../offer/schedule.ts';
import { givenOffers, offers } from '../read-models.ts';
import type { RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/** What a rider does with an offer. Accepting it takes a use of the budget, which comes back when it is not used. */

type RiderDecision = Decision<RiderEvent, RiderState>;
type Answer = MessageOf<typeof seeOffer | typeof acceptOffer | typeof declineOffer>;

const isOpen = ({ state }: GivenOffer): boolean => state === 'ISSUED' || state === 'SEEN';

/** The offer while it is not over; else why it is none. */
export function liveOffer(
  state: RiderState,
  { riderId, issueId }: { readonly riderId: string; readonly issueId: string },
  context: Context,
): GivenOffer | ReturnType<typeof offerOver> {
  const live = state.offers.find((one) => one.issueId === issueId);
  if (live !== undefined) return live;
  const over = context.read(givenOffers, { riderId, issueId });
  return over === undefined
    ? givenUnknown(`You were not made an offer ${issueId}.`)
    : offerOver(`The offer is ${over.state}.`);
}

export function decideSee(state: RiderState, { data }: Answer, context: Context): RiderDecision {
  const offer = liveOffer(state, data, context);
  if ('kind' in offer) return offer;
  if (offer.state !== 'ISSUED') return { kind: 'accept', events: [], result: offer };
  const stepping = new Stepping(state, context.now);
  const result = stepping.step({ movementId: `see/${offer.issueId}`, reason: 'SEEN' }, offer, 'SEEN');
  return { kind: 'accept', events: stepping.events, result };
}

export function decideAccept(state: RiderState, { data }: Answer, context: Context): RiderDecision {
  const offer = liveOffer(state, data, context);
  if ('kind' in offer) return offer;
  if (!isOpen(offer)) return { kind: 'accept', events: [], result: offer };
  const { now } = context;
  if (!isBefore(now, offer.answerUntil)) return offerOver(`It could be accepted until ${offer.answerUntil}.`);
  const published = context.read(offers, data);
  if (published?.offerId !== offer.offerId) return givenUnknown(`There is no offer ${data.offerId}.`);
  const { limits, timeZone } = published.offer;
  const { benefit, issueId } = offer;
  const { perDay, uses, amount } = limits;
  const day = perDay === undefined ? {} : { day: dayOf(timeZone, now) };
  const stepping = new Stepping(state, now);
  const accepted = stepping.step({ movementId: `accept/${issueId}`, reason: 'ACCEPTED' }, offer, 'ACCEPTED', {
    useUntil: addSeconds(now, offer.useHours * 3600),
    ...(benefit.kind === 'coupon' ? { couponId: context.id('cpn') } : {}),
    ...(day.day === undefined ? {} : { countedOn: day.day }),
  });
  stepping.take(
    accepted,
    { amount: benefit.kind === 'points' ? 0 : (benefit.amount ?? 0), ...day },
    {
      ...(uses === undefined ? {} : { uses }),
      ...(perDay === undefined ? {} : { perDay }),
      ...(amount === undefined ? {} : { amount }),
    },
  );
  if (benefit.kind !== 'points') return { kind: 'accept', events: stepping.events, result: accepted };
  const { points } = benefit;
  stepping.settle(accepted, 0);
  const result = stepping.step({ movementId: `redeem/${issueId}`, reason: 'REDEEMED' }, accepted, 'REDEEMED');
  const outputs: Output[] = [grantPoints({ riderId: state.riderId, grantId: issueId, points })];
  return { kind: 'accept', events: stepping.events, outputs, result };
}

/** What was accepted can be given back while it is not attached: the use goes to another rider. */
export function decideDecline(state: RiderState, { data }: Answer, context: Context): RiderDecision {
  const offer = liveOffer(state, data, context);
  if ('kind' in offer) return offer;
  if (offer.state === 'RESERVED') return offerOver('Detach the voucher from the rental first.');
  const stepping = new Stepping(state, context.now);
  const named = { movementId: `decline/${offer.issueId}`, reason: 'DECLINED' } as const;
  const result = stepping.step(named, offer, 'DECLINED');
  stepping.giveBack(offer);
  return { kind: 'accept', events: stepping.events, result };
}
