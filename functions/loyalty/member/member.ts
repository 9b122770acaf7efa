import {
  type adjustPoints,
  type grantPoints,
  notEnoughPoints,
  rentalFollowed,
} from '../../../shared/contracts/loyalty/points.ts';
import { noProgramme } from '../../../shared/contracts/loyalty/programme.ts';
import type { reserved } from '../../../shared/contracts/rentals/rentals.ts';
import type { erased } from '../../../shared/contracts/riders/erasure.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { movements, programmeInForce } from '../read-models.ts';
import { expiryOf } from './calendar.ts';
import { given, negative, taken } from './lots.ts';
import { Moving } from './moving.ts';
import type { MemberEvent, MemberState } from './state.ts';
import { forfeited } from './transferring.ts';

/** What happens to a member's points beside rentals and time. */

type MemberDecision = Decision<MemberEvent, MemberState>;

export function decideReserved(
  state: MemberState,
  { data: { riderId, rentalId, time } }: MessageOf<typeof reserved>,
): MemberDecision {
  if (state.rentals.includes(rentalId)) return { kind: 'ignore', reason: 'The rental is known.' };
  return { kind: 'accept', events: [rentalFollowed({ riderId, rentalId, time })] };
}

export function decideAdjust(
  state: MemberState,
  { data: { points, reason: text }, principal }: MessageOf<typeof adjustPoints>,
  context: Context,
): MemberDecision {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator adjusts points.' };
  }
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined) return noProgramme('There is no programme for points yet.');
  const { active, owed } = state.balance;
  if (-points > active) return notEnoughPoints(`The rider has ${active} active points.`);
  const moving = new Moving(state, programme, context.now);
  moving.move({
    movementId: `adjust/${context.operation}`,
    reason: { code: 'ADJUSTED', operator: principal.id, text },
    ...(points < 0
      ? taken(state.lots, -points)
      : given([{ ...expiryOf(programme, context.now), points }], owed)),
  });
  return { kind: 'accept', events: moving.events, result: moving.state.balance };
}

export const grantKey = (grantId: string): string => `grant/${grantId}`;

/** What an offer gives is active at once, and given once. */
export function decideGrant(
  state: MemberState,
  { data: { riderId, grantId, points } }: MessageOf<typeof grantPoints>,
  context: Context,
): MemberDecision {
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined) return noProgramme('There is no programme for points yet.');
  const movementId = grantKey(grantId);
  if (context.read(movements, { riderId, movementId }) !== undefined) {
    return { kind: 'ignore', reason: `${movementId} was given already.` };
  }
  const moving = new Moving(state, programme, context.now);
  moving.move({
    movementId,
    reason: { code: 'GRANTED', grantId },
    ...given([{ ...expiryOf(programme, context.now), points }], state.balance.owed),
  });
  return { kind: 'accept', events: moving.events };
}

/** The rider is gone, and so are the points, whatever they were for. */
export function decideErased(
  state: MemberState,
  _: MessageOf<typeof erased>,
  context: Context,
): MemberDecision {
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined || state.isErased) return { kind: 'ignore', reason: 'There are no points.' };
  const { pending, reserved, owed } = state.balance;
  const moving = new Moving(state, programme, context.now);
  for (const event of forfeited(state, context.now)) moving.add(event);
  moving.move({
    movementId: 'forfeit',
    reason: { code: 'FORFEITED' },
    pending: -pending,
    reserved: -reserved,
    owed: -owed,
    lots: negative(state.lots),
  });
  return { kind: 'accept', events: moving.events };
}
