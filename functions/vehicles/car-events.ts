import { type CarStatus, faults, type NumberedEvent } from '../../shared/contracts/car/car.ts';
import { grantUsed } from '../../shared/contracts/vehicles/grants.ts';
import {
  carEventReceived,
  commandFinished,
  connected,
  driveStarted,
  type FinishReason,
  parked,
  positionConfirmed,
  trustUpdated,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { milliseconds } from '../../shared/kernel/time.ts';
import type { Consequences, Context, Decision, Output } from '../../shared/runtime/domain.ts';
import type { CarEventMessage } from '../../shared/runtime/operations/messages.ts';
import { type CarWord, readCarEvent, type Unread } from './car-word.ts';
import { askedOf, askForState } from './commands.ts';
import { entitlementSaid, missingEntitlements } from './entitlements.ts';
import type { VehicleEvent } from './evolve.ts';
import { missingRevocations } from './grants.ts';
import { type Judgement, judge, timeUnread } from './judging.ts';
import {
  type CarState,
  type CommandRequest,
  commandOf,
  hasCommand,
  isOpen,
  isReport,
  type Lane,
  unknownCommands,
} from './state.ts';

type Said<Type extends CarWord['type']> = Extract<CarWord, { readonly type: Type }>;

/** The room's word for what the car calls executed and refused. */
const results = { executed: 'EXECUTED', refused: 'REJECTED' } as const;

/**
 * Takes a car's numbered event when its turn has come (go-back-N): each once and in order, per lane. Whatever comes,
 * the car hears how far its numbers are received: a duplicate because its receipt may have been lost, a gap so that it
 * sends from there. What is in the event is judged member by member, and never holds up the number.
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
  const { vin } = state;
  const number = { vin, lane, log: event.log, seq: event.seq };
  const taken = receipt(vin, lane, { log: event.log, next: event.seq + 1 });
  const word = readCarEvent(event);
  if (word.type === 'unread') return unreadEvent(state, number, { event, word }, taken, context);
  const judgement = judge(state, lane, word, context);
  return {
    kind: 'accept',
    events: [
      received(state, number, word, judgement),
      ...saidBy(state, number.log, word, judgement, context),
      ...confirmedBy(vin, judgement),
    ],
    outputs: [taken],
    counts: judgement.counts,
  };
}

interface EventNumber {
  readonly vin: string;
  readonly lane: Lane;
  readonly log: number;
  readonly seq: number;
}

/** Its number counts, or the car would send it for ever. It may have been the answer to any command that waits for one. */
function unreadEvent(
  state: CarState,
  number: EventNumber,
  { event, word }: { readonly event: NumberedEvent; readonly word: Unread },
  taken: Output,
  context: Context,
): Decision<VehicleEvent> {
  const time = timeUnread(state, number.lane, context);
  const waiting = state.requests.filter(hasCommand).filter(({ outcome }) => outcome === undefined);
  return {
    kind: 'accept',
    events: [
      carEventReceived({ ...number, carEvent: word.name, unread: true, time }),
      ...waiting.map((request) =>
        commandFinished({
          ...askedOf(state.vin, request),
          commandId: request.command.commandId,
          result: 'UNKNOWN',
          reason: 'ANSWER_UNREADABLE',
          mayHaveSucceeded: true,
          retryCanHelp: true,
          time: context.now,
        }),
      ),
    ],
    outputs: [
      taken,
      {
        to: 'dead-letters',
        key: state.vin,
        value: JSON.stringify(event),
        detail: `The event counts as received, and cannot be read: ${word.detail}`,
      },
    ],
    counts: { EventsUnread: 1, DeadLetters: 1 },
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
  const isUncertain = connection !== undefined || events.some(mayBeDone);
  const question =
    isUncertain && unknownCommands(after).length > 0
      ? askForState(after, context)
      : { events: [], outputs: [] };
  const trust = connection?.data.trust;
  const features =
    connection === undefined ? { events: [], outputs: [] } : missingEntitlements(after, context);
  return {
    events: [...question.events, ...features.events],
    outputs: [
      ...nextKeys(after, taken.data.carEvent),
      ...(trust === undefined ? [] : missingRevocations(after, trust)),
      ...features.outputs,
      ...question.outputs,
    ],
  };
}

/** Not for a question of ours: an answer to the next could be as unreadable, and so on for ever. */
function mayBeDone(event: VehicleEvent): boolean {
  return (
    event.type === 'vehicles.command-finished.v1' &&
    event.data.reason === 'ANSWER_UNREADABLE' &&
    !isReport(event.data)
  );
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

function received(
  state: CarState,
  number: EventNumber,
  word: CarWord,
  { time, marks, doubts, clock, clockOffsetMs }: Judgement,
): VehicleEvent {
  const step = word.type === 'command-result' ? word.step : undefined;
  return carEventReceived({
    ...number,
    carEvent: word.type,
    time,
    ...(step === undefined ? {} : { step: { session: step.session, counter: step.counter, clock } }),
    ...(clockOffsetMs === state.clockOffsetMs ? {} : { clockOffsetMs }),
    ...(Object.keys(doubts).length === 0 ? {} : { doubts }),
    ...marks,
  });
}

function confirmedBy(
  vin: string,
  { isConfirmed, status, time, timeMarks }: Judgement,
): readonly VehicleEvent[] {
  const { position } = status;
  if (!isConfirmed || position === undefined) return [];
  return [positionConfirmed({ vin, position, time, ...timeMarks })];
}

function saidBy(
  state: CarState,
  log: number,
  word: CarWord,
  judgement: Judgement,
  context: Context,
): readonly VehicleEvent[] {
  const { vin } = state;
  const { time, status, marks } = judgement;
  switch (word.type) {
    case 'connected': {
      const { step, trust, firmware = state.connection?.firmware ?? 'unknown' } = word;
      const { session, counter } = step;
      const said = { vin, session, counter, clock: judgement.clock, firmware, status, time, ...marks };
      return [
        connected({ ...said, ...(trust === undefined ? {} : { trust }) }),
        ...resolvedBy(state, log, word, judgement),
      ];
    }
    case 'command-result':
      return [...finishedBy(state, word, judgement), ...resolvedBy(state, log, word, judgement)];
    case 'grant-used': {
      const { grantId, booking, action, result, fault } = word;
      const reason = fault === undefined ? {} : { reason: fault };
      const used = { vin, grantId, booking, action, result: results[result], ...reason };
      return [grantUsed({ ...used, status, time, ...marks })];
    }
    case 'trust-updated': {
      const { trust, fault } = word;
      return [trustUpdated({ vin, trust, ...(fault === undefined ? {} : { fault }), time, ...marks })];
    }
    case 'entitlement-result':
    case 'entitlement-ended':
      return entitlementSaid(state, word, context);
    case 'started':
      return [driveStarted({ vin, status, time, ...marks })];
    case 'parked':
      return [parked({ vin, status, time, ...marks })];
  }
}

/**
 * The answer to a command. The first final result stands: a car repeats its answer when the command came again. Only
 * UNKNOWN, which is the platform's own word, gives way to it.
 */
function finishedBy(
  state: CarState,
  word: Said<'command-result'>,
  { time, status, marks }: Judgement,
): readonly VehicleEvent[] {
  const request = commandOf(state, word.commandId);
  if (request === undefined || !isOpen(request)) return [];
  if (word.result === 'executed') {
    return [finished(state.vin, request, { result: 'EXECUTED', status, time, ...marks })];
  }
  const fault = word.fault ?? 'MALFORMED';
  return [
    finished(state.vin, request, {
      result: 'REJECTED',
      reason: fault,
      ...faults[fault],
      status,
      time,
      ...marks,
    }),
  ];
}

/**
 * What a car's word proves of the commands that it has not answered: all that it said before is received, since its
 * numbers are in order. So such a command was not executed, and never will be, when its session is over, or when it has
 * expired by the car's clock. A car that has lost its store may have lost an answer with it, and an event that could not
 * be read may have been one: that command stays UNKNOWN.
 */
function resolvedBy(
  state: CarState,
  log: number,
  { step, ...word }: Said<'connected' | 'command-result'>,
  { time, timeMarks }: Judgement,
): readonly VehicleEvent[] {
  if (step === undefined) return [];
  const { session, clock } = step;
  const answered = 'commandId' in word ? word.commandId : undefined;
  return state.requests
    .filter(hasCommand)
    .filter(isOpen)
    .filter(({ command }) => command.log === log && command.answerLost !== true)
    .filter(({ command }) => command.commandId !== answered)
    .flatMap((request) => {
      const { command } = request;
      const otherSession = command.session !== session;
      const hasExpired = clock !== undefined && milliseconds(command.expires) < clock;
      if (!otherSession && !hasExpired) return [];
      return [
        finished(state.vin, request, {
          result: 'EXPIRED',
          reason: otherSession ? 'WRONG_SESSION' : 'EXPIRED',
          mayHaveSucceeded: false,
          retryCanHelp: true,
          time,
          ...timeMarks,
        }),
      ];
    });
}

interface Ending {
  readonly result: 'EXECUTED' | 'REJECTED' | 'EXPIRED';
  readonly reason?: FinishReason;
  readonly mayHaveSucceeded?: boolean;
  readonly retryCanHelp?: boolean;
  readonly status?: CarStatus;
  readonly time: string;
}

function finished(vin: string, request: CommandRequest, ending: Ending & Judgement['marks']): VehicleEvent {
  return commandFinished({
    ...askedOf(vin, request),
    commandId: request.command.commandId,
    mayHaveSucceeded: ending.result === 'EXECUTED',
    retryCanHelp: false,
    ...ending,
  });
}
