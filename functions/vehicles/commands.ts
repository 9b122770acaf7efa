import type { CarCommand } from '../../shared/contracts/car/car.ts';
import type { ErrorCode } from '../../shared/contracts/errors.ts';
import {
  COMMAND_LIFETIME_SECONDS,
  commandFinished,
  commandIssued,
  type commandTimeout,
  type confirmPosition,
  type FinishReason,
  type sendCommand,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds, instant } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Output } from '../../shared/runtime/domain.ts';
import type { VehicleEvent } from './evolve.ts';
import {
  type CarRequest,
  type CarState,
  type Connection,
  hasCommand,
  isReport,
  unknownCommands,
} from './state.ts';

type Send = MessageOf<typeof sendCommand>;

/** Why nothing was sent, as the caller of the route hears it. */
const refusals = {
  VEHICLE_UNKNOWN: {
    code: 'VEHICLE_UNKNOWN',
    detail: 'is not registered.',
    mayHaveSucceeded: false,
    retryCanHelp: false,
  },
  NEVER_CONNECTED: {
    code: 'VEHICLE_NEVER_CONNECTED',
    detail: 'has not connected yet, so it has no session that a command could name.',
    mayHaveSucceeded: false,
    retryCanHelp: true,
  },
  COMMAND_IN_PROGRESS: {
    code: 'COMMAND_IN_PROGRESS',
    detail: 'is being asked the same already; wait for that answer.',
    mayHaveSucceeded: false,
    retryCanHelp: true,
  },
  STATE_UNKNOWN: {
    code: 'VEHICLE_STATE_UNKNOWN',
    detail: 'may have done this before, and has not answered yet; it is being asked.',
    mayHaveSucceeded: true,
    retryCanHelp: true,
  },
  EXPIRED_BEFORE_SENDING: {
    code: 'EXPIRED',
    detail: 'was not asked: the request was decided too late.',
    mayHaveSucceeded: false,
    retryCanHelp: true,
  },
} as const satisfies {
  [reason in FinishReason]?: {
    code: ErrorCode;
    detail: string;
    mayHaveSucceeded: boolean;
    retryCanHelp: boolean;
  };
};
type NotSent = keyof typeof refusals;

function isNotSent(reason: string | undefined): reason is NotSent {
  return reason !== undefined && Object.hasOwn(refusals, reason);
}

/** Sends the car a signed command. Whoever asked hears of every end in `command-finished`, also of a refusal. */
export function decideSend(state: CarState, message: Send, context: Context): Decision<VehicleEvent> {
  const before = knownRequest(state, message, context);
  if (before !== undefined) return answerAgain(state, before);
  if (state.registration === undefined) return notSent(message, 'VEHICLE_UNKNOWN', context);
  if (state.connection === undefined) return notSent(message, 'NEVER_CONNECTED', context);
  if (isBeingAsked(state, message)) return notSent(message, 'COMMAND_IN_PROGRESS', context);
  if (mayHaveComeTrue(state, message)) {
    return notSent(message, 'STATE_UNKNOWN', context, askForState(state, context));
  }
  const asked = {
    ...message.data,
    requestId: requestIdOf(message, context),
    commandId: context.id('cmd'),
  };
  const { events, outputs } = issue(state.connection, state, asked, context);
  return { kind: 'accept', events, outputs, result: { commandId: asked.commandId } };
}

/** A request that was decided too late: nothing is sent, and the asker hears of it. */
export function decideSendExpired(state: CarState, message: Send, context: Context): Decision<VehicleEvent> {
  const before = knownRequest(state, message, context);
  if (before !== undefined) return answerAgain(state, before);
  return notSent(message, 'EXPIRED_BEFORE_SENDING', context);
}

/**
 * Asks the car how it stands, unless it is being asked: a question that harms nothing, and whose answer comes after all
 * that the car had to say before.
 */
export function askForState(state: CarState, context: Context): Sending {
  const isAsked = state.requests.some((request) => isReport(request) && request.outcome === undefined);
  if (state.connection === undefined || isAsked) return { events: [], outputs: [] };
  const commandId = context.id('cmd', 'report');
  const asked = { vin: state.vin, action: 'report', requestId: `report/${commandId}`, commandId } as const;
  return issue(state.connection, state, asked, context);
}

/** The timer: no answer came in time. The car may have obeyed all the same: it is asked, once. */
export function decideTimeout(
  state: CarState,
  { data }: MessageOf<typeof commandTimeout>,
  context: Context,
): Decision<VehicleEvent> {
  const request = state.requests.find(({ command }) => command?.commandId === data.commandId);
  if (request === undefined || request.outcome !== undefined) {
    return { kind: 'ignore', reason: 'The command has its result.' };
  }
  const question = isReport(request) ? { events: [], outputs: [] } : askForState(state, context);
  return {
    kind: 'accept',
    events: [
      commandFinished({
        ...askedOf(state.vin, request),
        commandId: data.commandId,
        result: 'UNKNOWN',
        reason: 'NO_ANSWER',
        mayHaveSucceeded: true,
        retryCanHelp: true,
        time: context.now,
      }),
      ...question.events,
    ],
    outputs: question.outputs,
  };
}

