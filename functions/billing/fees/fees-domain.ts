import {
  assessNoShow,
  decideFee,
  feeListSet,
  feeObjected,
  feePosted,
  feeUpheld,
  feeWithdrawn,
  objectToFee,
  postFee,
  setFeeList,
  withdrawNoShow,
} from '../../../shared/contracts/billing/fees.ts';
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';
import { reference } from '../../../shared/runtime/read-model.ts';
import { type FeeMessage, feeMessages, isOwn } from '../messages.ts';
import { feeLists } from '../read-models.ts';
import {
  decideDecision,
  decideNoShow,
  decideObjection,
  decidePost,
  decideWithdrawNoShow,
  evolveFee,
  type FeeEvent,
  type FeeState,
  feeEntries,
  feeItems,
  newFee,
} from './fee.ts';
import {
  decideFeeList,
  evolveFeeList,
  type FeeListEvent,
  type FeeListState,
  feeListItems,
  noFees,
} from './fee-list.ts';

/** Fees, and the list of what they may be for. */

const decide = decideBy<FeeState, FeeMessage, FeeEvent>({
  [postFee.type]: decidePost,
  [assessNoShow.type]: decideNoShow,
  [withdrawNoShow.type]: decideWithdrawNoShow,
  [objectToFee.type]: decideObjection,
  [decideFee.type]: decideDecision,
});

export const feesDomain: AggregateDomain<FeeState, FeeMessage, FeeEvent> = {
  kinds: ['fee'],
  messages: feeMessages,
  events: [feePosted, feeObjected, feeUpheld, feeWithdrawn],
  aggregateOf: ({ data }) => `fee/${data.feeId}`,
  aggregateOfEvent: ({ data }) => `fee/${data.feeId}`,
  initial: (aggregate) => newFee(aggregate.slice('fee/'.length)),
  reads: () => [reference(feeLists, {})],
  decide,
  decideExpired: (state, message, context) => (isOwn(message) ? decide(state, message, context) : undefined),
  evolve: evolveFee,
  entries: feeEntries,
  readModels: feeItems,
};

export const feeListDomain: AggregateDomain<FeeListState, MessageOf<typeof setFeeList>, FeeListEvent> = {
  kinds: ['fee-list'],
  messages: [setFeeList],
  events: [feeListSet],
  aggregateOf: ({ data }) => `fee-list/${data.fleet}`,
  aggregateOfEvent: ({ data }) => `fee-list/${data.fleet}`,
  initial: () => noFees,
  decide: decideFeeList,
  evolve: evolveFeeList,
  readModels: feeListItems,
};
