import {
  adjustCharge,
  approveAdjustment,
  rateRental,
  rejectAdjustment,
  writeOffCharge,
} from '../../shared/contracts/billing/adjusting.ts';
import {
  assessNoShow,
  decideFee,
  objectToFee,
  postFee,
  setFeeList,
  withdrawNoShow,
} from '../../shared/contracts/billing/fees.ts';
import {
  draftTariff,
  publishTariff,
  retireTariff,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import {
  cancelled,
  ended,
  reservationExpired,
  reserved,
  started,
  usageCorrected,
} from '../../shared/contracts/rentals/rentals.ts';
import { paused, resumed } from '../../shared/contracts/rentals/use.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import { decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Context, Decision, Domain } from '../../shared/runtime/domain.ts';
import { type ItemRead, type ReadModelItem, reference } from '../../shared/runtime/read-model.ts';
import { decideAdjust, decideApprove, decideReject } from './adjusting/adjust.ts';
import { decideRate, decideWriteOff } from './adjusting/rate.ts';
import {
  type ChargeEvent,
  type ChargeState,
  chargeEntries,
  chargeItems,
  decideReserved,
  decideTurn,
  decideUsage,
  evolveCharge,
  newCharge,
} from './charging/charge.ts';
import { constraints } from './constraints.ts';
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
} from './fees/fee.ts';
import { decideFeeList, evolveFeeList, type FeeListEvent, feeListItems, noFees } from './fees/fee-list.ts';
import {
  documentsAggregate,
  documentsEntries,
  documentsItems,
  evolveDocuments,
  isOfDocuments,
  newDocuments,
} from './invoices/state.ts';
import {
  type AdjustingMessage,
  adjustingMessages,
  type BillingMessage,
  type ChargeMessage,
  type ChoiceMessage,
  chargeMessages,
  choiceMessages,
  type FeeMessage,
  feeMessages,
  isOwn,
  type TariffMessage,
  tariffMessages,
} from './messages.ts';
import { feeLists, tariffVersions } from './read-models.ts';
import type { BillingEvent, BillingState } from './state.ts';
import {
  type ChoiceEvent,
  type ChoiceState,
  choiceItems,
  decideChoice,
  decideZones,
  evolveChoice,
  noChoice,
} from './tariffs/choice.ts';
import { readsKnown } from './tariffs/faults.ts';
import {
  decideDraft,
  decidePublish,
  decideRetire,
  evolveTariff,
  newTariff,
  type TariffEvent,
  type TariffState,
  tariffEntries,
  tariffItems,
} from './tariffs/managed-tariff.ts';

const decideTariff = decideBy<TariffState, TariffMessage, TariffEvent>({
  [draftTariff.type]: decideDraft,
  [publishTariff.type]: decidePublish,
  [retireTariff.type]: decideRetire,
});
const decideChoosing = decideBy<ChoiceState, ChoiceMessage, ChoiceEvent>({
  [setTariffChoice.type]: decideChoice,
  [zonesSet.type]: decideZones,
});
const decideCharge = decideBy<ChargeState, ChargeMessage, ChargeEvent>({
  [reserved.type]: decideReserved,
  [started.type]: decideTurn('DRIVING'),
  [paused.type]: decideTurn('PAUSED'),
  [resumed.type]: decideTurn('DRIVING'),
  [ended.type]: decideUsage,
  [cancelled.type]: decideUsage,
  [reservationExpired.type]: decideUsage,
  [usageCorrected.type]: decideUsage,
});
const decideAdjusting = decideBy<ChargeState, AdjustingMessage, ChargeEvent>({
  [adjustCharge.type]: decideAdjust,
  [approveAdjustment.type]: decideApprove,
  [rejectAdjustment.type]: decideReject,
  [rateRental.type]: decideRate,
  [writeOffCharge.type]: decideWriteOff,
});

const decideFees = decideBy<FeeState, FeeMessage, FeeEvent>({
  [postFee.type]: decidePost,
  [assessNoShow.type]: decideNoShow,
  [withdrawNoShow.type]: decideWithdrawNoShow,
  [objectToFee.type]: decideObjection,
  [decideFee.type]: decideDecision,
});

const isOfFeeList = (event: BillingEvent): event is FeeListEvent => event.type === 'billing.fee-list-set.v1';
const isOfFee = (event: BillingEvent): event is FeeEvent =>
  event.type === 'billing.fee-posted.v1' ||
  event.type === 'billing.fee-objected.v1' ||
  event.type === 'billing.fee-upheld.v1' ||
  event.type === 'billing.fee-withdrawn.v1';
const isOfChoice = (event: BillingEvent): event is ChoiceEvent =>
  event.type === 'billing.tariff-choice-set.v1' || event.type === 'billing.pricing-zones-known.v1';
const isOfTariff = (event: BillingEvent): event is TariffEvent =>
  event.type === 'billing.tariff-drafted.v1' ||
  event.type === 'billing.tariff-published.v1' ||
  event.type === 'billing.tariff-retired.v1';

