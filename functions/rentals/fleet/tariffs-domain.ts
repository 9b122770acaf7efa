import {
  tariffChoiceSet,
  tariffPublished,
  tariffRetired,
} from '../../../shared/contracts/billing/tariff-management.ts';
import { noTariffs, type TariffsInForce } from '../../../shared/contracts/billing/tariffs-in-force.ts';
import { tariffsKnown } from '../../../shared/contracts/rentals/tariffs.ts';
import { FLEET } from '../../../shared/contracts/rentals/zones.ts';
import { withChoice, withoutTariff, withVersion } from '../../../shared/pricing/tariffs-in-force.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import type { Context, Decision, Domain, MessageOf } from '../../../shared/runtime/domain.ts';
import type { TariffsEvent } from '../car/events.ts';
import { type TariffsState, tariffsAggregate } from '../car/state.ts';
import { tariffsItems } from './tariffs.ts';

/**
 * How the room follows the tariffs of the billing room. A domain of its own: the function that decides cars stays small,
 * and reads what this one has decided. All tariffs are one aggregate, since each decision on a car reads them together.
 */

type TariffsDecision = Decision<TariffsEvent>;

const known = (tariffs: TariffsInForce): TariffsDecision => ({
  kind: 'accept',
  events: [tariffsKnown({ fleet: FLEET, tariffs })],
});

function decidePublished(
  { tariffs }: TariffsState,
  { data: { tariff, from } }: MessageOf<typeof tariffPublished>,
  { now }: Context,
): TariffsDecision {
  return known(withVersion(tariffs, { from, tariff }, now));
}

function decideRetired(
  { tariffs }: TariffsState,
  { data: { tariffId } }: MessageOf<typeof tariffRetired>,
): TariffsDecision {
  return known(withoutTariff(tariffs, tariffId));
}

function decideChosen(
  { tariffs }: TariffsState,
  { data: { choice } }: MessageOf<typeof tariffChoiceSet>,
): TariffsDecision {
  return known(withChoice(tariffs, choice));
}

export const tariffsMessages = [tariffPublished, tariffRetired, tariffChoiceSet] as const;
type TariffsMessage = MessageOf<(typeof tariffsMessages)[number]>;

const decideTariffs = decideBy<TariffsState, TariffsMessage, TariffsEvent>({
  [tariffPublished.type]: decidePublished,
  [tariffRetired.type]: decideRetired,
  [tariffChoiceSet.type]: decideChosen,
});

export const tariffsDomain: Domain<TariffsState, TariffsMessage, TariffsEvent> = {
  aggregateOf: () => tariffsAggregate(FLEET),
  aggregateOfEvent: ({ data }) => tariffsAggregate(data.fleet),
  initial: () => ({ kind: 'tariffs', tariffs: noTariffs }),
  decide: decideTariffs,
  evolve: (_, { data }) => ({ kind: 'tariffs', tariffs: data.tariffs }),
  readModels: tariffsItems,
};
