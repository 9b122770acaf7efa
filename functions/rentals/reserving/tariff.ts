import { optionsNotPossible } from '../../../shared/contracts/billing/options.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import { noTariffs, type TariffsInForce } from '../../../shared/contracts/billing/tariffs-in-force.ts';
import { tariffChanged } from '../../../shared/contracts/rentals/rentals.ts';
import type { TariffVersion } from '../../../shared/contracts/rentals/usage.ts';
import { modelNamed } from '../../../shared/contracts/rentals/vehicle-models.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { optionFaults } from '../../../shared/pricing/chosen-options.ts';
import { tariffFor } from '../../../shared/pricing/tariffs-in-force.ts';

/** What a rental of a car costs that is reserved now. */

/** What the rule looks at. */
export interface TariffFor {
  readonly model: string;
  readonly pricingZones: readonly string[];
  readonly riderGroups: readonly string[];
}

/** The tariff that the rule chooses; undefined while none is in force for such a car and rider. */
export function tariffOfCar(
  tariffs: TariffsInForce = noTariffs,
  { pricingZones: zones, riderGroups, ...car }: TariffFor,
  at: Instant,
): Tariff | undefined {
  const model = modelNamed(car.model)?.modelId ?? '';
  return tariffFor(tariffs, { model, zones, riderGroups, at });
}

/** A refusal, with both prices, when the rider has seen another price than the one that would be charged. */
export function refuseOtherTariff(
  seen: TariffVersion | undefined,
  tariff: Tariff | undefined,
  { versions }: TariffsInForce = noTariffs,
) {
  if (seen === undefined) return undefined;
  const { tariffId, version } = seen;
  if (tariffId === tariff?.tariffId && version === tariff.version) return undefined;
  // A version that another has replaced is not kept here.
  const known = versions.find((one) => one.tariff.tariffId === tariffId && one.tariff.version === version);
  const before = known === undefined ? '.' : `: ${known.tariff.description}`;
  const now =
    tariff === undefined
      ? 'No tariff is in force for this car.'
      : `In force is ${tariff.tariffId} version ${tariff.version}: ${tariff.description}`;
  return tariffChanged(`You have seen ${tariffId} version ${version}${before} ${now}`);
}

/** A refusal when the tariff does not have an option that the rider chooses. */
export function refuseOptions(tariff: Tariff | undefined, options: readonly string[]) {
  const faults = optionFaults(tariff, options);
  if (faults.length === 0) return undefined;
  const errors = faults.map(({ index, detail }) => ({ path: `/body/options/${index}`, message: detail }));
  return optionsNotPossible(errors.map(({ path, message }) => `${path} ${message}`).join(' '), errors);
}
