import { setTimeout as pause } from 'node:timers/promises';
import type { CarReach } from './car-reach.ts';
import type { Domain, DomainEvent, Message } from './domain.ts';
import { variable } from './environment.ts';
import { RuntimeFailure } from './failure.ts';
import { publisher } from './kafka/publish.ts';
import type { Outbox } from './operations/delivery.ts';
import { type Operations, operations } from './operations/operations.ts';
import { outboxOf } from './outbox/outbox.ts';
import { portQueues, timersQueue } from './outbox/queues.ts';
import type { FunctionDeclaration, RoomDeclaration } from './room.ts';
import { now, regionOf, roomStore } from './room-table.ts';
import type { TableStore } from './table/table-store.ts';

/** The AWS parts of a room's functions. Each function gets only the parts of its declaration. */

/** The part of Lambda's context that the runtime uses. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** Throws NOT_DECLARED. */
export function declarationOf(room: RoomDeclaration, functionName: string): FunctionDeclaration {
  const declaration = room.functions.find(({ name }) => name === functionName);
  if (declaration !== undefined) return declaration;
  throw new RuntimeFailure('NOT_DECLARED', `The room ${room.name} declares no function ${functionName}`);
}

function roomOutbox({ may }: FunctionDeclaration, cars: CarReach | undefined): Outbox {
  return outboxOf({
    publisher: publisher(),
    cars: may.publishToCars === undefined ? undefined : reachOf(cars).outbox(),
    ports: may.askPorts !== undefined ? portQueues : undefined,
    timers: may.setTimers === true ? timersQueue : undefined,
    now,
  });
}

function reachOf(cars: CarReach | undefined): CarReach {
  if (cars !== undefined) return cars;
  throw new RuntimeFailure('NOT_DECLARED', 'A function that speaks to cars has to be given `cars: carReach`');
}

export interface RoomWork<In extends Message> {
  readonly store: TableStore;
  readonly outbox: Outbox;
  readonly operations: Operations<In>;
}

export function roomWork<State, In extends Message, Event extends DomainEvent>(
  room: RoomDeclaration,
  declaration: FunctionDeclaration,
  domain: Domain<State, In, Event>,
  cars?: CarReach,
): RoomWork<In> {
  const store = roomStore();
  const outbox = roomOutbox(declaration, cars);
  return {
    store,
    outbox,
    operations: operations({
      room: room.name,
      region: regionOf(),
      eventsTopic: room.events?.name,
      domain,
      store,
      outbox,
      signing:
        declaration.may.signCommands === true ? reachOf(cars).signing(variable('keyChain')) : undefined,
      now,
      pause: async (milliseconds) => {
        await pause(milliseconds);
      },
    }),
  };
}
