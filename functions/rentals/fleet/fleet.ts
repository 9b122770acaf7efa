import { carListed, carPlaced } from '../../../shared/contracts/rentals/rentals.ts';
import {
  backInService,
  type putBackInService,
  takenOutOfService,
  type takeOutOfService,
} from '../../../shared/contracts/rentals/use.ts';
import { type carParked, LOW_CHARGE_PERCENT } from '../../../shared/contracts/telemetry/telemetry.ts';
import type { registered } from '../../../shared/contracts/vehicles/vehicles.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf, Refusal } from '../../../shared/runtime/domain.ts';
import { fleetCar } from '../car/car-read-models.ts';
import type { CarDecision } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { placeOf } from '../car/evolve-car.ts';
import { activeRental, type CarState } from '../car/state.ts';
import { cancellation } from '../reserving/reservations.ts';

/** A car of the fleet is one to be rented. */
export function decideList(car: CarState, { data }: MessageOf<typeof registered>): CarDecision {
  if (car.listing !== undefined) return { kind: 'ignore', reason: 'The car is listed.' };
  return { kind: 'accept', events: [carListed(data)] };
}

/**
 * Where a car was left. Also taken while a rental runs, in case that the car has no fix at its end, and of a car that is
 * not listed yet, since the two topics are not in step. An older place never replaces a newer one.
 */
export function decidePlace(car: CarState, { data }: MessageOf<typeof carParked>): CarDecision {
  const { vin, time, chargePercent } = data;
  const place = placeOf(data, time);
  if (place === undefined) return { kind: 'ignore', reason: 'It is not known where the car was left.' };
  if (car.place !== undefined && !isBefore(car.place.time, time)) {
    return { kind: 'ignore', reason: 'A newer place is known.' };
  }
  const placed: CarEvent = carPlaced({ vin, ...place });
  return { kind: 'accept', events: [placed, ...serviceByCharge(car, chargePercent, time)] };
}

/** A car that can hardly drive is nobody's to reserve; charged again, it is. */
export const EMPTY_PERCENT = 5;

/** By the charge that a car was left with. What an operator has decided is for operators to undo. */
export function serviceByCharge(
  { vin, outOfService }: CarState,
  chargePercent: number | undefined,
  time: string,
): readonly CarEvent[] {
  if (chargePercent === undefined) return [];
  if (outOfService === undefined && chargePercent < EMPTY_PERCENT) {
    const reason = `the charge is ${Math.floor(chargePercent)} %`;
    return [takenOutOfService({ vin, kind: 'OUT_OF_CHARGE', reason, time })];
  }
  const ours = outOfService?.kind === 'OUT_OF_CHARGE' && outOfService.operator === undefined;
  return ours && chargePercent >= LOW_CHARGE_PERCENT
    ? [backInService({ vin, reason: 'it is charged', time })]
    : [];
}

/** Nobody can reserve it from now on: a reservation is cancelled; a rental that runs goes on to its end. */
export function decideOutOfService(
  car: CarState,
  { data, principal }: MessageOf<typeof takeOutOfService>,
  context: Context,
): CarDecision {
  const refused = refusal(car, principal?.kind);
  if (refused !== undefined || principal === undefined) return { kind: 'refuse', ...(refused ?? FORBIDDEN) };
  const { vin, kind, reason } = data;
  const operator = principal.id;
  const rental = activeRental(car);
  return answered([
    takenOutOfService({ vin, kind, reason, operator, time: context.now }),
    ...(rental?.state === 'RESERVED' ? [cancellation(car, rental, context.now, { operator, reason })] : []),
  ]);
}

export function decideBackInService(
  car: CarState,
  { data, principal }: MessageOf<typeof putBackInService>,
  context: Context,
): CarDecision {
  const refused = refusal(car, principal?.kind);
  if (refused !== undefined || principal === undefined) return { kind: 'refuse', ...(refused ?? FORBIDDEN) };
  if (car.outOfService === undefined) return answered([]);
  const { vin, reason } = data;
  const back = { vin, reason, operator: principal.id, time: context.now };
  return answered([backInService(back)]);
}

const FORBIDDEN = { code: 'FORBIDDEN', detail: 'Only an operator decides on the service of cars.' } as const;

function refusal(car: CarState, kind: string | undefined): Refusal | undefined {
  if (kind !== 'operator') return FORBIDDEN;
  if (car.listing !== undefined) return undefined;
  return { code: 'VEHICLE_UNKNOWN', detail: `${car.vin} does not belong to the fleet.` };
}

function answered(events: readonly CarEvent[]): CarDecision {
  return { kind: 'accept', events, resultAfter: fleetCar };
}
