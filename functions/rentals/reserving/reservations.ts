import {
  type ByOperator,
  type cancel,
  cancelled,
  type expireReservation,
  RESERVATION_SECONDS,
  reservationExpired,
  type reserve,
  reserved,
} from '../../../shared/contracts/rentals/rentals.ts';
import { type extend, reservationExtended } from '../../../shared/contracts/rentals/use.ts';
import { addSeconds, type Instant } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { accept, type CarDecision, decideMove, decideOwnMove, namesOf } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { activeRental, type CarState, hasRunOut, isFree, type RentalRecord, rentalOf } from '../car/state.ts';
import { usageWhenOver } from '../driving/usage.ts';
import { pricingZonesAt } from '../fleet/zones.ts';
import { riderGroups, tariffsInForce, zonesInForce } from '../read-models.ts';
import { requirementsOf } from './requirements.ts';
import { refuseOptions, refuseOtherTariff, tariffOfCar } from './tariff.ts';

/** Keeps a free car for a rider. Whether the rider may, is for the constraints to say (see `constraints.ts`). */
export function decideReserve(
  car: CarState,
  { data }: MessageOf<typeof reserve>,
  context: Context,
): CarDecision {
  const { vin, riderId, options } = data;
  if (car.listing === undefined) {
    return { kind: 'refuse', code: 'VEHICLE_UNKNOWN', detail: `${vin} does not belong to the fleet.` };
  }
  if (activeRental(car)?.riderId === riderId) {
    return { kind: 'refuse', code: 'RIDER_HAS_RENTAL', detail: `You have ${vin} already.` };
  }
  if (!isFree(car)) return { kind: 'refuse', code: 'CAR_NOT_FREE', detail: whyNotFree(car) };
  const zones = context.read(zonesInForce, {})?.zones;
  const pricingZones = zones === undefined ? [] : [...pricingZonesAt(zones, car.place.position)];
  const { model } = car.listing;
  const groups = context.read(riderGroups, { riderId })?.groups ?? [];
  const tariffs = context.read(tariffsInForce, {});
  const tariff = tariffOfCar(tariffs, { model, pricingZones, riderGroups: groups }, context.now);
  const otherSeen = refuseOtherTariff(data.tariff, tariff, tariffs);
  const refusal = otherSeen ?? refuseOptions(tariff, options ?? []);
  if (refusal !== undefined) return refusal;
  const event = reserved({
    vin,
    riderId,
    rentalId: context.id('rnt'),
    requires: requirementsOf(model),
    model,
    ...(tariff === undefined ? {} : { tariff: { tariffId: tariff.tariffId, version: tariff.version } }),
    ...(options === undefined ? {} : { options }),
    ...(pricingZones.length === 0 ? {} : { pricingZones }),
    time: context.now,
    reservedUntil: addSeconds(context.now, RESERVATION_SECONDS),
  });
  return accept(event.data.rentalId, [event]);
}

function whyNotFree({ vin, place, securing, outOfService }: CarState): string {
  if (outOfService !== undefined) return `${vin} is out of service.`;
  if (place === undefined) return `It is not known where ${vin} stands.`;
  return securing === undefined
    ? `Somebody else has ${vin}.`
    : `${vin} is being locked after its last rental.`;
}

/** Keeps the car for longer: once, and only before the time is over. */
export function decideExtend(
  car: CarState,
  { data }: MessageOf<typeof extend>,
  context: Context,
): CarDecision {
  return decideOwnMove(car, data, 'extend', (rental) => {
    if (hasRunOut(rental, context.now)) return refuseRunOut(car, rental, context.now);
    if (rental.extended === true) {
      const detail = `It was extended already, until ${rental.reservedUntil}.`;
      return { kind: 'refuse', code: 'RESERVATION_ALREADY_EXTENDED', detail };
    }
    const reservedUntil = addSeconds(rental.reservedUntil, RESERVATION_SECONDS);
    const extended = { ...namesOf(car, rental), reservedUntil, time: context.now };
    return accept(rental.rentalId, [reservationExtended(extended)]);
  });
}

/** Gives a reservation back. One that is over already, and never began, is as good as given back. */
export function decideCancel(
  car: CarState,
  { data }: MessageOf<typeof cancel>,
  context: Context,
): CarDecision {
  return decideOwnMove(car, data, 'cancel', (rental) =>
    accept(rental.rentalId, [cancellation(car, rental, context.now)]),
  );
}

export function cancellation(car: CarState, rental: RentalRecord, time: Instant, by?: ByOperator): CarEvent {
  const usage = usageWhenOver(car, rental, { time });
  return cancelled({ ...namesOf(car, rental), ...(by === undefined ? {} : { by }), usage, time });
}

/**
 * The timer. While the car is being asked to unlock, its answer decides; if it fails, the reservation ends then. What
 * time it is, is not compared, since clocks differ: only whether the timer is that of the present end.
 */
export function decideExpireReservation(
  car: CarState,
  { data }: MessageOf<typeof expireReservation>,
  context: Context,
): CarDecision {
  const rental = rentalOf(car, data.rentalId);
  if (rental === undefined) return { kind: 'ignore', reason: 'The rental is long over.' };
  return decideMove(car, rental, 'time is over', () =>
    rental.reservedUntil === data.reservedUntil
      ? { kind: 'accept', events: [reservationEnds(car, rental, context.now)] }
      : { kind: 'ignore', reason: 'The reservation was extended.' },
  );
}

export function reservationEnds(car: CarState, rental: RentalRecord, time: Instant): CarEvent {
  return reservationExpired({ ...namesOf(car, rental), usage: usageWhenOver(car, rental, { time }), time });
}

/** Too late, whether its timer has come by or not. */
export function refuseRunOut(car: CarState, rental: RentalRecord, now: Instant): CarDecision {
  return {
    kind: 'refuse',
    code: 'RESERVATION_EXPIRED',
    detail: `The car was kept until ${rental.reservedUntil}.`,
    events: [reservationEnds(car, rental, now)],
  };
}
