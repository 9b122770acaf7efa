import type { CarStatus } from '../../shared/contracts/car/car.ts';
import type { Data } from '../../shared/contracts/define.ts';
import type {
  entitlementActivated,
  entitlementEnded,
  entitlementRefused,
  entitlementSent,
  entitlementWithdrawn,
} from '../../shared/contracts/vehicles/entitlements.ts';
import type {
  grantIssued,
  grantPrepared,
  grantRefused,
  grantsRevoked,
  grantUsed,
} from '../../shared/contracts/vehicles/grants.ts';
import type {
  carEventReceived,
  certificateIssued,
  certificateRequested,
  commandFinished,
  commandIssued,
  connected,
  driveStarted,
  logAccepted,
  parked,
  positionConfirmed,
  registered,
  trustUpdated,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { doubtfulAfter } from '../../shared/evidence/fix.ts';
import { otherSeriesAfter } from '../../shared/evidence/odometer.ts';
import { type Instant, isBefore, milliseconds } from '../../shared/kernel/time.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import { afterConfirmation, afterEnd, afterSending, afterWithdrawal } from './entitlement-state.ts';
import { afterIssuing, afterPreparation, afterRevocation } from './grant-state.ts';
import {
  type CarRequest,
  type CarState,
  type Connection,
  hasCommand,
  isOpen,
  keepRequests,
} from './state.ts';

export type VehicleEvent = EventOf<
  | typeof registered
  | typeof certificateRequested
  | typeof certificateIssued
  | typeof carEventReceived
  | typeof connected
  | typeof trustUpdated
  | typeof grantPrepared
  | typeof grantIssued
  | typeof grantRefused
  | typeof grantUsed
  | typeof grantsRevoked
  | typeof entitlementSent
  | typeof entitlementActivated
  | typeof entitlementRefused
  | typeof entitlementWithdrawn
  | typeof entitlementEnded
  | typeof commandIssued
  | typeof commandFinished
  | typeof driveStarted
  | typeof parked
  | typeof positionConfirmed
  | typeof logAccepted
>;

/** The state after an event of the room, whatever the state was. */
export function evolve(state: CarState, event: VehicleEvent): CarState {
  switch (event.type) {
    case 'vehicles.registered.v1': {
      const { model, plate, time } = event.data;
      return { ...state, registration: { model, ...(plate === undefined ? {} : { plate }), time } };
    }
    case 'vehicles.certificate-requested.v1':
      return { ...state, certificateRequestId: event.data.certificateRequestId };
    case 'vehicles.certificate-issued.v1': {
      const { certificateId, certificatePem } = event.data;
      return { ...state, certificate: { certificateId, certificatePem } };
    }
    case 'vehicles.car-event-received.v1':
      return afterCarEvent(state, event.data);
    case 'vehicles.connected.v1': {
      const { session, counter, firmware, trust, status, time } = event.data;
      const connection = { ...inStep(state.connection, session, counter), firmware, connectedAt: time };
      const after = { ...state, connection, ...(trust === undefined ? {} : { trust }) };
      return withStatus(after, status, time);
    }
    case 'vehicles.trust-updated.v1': {
      const { trust, fault } = event.data;
      return { ...state, trust: { ...trust, ...(fault === undefined ? {} : { fault }) } };
    }
    case 'vehicles.grant-prepared.v1':
      return afterPreparation(state, event.data);
    case 'vehicles.grant-issued.v1':
      return afterIssuing(state, event.data);
    case 'vehicles.grants-revoked.v1':
      return afterRevocation(state, event.data);
    case 'vehicles.entitlement-sent.v1':
      return afterSending(state, event.data);
    case 'vehicles.entitlement-activated.v1':
      return afterConfirmation(state, event.data.entitlementId);
    case 'vehicles.entitlement-refused.v1':
      return afterEnd(state, event.data.entitlementId, event.data.version);
    case 'vehicles.entitlement-withdrawn.v1':
      return afterWithdrawal(state, event.data.entitlementId, event.data.version);
    case 'vehicles.entitlement-ended.v1':
      return afterEnd(state, event.data.entitlementId);
    case 'vehicles.log-accepted.v1': {
      const beginning = { log: event.data.log, next: 1 };
      return { ...state, lanes: { normal: beginning, emergency: beginning } };
    }
    case 'vehicles.position-confirmed.v1':
      return withStatus(state, { position: event.data.position }, event.data.time);
    case 'vehicles.grant-refused.v1':
      return state;
    case 'vehicles.grant-used.v1':
      return withStatus(state, event.data.status, event.data.time);
    case 'vehicles.command-issued.v1':
      return afterIssue(state, event.data);
    case 'vehicles.command-finished.v1':
      return afterFinish(state, event.data);
    case 'vehicles.drive-started.v1':
    case 'vehicles.parked.v1':
      return withStatus(state, event.data.status, event.data.time);
  }
}

function afterCarEvent(state: CarState, data: Data<typeof carEventReceived>): CarState {
  const { lane, log, seq, time, step, clockOffsetMs, doubts } = data;
  const before = data.unread === true ? withAnswersLost(state) : withStateReported(state, data.carEvent);
  const at = milliseconds(time);
  return {
    ...before,
    lanes: { ...state.lanes, [lane]: { log, next: seq + 1 } },
    heard: { ...state.heard, [lane]: time },
    ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
    ...(step === undefined || state.connection === undefined
      ? {}
      : { connection: { ...state.connection, ...inStep(state.connection, step.session, step.counter) } }),
    ...(doubts?.position === undefined
      ? {}
      : { doubtfulPlace: doubtfulAfter(state.doubtfulPlace, doubts.position, at) }),
    ...(doubts?.odometerKm === undefined
      ? {}
      : { otherOdometer: otherSeriesAfter(state.otherOdometer, doubts.odometerKm, at) }),
  };
}

/** Any command that waits for its answer may have got it. */
function withAnswersLost(state: CarState): CarState {
  const requests = state.requests.map(
    (request): CarRequest =>
      hasCommand(request) && isOpen(request)
        ? { ...request, command: { ...request.command, answerLost: true } }
        : request,
  );
  return { ...state, requests, answerUnread: true };
}

function withStateReported(state: CarState, carEvent: string): CarState {
  if (carEvent !== 'connected' && carEvent !== 'command-result') return state;
  const { answerUnread: _, ...reported } = state;
  return reported;
}

/** Within a session a counter is never used again, so the higher one counts; a new session begins where the car says. */
function inStep(before: Connection | undefined, session: string, counter: number) {
  return before?.session === session
    ? { session, counter: Math.max(before.counter, counter) }
    : { session, counter };
}

function afterIssue(state: CarState, data: Data<typeof commandIssued>): CarState {
  const { commandId, requestId, action, booking, session, counter, issued, expires, time } = data;
  const request: CarRequest = {
    requestId,
    action,
    ...(booking === undefined ? {} : { booking }),
    command: {
      commandId,
      session,
      counter,
      issued,
      expires,
      sentAt: time,
      log: state.lanes.normal?.log ?? 0,
    },
  };
  return {
    ...state,
    ...(state.connection === undefined
      ? {}
      : { connection: { ...state.connection, ...inStep(state.connection, session, counter) } }),
    requests: keepRequests([...state.requests, request]),
  };
}

function afterFinish(state: CarState, data: Data<typeof commandFinished>): CarState {
  const { requestId, action, booking, result, reason, time, status } = data;
  const outcome = { result, ...(reason === undefined ? {} : { reason }), time };
  const known = state.requests.some((request) => request.requestId === requestId);
  const requests = known
    ? state.requests.map((request) =>
        request.requestId === requestId && isOpen(request) ? { ...request, outcome } : request,
      )
    : [...state.requests, { requestId, action, ...(booking === undefined ? {} : { booking }), outcome }];
  const after = { ...state, requests: keepRequests(requests) };
  return status === undefined ? after : withStatus(after, status, time);
}

/** What the car says of itself, field by field. The two lanes may bring it out of order: older news changes nothing. */
function withStatus(state: CarState, status: CarStatus, time: Instant): CarState {
  if (state.statusTime !== undefined && isBefore(time, state.statusTime)) return state;
  const { doubtfulPlace, otherOdometer, ...before } = state;
  return {
    ...before,
    status: { ...state.status, ...status },
    statusTime: time,
    // A doubt lasts until a value of its kind is taken.
    ...(status.position !== undefined
      ? { positionTime: time }
      : doubtfulPlace === undefined
        ? {}
        : { doubtfulPlace }),
    ...(status.odometerKm !== undefined
      ? { odometerTime: time }
      : otherOdometer === undefined
        ? {}
        : { otherOdometer }),
  };
}
