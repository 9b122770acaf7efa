import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { TariffsState } from '../car/state.ts';
import { tariffsInForce } from '../read-models.ts';

/** The tariffs of the billing room, as reference data to the decisions on cars. */
export function tariffsItems({ tariffs }: TariffsState): readonly ReadModelItem[] {
  return tariffs.versions.length === 0 && tariffs.choice === undefined ? [] : [tariffsInForce({}, tariffs)];
}
