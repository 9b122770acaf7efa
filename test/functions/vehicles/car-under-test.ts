import { domain } from '../../../functions/vehicles/domain.ts';
import type { VehicleEvent } from '../../../functions/vehicles/evolve.ts';
import type { VehicleMessage } from '../../../functions/vehicles/messages.ts';
import type { CarState } from '../../../functions/vehicles/state.ts';
import type {
  CarAction,
  CarCommand,
  CarEvent,
  CarStatus,
  CarTrust,
  Fault,
} from '../../../shared/contracts/car/car.ts';
import { register, sendCommand } from '../../../shared/contracts/vehicles/vehicles.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { message, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';

export const VIN = 'WRS00001X0T000001';
export const BOOKING = 'rnt_00000000000000000000000001';
export const SESSION = '0'.repeat(32);
export const OTHER_SESSION = '1'.repeat(32);

export type Vehicles = RoomUnderTest<CarState, VehicleMessage, VehicleEvent>;

export const vehicles = (): Vehicles => roomUnderTest(domain);

export const stateOf = (room: Vehicles): CarState => room.state(`car/${VIN}`);

export function registerCar(room: Vehicles, more: { certificateRequest?: string } = {}) {
  return room.handle(message(register, { vin: VIN, model: 'Roadster E', plate: 'A-1234', ...more }));
}

/** The car's numbered event as the consumer hands it to the domain. */
export function carEvent(event: CarEvent): VehicleMessage {
  return {
    type: 'cars.events',
    id: derivedId('msg', VIN, event.lane ?? 'normal', event.log, event.seq),
    time: event.time,
    data: { vin: VIN, event },
  };
}

/** Whatever a car sends under a number. */
export function anyEvent(numbers: Numbers, members: Readonly<Record<string, unknown>>): VehicleMessage {
  const event = { ...numbered(numbers), ...members };
  return {
    type: 'cars.events',
    id: derivedId('msg', VIN, event.lane ?? 'normal', event.log, event.seq),
    time: numbers.time ?? '2026-01-31T09:00:00.000Z',
    data: { vin: VIN, event },
  };
}

interface Numbers {
  log?: number;
  seq: number;
  lane?: 'normal' | 'emergency';
  time?: string;
}

const numbered = ({ log = 1, seq, lane, time = '2026-01-31T09:00:00.000Z' }: Numbers) => ({
  log,
  seq,
  time,
  ...(lane === undefined ? {} : { lane }),
});

export function connected(
  numbers: Numbers,
  {
    session = SESSION,
    counter = 0,
    clock,
    trust,
    status = {},
  }: Partial<Extract<CarEvent, { type: 'connected' }>['data']> = {},
): VehicleMessage {
  const event = numbered(numbers);
  return carEvent({
    ...event,
    type: 'connected',
    data: {
      session,
      counter,
      clock: clock ?? event.time,
      firmware: '1.0.0',
      ...(trust === undefined ? {} : { trust }),
      status,
    },
  });
}

export function result(
  numbers: Numbers,
  answer: {
    commandId?: string;
    fault?: Fault;
    session?: string;
    counter?: number;
    clock?: string;
    status?: CarStatus;
  },
): VehicleMessage {
  const { commandId, fault, session = SESSION, counter = 1, clock, status = {} } = answer;
  const event = numbered(numbers);
  return carEvent({
    ...event,
    type: 'command-result',
    data: {
      session,
      counter,
      clock: clock ?? event.time,
      ...(commandId === undefined ? {} : { commandId }),
      result: fault === undefined ? 'executed' : 'refused',
      ...(fault === undefined ? {} : { fault }),
      status,
    },
  });
}

export function trustUpdated(numbers: Numbers, trust: CarTrust, fault?: Fault): VehicleMessage {
  return carEvent({
    ...numbered(numbers),
    type: 'trust-updated',
    data: { trust, ...(fault === undefined ? {} : { fault }) },
  });
}

export function parked(numbers: Numbers, status: CarStatus = {}): VehicleMessage {
  return carEvent({ ...numbered(numbers), type: 'parked', data: { status } });
}

export function send(requestId: string, action: CarAction = 'unlock', booking?: string) {
  return message(sendCommand, {
    vin: VIN,
    action,
    requestId,
    ...(booking === undefined ? {} : { booking }),
  }) satisfies VehicleMessage;
}

/** A room with a registered car that has connected: its next event is seq 2. */
export function connectedCar(): Vehicles {
  const room = vehicles();
  registerCar(room);
  room.handle(connected({ seq: 1 }));
  return room;
}

/** Asks for a command and gives its id. */
export function sent(room: Vehicles, requestId: string, action: CarAction = 'unlock'): string {
  const outcome = room.handle(send(requestId, action));
  const { commandId } = outcome.result as { commandId: string };
  return commandId;
}

export const receiptsOf = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.to === 'car' && output.topic === 'receipts' ? [output.payload] : []));

export const commandsOf = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.to === 'car' && output.topic === 'commands' ? [output.payload] : []));

/** What became of what was asked, but for the platform's own questions. */
export const finishedOf = (events: readonly VehicleEvent[]) =>
  events
    .flatMap((event) => (event.type === 'vehicles.command-finished.v1' ? [event.data] : []))
    .filter(({ action }) => action !== 'report');

/** The platform's questions to the car. */
export const reportsOf = (outputs: readonly Output[]): CarCommand[] =>
  commandsOf(outputs).filter(({ action }) => action === 'report');

/** The lists of trusted keys after which the next was asked for. */
export const keysAfter = (outputs: readonly Output[]): number[] =>
  outputs.flatMap((output) => (output.to === 'trusted-keys' ? [output.after] : []));
