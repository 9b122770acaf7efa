import type {
  tariffChoiceSet,
  tariffPublished,
  tariffRetired,
} from '../../../shared/contracts/billing/tariff-management.ts';
import type { TariffsInForce } from '../../../shared/contracts/billing/tariffs-in-force.ts';
import { tariffsKnown } from '../../../shared/contracts/rentals/tariffs.ts';
import { FLEET } from '../../../shared/contracts/rentals/zones.ts';
import { withChoice, withoutTariff, withVersion } from '../../../shared/pricing/tariffs-in-force.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { TariffsEvent } from '../car/events.ts';
import type { TariffsState } from '../car/state.ts';
import { tariffsInForce } from '../read-models.ts';

/** The tariffs of the billing room, as reference data to the decisions on cars. */

type TariffsDecision = Decision<TariffsEvent>;

const known = (tariffs: TariffsInForce): TariffsDecision => ({
  kind: 'accept',
  events: [tariffsKnown({ fleet: FLEET, tariffs })],
});

export function decidePublished(
  { tariffs }: TariffsState,
  { data: { tariff, from } }: MessageOf<typeof tariffPublished>,
  { now }: Context,
): TariffsDecision {
  return known(withVersion(tariffs, { from, tariff }, now));
}

export function decideRetired(
  { tariffs }: TariffsState,
  { data: { tariffId } }: MessageOf<typeof tariffRetired>,
): TariffsDecision {
  return known(withoutTariff(tariffs, tariffId));
}

export function decideChosen(
  { tariffs }: TariffsState,
  { data: { choice } }: MessageOf<typeof tariffChoiceSet>,
): TariffsDecision {
  return known(withChoice(tariffs, choice));
}

export function tariffsItems({ tariffs }: TariffsState): readonly ReadModelItem[] {
  return tariffs.versions.length === 0 && tariffs.choice === undefined ? [] : [tariffsInForce({}, tariffs)];
}
