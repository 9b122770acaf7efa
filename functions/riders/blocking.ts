import { type block, blocked, type unblock, unblocked } from '../../shared/contracts/riders/riders.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { absent, isSignedUp, type RiderState } from './state.ts';

type BlockOrUnblock = MessageOf<typeof block | typeof unblock>;

/** Operators only. */
export const decideBlock = (state: RiderState, message: BlockOrUnblock, context: Context) =>
  decideBlocked(state, message, true, context);

/** Operators only. */
export const decideUnblock = (state: RiderState, message: BlockOrUnblock, context: Context) =>
  decideBlocked(state, message, false, context);

function decideBlocked(
  state: RiderState,
  { data, principal }: BlockOrUnblock,
  wanted: boolean,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, reason } = data;
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator blocks and unblocks riders.' };
  }
  if (!isSignedUp(state)) return absent(state);
  if (state.blocked === wanted) return { kind: 'accept', events: [], result: { riderId } };
  const decided = { riderId, reason, operator: principal.id, time: context.now };
  const event = wanted ? blocked(decided) : unblocked(decided);
  return { kind: 'accept', events: [event], result: { riderId } };
}
