import {
  draftTariff,
  pricingZonesKnown,
  publishTariff,
  retireTariff,
  setTariffChoice,
  tariffChoiceSet,
  tariffDrafted,
  tariffPublished,
  tariffRetired,
} from '../../../shared/contracts/billing/tariff-management.ts';
import { zonesSet } from '../../../shared/contracts/rentals/zones.ts';
import { type AggregateDomain, domainOf } from '../../../shared/runtime/aggregates.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import { type ChoiceMessage, choiceMessages, type TariffMessage, tariffMessages } from '../messages.ts';
import {
  type ChoiceEvent,
  type ChoiceState,
  choiceItems,
  decideChoice,
  decideZones,
  evolveChoice,
  noChoice,
} from './choice.ts';
import { choiceConstraints, tariffConstraints } from './constraints.ts';
import { readsKnown } from './faults.ts';
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
} from './managed-tariff.ts';

/** Tariffs, and the rule that chooses one for each rental. In a function of its own: their checks are large. */

export const managedTariffs: AggregateDomain<TariffState, TariffMessage, TariffEvent> = {
  kinds: ['tariff'],
  messages: tariffMessages,
  events: [tariffDrafted, tariffPublished, tariffRetired],
  aggregateOf: ({ data }) => `tariff/${data.tariffId}`,
  aggregateOfEvent: ({ data }) => `tariff/${data.tariffId}`,
  initial: (aggregate) => newTariff(aggregate.slice('tariff/'.length)),
  reads: readsKnown,
  decide: decideBy<TariffState, TariffMessage, TariffEvent>({
    [draftTariff.type]: decideDraft,
    [publishTariff.type]: decidePublish,
    [retireTariff.type]: decideRetire,
  }),
  evolve: evolveTariff,
  constraints: tariffConstraints,
  entries: (event) => (event.type === tariffPublished.type ? tariffEntries(event.data) : []),
  readModels: tariffItems,
};

export const tariffChoices: AggregateDomain<ChoiceState, ChoiceMessage, ChoiceEvent> = {
  kinds: ['choice'],
  messages: choiceMessages,
  events: [tariffChoiceSet, pricingZonesKnown],
  aggregateOf: ({ data }) => `choice/${data.fleet}`,
  aggregateOfEvent: ({ data }) => `choice/${data.fleet}`,
  initial: () => noChoice,
  reads: readsKnown,
  decide: decideBy<ChoiceState, ChoiceMessage, ChoiceEvent>({
    [setTariffChoice.type]: decideChoice,
    [zonesSet.type]: decideZones,
  }),
  evolve: evolveChoice,
  constraints: choiceConstraints,
  readModels: choiceItems,
};

export const tariffsDomain = domainOf(managedTariffs, tariffChoices);
