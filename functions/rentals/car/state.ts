import type { Static } from 'typebox';
import { noTariffs, type TariffsInForce } from '../../../shared/contracts/billing/tariffs-in-force.ts';
import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { RentalPayment } from '../../../shared/contracts/rentals/payment.ts';
import type { RentalState } from '../../../shared/contracts/rentals/rental-state.ts';
import type { ByOperator, Rental } from '../../../shared/contracts/rentals/rentals.ts';
import type { Standing } from '../../../shared/contracts/rentals/rider-standing.ts';
import type { TariffVersion, Usage } from '../../../shared/contracts/rentals/usage.ts';
import type { FleetCar } from '../../../shared/contracts/rentals/use.ts';
import { noZones, type Zones } from '../../../shared/contracts/rentals/zones.ts';
import type { Position } from '../../../shared/kernel/geo.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { KeptReport } from '../damage/kept-report.ts';
import type { Meter } from '../driving/meter.ts';
import type { GrantRecord, Holding, Phone } from '../grants/grant-record.ts';

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
  /** Of the last rentals, oldest first. */
  readonly grants?: readonly GrantRecord[];
  /** The car is, or may be, open with nobody in it, and is being asked to lock. */
  readonly securing?: { readonly rentalId: string; readonly attempt: number; readonly time: Instant };
  readonly outOfService?: NonNullable<Static<typeof FleetCar>['outOfService']>;
  /** It does not answer. The last that was heard of it was then. */
  readonly contactLostSince?: Instant;
  /** It was moved by somebody who had not rented it. */
  readonly movedSince?: Instant;
}

export interface Place {
  readonly position: Position;
  readonly chargePercent?: number;
  readonly odometerKm?: number;
  readonly time: Instant;
}

type Body = Static<typeof Rental>;

export interface RentalRecord {
  readonly rentalId: string;
  readonly riderId: string;
  readonly state: RentalState;
  readonly reservedAt: Instant;
  readonly reservedUntil: Instant;
  readonly extended?: true;
  /** What was heard last of the amount that it reserves. */
  readonly payment?: RentalPayment;
  /** In which it was reserved. */
  readonly pricingZones?: readonly string[];
  readonly tariff?: TariffVersion;
  /** Of the tariff, as its rider has chosen. */
  readonly options?: readonly string[];
  /** How often the car was asked for something: numbers the requests. */
  readonly asked: number;
  /** The number of the request that brought the car to where it is: word of an earlier one comes too late. */
  readonly settled: number;
  /** What the car was asked last. */
  readonly request?: { readonly requestId: string; readonly time: Instant };
  /** While ENDING: what it goes back to if it may not end. */
  readonly endingFrom?: 'IN_USE' | 'PAUSED';
  /** While ENDING: an operator ends it, whatever the car says. */
  readonly endedBy?: ByOperator;
  /** While ENDING: where it was found that it may end. */
  readonly mayEndAt?: Position;
  readonly lastFailure?: Failure & { readonly requestId: string };
  readonly started?: NonNullable<Body['started']>;
  readonly pausedSince?: Instant;
  /** The car's last word of itself in this rental, each field the newest; and when it came, by the platform's clock. */
  readonly heard?: { readonly car: CarStatus; readonly at: Instant };
  /** When the car was last asked for a sign of life. */
  readonly contactCheckedAt?: Instant;
  readonly lowChargePercent?: number;
  /** Of a rental that runs, and of a reservation that is over, which a phone may have begun in time. */
  readonly meter?: Meter;
  /** What was said last of its use: it is over. */
  readonly usage?: Usage;
  readonly ended?: NonNullable<Body['ended']>;
  readonly cancelledBy?: ByOperator;
}

export type Failure = NonNullable<Body['lastFailure']>;

/** Whether a person may rent, by what the riders room has said, and by holds. */
export interface RiderState {
  readonly kind: 'rider';
  readonly riderId: string;
  readonly standing: Standing;
  readonly phones?: readonly Phone[];
  readonly holdings?: readonly Holding[];
}

/** Where rentals may end. */
export interface ZonesState {
  readonly kind: 'zones';
  readonly version: number;
  readonly zones: Zones;
}

/** What rentals cost. */
export interface TariffsState {
  readonly kind: 'tariffs';
  readonly tariffs: TariffsInForce;
}

export type RentalsState = CarState | RiderState | ZonesState | TariffsState;

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
    car.outOfService === undefined &&
    activeRental(car) === undefined
  );
}

/** Whether the reservation's time is over. */
export function hasRunOut(rental: RentalRecord, now: Instant): boolean {
  return !isBefore(now, rental.reservedUntil);
}

export function initialState(aggregate: string): RentalsState {
  const [kind = '', id = ''] = aggregate.split('/');
  if (kind === 'rider') return { kind, riderId: id, standing: stranger };
  if (kind === 'zones') return { kind, version: 0, zones: noZones };
  if (kind === 'tariffs') return { kind, tariffs: noTariffs };
  return { kind: 'car', vin: id, rentals: [] };
}

const stranger: Standing = { signedUp: false, blocked: false, holds: [], paymentMethod: false };

export const carAggregate = (vin: string): string => `car/${vin}`;
export const riderAggregate = (riderId: string): string => `rider/${riderId}`;
export const tariffsAggregate = (fleet: string): string => `tariffs/${fleet}`;
export const zonesAggregate = (fleet: string): string => `zones/${fleet}`;