function reads(message: BillingMessage): readonly ItemRead[] {
  if (isOneOf(adjustingMessages, message)) {
    return message.type === rateRental.type ? [reference(tariffVersions, message.data.tariff)] : [];
  }
  if (isOneOf(feeMessages, message)) return [reference(feeLists, {})];
  if (message.type === setFeeList.type) return [];
  if (!isOneOf(chargeMessages, message)) return readsKnown();
  const tariff = 'usage' in message.data ? message.data.usage.tariff : undefined;
  return tariff === undefined ? [] : [reference(tariffVersions, tariff)];
}

function entries(event: BillingEvent): readonly ReadModelItem[] {
  if (event.type === 'billing.tariff-published.v1') return tariffEntries(event.data);
  if (isOfDocuments(event)) return documentsEntries(event);
  if (isOfFeeList(event)) return [];
  if (isOfFee(event)) return feeEntries(event);
  return isOfChoice(event) || isOfTariff(event) ? [] : chargeEntries(event);
}

function decide(
  state: BillingState,
  message: BillingMessage,
  context: Context,
): Decision<BillingEvent, BillingState> {
  if (state.kind === 'charge' && isOneOf(chargeMessages, message)) {
    return decideCharge(state, message, context);
  }
  if (state.kind === 'charge' && isOneOf(adjustingMessages, message)) {
    return decideAdjusting(state, message, context);
  }
  if (state.kind === 'tariff' && isOneOf(tariffMessages, message)) {
    return decideTariff(state, message, context);
  }
  if (state.kind === 'choice' && isOneOf(choiceMessages, message)) {
    return decideChoosing(state, message, context);
  }
  if (state.kind === 'fee' && isOneOf(feeMessages, message)) return decideFees(state, message, context);
  if (state.kind === 'fee-list' && message.type === setFeeList.type) {
    return decideFeeList(state, message, context);
  }
  throw new Error(`${message.type} ${message.id} came to a ${state.kind}: aggregateOf is wrong`);
}

/** What rentals cost, which tariff each gets, and what was charged for them. */
export const domain: Domain<BillingState, BillingMessage, BillingEvent> = {
  aggregateOf: (message) => {
    if (isOneOf(chargeMessages, message) || isOneOf(adjustingMessages, message)) {
      return `charge/${message.data.rentalId}`;
    }
    if (isOneOf(feeMessages, message)) return `fee/${message.data.feeId}`;
    if (message.type === setFeeList.type) return `fee-list/${message.data.fleet}`;
    if (isOneOf(choiceMessages, message)) return `choice/${message.data.fleet}`;
    return `tariff/${message.data.tariffId}`;
  },
  aggregateOfEvent: (event) => {
    if (isOfChoice(event)) return `choice/${event.data.fleet}`;
    if (isOfDocuments(event)) return documentsAggregate(event);
    if (isOfFeeList(event)) return `fee-list/${event.data.fleet}`;
    if (isOfFee(event)) return `fee/${event.data.feeId}`;
    return isOfTariff(event) ? `tariff/${event.data.tariffId}` : `charge/${event.data.rentalId}`;
  },
  initial: (aggregate) => {
    const [kind = '', id = ''] = aggregate.split('/');
    if (kind === 'choice') return noChoice;
    if (kind === 'fee-list') return noFees;
    if (kind === 'fee') return newFee(id);
    if (kind === 'series' || kind === 'customer') return newDocuments(kind, id);
    return kind === 'tariff' ? newTariff(id) : newCharge(id);
  },
  reads,
  decide,
  decideExpired: (state, message, context) =>
    isOwn(message)
      ? decide(state, message, context)
      : { kind: 'refuse', code: 'EXPIRED', detail: `${message.type} was decided too late.` },
  evolve: (state, event) => {
    if (isOfChoice(event)) return state.kind === 'choice' ? evolveChoice(state, event) : state;
    if (isOfTariff(event)) return state.kind === 'tariff' ? evolveTariff(state, event) : state;
    if (isOfDocuments(event)) {
      return state.kind === 'series' || state.kind === 'customer' ? evolveDocuments(state, event) : state;
    }
    if (isOfFeeList(event)) return state.kind === 'fee-list' ? evolveFeeList(state, event) : state;
    if (isOfFee(event)) return state.kind === 'fee' ? evolveFee(state, event) : state;
    return state.kind === 'charge' ? evolveCharge(state, event) : state;
  },
  constraints,
  entries,
  readModels: (state) => {
    switch (state.kind) {
      case 'tariff':
        return tariffItems(state);
      case 'choice':
        return choiceItems(state);
      case 'charge':
        return chargeItems(state);
      case 'series':
      case 'customer':
      case 'invoiced':
        return documentsItems(state);
      case 'fee':
        return feeItems(state);
      case 'fee-list':
        return feeListItems(state);
    }
  },
};
