import { domain, type RentalsMessage } from '../../../functions/rentals/domain.ts';
import type { RentalsEvent } from '../../../functions/rentals/evolve.ts';
import type { CarState, RentalsState } from '../../../functions/rentals/state.ts';
import type { CarStatus } from '../../../shared/contracts/car.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { cancel, end, reserve, unlock } from '../../../shared/contracts/rentals.ts';
import { blocked, signedUp, unblocked } from '../../../shared/contracts/riders.ts';
import { carParked } from '../../../shared/contracts/telemetry.ts';
import { commandFinished, registered, type sendCommand } from '../../../shared/contracts/vehicles.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { message, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';

export const VIN = 'WRS00001X0T000001';
export const OTHER_VIN = 'WRS0000180T000002';
export const ANA = 'ana';
export const BEN = 'ben';
export const HERE = { latitude: 42.5, longitude: 1.52 };
export const THERE = { latitude: 42.6, longitude: 1.62 };

const sealed = 'enc.v1.q83vEjRWeJ0.3q2-7w';
const profile = { name: sealed, birthDate: sealed, email: sealed, phone: sealed };

export type Rentals = RoomUnderTest<RentalsState, RentalsMessage, RentalsEvent>;

export const rentals = (): Rentals => roomUnderTest(domain);

export function carOf(room: Rentals, vin = VIN): CarState {
  const state = room.state(`car/${vin}`);
  if (state.kind !== 'car') throw new Error(`${vin} is no car`);
  return state;
}

export const signUpRider = (riderId: string) =>
  message(signedUp, { riderId, profile, time: '2026-01-31T08:00:00.000Z' });
export const blockRider = (riderId: string) =>
  message(blocked, { riderId, reason: 'unpaid', operator: 'eva', time: '2026-01-31T08:30:00.000Z' });
export const unblockRider = (riderId: string) =>
  message(unblocked, { riderId, reason: 'paid', operator: 'eva', time: '2026-01-31T08:40:00.000Z' });

export const listCar = (vin = VIN) =>
  message(registered, { vin, model: 'Roadster E', plate: 'A-1234', time: '2026-01-31T08:00:00.000Z' });
export const parkCar = (vin = VIN, time = '2026-01-31T08:00:00.000Z', position?: typeof HERE) =>
  message(carParked, { vin, time, position: position ?? HERE, odometerKm: 100, chargePercent: 80 });

/** A car that stands free, and two riders who may have it. */
export function openForBusiness(): Rentals {
  const room = rentals();
  for (const riderId of [ANA, BEN]) room.handle(signUpRider(riderId));
  for (const vin of [VIN, OTHER_VIN]) {
    room.handle(listCar(vin));
    room.handle(parkCar(vin));
  }
  return room;
}

export function reserved(room: Rentals, riderId = ANA, vin = VIN): string {
  const { result } = room.handle(message(reserve, { vin, riderId }));
  return (result as { rentalId: string }).rentalId;
}

const asked = (rentalId: string, riderId = ANA, vin = VIN) => ({ vin, rentalId, riderId });

export const reserveCar = (riderId = ANA, vin = VIN) => message(reserve, { vin, riderId });
export const unlockCar = (rentalId: string, riderId = ANA, vin = VIN) =>
  message(unlock, asked(rentalId, riderId, vin));
export const endRental = (rentalId: string, riderId = ANA, vin = VIN) =>
  message(end, asked(rentalId, riderId, vin));
export const cancelRental = (rentalId: string, riderId = ANA, vin = VIN) =>
  message(cancel, asked(rentalId, riderId, vin));

type Request = Data<typeof sendCommand>;

/** What the vehicles room was asked. */
export function requestsOf(outputs: readonly Output[]): readonly Request[] {
  return outputs.flatMap((output) =>
    output.to === 'room' && output.contract.type === 'vehicles.send-command.v1'
      ? [output.data as Request]
      : [],
  );
}

const outcomes = {
  EXECUTED: { mayHaveSucceeded: true, retryCanHelp: false },
  REJECTED: { mayHaveSucceeded: false, retryCanHelp: false, reason: 'VEHICLE_MOVING' },
  EXPIRED: { mayHaveSucceeded: false, retryCanHelp: true, reason: 'EXPIRED' },
  UNKNOWN: { mayHaveSucceeded: true, retryCanHelp: true, reason: 'NO_ANSWER' },
} as const;

/** The vehicles room's word on a request. */
export function answer(
  request: { requestId: string; action?: 'unlock' | 'lock'; booking?: string; vin?: string },
  result: keyof typeof outcomes,
  { time = '2026-01-31T09:01:00.000Z', status }: { time?: string; status?: CarStatus } = {},
) {
  const { requestId, action = 'unlock', vin = VIN } = request;
  return message(commandFinished, {
    vin,
    requestId,
    action,
    booking: request.booking ?? requestId.split('/')[0] ?? '',
    result,
    ...outcomes[result],
    ...(status === undefined ? {} : { status }),
    time,
  });
}

/** A rental in use, with where the car stood at its start. */
export function inUse(room: Rentals, status: CarStatus = { odometerKm: 100 }): string {
  const rentalId = reserved(room);
  room.handle(unlockCar(rentalId));
  room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED', { status }));
  return rentalId;
}

export const stateOf = (room: Rentals, rentalId: string) =>
  (room.document(`rental/${rentalId}`)?.body as { state: string } | undefined)?.state;

export const typesOf = (events: readonly RentalsEvent[]) =>
  events.map(({ type }) => type.replace('rentals.', '').replace('.v1', ''));
