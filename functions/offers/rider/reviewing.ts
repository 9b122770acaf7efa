import { type GivenOffer, reviewGiven } from '../../../shared/contracts/offers/given.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Timer } from '../../../shared/runtime/domain.ts';
import type { RiderEvent, RiderState } from './state.ts';
import { Stepping } from './stepping.ts';

/** What time does to offers: one that was not answered, or not used, in time is over. */

/** Undefined while it is attached to a rental: the charge says what becomes of it. */
function overAt({ state, answerUntil, useUntil }: GivenOffer): Instant | undefined {
  if (state === 'RESERVED') return undefined;
  return state === 'ACCEPTED' ? useUntil : answerUntil;
}

export function decideReview(
  state: RiderState,
  _: MessageOf<typeof reviewGiven>,
  { now }: Context,
): Decision<RiderEvent, RiderState> {
  const stepping = new Stepping(state, now);
  for (const offer of state.offers) {
    const at = overAt(offer);
    if (at === undefined || isBefore(now, at)) continue;
    stepping.step({ movementId: `expire/${offer.issueId}`, reason: 'EXPIRED' }, offer, 'EXPIRED');
    stepping.giveBack(offer);
  }
  if (stepping.events.length === 0) return { kind: 'ignore', reason: 'Nothing is over.' };
  return { kind: 'accept', events: stepping.events };
}

export function riderTimers({ riderId, offers }: RiderState): readonly Timer[] {
  const [at] = offers.flatMap((offer) => overAt(offer) ?? []).toSorted();
  return at === undefined ? [] : [{ id: 'review', at, command: reviewGiven({ riderId }) }];
}