/** The timer: the car has reported a doubtful place and nothing better since. Its answer is the second word. */
export function decideConfirmation(
  state: CarState,
  { data }: MessageOf<typeof confirmPosition>,
  context: Context,
): Decision<VehicleEvent> {
  if (state.doubtfulPlace === undefined || instant(state.doubtfulPlace.time) !== data.since) {
    return { kind: 'ignore', reason: 'The place is known by now, or another one is doubtful.' };
  }
  return { kind: 'accept', ...askForState(state, context) };
}

/** The fields by which every event names what was asked. */
export function askedOf(vin: string, { requestId, action, booking }: CarRequest) {
  return { vin, requestId, action, ...(booking === undefined ? {} : { booking }) };
}

const requestIdOf = (message: Send, context: Context): string => message.data.requestId ?? context.operation;

function knownRequest(state: CarState, message: Send, context: Context): CarRequest | undefined {
  const requestId = requestIdOf(message, context);
  return state.requests.find((request) => request.requestId === requestId);
}

function answerAgain(state: CarState, request: CarRequest): Decision<VehicleEvent> {
  if (hasCommand(request)) {
    return { kind: 'accept', events: [], result: { commandId: request.command.commandId } };
  }
  const reason = request.outcome?.reason;
  const { code, detail } = refusals[isNotSent(reason) ? reason : 'EXPIRED_BEFORE_SENDING'];
  return { kind: 'refuse', code, detail: `${state.vin} ${detail}` };
}

/**
 * Different things may be under way at once: each has its own counter, and a car obeys in the order in which they
 * come, but opens for none that is older than a lock, so the last word wins. Only the same action for the same booking
 * waits, since a second one would change nothing.
 */
function isBeingAsked(state: CarState, { data }: Send): boolean {
  return state.requests.some(
    ({ outcome, action, booking }) =>
      outcome === undefined && action === data.action && booking === data.booking,
  );
}

/**
 * The same was asked before, and nobody knows what became of it: it gets no second counter, by which it could happen
 * twice, before the car has spoken again.
 */
function mayHaveComeTrue(state: CarState, { data }: Send): boolean {
  return unknownCommands(state).some(
    ({ action, booking }) => action === data.action && booking === data.booking,
  );
}

function notSent(
  message: Send,
  reason: NotSent,
  context: Context,
  more: Sending = { events: [], outputs: [] },
): Decision<VehicleEvent> {
  const { vin, action, booking } = message.data;
  const { code, detail, mayHaveSucceeded, retryCanHelp } = refusals[reason];
  return {
    kind: 'refuse',
    code,
    detail: `${vin} ${detail}`,
    events: [
      commandFinished({
        vin,
        requestId: requestIdOf(message, context),
        action,
        ...(booking === undefined ? {} : { booking }),
        result: reason === 'EXPIRED_BEFORE_SENDING' ? 'EXPIRED' : 'REJECTED',
        reason,
        mayHaveSucceeded,
        retryCanHelp,
        time: context.now,
      }),
      ...more.events,
    ],
    outputs: more.outputs,
  };
}

/** A command on its way. */
interface Sending {
  readonly events: readonly VehicleEvent[];
  readonly outputs: readonly Output[];
}

interface Asked extends Pick<CarRequest, 'requestId' | 'action' | 'booking'> {
  readonly vin: string;
  readonly commandId: string;
}

/** By a key of which list a text for this car must be signed, as far as it is known. */
function listOf({ trust }: Pick<CarState, 'trust'>): { list?: number } {
  return trust === undefined ? {} : { list: trust.keys };
}

function issue(
  { session, counter }: Connection,
  state: Pick<CarState, 'clockOffsetMs' | 'trust'>,
  { vin, action, requestId, commandId, ...asked }: Asked,
  context: Context,
): Sending {
  const booking = asked.booking === undefined ? {} : { booking: asked.booking };
  const issued = addSeconds(context.now, state.clockOffsetMs / 1000);
  const expires = addSeconds(issued, COMMAND_LIFETIME_SECONDS);
  const numbered = { session, counter: counter + 1, issued, expires };
  const payload: CarCommand = {
    id: commandId,
    vin,
    action,
    ...booking,
    ...numbered,
    ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
  };
  return {
    events: [
      commandIssued({
        vin,
        commandId,
        requestId,
        action,
        ...booking,
        ...numbered,
        time: context.now,
      }),
    ],
    outputs: [{ to: 'car', vin, topic: 'commands', sign: true, ...listOf(state), payload }],
  };
}
