import { Integer, Object as Obj, Optional, String as Str } from 'typebox';
import {
  type CarCommand,
  carEvent,
  carsEvents,
  type NumberedEvent,
  receipt,
  signedCommand,
} from '../../../../../shared/contracts/car/car.ts';
import { command, event, port, topic } from '../../../../../shared/contracts/define.ts';
import { deadLetters } from '../../../../../shared/contracts/platform/platform.ts';
import { addSeconds } from '../../../../../shared/kernel/time.ts';
import type {
  Constraint,
  Context,
  Domain,
  EventOf,
  MessageOf,
} from '../../../../../shared/runtime/domain.ts';
import type { CarEventMessage } from '../../../../../shared/runtime/operations/messages.ts';
import { readModel } from '../../../../../shared/runtime/read-model.ts';
import type { RoomDeclaration } from '../../../../../shared/runtime/room.ts';

/** A small room that uses everything the protocol has: two sources, constraints, cars, timers, ports, other rooms. */

const common = { retentionDays: 14, tiered: false, residency: 'region', volume: 'business' } as const;
const toyCommands = topic({
  ...common,
  name: 'toy.commands',
  description: 'What is wanted',
  key: 'car or rider',
  format: 'cloudevents',
  onPoison: 'block',
});
const toyEvents = topic({
  ...common,
  name: 'toy.events',
  description: 'What happened',
  key: 'car or rider',
  format: 'cloudevents',
  onPoison: 'block',
});
const meterCommands = topic({ ...toyCommands, name: 'meter.commands', description: 'Of another room' });

const base = { topic: toyCommands, description: 'A command', expiresAfterSeconds: 86_400 } as const;
const CarAndRider = Obj({ car: Str(), rider: Str() });
const carAndRider = { car: 'c', rider: 'r' };

export const join = command({
  ...base,
  type: 'toy.join.v1',
  key: 'rider',
  data: Obj({ rider: Str() }),
  example: { rider: 'r' },
});
export const take = command({
  ...base,
  type: 'toy.take.v1',
  key: 'car',
  data: CarAndRider,
  example: carAndRider,
});
export const give = command({
  ...base,
  type: 'toy.give.v1',
  key: 'car',
  data: CarAndRider,
  example: carAndRider,
});
const Taking = Obj({ car: Str(), rider: Str(), n: Integer() });
const takingExample = { ...carAndRider, n: 1 };
export const giveBack = command({
  ...base,
  type: 'toy.give-back.v1',
  key: 'car',
  data: Taking,
  example: takingExample,
});
const startMeter = command({
  ...base,
  topic: meterCommands,
  type: 'meter.start.v1',
  key: 'car',
  data: Taking,
  example: takingExample,
});

const eventBase = { topic: toyEvents, description: 'An event', heardBy: { nobody: 'is a toy' } } as const;
const joined = event({
  ...eventBase,
  type: 'toy.joined.v1',
  key: 'rider',
  data: Obj({ rider: Str() }),
  example: { rider: 'r' },
});
const Taken = Obj({ car: Str(), rider: Str(), n: Integer(), until: Str() });
const taken = event({
  ...eventBase,
  type: 'toy.taken.v1',
  key: 'car',
  data: Taken,
  example: { ...takingExample, until: '2026-01-31T09:00:00.000Z' },
});
const given = event({ ...eventBase, type: 'toy.given.v1', key: 'car', data: Taking, example: takingExample });
const Moved = Obj({ car: Str(), lane: Str(), log: Integer(), seq: Integer() });
const moved = event({
  ...eventBase,
  type: 'toy.moved.v1',
  key: 'car',
  data: Moved,
  example: { car: 'c', lane: 'normal', log: 1, seq: 1 },
});

const toyCars = readModel('car/{id}', Obj({ takings: Integer(), rider: Optional(Str()) }));
export const toyTakings = readModel('taking/{id}/{n}', Obj({ rider: Str(), n: Integer(), until: Str() }));

const invoices = port({ id: 'invoices', check: 'toy.invoices', request: Taking });

export const room: RoomDeclaration = {
  name: 'toy',
  description: 'Who has which toy car',
  commands: toyCommands,
  events: toyEvents,
  table: true,
  ports: [invoices.id],
  functions: [
    {
      name: 'consumer',
      description: 'Decides',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [
        { topic: toyCommands, messages: [join, take, give, giveBack] },
        { topic: carsEvents, messages: [carEvent] },
      ],
      may: {
        table: ['decide', 'constrain'],
        produce: [toyEvents, meterCommands, deadLetters],
        setTimers: true,
        askPorts: true,
        publishToCars: [signedCommand, receipt],
        signCommands: true,
      },
    },
  ],
};

type Commands = MessageOf<typeof join | typeof take | typeof give | typeof giveBack>;
export type ToyMessage = Commands | CarEventMessage;
export type ToyEvent = EventOf<typeof joined | typeof taken | typeof given | typeof moved>;

interface ToyState {
  readonly id: string;
  readonly joined: boolean;
  readonly takings: number;
  readonly taken?: { readonly rider: string; readonly n: number; readonly until: string };
  readonly lanes: Readonly<Record<string, { readonly log: number; readonly next: number }>>;
}

const notFree = { code: 'CAR_NOT_FREE', detail: 'taken' } as const;

