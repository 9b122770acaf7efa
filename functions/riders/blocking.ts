import type { block, unblock } from '../../shared/contracts/riders/riders.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { absent, isSignedUp, type RiderState } from './state.ts';

/** Blocks, or lifts a block: operators only. */
export function decideBlock(
  state: RiderState,
  { data, principal }: MessageOf<typeof block | typeof unblock>,
  blocked: boolean,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, reason } = data;
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator blocks and unblocks riders.' };
  }
  if (!isSignedUp(state)) return absent(state);
  if (state.blocked === blocked) return { kind: 'accept', events: [], result: { riderId } };
  const type = blocked ? 'riders.blocked.v1' : 'riders.unblocked.v1';
  const event = { type, data: { riderId, reason, operator: principal.id, time: context.now } } as const;
  return { kind: 'accept', events: [event], result: { riderId } };
}
