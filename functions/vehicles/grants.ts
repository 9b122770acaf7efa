import { type CarTrust, REVOCATIONS_JWS_TYPE } from '../../shared/contracts/car/car.ts';
import {
  GRANT_JWS_TYPE,
  type Grant,
  LONGEST_GRANT_SECONDS,
  MOST_REVOKED_GRANTS,
  type Revocations,
} from '../../shared/contracts/car/grant-exchange.ts';
import {
  type GrantRefusal,
  grantIssued,
  grantPrepared,
  grantRefused,
  grantsRevoked,
  type issueGrant,
  recordGrant,
  type revokeGrants,
} from '../../shared/contracts/vehicles/grants.ts';
import { addSeconds, type Instant, isBefore } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Output } from '../../shared/runtime/domain.ts';
import { withSignature } from '../../shared/runtime/with-signature.ts';
import { keyThumbprint } from './car-key.ts';
import type { VehicleEvent } from './evolve.ts';
import type { GrantRecord } from './grant-record.ts';
import { unexpired } from './grant-state.ts';
import type { CarState } from './state.ts';

/**
 * Grants: a phone may use a car for a booking without a network. The platform signs one ahead of time and can only take
 * it back by a list that the car keeps, so the car's state knows each until it has expired.
 */

type Issue = MessageOf<typeof issueGrant>;

/** A phone may use its grant at once, though the car's clock is a little behind. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** Prepares a grant. What is signed of it comes back as the room's own command, so that it is in the log. */
export function decideIssueGrant(state: CarState, { data }: Issue, context: Context): Decision<VehicleEvent> {
  const { vin, grantId, booking, phone, actions, until } = data;
  if ((state.grants ?? []).some(({ id }) => id === grantId)) return { kind: 'accept', events: [] };
  if (state.registration === undefined) return refuseGrant(data, 'VEHICLE_UNKNOWN', context);
  if (state.certificate === undefined) return refuseGrant(data, 'VEHICLE_WITHOUT_KEY', context);
  const now = onCarsClock(state, context.now);
  // Each may have to be on the list of the revoked, which is only so long.
  if (unexpired(state.grants, now).length >= MOST_REVOKED_GRANTS) {
    return refuseGrant(data, 'TOO_MANY_GRANTS', context);
  }
  const notBefore = addSeconds(now, -CLOCK_TOLERANCE_SECONDS);
  const expires = earlier(onCarsClock(state, until), addSeconds(notBefore, LONGEST_GRANT_SECONDS));
  if (!isBefore(now, expires)) return refuseGrant(data, 'EXPIRED', context);
  const payload: Grant = {
    id: grantId,
    vin,
    booking,
    phone,
    car: keyThumbprint(state.certificate.certificatePem),
    notBefore,
    expires,
    actions: [...actions],
  };
  return {
    kind: 'accept',
    events: [
      grantPrepared({
        vin,
        grantId,
        booking,
        phone,
        actions: [...actions],
        notBefore,
        expires,
        time: context.now,
      }),
    ],
    outputs: [
      withSignature(
        recordGrant,
        { vin, grantId },
        { field: 'grant', typ: GRANT_JWS_TYPE, ...keysOf(state), payload },
      ),
    ],
  };
}

export function decideIssueGrantExpired(
  _: CarState,
  { data }: Issue,
  context: Context,
): Decision<VehicleEvent> {
  return refuseGrant(data, 'EXPIRED', context);
}

function refuseGrant(
  { vin, grantId, booking }: Issue['data'],
  reason: GrantRefusal,
  { now }: Context,
): Decision<VehicleEvent> {
  return {
    kind: 'accept',
    events: [grantRefused({ vin, grantId, booking, reason, time: now })],
  };
}

/** The signed grant. One that was revoked before it was signed is never handed out. */
export function decideRecordGrant(
  state: CarState,
  { data }: MessageOf<typeof recordGrant>,
  context: Context,
): Decision<VehicleEvent> {
  const prepared = (state.grants ?? []).find(({ id }) => id === data.grantId);
  if (prepared === undefined || prepared.state !== 'PREPARED') {
    return { kind: 'ignore', reason: 'The grant is issued, or was revoked before.' };
  }
  const { id: grantId, booking, phone, actions, notBefore, expires } = prepared;
  return {
    kind: 'accept',
    events: [
      grantIssued({
        vin: state.vin,
        grantId,
        booking,
        phone,
        actions: [...actions],
        notBefore,
        expires,
        grant: data.grant,
        time: context.now,
      }),
    ],
  };
}

/** Takes grants back: the car gets a new list, now or at its next contact. */
export function decideRevokeGrants(
  state: CarState,
  { data }: MessageOf<typeof revokeGrants>,
  context: Context,
): Decision<VehicleEvent> {
  const concerns = (grant: GrantRecord): boolean =>
    'booking' in data ? grant.booking === data.booking : grant.phone === data.phone;
  const live = unexpired(state.grants, onCarsClock(state, context.now));
  const revoked = live.filter((grant) => grant.state !== 'REVOKED' && concerns(grant));
  if (revoked.length === 0) return { kind: 'ignore', reason: 'There is no such grant that still counts.' };
  const grants = live
    .filter((grant) => grant.state === 'REVOKED' || revoked.includes(grant))
    .map(({ id, expires }) => ({ id, expires }));
  // A car may know a higher version than we do, after a loss of ours: it takes only higher ones than its own.
  const version = Math.max(state.revocations?.version ?? 0, state.trust?.revocations ?? 0) + 1;
  const list: Revocations = { vin: state.vin, version, grants };
  return {
    kind: 'accept',
    events: [grantsRevoked({ ...list, revoked: revoked.map(({ id }) => id), time: context.now })],
    outputs: [listForCar(state, list)],
  };
}

/** The list, for a car that has connected and keeps an older one. */
export function missingRevocations(
  state: CarState,
  { keys, revocations: kept }: CarTrust,
): readonly Output[] {
  const { vin, revocations } = state;
  if (revocations === undefined || kept >= revocations.version) return [];
  const list = { vin, version: revocations.version, grants: [...revocations.grants] };
  return [listForCar({ trust: { keys } }, list)];
}

function listForCar(car: { readonly trust?: { readonly keys: number } }, payload: Revocations): Output {
  return {
    to: 'car',
    vin: payload.vin,
    topic: 'trust',
    sign: true,
    typ: REVOCATIONS_JWS_TYPE,
    ...keysOf(car),
    payload,
  };
}

/** Which keys the car trusts decides which one signs for it. */
function keysOf({ trust }: { readonly trust?: { readonly keys: number } }): { list?: number } {
  return trust === undefined ? {} : { list: trust.keys };
}

const onCarsClock = ({ clockOffsetMs }: CarState, time: Instant): Instant =>
  addSeconds(time, clockOffsetMs / 1000);

const earlier = (a: Instant, b: Instant): Instant => (isBefore(a, b) ? a : b);
