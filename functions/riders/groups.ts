import { type GroupsOfRider, groupsSet, type setGroups } from '../../shared/contracts/riders/groups.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { absent, type GroupsState, isSignedUp, type RiderState } from './state.ts';

/** Operators only. The groups are kept in one order, so that the same ones change nothing. */
export function decideSetGroups(
  state: RiderState,
  { data, principal }: MessageOf<typeof setGroups>,
  context: Context,
): Decision<RiderEvent, RiderState> {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator puts riders into groups.' };
  }
  if (!isSignedUp(state)) return absent(state);
  const { riderId, reason } = data;
  const groups = data.groups.toSorted();
  const resultAfter = (after: RiderState) => groupsOf(riderId, after.groups);
  if (JSON.stringify(groups) === JSON.stringify(state.groups?.groups ?? [])) {
    return { kind: 'accept', events: [], resultAfter };
  }
  const event = groupsSet({ riderId, groups, reason, operator: principal.id, time: context.now });
  return { kind: 'accept', events: [event], resultAfter };
}

/** As operators read them. */
export function groupsOf(riderId: string, state: GroupsState | undefined): GroupsOfRider {
  if (state === undefined) return { riderId, groups: [] };
  const { groups, ...set } = state;
  return { riderId, groups: [...groups], set };
}