/** `goBackN: false` takes every number that it has not passed yet, whatever is missing before it. */
export function toyDomain({ goBackN = true } = {}): Domain<ToyState, ToyMessage, ToyEvent> {
  return {
    aggregateOf: ({ type, data }) => {
      if (type === 'cars.events') return `car/${data.vin}`;
      return type === 'toy.join.v1' ? `rider/${data.rider}` : `car/${data.car}`;
    },
    aggregateOfEvent: ({ type, data }) =>
      type === 'toy.joined.v1' ? `rider/${data.rider}` : `car/${data.car}`,
    initial: (id) => ({ id: id.slice(id.indexOf('/') + 1), joined: false, takings: 0, lanes: {} }),
    decide: (state, message, context) => {
      if (message.type === 'toy.join.v1') {
        return {
          kind: 'accept',
          events: state.joined ? [] : [joined(message.data)],
        };
      }
      if (message.type === 'toy.take.v1') return taking(state, message.data.rider, context);
      if (message.type === 'toy.give.v1') return giving(state, state.taken?.rider === message.data.rider);
      if (message.type === 'cars.events') return moving(state, message.data.event, goBackN);
      if (state.taken?.n !== message.data.n) return { kind: 'ignore', reason: 'given back' };
      return giving(state, true);
    },
    evolve,
    constraints,
    timers: ({ id, taken: held }) =>
      held === undefined
        ? []
        : [
            {
              id: `give-back/${held.n}`,
              at: held.until,
              command: giveBack({ car: id, rider: held.rider, n: held.n }),
            },
          ],
    // A taking's own item outlives what the state knows of it.
    entries: ({ type, data }) => {
      if (type !== 'toy.taken.v1') return [];
      const { car, rider, n, until } = data;
      return [toyTakings({ id: car, n }, { rider, n, until })];
    },
    readModels: ({ id, taken: held, takings }) =>
      takings === 0
        ? []
        : [toyCars({ id }, { takings, ...(held === undefined ? {} : { rider: held.rider }) })],
  };
}

function taking({ id, taken: held, takings }: ToyState, rider: string, context: Context) {
  if (held !== undefined) return { kind: 'refuse', ...notFree } as const;
  const n = takings + 1;
  const data = { car: id, rider, n };
  // Every other timer is too late for a queue.
  const until = addSeconds(context.now, n % 2 === 0 ? 600 : 3_600);
  return {
    kind: 'accept',
    events: [taken({ ...data, until })],
    outputs: [
      startMeter(data),
      { to: 'car', vin: id, topic: 'commands', sign: true, payload: unlocking(id, context) },
    ],
    result: data,
  } as const;
}

const unlocking = (vin: string, context: Context): CarCommand => ({
  id: context.id('cmd'),
  vin,
  action: 'unlock',
  session: 'session',
  counter: 1,
  issued: context.now,
  expires: context.now,
});

function giving({ id, taken: held }: ToyState, has: boolean) {
  if (held === undefined || !has)
    return { kind: 'refuse', code: 'RENTAL_NOT_IN_USE', detail: 'not taken' } as const;
  const data = { car: id, rider: held.rider, n: held.n };
  return {
    kind: 'accept',
    events: [given(data)],
    outputs: [invoices(data)],
  } as const;
}

function moving({ id, lanes }: ToyState, { log, seq, ...event }: NumberedEvent, goBackN: boolean) {
  const lane = event.lane ?? 'normal';
  const { next } = lanes[lane] ?? { next: 1 };
  const answer = (to: number) =>
    [{ to: 'car', vin: id, topic: 'receipts', sign: false, payload: { log, lane, next: to } }] as const;
  if (goBackN ? seq !== next : seq < next)
    return { kind: 'ignore', reason: 'not its turn', outputs: answer(next) } as const;
  return {
    kind: 'accept',
    events: [moved({ car: id, lane, log, seq })],
    outputs: answer(seq + 1),
  } as const;
}

function evolve(state: ToyState, { type, data }: ToyEvent): ToyState {
  if (type === 'toy.joined.v1') return { ...state, joined: true };
  if (type === 'toy.taken.v1') {
    return { ...state, takings: data.n, taken: { rider: data.rider, n: data.n, until: data.until } };
  }
  if (type === 'toy.moved.v1') {
    return { ...state, lanes: { ...state.lanes, [data.lane]: { log: data.log, next: data.seq + 1 } } };
  }
  const { taken: _, ...rest } = state;
  return rest;
}

/** What all cars share: a taking needs three, and one of them comes back. */
const fuel = {
  count: 'fuel',
  most: 6,
  refusal: { code: 'COMMAND_IN_PROGRESS', detail: 'no fuel' },
} as const;
const [FUEL_NEEDED, FUEL_LEFT] = [3, 1];

function constraints({ type, data }: ToyEvent): readonly Constraint[] {
  if (type === 'toy.joined.v1')
    return [{ take: `member/${data.rider}`, holder: data.rider, refusal: notFree }];
  if (type === 'toy.given.v1')
    return [
      { release: `rider/${data.rider}`, holder: data.car },
      { ...fuel, add: -FUEL_LEFT },
    ];
  if (type !== 'toy.taken.v1') return [];
  return [
    { require: `member/${data.rider}`, refusal: { code: 'RIDER_NOT_REGISTERED', detail: 'no member' } },
    {
      take: `rider/${data.rider}`,
      holder: data.car,
      refusal: { code: 'RIDER_HAS_RENTAL', detail: 'has one' },
    },
    { ...fuel, add: FUEL_NEEDED },
  ];
}
