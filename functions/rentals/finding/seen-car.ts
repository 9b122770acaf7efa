import type { Static } from 'typebox';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import type { FreeCar } from '../../../shared/contracts/rentals/finding.ts';
import { modelNamed, rangeKm, type VehicleModel } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { distanceMetres, type Position } from '../../../shared/kernel/geo.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { firstPrices } from '../../../shared/pricing/first-prices.ts';
import type { FleetCarBody } from '../read-models.ts';

/** 5 km/h, and streets are a quarter longer than the straight line. */
const WALKING_METRES_A_MINUTE = 5_000 / 60 / 1.25;

/** What a search looks at. */
export type FreeCarBody = Pick<
  FleetCarBody,
  'vin' | 'model' | 'plate' | 'position' | 'positionTime' | 'chargePercent'
>;

/** A free car, seen from where somebody stands. */
export interface SeenCar {
  readonly car: FreeCarBody;
  readonly position: Position;
  readonly positionTime: Instant;
  readonly distanceMetres: number;
  readonly chargePercent: number | undefined;
  /** Undefined when nobody has described its model. */
  readonly description: VehicleModel | undefined;
}

/** Undefined when the car has lost its place in between. */
export function seenFrom(near: Position, car: FreeCarBody): SeenCar | undefined {
  const { position, positionTime, chargePercent, model } = car;
  if (position === undefined || positionTime === undefined) return undefined;
  return {
    car,
    position,
    positionTime,
    distanceMetres: distanceMetres(near, position),
    chargePercent,
    description: modelNamed(model),
  };
}

/** As far as one comes in that time, metres as the crow flies. */
export function walkableMetres(minutes: number): number {
  return Math.floor(minutes * WALKING_METRES_A_MINUTE);
}

/** The car as whoever asked is told of it. Undefined tariff: none is in force for it. */
export function shown(seen: SeenCar, tariff: Tariff | undefined, now: Instant): Static<typeof FreeCar> {
  const { car, position, positionTime, chargePercent, description } = seen;
  const { vin, model, plate } = car;
  return {
    vin,
    model,
    ...(description === undefined ? {} : traits(description)),
    ...(plate === undefined ? {} : { plate }),
    position,
    positionTime,
    distanceMetres: Math.round(seen.distanceMetres),
    walkingMinutes: Math.ceil(seen.distanceMetres / WALKING_METRES_A_MINUTE),
    ...(chargePercent === undefined ? {} : { chargePercent }),
    ...(description === undefined || chargePercent === undefined
      ? {}
      : { rangeKm: rangeKm(description, chargePercent) }),
    ...(tariff === undefined ? {} : { price: priceOf(tariff, now) }),
  };
}

function traits({ modelId, class: size, seats, propulsion }: VehicleModel) {
  return { modelId, class: size, seats, propulsion };
}

function priceOf(tariff: Tariff, now: Instant): NonNullable<Static<typeof FreeCar>['price']> {
  const { tariffId, version, currency } = tariff;
  return { tariffId, version, currency, ...firstPrices(tariff, now) };
}
