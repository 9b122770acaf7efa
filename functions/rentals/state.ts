import type { Static } from 'typebox';
import type { CarStatus } from '../../shared/contracts/car.ts';
import type { Rental, RentalState } from '../../shared/contracts/rentals.ts';
import type { Position } from '../../shared/kernel/geo.ts';
import { type Instant, isBefore } from '../../shared/kernel/time.ts';
import type { KeptReport } from './damage.ts';

/** A car, with who has it. */
export interface CarState {
  readonly kind: 'car';
  readonly vin: string;
  /** What was found on it in these rentals. */
  readonly damage?: readonly KeptReport[];
  /** Absent until the car belongs to the fleet. */
  readonly listing?: { readonly model: string; readonly plate?: string };
  /** Where it was left; absent while nobody knows. */
  readonly place?: Place;
  /** Newest first: the one that is active, and the last ones that are over, for callers and answers that come late. */
  readonly rentals: readonly RentalRecord[];
  /** The car is open with nobody in it and is being asked to lock. */
  readonly securing?: { readonly rentalId: string; readonly attempt: number; readonly time: Instant };
}

export interface Place {
  readonly position: Position;
  readonly chargePercent?: number;
  readonly odometerKm?: number;
  readonly time: Instant;
}

export interface RentalRecord {
  readonly rentalId: string;
  readonly riderId: string;
  readonly state: RentalState;
  readonly reservedAt: Instant;
  readonly reservedUntil: Instant;
  /** How often the car was asked for something: numbers the requests. */
  readonly asked: number;
  /** What the car was asked last. */
  readonly request?: { readonly requestId: string; readonly time: Instant };
  readonly lastFailure?: Failure & { readonly requestId: string };
  readonly started?: { readonly time: Instant; readonly car: CarStatus };
  readonly ended?: { readonly time: Instant; readonly car: CarStatus };
}

export type Failure = NonNullable<Static<typeof Rental>['lastFailure']>;

/** Whether a person may rent, by what the riders room has said. */
export interface RiderState {
  readonly kind: 'rider';
  readonly riderId: string;
  readonly admission: 'unknown' | 'admitted' | 'suspended';
}

export type RentalsState = CarState | RiderState;

const KEPT_RENTALS = 4;

export function withRental(car: CarState, rental: RentalRecord): readonly RentalRecord[] {
  return [rental, ...car.rentals].slice(0, KEPT_RENTALS);
}

export function rentalOf(car: CarState, rentalId: string | undefined): RentalRecord | undefined {
  return car.rentals.find((rental) => rental.rentalId === rentalId);
}

/** The rental that has the car now. There is at most one: a car is reserved only when it is free. */
export function activeRental(car: CarState): RentalRecord | undefined {
  return car.rentals.find(isActive);
}

const over: ReadonlySet<RentalState> = new Set(['ENDED', 'CANCELLED', 'EXPIRED']);

export function isActive(rental: RentalRecord): boolean {
  return !over.has(rental.state);
}

/** Whether the car is, or may be about to be, open for the one who rents it. */
export function isOpenForRider(car: CarState): boolean {
  const rental = activeRental(car);
  return rental !== undefined && rental.state !== 'RESERVED';
}

/** Whether the car can be reserved. */
export function isFree(car: CarState): car is CarState & Required<Pick<CarState, 'listing' | 'place'>> {
  return (
    car.listing !== undefined &&
    car.place !== undefined &&
    car.securing === undefined &&
    activeRental(car) === undefined
  );
}

/** Whether the reservation's time is over. */
export function hasRunOut(rental: RentalRecord, now: Instant): boolean {
  return !isBefore(now, rental.reservedUntil);
}

export function initialState(aggregate: string): RentalsState {
  const [kind = '', id = ''] = aggregate.split('/');
  return kind === 'rider'
    ? { kind: 'rider', riderId: id, admission: 'unknown' }
    : { kind: 'car', vin: id, rentals: [] };
}

export const carAggregate = (vin: string): string => `car/${vin}`;
export const riderAggregate = (riderId: string): string => `rider/${riderId}`;
