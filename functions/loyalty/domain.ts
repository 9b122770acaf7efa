import { charged, credited } from '../../shared/contracts/billing/charges.ts';
import { exchangePublished, publishExchange } from '../../shared/contracts/loyalty/exchanges.ts';
import {
  adjustPoints,
  grantPoints,
  pointsExpiring,
  pointsMoved,
  pointsReserved,
  rentalFollowed,
  reservePoints,
  reviewPoints,
  tierReviewed,
} from '../../shared/contracts/loyalty/points.ts';
import { programmePublished, publishProgramme } from '../../shared/contracts/loyalty/programme.ts';
import {
  answerTransfer,
  requestTransfer,
  transferAnswered,
  transferRequested,
} from '../../shared/contracts/loyalty/transfers.ts';
import { reserved } from '../../shared/contracts/rentals/rentals.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import { type AggregateDomain, domainOf } from '../../shared/runtime/aggregates.ts';
import { decideBy } from '../../shared/runtime/deciders.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';
import { type ItemRead, ownItem, reference } from '../../shared/runtime/read-model.ts';
import {
  decidePublishExchange,
  type ExchangeEvent,
  type ExchangeState,
  evolveExchange,
  exchangeItems,
  newExchange,
} from './exchange/exchange.ts';
import { decideCharged, decideCredited } from './member/charging.ts';
import { decideAdjust, decideErased, decideGrant, decideReserved, grantKey } from './member/member.ts';
import { decideReview, memberTimers } from './member/reviewing.ts';
import { decideReserve } from './member/spending.ts';
import {
  evolveMember,
  type MemberEvent,
  type MemberState,
  memberConstraints,
  memberEntries,
  memberItems,
  newMember,
} from './member/state.ts';
import { decideAnswerTransfer, decideRequestTransfer } from './member/transferring.ts';
import { type MemberMessage, memberMessages, type ProgrammeMessage } from './messages.ts';
import {
  decidePublish,
  evolveProgramme,
  noProgrammeYet,
  type ProgrammeEvent,
  type ProgrammeState,
  programmeItems,
} from './programme/programme.ts';
import { earnings, exchanges, movements, programmeInForce, spendings, transfers } from './read-models.ts';

function reads(message: MemberMessage): readonly ItemRead[] {
  const programme = reference(programmeInForce, {});
  if (message.type === grantPoints.type) {
    const { riderId, grantId } = message.data;
    return [programme, ownItem(movements, { riderId, movementId: grantKey(grantId) })];
  }
  if (message.type === requestTransfer.type) return [programme, reference(exchanges, message.data)];
  if (message.type === answerTransfer.type) return [programme, ownItem(transfers, message.data)];
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

const decide = decideBy<MemberState, MemberMessage, MemberEvent>({
  [reservePoints.type]: decideReserve,
  [adjustPoints.type]: decideAdjust,
  [grantPoints.type]: decideGrant,
  [reviewPoints.type]: decideReview,
  [requestTransfer.type]: decideRequestTransfer,
  [answerTransfer.type]: decideAnswerTransfer,
  [reserved.type]: decideReserved,
  [charged.type]: decideCharged,
  [credited.type]: decideCredited,
  [erased.type]: decideErased,
});

/** Points of members. */
const membersDomain: AggregateDomain<MemberState, MemberMessage, MemberEvent> = {
  kinds: ['member'],
  messages: memberMessages,
  events: [
    rentalFollowed,
    pointsMoved,
    pointsReserved,
    pointsExpiring,
    tierReviewed,
    transferRequested,
    transferAnswered,
  ],
  aggregateOf: ({ data }) => `member/${data.riderId}`,
  aggregateOfEvent: ({ data }) => `member/${data.riderId}`,
  initial: (aggregate) => newMember(aggregate.slice('member/'.length)),
  reads,
  decide: (state, message, context) =>
    state.isErased ? { kind: 'ignore', reason: 'The rider was erased.' } : decide(state, message, context),
  evolve: evolveMember,
  timers: memberTimers,
  constraints: memberConstraints,
  entries: memberEntries,
  readModels: memberItems,
};

/** The programme by which they earn them. */
const programmesDomain: AggregateDomain<ProgrammeState, ProgrammeMessage, ProgrammeEvent> = {
  kinds: ['programme'],
  messages: [publishProgramme],
  events: [programmePublished],
  aggregateOf: ({ data }) => `programme/${data.fleet}`,
  aggregateOfEvent: ({ data }) => `programme/${data.fleet}`,
  initial: () => noProgrammeYet,
  decide: decidePublish,
  evolve: (_, event) => evolveProgramme(event),
  readModels: programmeItems,
};

/** The rates at which they are exchanged. */
const exchangesDomain: AggregateDomain<ExchangeState, MessageOf<typeof publishExchange>, ExchangeEvent> = {
  kinds: ['exchange'],
  messages: [publishExchange],
  events: [exchangePublished],
  aggregateOf: ({ data }) => `exchange/${data.programmeId}`,
  aggregateOfEvent: ({ data }) => `exchange/${data.programmeId}`,
  initial: (aggregate) => newExchange(aggregate.slice('exchange/'.length)),
  decide: decidePublishExchange,
  evolve: evolveExchange,
  readModels: exchangeItems,
};

export const domain = domainOf(membersDomain, programmesDomain, exchangesDomain);
