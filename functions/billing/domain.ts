import {
  draftTariff,
  publishTariff,
  retireTariff,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import { decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Domain } from '../../shared/runtime/domain.ts';
import { constraints } from './constraints.ts';
import {
  type BillingMessage,
  type ChoiceMessage,
  choiceMessages,
  type TariffMessage,
  tariffMessages,
} from './messages.ts';
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

export type BillingState = TariffState | ChoiceState;
export type BillingEvent = TariffEvent | ChoiceEvent;

const decideTariff = decideBy<TariffState, TariffMessage, TariffEvent>({
  [draftTariff.type]: decideDraft,
  [publishTariff.type]: decidePublish,
  [retireTariff.type]: decideRetire,
});
const decideChoosing = decideBy<ChoiceState, ChoiceMessage, ChoiceEvent>({
  [setTariffChoice.type]: decideChoice,
  [zonesSet.type]: decideZones,
});

const isOfChoice = (event: BillingEvent): event is ChoiceEvent =>
  event.type === 'billing.tariff-choice-set.v1' || event.type === 'billing.pricing-zones-known.v1';

/** What rentals cost, and which tariff each gets. */
export const domain: Domain<BillingState, BillingMessage, BillingEvent> = {
  aggregateOf: (message) =>
    isOneOf(choiceMessages, message) ? `choice/${message.data.fleet}` : `tariff/${message.data.tariffId}`,
  aggregateOfEvent: (event) =>
    isOfChoice(event) ? `choice/${event.data.fleet}` : `tariff/${event.data.tariffId}`,
  initial: (aggregate) => {
    const [kind = '', id = ''] = aggregate.split('/');
    return kind === 'choice' ? noChoice : newTariff(id);
  },
  reads: readsKnown,
  decide: (state, message, context) => {
    if (state.kind === 'tariff' && isOneOf(tariffMessages, message)) {
      return decideTariff(state, message, context);
    }
    if (state.kind === 'choice' && isOneOf(choiceMessages, message)) {
      return decideChoosing(state, message, context);
    }
    throw new Error(`${message.type} ${message.id} came to a ${state.kind}: aggregateOf is wrong`);
  },
  evolve: (state, event) => {
    if (isOfChoice(event)) return state.kind === 'choice' ? evolveChoice(state, event) : state;
    return state.kind === 'tariff' ? evolveTariff(state, event) : state;
  },
  constraints,
  entries: (event) => (event.type === 'billing.tariff-published.v1' ? tariffEntries(event.data) : []),
  readModels: (state) => (state.kind === 'tariff' ? tariffItems(state) : choiceItems(state)),
};
