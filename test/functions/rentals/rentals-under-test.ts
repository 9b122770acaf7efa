import type { RentalsEvent } from '../../../functions/rentals/car/events.ts';
import type { CarState, RentalsState } from '../../../functions/rentals/car/state.ts';
import { domain } from '../../../functions/rentals/domain.ts';
import { tariffsDomain, tariffsMessages } from '../../../functions/rentals/fleet/tariffs-domain.ts';
import type { RentalsMessage } from '../../../functions/rentals/messages.ts';
import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { cancel, end, reserve, unlock } from '../../../shared/contracts/rentals/rentals.ts';
import { liftHold } from '../../../shared/contracts/rentals/rider-standing.ts';
import {
  endByOperator,
  extend,
  pause,
  putBackInService,
  resume,
  takeOutOfService,
} from '../../../shared/contracts/rentals/use.ts';
import { FLEET, setZones, type Zone } from '../../../shared/contracts/rentals/zones.ts';
import { licenceVerified } from '../../../shared/contracts/riders/licence.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { blocked, signedUp, unblocked } from '../../../shared/contracts/riders/riders.ts';
import { carParked } from '../../../shared/contracts/telemetry/telemetry.ts';
import { grantUsed } from '../../../shared/contracts/vehicles/grants.ts';
import {
  commandFinished,
  connected,
  registered,
  type sendCommand,
} from '../../../shared/contracts/vehicles/vehicles.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { isOneOf } from '../../../shared/runtime/deciders.ts';
import type { Domain, MessageOf, Output } from '../../../shared/runtime/domain.ts';
import { message, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';

export const VIN = 'WRS00001X0T000001';
export const OTHER_VIN = 'WRS0000180T000002';
export const ANA = 'ana';
export const BEN = 'ben';
export const HERE = { latitude: 42.5, longitude: 1.52 };
export const THERE = { latitude: 42.6, longitude: 1.62 };

const sealed = 'enc.v1.q83vEjRWeJ0.3q2-7w';
const profile = { name: sealed, birthDate: sealed, email: sealed, phone: sealed };

export type Decided = RentalsMessage | MessageOf<(typeof tariffsMessages)[number]>;
export type Rentals = RoomUnderTest<RentalsState, Decided, RentalsEvent>;

/** The whole room: a function of its own decides what is heard of tariffs. */
export const wholeRoom: Domain<RentalsState, Decided, RentalsEvent> = {
  ...domain,
  aggregateOf: (told) =>
    isOneOf(tariffsMessages, told) ? tariffsDomain.aggregateOf(told) : domain.aggregateOf(told),
  reads: (told) => (isOneOf(tariffsMessages, told) ? [] : (domain.reads?.(told) ?? [])),
  decide(state, told, context) {
    if (!isOneOf(tariffsMessages, told)) return domain.decide(state, told, context);
    if (state.kind !== 'tariffs') throw new Error(`${told.type} came to a ${state.kind}`);
    const decision = tariffsDomain.decide(state, told, context);
    if (decision.kind === 'accept') return { kind: 'accept', events: decision.events };
    return decision.kind === 'refuse' ? { ...decision, events: [] } : decision;
  },
};
export const rentals = (): Rentals => roomUnderTest(wholeRoom);

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

export const verifyLicence = (
  riderId: string,
  licence: Partial<Pick<Data<typeof licenceVerified>, 'classes' | 'validUntil' | 'ageAtLeast'>> = {},
) =>
  message(licenceVerified, {
    ...licenceVerified.example,
    riderId,
    classes: ['B'],
    ageAtLeast: 25,
    ...licence,
  });
export const setPayment = (riderId: string) =>
  message(paymentMethodSet, { ...paymentMethodSet.example, riderId });

export const listCar = (vin = VIN, model = 'Roadster E') =>
  message(registered, { vin, model, plate: 'A-1234', time: '2026-01-31T08:00:00.000Z' });
export const parkCar = (vin = VIN, time = '2026-01-31T08:00:00.000Z', position?: typeof HERE) =>
  message(carParked, { vin, time, position: position ?? HERE, odometerKm: 100, chargePercent: 80 });

/** Signed up, with a licence and a way to pay. */
export function admit(room: Rentals, riderId: string): void {
  for (const about of [signUpRider, verifyLicence, setPayment]) room.handle(about(riderId));
}

/** A car that stands free, and two riders who may have it. */
export function openForBusiness(): Rentals {
  const room = rentals();
  for (const riderId of [ANA, BEN]) admit(room, riderId);
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
const by = (riderId: string) => ({ principal: { kind: 'rider', id: riderId } }) as const;
export const OPERATOR = { principal: { kind: 'operator', id: 'eva' } } as const;

export const reserveCar = (riderId = ANA, vin = VIN) => message(reserve, { vin, riderId }, by(riderId));
const wish =
  (contract: typeof unlock | typeof end | typeof cancel | typeof extend | typeof pause | typeof resume) =>
  (rentalId: string, riderId = ANA, vin = VIN) =>
    message(contract, asked(rentalId, riderId, vin), by(riderId));
export const unlockCar = wish(unlock);
export const endRental = wish(end);
export const cancelRental = wish(cancel);
export const extendReservation = wish(extend);
export const pauseRental = wish(pause);
export const resumeRental = wish(resume);
export const endForRider = (rentalId: string, reason = 'the phone is dead', vin = VIN) =>
  message(endByOperator, { vin, rentalId, reason }, OPERATOR);
export const takeOut = (vin = VIN) =>
  message(takeOutOfService, { vin, kind: 'DAMAGED', reason: 'a dent' }, OPERATOR);
export const putInService = (vin = VIN) => message(putBackInService, { vin, reason: 'mended' }, OPERATOR);
export const liftHolds = (riderId: string) =>
  message(liftHold, { riderId, hold: 'UNPAID_BALANCE', reason: 'paid' }, OPERATOR);
export const drawZones = (...features: readonly Zone[]) =>
  message(
    setZones,
    { fleet: FLEET, zones: { type: 'FeatureCollection', features: [...features] } },
    OPERATOR,
  );

/** A zone around a place, so many degrees to each side. */
export function zoneAround(
  { latitude, longitude }: typeof HERE,
  kind: Zone['properties']['kind'],
  degrees = 0.01,
): Zone {
  const [west, east] = [longitude - degrees, longitude + degrees];
  const [south, north] = [latitude - degrees, latitude + degrees];
  const ring: [number, number][] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: 'Feature',
    id: `${kind}-${latitude}-${longitude}`.replaceAll('.', '-'),
    properties: { kind, name: `around ${latitude}, ${longitude}` },
    geometry: { type: 'Polygon', coordinates: [ring] },
  };
}

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
  request: { requestId: string; action?: 'unlock' | 'lock' | 'report'; booking?: string; vin?: string },
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

/** What a phone did to the car out of reach, as the car says it when it is back. */
export const usedByPhone = (
  booking: string,
  more: Partial<Pick<Data<typeof grantUsed>, 'action' | 'result' | 'vin' | 'status' | 'time'>> = {},
) =>
  message(grantUsed, {
    vin: VIN,
    grantId: derivedId('grt', 1),
    booking,
    action: 'unlock',
    result: 'EXECUTED',
    status: { locked: more.action === 'lock', odometerKm: 101, position: HERE },
    time: '2026-01-31T09:05:00.000Z',
    ...more,
  });

/** A rental in use, with where the car stood at its start. */
export function inUse(room: Rentals, status: CarStatus = { odometerKm: 100 }): string {
  const rentalId = reserved(room);
  room.handle(unlockCar(rentalId));
  room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED', { status }));
  return rentalId;
}

/** The car comes into reach and says how it stands. */
export const connectCar = (status: CarStatus, time: string, vin = VIN) =>
  message(connected, { ...connected.example, vin, status, time });

type Outcome = ReturnType<Rentals['handle']>;

/** The rider asks for the end, and the car says how it stands. Gives what came of that, and what the car is asked next. */
export function askToEnd(room: Rentals, rentalId: string, status: CarStatus = {}): Outcome {
  const [check] = requestsOf(room.handle(endRental(rentalId)).outputs);
  if (check === undefined) throw new Error('The car was not asked how it stands');
  return room.handle(answer(requested(check), 'EXECUTED', { status, time: room.now }));
}

/** The whole end, with how the car stands after it has locked. */
export function endNow(
  room: Rentals,
  rentalId: string,
  { status, ...more }: { time?: string; status?: CarStatus } = {},
): Outcome {
  const [lock] = requestsOf(askToEnd(room, rentalId, status).outputs);
  if (lock === undefined) throw new Error('The car was not asked to lock');
  return room.handle(answer(requested(lock), 'EXECUTED', { status: status ?? {}, ...more }));
}

/** What the car was asked, to be answered. */
export function requested({ requestId = '', vin, action }: Request) {
  return { requestId, vin, action: action as 'unlock' | 'lock' | 'report' };
}

/** A rental in use that is paused. */
export function pausedRental(room: Rentals, status: CarStatus = { locked: true, position: HERE }): string {
  const rentalId = inUse(room);
  const [lock] = requestsOf(room.handle(pauseRental(rentalId)).outputs);
  if (lock === undefined) throw new Error('The car was not asked to lock');
  room.handle(answer(requested(lock), 'EXECUTED', { status, time: '2026-01-31T09:10:00.000Z' }));
  return rentalId;
}

export const bodyOf = (room: Rentals, rentalId: string) => room.item(`rental/${rentalId}`)?.body;

/** The timers of cars: riders have theirs, too. */
export const carTimers = (room: Rentals) =>
  room.timers().filter(({ command }) => Object.hasOwn(command.data as object, 'vin'));

export const stateOf = (room: Rentals, rentalId: string) =>
  (room.item(`rental/${rentalId}`)?.body as { state: string } | undefined)?.state;

export const typesOf = (events: readonly RentalsEvent[]) =>
  events.map(({ type }) => type.replace('rentals.', '').replace('.v1', ''));
