import { type CarEvent, type CarStatus, faults } from '../../shared/contracts/car/car.ts';
import { grantUsed } from '../../shared/contracts/vehicles/grants.ts';
import {
  carEventReceived,
  commandFinished,
  connected,
  driveStarted,
  type FinishReason,
  parked,
  trustUpdated,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { isBefore, milliseconds } from '../../shared/kernel/time.ts';
import type { Consequences, Context, Decision, Output } from '../../shared/runtime/domain.ts';
import type { CarEventMessage } from '../../shared/runtime/operations/messages.ts';
import { askedOf, askForState } from './commands.ts';
import type { VehicleEvent } from './evolve.ts';
import { missingRevocations } from './grants.ts';
import {
  type CarState,
  type CommandRequest,
  hasCommand,
  isOpen,
  type Lane,
  unknownCommands,
} from './state.ts';

type Connected = Extract<CarEvent, { type: 'connected' }>;
type Result = Extract<CarEvent, { type: 'command-result' }>;

/**
 * Takes a car's numbered event when its turn has come (go-back-N): each once and in order, per lane. Whatever comes,
 * the car hears how far its numbers are received: a duplicate because its receipt may have been lost, a gap so that it
 * sends from there.
 */
export function decideCarEvent(
  state: CarState,
  { data: { event } }: CarEventMessage,
  context: Context,
): Decision<VehicleEvent> {
  // Without a registration there is no certificate to connect with: at most its first events overtake the registration.
  // No receipt: the car keeps them and sends them again.
  if (state.registration === undefined) {
    return { kind: 'ignore', reason: `${state.vin} is not registered: its events wait in the car.` };
  }
  const lane = event.lane ?? 'normal';
  const expected = expectedOf(state, lane, event.log);
  if (event.log !== expected.log || event.seq !== expected.next) {
    return {
      kind: 'ignore',
      reason: `log ${event.log} seq ${event.seq} is not the expected log ${expected.log} seq ${expected.next}`,
      outputs: [receipt(state.vin, lane, expected)],
    };
  }
  return {
    kind: 'accept',
    events: [received(state, lane, event, context), ...saidBy(state, event)],
    outputs: [receipt(state.vin, lane, { log: event.log, next: event.seq + 1 })],
  };
}

/** What a car that is in reach gets: the lists that it lacks, and a question when nobody knows what became of a command. */
export function afterContact(
  after: CarState,
  events: readonly VehicleEvent[],
  context: Context,
): Consequences<VehicleEvent> {
  const taken = events.find((event) => event.type === 'vehicles.car-event-received.v1');
  if (taken === undefined) return {};
  const connection = events.find((event) => event.type === 'vehicles.connected.v1');
  const question =
    connection !== undefined && unknownCommands(after).length > 0
      ? askForState(after, context)
      : { events: [], outputs: [] };
  const trust = connection?.data.trust;
  return {
    events: question.events,
    outputs: [
      ...nextKeys(after, taken.data.carEvent),
      ...(trust === undefined ? [] : missingRevocations(after, trust)),
      ...question.outputs,
    ],
  };
}

/**
 * With whatever a car says it gets the list of trusted keys after its own, if there is one: a car that stays connected
 * hears of new keys, too. Not after it has refused one, or it would be sent that for ever; a connect begins anew. That it
 * has a list already is no refusal: then it came twice.
 */
function nextKeys({ vin, trust }: CarState, type: string): readonly Output[] {
  if (trust === undefined) return [];
  const refused = trust.fault !== undefined && (type === 'trust-updated' || trust.fault !== 'OLD_VERSION');
  return refused ? [] : [{ to: 'trusted-keys', vin, after: trust.keys }];
}

/** A car starts a higher log only when it has lost its store: then its numbers begin again at 1. */
function expectedOf(state: CarState, lane: Lane, log: number): { log: number; next: number } {
  const position = state.lanes[lane];
  return position === undefined || log > position.log ? { log, next: 1 } : position;
}

function receipt(vin: string, lane: Lane, { log, next }: { log: number; next: number }): Output {
  return { to: 'car', vin, topic: 'receipts', sign: false, payload: { log, lane, next } };
}

function received(state: CarState, lane: Lane, event: CarEvent, context: Context): VehicleEvent {
  const { log, seq, type, time } = event;
  const data = { vin: state.vin, lane, log, seq, carEvent: type, time };
  if (event.type !== 'command-result') return carEventReceived(data);
  const { session, counter, clock } = event.data;
  const clockOffsetMs = clockOffset(state, event, context);
  return carEventReceived({
    ...data,
    step: { session, counter, clock },
    ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
  });
}

function saidBy(state: CarState, event: CarEvent): readonly VehicleEvent[] {
  const { vin } = state;
  switch (event.type) {
    case 'connected':
      return [connected({ vin, ...event.data, time: event.time }), ...resolvedBy(state, event)];
    case 'command-result':
      return [...finishedBy(state, event), ...resolvedBy(state, event)];
    case 'grant-used':
      return [usedBy(vin, event)];
    case 'trust-updated':
      return [trustUpdated({ vin, ...event.data, time: event.time })];
    case 'started':
      return [driveStarted({ vin, ...event.data, time: event.time })];
    case 'parked':
      return [parked({ vin, ...event.data, time: event.time })];
  }
}

function usedBy(vin: string, { data, time }: Extract<CarEvent, { type: 'grant-used' }>): VehicleEvent {
  const { result, fault, ...used } = data;
  return grantUsed({
    vin,
    ...used,
    result: result === 'executed' ? 'EXECUTED' : 'REJECTED',
    ...(fault === undefined ? {} : { reason: fault }),
    time,
  });
}

/**
 * The answer to a command. The first final result stands: a car repeats its answer when the command came again. Only
 * UNKNOWN, which is the platform's own word, gives way to it.
 */
function finishedBy(state: CarState, { data, time }: Result): readonly VehicleEvent[] {
  const request = commandOf(state, data.commandId);
  if (request === undefined || !isOpen(request)) return [];
  if (data.result === 'executed') {
    return [finished(state.vin, request, time, { result: 'EXECUTED', status: data.status })];
  }
  const fault = data.fault ?? 'MALFORMED';
  return [
    finished(state.vin, request, time, {
      result: 'REJECTED',
      reason: fault,
      ...faults[fault],
      status: data.status,
    }),
  ];
}

/**
 * What a car's word proves of the commands that it has not answered: all that it said before is received, since its
 * numbers are in order. So such a command was not executed, and never will be, when its session is over, or when it has
 * expired by the car's clock. A car that has lost its store may have lost an answer with it: that command stays UNKNOWN.
 */
function resolvedBy(state: CarState, { log, data, time }: Connected | Result): readonly VehicleEvent[] {
  const { session, clock } = data;
  const answered = 'commandId' in data ? data.commandId : undefined;
  return state.requests
    .filter(hasCommand)
    .filter(isOpen)
    .filter(({ command }) => command.log === log && command.commandId !== answered)
    .flatMap((request) => {
      const { command } = request;
      const otherSession = command.session !== session;
      const hasExpired = isBefore(command.expires, clock);
      if (!otherSession && !hasExpired) return [];
      return [
        finished(state.vin, request, time, {
          result: 'EXPIRED',
          reason: otherSession ? 'WRONG_SESSION' : 'EXPIRED',
          mayHaveSucceeded: false,
          retryCanHelp: true,
        }),
      ];
    });
}

function commandOf(state: CarState, commandId: string | undefined): CommandRequest | undefined {
  return state.requests.filter(hasCommand).find(({ command }) => command.commandId === commandId);
}

interface Ending {
  readonly result: 'EXECUTED' | 'REJECTED' | 'EXPIRED';
  readonly reason?: FinishReason;
  readonly mayHaveSucceeded?: boolean;
  readonly retryCanHelp?: boolean;
  readonly status?: CarStatus;
}

function finished(vin: string, request: CommandRequest, time: string, ending: Ending): VehicleEvent {
  return commandFinished({
    ...askedOf(vin, request),
    commandId: request.command.commandId,
    mayHaveSucceeded: ending.result === 'EXECUTED',
    retryCanHelp: false,
    ...ending,
    time,
  });
}

/**
 * A car that refuses because of time shows how its clock stands. When it read a time outside of what passed here between
 * sending and now, it is wrong by at least the difference; inside, it may be right, and the command was only late.
 */
function clockOffset(state: CarState, { data }: Result, context: Context): number | undefined {
  if (data.fault !== 'EXPIRED' && data.fault !== 'LIFETIME_TOO_LONG') return undefined;
  const request = commandOf(state, data.commandId);
  if (request === undefined) return undefined;
  const clock = milliseconds(data.clock);
  const sent = milliseconds(request.command.sentAt);
  const now = milliseconds(context.now);
  if (clock > now) return clock - now;
  return clock < sent ? clock - sent : 0;
}
