import {
  draftTariff,
  publishTariff,
  retireTariff,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import { pointsMoved, pointsReserved } from '../../shared/contracts/loyalty/points.ts';
import { voucherReserved } from '../../shared/contracts/offers/given.ts';
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
import type { Domain } from '../../shared/runtime/domain.ts';
import { type ItemRead, type ReadModelItem, reference } from '../../shared/runtime/read-model.ts';
import {
  type ChargeEvent,
  type ChargeState,
  chargeEntries,
  chargeItems,
  decidePointsReserved,
  decideReserved,
  decideTurn,
  decideUsage,
  decideVoucherReserved,
  evolveCharge,
  newCharge,
} from './charging/charge.ts';
import { constraints } from './constraints.ts';
import {
  type BillingMessage,
  type ChargeMessage,
  type ChoiceMessage,
  chargeMessages,
  choiceMessages,
  type TariffMessage,
  tariffMessages,
} from './messages.ts';
import {
  decidePointsMoved,
  evolvePoints,
  noPoints,
  type PointsEvent,
  pointsEntries,
} from './points/liability.ts';
import { tariffVersions } from './read-models.ts';
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
  [pointsReserved.type]: decidePointsReserved,
  [voucherReserved.type]: decideVoucherReserved,
  [started.type]: decideTurn('DRIVING'),
  [paused.type]: decideTurn('PAUSED'),
  [resumed.type]: decideTurn('DRIVING'),
  [ended.type]: decideUsage,
  [cancelled.type]: decideUsage,
  [reservationExpired.type]: decideUsage,
  [usageCorrected.type]: decideUsage,
});

const isOfChoice = (event: BillingEvent): event is ChoiceEvent =>
  event.type === 'billing.tariff-choice-set.v1' || event.type === 'billing.pricing-zones-known.v1';
const isOfTariff = (event: BillingEvent): event is TariffEvent =>
  event.type === 'billing.tariff-drafted.v1' ||
  event.type === 'billing.tariff-published.v1' ||
  event.type === 'billing.tariff-retired.v1';

const isOfPoints = (event: BillingEvent): event is PointsEvent => event.type === 'billing.points-valued.v1';

function reads(message: BillingMessage): readonly ItemRead[] {
  if (message.type === pointsMoved.type) return [];
  if (!isOneOf(chargeMessages, message)) return readsKnown();
  const tariff = 'usage' in message.data ? message.data.usage.tariff : undefined;
  return tariff === undefined ? [] : [reference(tariffVersions, tariff)];
}

function entries(event: BillingEvent): readonly ReadModelItem[] {
  if (event.type === 'billing.tariff-published.v1') return tariffEntries(event.data);
  if (isOfPoints(event)) return pointsEntries(event);
  return isOfChoice(event) || isOfTariff(event) ? [] : chargeEntries(event);
}

/** What rentals cost, which tariff each gets, and what was charged for them. */
export const domain: Domain<BillingState, BillingMessage, BillingEvent> = {
  aggregateOf: (message) => {
    if (message.type === pointsMoved.type) return `points/${message.data.riderId}`;
    if (isOneOf(chargeMessages, message)) return `charge/${message.data.rentalId}`;
    if (isOneOf(choiceMessages, message)) return `choice/${message.data.fleet}`;
    return `tariff/${message.data.tariffId}`;
  },
  aggregateOfEvent: (event) => {
    if (isOfPoints(event)) return `points/${event.data.riderId}`;
    if (isOfChoice(event)) return `choice/${event.data.fleet}`;
    return isOfTariff(event) ? `tariff/${event.data.tariffId}` : `charge/${event.data.rentalId}`;
  },
  initial: (aggregate) => {
    const [kind = '', id = ''] = aggregate.split('/');
    if (kind === 'points') return noPoints;
    if (kind === 'choice') return noChoice;
    return kind === 'tariff' ? newTariff(id) : newCharge(id);
  },
  reads,
  decide: (state, message, context) => {
    if (state.kind === 'points' && message.type === pointsMoved.type) {
      return decidePointsMoved(state, message, context);
    }
    if (state.kind === 'charge' && isOneOf(chargeMessages, message)) {
      return decideCharge(state, message, context);
    }
    if (state.kind === 'tariff' && isOneOf(tariffMessages, message)) {
      return decideTariff(state, message, context);
    }
    if (state.kind === 'choice' && isOneOf(choiceMessages, message)) {
      return decideChoosing(state, message, context);
    }
    throw new Error(`${message.type} ${message.id} came to a ${state.kind}: aggregateOf is wrong`);
  },
  evolve: (state, event) => {
    if (isOfPoints(event)) return evolvePoints(event);
    if (isOfChoice(event)) return state.kind === 'choice' ? evolveChoice(state, event) : state;
    if (isOfTariff(event)) return state.kind === 'tariff' ? evolveTariff(state, event) : state;
    return state.kind === 'charge' ? evolveCharge(state, event) : state;
  },
  constraints,
  entries,
  readModels: (state) => {
    switch (state.kind) {
      case 'points':
        return [];
      case 'tariff':
        return tariffItems(state);
      case 'choice':
        return choiceItems(state);
      case 'charge':
        return chargeItems(state);
    }
  },
};
