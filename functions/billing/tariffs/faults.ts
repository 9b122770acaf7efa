import type { Fault, Known } from '../../../shared/contracts/billing/faults/fault.ts';
import { VehicleClass, vehicleModels } from '../../../shared/contracts/rentals/vehicle-models.ts';
import type { Context } from '../../../shared/runtime/domain.ts';
import { type ItemRead, reference } from '../../../shared/runtime/read-model.ts';
import { pricingZones } from '../read-models.ts';

/** What tariffs may name: the zones that operators have drawn, and the models and classes of vehicles. */

const vehicleClasses: ReadonlySet<string> = new Set(VehicleClass.anyOf.map(({ const: name }) => name));
const models: ReadonlySet<string> = new Set(vehicleModels.map(({ modelId }) => modelId));

/** To be read before `knownFrom`. */
export const readsKnown = (): readonly ItemRead[] => [reference(pricingZones, {})];

export function knownFrom(context: Pick<Context, 'read'>): Known {
  return known(context.read(pricingZones, {})?.zones ?? []);
}

export function known(zones: readonly string[]): Known {
  return { vehicleClasses, models, zones: new Set(zones) };
}

const MOST_TOLD = 5;

/** The first ones, in words. */
export function faultsAsText(faults: readonly Fault[]): string {
  const told = faults.slice(0, MOST_TOLD).map(({ path, detail }) => `${path === '' ? '/' : path}: ${detail}`);
  const more = faults.length > MOST_TOLD ? ` And ${faults.length - MOST_TOLD} more faults.` : '';
  return `${told.join(' ')}${more}`;
}
