import { pointsExpiring, reviewPoints, tierReviewed } from '../../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Timer } from '../../../shared/runtime/domain.ts';
import { programmeInForce } from '../read-models.ts';
import { given, NEVER, negative } from './lots.ts';
import { Moving } from './moving.ts';
import type { MemberEvent, MemberState } from './state.ts';

/** What time does to points: pending ones become active, lots expire, and months no longer count for the tier. */

export function decideReview(
  state: MemberState,
  _: MessageOf<typeof reviewPoints>,
  context: Context,
): Decision<MemberEvent, MemberState> {
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined) return { kind: 'ignore', reason: 'There is no programme.' };
  const { events } = reviewed(new Moving(state, programme, context.now), programme, context.now);
  return events.length === 0 ? { kind: 'ignore', reason: 'Nothing is due.' } : { kind: 'accept', events };
}

const isDue = (at: Instant | undefined, now: Instant): at is Instant =>
  at !== undefined && !isBefore(now, at);

/** With all that is due by now. */
export function reviewed(moving: Moving, programme: Programme, now: Instant): Moving {
  for (const awaited of moving.state.awaited.filter(({ activeAt }) => isDue(activeAt, now))) {
    activate(moving, awaited);
  }
  for (const lot of moving.state.lots.filter(({ expiresAt }) => isDue(expiresAt, now))) {
    moving.move({
      // A late correction of an old rental may bring points of a lot that has expired before.
      movementId: `expire/${lot.expiresAt}/${moving.state.sequence + 1}`,
      reason: { code: 'EXPIRED' },
      lots: negative([lot]),
    });
  }
  for (const { expiresAt, warnAt, points } of moving.state.lots) {
    if (!isDue(warnAt, now) || moving.state.warned.includes(expiresAt)) continue;
    moving.add(pointsExpiring({ riderId: moving.state.riderId, points, expiresAt, time: now }));
  }
  reviewTier(moving, programme, now);
  return moving;
}

function activate(moving: Moving, awaited: MemberState['awaited'][number]): void {
  const { rentalId, revision, points, expiresAt, warnAt } = awaited;
  const lot = { expiresAt, ...(warnAt === undefined ? {} : { warnAt }), points };
  moving.move({
    movementId: `activate/${rentalId}/${revision}`,
    reason: { code: 'ACTIVATED', rentalId, revision },
    pending: -points,
    awaits: { ...awaited, points: -points },
    ...given([lot], moving.state.balance.owed),
  });
}

function reviewTier(moving: Moving, programme: Programme, now: Instant): void {
  const { riderId, tier: before, qualifying } = moving.state;
  const counting = qualifying.filter(({ until }) => isBefore(now, until));
  const qualifyingPoints = counting.reduce((sum, { points }) => sum + points, 0);
  const tier = tierFor(programme, qualifyingPoints)?.tierId;
  if (tier === before && counting.length === qualifying.length) return;
  moving.add(
    tierReviewed({
      riderId,
      qualifyingPoints,
      ...(tier === undefined ? {} : { tier }),
      ...(before === undefined ? {} : { before }),
      time: now,
    }),
  );
}

type Level = Programme['tiers']['levels'][number];

/** The highest tier that so many points reach. */
export function tierFor({ tiers: { levels } }: Programme, points: number): Level | undefined {
  return levels.filter(({ from }) => from <= points).sort((a, b) => b.from - a.from)[0];
}

/** The lowest one that they do not reach. */
export function tierAfter({ tiers: { levels } }: Programme, points: number): Level | undefined {
  return levels.filter(({ from }) => from > points).sort((a, b) => a.from - b.from)[0];
}

/** When something of the above is due the next time. */
export function memberTimers({
  riderId,
  awaited,
  lots,
  warned,
  qualifying,
  isErased,
}: MemberState): readonly Timer[] {
  if (isErased) return [];
  const times = [
    ...awaited.map(({ activeAt }) => activeAt),
    ...lots.map(({ expiresAt }) => expiresAt),
    ...lots.flatMap(({ expiresAt, warnAt }) =>
      warnAt === undefined || warned.includes(expiresAt) ? [] : [warnAt],
    ),
    ...qualifying.map(({ until }) => until),
  ].filter((time) => time !== NEVER);
  const [next] = times.sort((a, b) => (a < b ? -1 : 1));
  return next === undefined ? [] : [{ id: 'review', at: next, command: reviewPoints({ riderId }) }];
}
