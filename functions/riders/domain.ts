import type { Data } from '../../shared/contracts/define.ts';
import type {
  block,
  blocked,
  profileChanged,
  signedUp,
  signUp,
  unblock,
  unblocked,
} from '../../shared/contracts/riders.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Context, Decision, Document, Domain, FactOf, MessageOf } from '../../shared/runtime/domain.ts';

export type RiderMessage = MessageOf<typeof signUp | typeof block | typeof unblock>;
export type RiderEvent = FactOf<typeof signedUp | typeof profileChanged | typeof blocked | typeof unblocked>;

/** Each field sealed with the rider's data key. */
type SealedProfile = Data<typeof signUp>['profile'];

export interface RiderState {
  readonly riderId: string;
  /** Absent until the rider has signed up. */
  readonly signedUp?: { readonly time: Instant; readonly profile: SealedProfile };
  readonly blocked: boolean;
}

/** What the room's routes read: the profile is sealed here too. */
export interface RiderDocument {
  readonly riderId: string;
  readonly status: 'ACTIVE' | 'BLOCKED';
  readonly profile: SealedProfile;
  readonly signedUpAt: Instant;
}

const AGGREGATE = 'rider/';

export const riderKey = (riderId: string): string => `rider/${riderId}`;

function decide(state: RiderState, message: RiderMessage, context: Context): Decision<RiderEvent> {
  switch (message.type) {
    case 'riders.sign-up.v1':
      return decideSignUp(state, message, context);
    case 'riders.block.v1':
      return decideBlock(state, message, true, context);
    case 'riders.unblock.v1':
      return decideBlock(state, message, false, context);
  }
}

function decideSignUp(
  state: RiderState,
  { data }: MessageOf<typeof signUp>,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, profile } = data;
  const result = { riderId };
  const changed = { riderId, profile, time: context.now };
  if (state.signedUp === undefined) {
    return { kind: 'accept', events: [{ type: 'riders.signed-up.v1', data: changed }], result };
  }
  return isSame(state.signedUp.profile, profile)
    ? { kind: 'accept', events: [], result }
    : { kind: 'accept', events: [{ type: 'riders.profile-changed.v1', data: changed }], result };
}

/** Sealed texts differ each time that they are sealed, so this knows only what was sent again as it is. */
function isSame(a: SealedProfile, b: SealedProfile): boolean {
  return a.name === b.name && a.email === b.email && a.phone === b.phone;
}

function decideBlock(
  state: RiderState,
  { data, principal }: MessageOf<typeof block | typeof unblock>,
  blocked: boolean,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, reason } = data;
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator blocks and unblocks riders.' };
  }
  if (state.signedUp === undefined) {
    return { kind: 'refuse', code: 'RIDER_NOT_REGISTERED', detail: `Rider ${riderId} has not signed up.` };
  }
  if (state.blocked === blocked) return { kind: 'accept', events: [], result: { riderId } };
  const type = blocked ? 'riders.blocked.v1' : 'riders.unblocked.v1';
  const event = { type, data: { riderId, reason, operator: principal.id, time: context.now } } as const;
  return { kind: 'accept', events: [event], result: { riderId } };
}

function evolve(state: RiderState, event: RiderEvent): RiderState {
  switch (event.type) {
    case 'riders.signed-up.v1':
      return { ...state, signedUp: { time: event.data.time, profile: event.data.profile } };
    case 'riders.profile-changed.v1':
      return {
        ...state,
        signedUp: { time: state.signedUp?.time ?? event.data.time, profile: event.data.profile },
      };
    case 'riders.blocked.v1':
      return { ...state, blocked: true };
    case 'riders.unblocked.v1':
      return { ...state, blocked: false };
  }
}

function documents({ riderId, signedUp, blocked }: RiderState): readonly Document[] {
  if (signedUp === undefined) return [];
  const body: RiderDocument = {
    riderId,
    status: blocked ? 'BLOCKED' : 'ACTIVE',
    profile: signedUp.profile,
    signedUpAt: signedUp.time,
  };
  return [{ key: riderKey(riderId), body }];
}

/** Who has signed up, with what profile, and who is blocked. */
export const domain: Domain<RiderState, RiderMessage, RiderEvent> = {
  aggregateOf: (message) => AGGREGATE + message.data.riderId,
  aggregateOfEvent: (event) => AGGREGATE + event.data.riderId,
  initial: (aggregate) => ({ riderId: aggregate.slice(AGGREGATE.length), blocked: false }),
  decide,
  evolve,
  documents,
};
