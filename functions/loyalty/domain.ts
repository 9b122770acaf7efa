import { charged, credited } from '../../shared/contracts/billing/charges.ts';
import {
  adjustPoints,
  grantPoints,
  reservePoints,
  reviewPoints,
} from '../../shared/contracts/loyalty/points.ts';
import { reserved } from '../../shared/contracts/rentals/rentals.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import { decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Domain } from '../../shared/runtime/domain.ts';
import { type ItemRead, ownItem, reference } from '../../shared/runtime/read-model.ts';
import { decideCharged, decideCredited } from './member/charging.ts';
import { decideAdjust, decideErased, decideGrant, decideReserved, grantKey } from './member/member.ts';
import { decideReview, memberTimers } from './member/reviewing.ts';
import { decideReserve } from './member/spending.ts';
import {
  evolveMember,
  type MemberEvent,
  type MemberState,
  memberEntries,
  memberItems,
  newMember,
} from './member/state.ts';
import { type LoyaltyMessage, type MemberMessage, memberMessages } from './messages.ts';
import {
  decidePublish,
  evolveProgramme,
  noProgrammeYet,
  type ProgrammeEvent,
  type ProgrammeState,
  programmeItems,
} from './programme/programme.ts';
import { earnings, movements, programmeInForce, spendings } from './read-models.ts';

type LoyaltyState = MemberState | ProgrammeState;
type LoyaltyEvent = MemberEvent | ProgrammeEvent;

const decideMember = decideBy<MemberState, MemberMessage, MemberEvent>({
  [reservePoints.type]: decideReserve,
  [adjustPoints.type]: decideAdjust,
  [grantPoints.type]: decideGrant,
  [reviewPoints.type]: decideReview,
  [reserved.type]: decideReserved,
  [charged.type]: decideCharged,
  [credited.type]: decideCredited,
  [erased.type]: decideErased,
});

function reads(message: LoyaltyMessage): readonly ItemRead[] {
  if (!isOneOf(memberMessages, message)) return [];
  const programme = reference(programmeInForce, {});
  if (message.type === grantPoints.type) {
    const { riderId, grantId } = message.data;
    return [programme, ownItem(movements, { riderId, movementId: grantKey(grantId) })];
  }
  if (message.type === charged.type) return [programme, ownItem(earnings, message.data)];
  if (message.type === credited.type) {
    const { riderId, rentalId, revision } = message.data;
    const movementId = `reverse/${rentalId}/${revision}`;
    return [
      programme,
      ownItem(earnings, message.data),
      ownItem(spendings, message.data),
      ownItem(movements, { riderId, movementId }),
    ];
  }
  return [programme];
}

const programmeOf = (fleet: string) => `programme/${fleet}`;
const isOfProgramme = (event: LoyaltyEvent): event is ProgrammeEvent =>
  event.type === 'loyalty.programme-published.v1';

/** Points of members, and the programme by which they earn them. */
export const domain: Domain<LoyaltyState, LoyaltyMessage, LoyaltyEvent> = {
  aggregateOf: (message) =>
    isOneOf(memberMessages, message) ? `member/${message.data.riderId}` : programmeOf(message.data.fleet),
  aggregateOfEvent: (event) =>
    isOfProgramme(event) ? programmeOf(event.data.fleet) : `member/${event.data.riderId}`,
  initial: (aggregate) => {
    const [kind, id = ''] = aggregate.split('/');
    return kind === 'programme' ? noProgrammeYet : newMember(id);
  },
  reads,
  decide: (state, message, context) => {
    if (state.kind === 'member' && isOneOf(memberMessages, message)) {
      if (state.isErased) return { kind: 'ignore', reason: 'The rider was erased.' };
      return decideMember(state, message, context);
    }
    if (state.kind === 'programme' && !isOneOf(memberMessages, message)) {
      return decidePublish(state, message, context);
    }
    throw new Error(`${message.type} ${message.id} came to a ${state.kind}: aggregateOf is wrong`);
  },
  evolve: (state, event) => {
    if (isOfProgramme(event)) return evolveProgramme(event);
    return state.kind === 'member' ? evolveMember(state, event) : state;
  },
  timers: (state) => (state.kind === 'member' ? memberTimers(state) : []),
  entries: (event) => (isOfProgramme(event) ? [] : memberEntries(event)),
  readModels: (state) => (state.kind === 'member' ? memberItems(state) : programmeItems(state)),
};
