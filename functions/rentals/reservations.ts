import {
  type cancel,
  type expireReservation,
  RESERVATION_SECONDS,
  type reserve,
} from '../../shared/contracts/rentals.ts';
import { addSeconds, type Instant } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Refusal } from '../../shared/runtime/domain.ts';
import { rentalBody } from './documents.ts';
import { type CarEvent, evolveCar } from './evolve.ts';
import { activeRental, type CarState, isFree, type RentalRecord, rentalOf } from './state.ts';

/** Keeps a free car for a rider. Whether the rider may, is for the claims to say (see `claims.ts`). */
export function decideReserve(
  car: CarState,
  { data }: MessageOf<typeof reserve>,
  context: Context,
): Decision<CarEvent> {
  const { vin, riderId } = data;
  if (car.listing === undefined) {
    return { kind: 'refuse', code: 'VEHICLE_UNKNOWN', detail: `${vin} does not belong to the fleet.` };
  }
  if (activeRental(car)?.riderId === riderId) {
    return { kind: 'refuse', code: 'RIDER_HAS_RENTAL', detail: `You have ${vin} already.` };
  }
  if (!isFree(car)) return { kind: 'refuse', code: 'CAR_NOT_FREE', detail: whyNotFree(car) };
  const event: CarEvent = {
    type: 'rentals.reserved.v1',
    data: {
      vin,
      riderId,
      rentalId: context.id('rnt'),
      time: context.now,
      reservedUntil: addSeconds(context.now, RESERVATION_SECONDS),
    },
  };
  return accept(car, event.data.rentalId, [event]);
}

function whyNotFree({ vin, place, securing }: CarState): string {
  if (place === undefined) return `It is not known where ${vin} stands.`;
  return securing === undefined
    ? `Somebody else has ${vin}.`
    : `${vin} is being locked after its last rental.`;
}

/** Gives a reservation back. One that is over already, and never began, is as good as given back. */
export function decideCancel(
  car: CarState,
  { data }: MessageOf<typeof cancel>,
  context: Context,
): Decision<CarEvent> {
  const rental = ownRental(car, data);
  if (rental === undefined) return { kind: 'refuse', ...rentalUnknown(data.rentalId) };
  switch (rental.state) {
    case 'RESERVED':
      return accept(car, rental.rentalId, [
        { type: 'rentals.cancelled.v1', data: { ...namesOf(car, rental), time: context.now } },
      ]);
    case 'CANCELLED':
    case 'EXPIRED':
      return accept(car, rental.rentalId, []);
    case 'ENDED':
      return { kind: 'refuse', code: 'RENTAL_NOT_RESERVED', detail: 'The rental has ended.' };
    case 'UNLOCKING':
    case 'IN_USE':
    case 'ENDING':
      return { kind: 'refuse', code: 'RENTAL_IN_USE', detail: `The rental is ${rental.state}.` };
  }
}

/**
 * The timer. While the car is being asked to unlock, its answer decides; if it fails, the reservation ends then. The
 * time is not compared: the timer was set for it, and clocks differ.
 */
export function decideExpireReservation(
  car: CarState,
  { data }: MessageOf<typeof expireReservation>,
  context: Context,
): Decision<CarEvent> {
  const rental = rentalOf(car, data.rentalId);
  if (rental?.state !== 'RESERVED') {
    return { kind: 'ignore', reason: 'The rental is not a reservation any more, or is being unlocked.' };
  }
  return { kind: 'accept', events: [reservationEnds(car, rental, context.now)] };
}

export function reservationEnds(car: CarState, rental: RentalRecord, time: Instant): CarEvent {
  return { type: 'rentals.reservation-expired.v1', data: { ...namesOf(car, rental), time } };
}

/** By which every event names its rental. */
export function namesOf({ vin }: CarState, { rentalId, riderId }: RentalRecord) {
  return { vin, rentalId, riderId };
}

/** The rental, if it is this rider's. */
export function ownRental(
  car: CarState,
  { rentalId, riderId }: { readonly rentalId: string; readonly riderId: string },
): RentalRecord | undefined {
  const rental = rentalOf(car, rentalId);
  return rental?.riderId === riderId ? rental : undefined;
}

export function rentalUnknown(rentalId: string): Refusal {
  return { code: 'RENTAL_UNKNOWN', detail: `There is no rental ${rentalId} of yours.` };
}

/** The rental as it is after these events is what the caller is answered. */
export function accept(
  car: CarState,
  rentalId: string,
  events: readonly CarEvent[],
): Extract<Decision<CarEvent>, { kind: 'accept' }> {
  const rental = rentalOf(events.reduce(evolveCar, car), rentalId);
  return {
    kind: 'accept',
    events,
    ...(rental === undefined ? {} : { result: rentalBody(car.vin, rental) }),
  };
}
