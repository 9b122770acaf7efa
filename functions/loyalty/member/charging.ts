import type { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { CountedInTotal } from '../../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { earnings, movements, programmeInForce, spendings } from '../read-models.ts';
import { activeAt, expiryOf, graceOf, monthBegins, monthOf } from './calendar.ts';
import { earned } from './earning.ts';
import { firstOf, given, negative, stillValid, sumOf, taken, withShares } from './lots.ts';
import { Moving, pointsFor } from './moving.ts';
import { reviewed } from './reviewing.ts';
import type { MemberEvent, MemberState } from './state.ts';

/**
 * What a charge does to points: those that were set aside pay what the charge lists, the others are free again; then the
 * charge earns. A credit undoes both, and the charge in its place does them again.
 */

type MemberDecision = Decision<MemberEvent, MemberState>;

export function decideCharged(
  state: MemberState,
  { data }: MessageOf<typeof charged>,
  context: Context,
): MemberDecision {
  const { rentalId, revision } = data;
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined) return { kind: 'ignore', reason: 'There is no programme yet.' };
  const key = { rentalId, revision };
  if (context.read(earnings, key) !== undefined) {
    return { kind: 'ignore', reason: `Charge ${revision} has earned already.` };
  }
  const moving = new Moving(state, programme, context.now);
  spend(moving, data, programme, context.now);
  const { rules, counted, countedInTotal } = earned(moving.state, programme, data, context);
  const points = rules.reduce((sum, rule) => sum + rule.points, 0);
  const earnedAt = data.usage.periods.at(-1)?.endedAt ?? data.time;
  moving.move({
    movementId: `earn/${rentalId}/${revision}`,
    reason: { code: 'EARNED', ...key, rules },
    pending: points,
    awaits: { ...key, points, activeAt: activeAt(programme, earnedAt), ...expiryOf(programme, earnedAt) },
    qualifying: {
      month: monthOf(programme, earnedAt),
      points,
      until: monthBegins(programme, earnedAt, programme.tiers.qualifyingMonths),
    },
    counted,
    ...(countedInTotal.length === 0 ? {} : { countedInTotal }),
  });
  return { kind: 'accept', events: reviewed(moving, programme, context.now).events, decidedAgain: true };
}

type Charged = Data<typeof charged>;

/**
 * What the charge lists of points. Billing may have rated it before it heard that fewer were set aside: the missing ones
 * are taken from the others then, because the rider has the discount.
 */
function spend(
  moving: Moving,
  { rentalId, revision, charge }: Charged,
  programme: Programme,
  now: Instant,
): void {
  const { reservations, balance, lots } = moving.state;
  const reservation = reservations.find((one) => one.rentalId === rentalId);
  const lines = charge.lines.flatMap(({ reason }) => (reason.code === 'POINTS' ? [reason] : []));
  const pointsId = reservation?.pointsId ?? lines[0]?.pointsId;
  if (pointsId === undefined) return;
  const shares = reservation?.shares ?? [];
  const needed = pointsFor(
    programme,
    lines.reduce((sum, { amount }) => sum + amount, 0),
  );
  const used = firstOf(shares, needed);
  const grace = graceOf(programme, now);
  const free = given(
    stillValid(withShares(shares, negative(used)), now, { ...grace, points: 0 }),
    balance.owed,
  );
  const more = taken(withShares(lots, free.lots), needed - sumOf(used));
  const spent = withShares(withShares(used, negative(more.lots)), [{ ...grace, points: more.owed }]);
  moving.move({
    movementId: `spend/${rentalId}/${revision}`,
    reason: { code: 'SPENT', rentalId, revision, points: needed },
    reserved: -sumOf(shares),
    lots: withShares(free.lots, more.lots),
    owed: free.owed + more.owed,
    reservation: { rentalId, pointsId, shares: [] },
    spent: { pointsId, shares: [...spent] },
  });
}

/** What comes back needs no limit. */
const givenBack = ({ ruleId, per, period, points }: CountedInTotal): CountedInTotal => ({
  ruleId,
  per,
  period,
  points: -points,
});

export function decideCredited(
  state: MemberState,
  { data: { riderId, rentalId, revision } }: MessageOf<typeof credited>,
  context: Context,
): MemberDecision {
  const programme = context.read(programmeInForce, {})?.programme;
  const key = { rentalId, revision };
  const earning = context.read(earnings, key);
  if (programme === undefined || earning === undefined) {
    return { kind: 'ignore', reason: `Charge ${revision} has earned nothing here.` };
  }
  const movementId = `reverse/${rentalId}/${revision}`;
  if (context.read(movements, { riderId, movementId }) !== undefined) {
    return { kind: 'ignore', reason: `Charge ${revision} was taken back already.` };
  }
  const moving = new Moving(state, programme, context.now);
  const { points, expiresAt, month, until, counted, countedInTotal = [] } = earning;
  const awaited = state.awaited.find((one) => one.rentalId === rentalId && one.revision === revision);
  moving.move({
    movementId,
    reason: { code: 'REVERSED', ...key },
    ...(awaited === undefined
      ? // What has expired is gone already.
        isBefore(context.now, expiresAt) && taken(state.lots, points, expiresAt)
      : { pending: -points, awaits: { ...awaited, points: -points } }),
    qualifying: { month, points: -points, until },
    counted: counted.map((one) => ({ ...one, points: -one.points })),
    ...(countedInTotal.length === 0 ? {} : { countedInTotal: countedInTotal.map(givenBack) }),
  });
  const spending = context.read(spendings, key);
  if (spending !== undefined) {
    const { pointsId, shares } = spending;
    moving.move({
      movementId: `return/${rentalId}/${revision}`,
      reason: { code: 'RETURNED', ...key },
      reserved: sumOf(shares),
      reservation: { rentalId, pointsId, shares },
    });
  }
  return { kind: 'accept', events: reviewed(moving, programme, context.now).events };
}
