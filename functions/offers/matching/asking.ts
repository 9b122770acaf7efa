import { considerOffers, type rentalFollowed } from '../../../shared/contracts/offers/given.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { instant, milliseconds } from '../../../shared/kernel/time.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';
import type { OutgoingRecord } from '../../../shared/runtime/kafka/producer.ts';
import { commandRecord, sourceOf } from '../../../shared/runtime/operations/envelopes.ts';
import type { Consideration, Matcher } from './matcher.ts';

/** What the matcher asks of the room. */

/** What a rental that is followed asks for: an offer at its start or end. */
export function consideredAt(
  matcher: Matcher,
  { data }: MessageOf<typeof rentalFollowed>,
): Consideration | undefined {
  const { riderId, rentalId, vin, phase, before, isLookedAt, time } = data;
  matcher.setCar({ vin, riderId, rentalId }, isLookedAt);
  const isBegun = before === 'DRIVING' || before === 'PAUSED';
  // Its charge may be heard before its end, which then says nothing new.
  const isOver = phase === 'OVER' || phase === 'CHARGED';
  const kind =
    phase === 'DRIVING' && isLookedAt && !isBegun
      ? 'rental-started'
      : isOver && isBegun
        ? 'rental-ended'
        : undefined;
  const candidates = kind === undefined ? [] : matcher.atRental(kind);
  return candidates.length === 0 ? undefined : { riderId, rentalId, candidates, time: milliseconds(time) };
}

/** The same reading makes the same command, so a batch that comes again asks nothing new. */
export function commandOf(asked: Consideration, region: string, now: number): OutgoingRecord {
  const { riderId, rentalId, candidates, time } = asked;
  const offerIds = candidates.map(({ offerId }) => offerId);
  const { key, value } = commandRecord({
    id: derivedId('op_offers', 'consider', rentalId, time, ...offerIds),
    contract: considerOffers,
    data: { riderId, rentalId, candidates: [...candidates] },
    source: sourceOf(region, 'offers'),
    time: instant(now),
  });
  return { key, value };
}
