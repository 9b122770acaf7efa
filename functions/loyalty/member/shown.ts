import type { MemberPoints } from '../../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import type { StoredMember } from '../read-models.ts';
import { NEVER, sumOf } from './lots.ts';
import { worthOf } from './moving.ts';
import { tierAfter } from './reviewing.ts';
import { newMember, storedMember } from './state.ts';

/** A member's points as routes show them, with the tiers of the programme in force. */
export function shownPoints(
  riderId: string,
  programme: Programme,
  member: StoredMember | undefined,
): MemberPoints {
  const known: StoredMember = member ?? storedMember(newMember(riderId));
  const { balance, lots, awaited, reservations, qualifying, tier } = known;
  const { levels } = programme.tiers;
  const qualifyingPoints = qualifying.reduce((sum, { points }) => sum + points, 0);
  const own = levels.find(({ tierId }) => tierId === tier);
  const next = tierAfter(programme, qualifyingPoints);
  return {
    riderId,
    balance,
    worth: { amount: worthOf(programme, balance.active), currency: programme.value.currency },
    expiries: lots.flatMap(({ expiresAt, points }) => (expiresAt === NEVER ? [] : [{ expiresAt, points }])),
    awaited: awaited.map(({ rentalId, activeAt, points }) => ({ rentalId, activeAt, points })),
    reservations: reservations.map(({ rentalId, shares }) => ({ rentalId, points: sumOf(shares) })),
    ...(own === undefined ? {} : { tier: { tierId: own.tierId, name: own.name } }),
    qualifyingPoints,
    ...(next === undefined
      ? {}
      : {
          nextTier: {
            tierId: next.tierId,
            name: next.name,
            missingPoints: next.from - qualifyingPoints,
          },
        }),
  };
}
