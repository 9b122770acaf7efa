import { Integer, Literal, Number as Num, Object as Obj, type Static, String as Str, Union } from 'typebox';
import { strict } from '../fields.ts';

/** What is the same for every vehicle of a model. A vehicle names its model when it is registered. */

export const VehicleClass = Union([Literal('small'), Literal('compact'), Literal('estate'), Literal('van')]);

/** The terms of GBFS. */
export const Propulsion = Union([
  Literal('electric'),
  Literal('combustion'),
  Literal('combustion_diesel'),
  Literal('hybrid'),
  Literal('plug_in_hybrid'),
]);

export const ModelId = Str({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });

export const VehicleModel = Obj(
  {
    modelId: ModelId,
    name: Str({ description: 'The `model` with which vehicles are registered' }),
    make: Str(),
    class: VehicleClass,
    seats: Integer({ minimum: 1, maximum: 9 }),
    propulsion: Propulsion,
    licenceClass: Str({
      pattern: '^[A-Z][A-Z0-9]{0,2}$',
      description: 'A class of the European driving licence',
    }),
    capacity: Num({ exclusiveMinimum: 0, description: 'Usable capacity of battery or tank: kWh or litres' }),
    consumption: Num({ exclusiveMinimum: 0, description: 'Per 100 km, in the same unit' }),
  },
  strict,
);
export type VehicleModel = Static<typeof VehicleModel>;

const ofUs = { make: 'Roadstream', licenceClass: 'B' } as const;

export const vehicleModels: readonly VehicleModel[] = [
  {
    modelId: 'roadster-e',
    name: 'Roadster E',
    ...ofUs,
    class: 'small',
    seats: 2,
    propulsion: 'electric',
    capacity: 45,
    consumption: 20,
  },
  {
    modelId: 'tourer-e',
    name: 'Tourer E',
    ...ofUs,
    class: 'compact',
    seats: 5,
    propulsion: 'electric',
    capacity: 58,
    consumption: 17.5,
  },
  {
    modelId: 'tourer-h',
    name: 'Tourer H',
    ...ofUs,
    class: 'estate',
    seats: 5,
    propulsion: 'hybrid',
    capacity: 43,
    consumption: 4.9,
  },
  {
    modelId: 'carrier-d',
    name: 'Carrier D',
    ...ofUs,
    class: 'van',
    seats: 3,
    propulsion: 'combustion_diesel',
    capacity: 70,
    consumption: 8.4,
  },
];

/** Undefined for a model that is not described here. */
export function modelNamed(name: string): VehicleModel | undefined {
  return vehicleModels.find((model) => model.name === name);
}

/** How far it goes with a full battery or tank, whole kilometres. */
export function longestRangeKm({ capacity, consumption }: VehicleModel): number {
  return Math.floor((capacity / consumption) * 100);
}

/** How far it goes with this charge (percent of battery or tank), whole kilometres, rounded down to be safe. */
export function rangeKm({ capacity, consumption }: VehicleModel, chargePercent: number): number {
  return Math.floor((capacity / consumption) * chargePercent);
}
