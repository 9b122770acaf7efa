import {
  ENTITLEMENT_JWS_TYPE,
  type Entitlement,
  WITHDRAWAL_JWS_TYPE,
  type Withdrawal,
} from '../../shared/contracts/car/entitlements.ts';
import {
  ENTITLEMENT_GRACE_SECONDS,
  ENTITLEMENT_LIFETIME_SECONDS,
  type EntitlementRefusal,
  entitlementActivated,
  entitlementEnded,
  entitlementRefusals,
  entitlementRefused,
  entitlementSent,
  entitlementTimeout,
  entitlementWithdrawn,
  type grantEntitlement,
  type withdrawEntitlement,
} from '../../shared/contracts/vehicles/entitlements.ts';
import { addSeconds, type Instant, isBefore } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Output, Timer } from '../../shared/runtime/domain.ts';
import type { EntitlementWord } from './car-word.ts';
import type { EntitlementRecord } from './entitlement-record.ts';
import { entitlementOf } from './entitlement-state.ts';
import type { VehicleEvent } from './evolve.ts';
import type { CarState } from './state.ts';

/**
 * Bought features. The platform signs an entitlement, and only the car's own word says that it has the feature. What it
 * does not confirm in time is withdrawn, so that nothing stays active that nobody pays for.
 */

type Grant = MessageOf<typeof grantEntitlement>;

/** A car takes one at once, though its clock is a little behind. */
const CLOCK_TOLERANCE_SECONDS = 60;

export function decideGrantEntitlement(
  state: CarState,
  { data }: Grant,
  context: Context,
): Decision<VehicleEvent> {
  const { seconds, ...asked } = data;
  if (entitlementOf(state, data.entitlementId) !== undefined) return { kind: 'accept', events: [] };
  if (state.registration === undefined) return refuse(data, 'VEHICLE_UNKNOWN', context);
  const now = onCarsClock(state, context.now);
  return send(
    state,
    { ...asked, begins: addSeconds(now, -CLOCK_TOLERANCE_SECONDS), ends: addSeconds(now, seconds) },
    context,
  );
}

export function decideGrantEntitlementExpired(
  state: CarState,
  { data }: Grant,
  context: Context,
): Decision<VehicleEvent> {
  if (entitlementOf(state, data.entitlementId) !== undefined) return { kind: 'accept', events: [] };
  return refuse(data, 'EXPIRED', context);
}

interface Names {
  readonly vin: string;
  readonly entitlementId: string;
  readonly rentalId: string;
  readonly riderId: string;
}

function refuse(
  { vin, entitlementId, rentalId, riderId }: Names,
  reason: EntitlementRefusal,
  { now: time }: Context,
): Decision<VehicleEvent> {
  const refused = entitlementRefused({ vin, entitlementId, rentalId, riderId, reason, time });
  return { kind: 'accept', events: [refused] };
}

interface Sending {
  readonly kind: 'accept';
  readonly events: readonly VehicleEvent[];
  readonly outputs: readonly Output[];
}

/** With the next version, so that the car takes it once. */
function send(
  state: CarState,
  asked: Names & { readonly feature: string; readonly begins: Instant; readonly ends: Instant },
  context: Context,
): Sending {
  const { vin, entitlementId, rentalId, riderId, feature, begins, ends } = asked;
  const version = (state.entitlementVersion ?? 0) + 1;
  const expires = addSeconds(onCarsClock(state, context.now), ENTITLEMENT_LIFETIME_SECONDS);
  const of = { vin, entitlementId, rentalId, riderId, feature, version, expires, begins, ends };
  return {
    kind: 'accept',
    events: [entitlementSent({ ...of, time: context.now })],
    outputs: [
      textFor(state, {
        id: entitlementId,
        vin,
        booking: rentalId,
        feature,
        version,
        expires,
        begins,
        ends,
      }),
    ],
  };
}

export function decideWithdrawEntitlement(
  state: CarState,
  { data }: MessageOf<typeof withdrawEntitlement>,
  context: Context,
): Decision<VehicleEvent> {
  const record = entitlementOf(state, data.entitlementId);
  if (record === undefined || record.state === 'OVER' || record.state === 'WITHDRAWING') {
    return { kind: 'ignore', reason: `It is ${record?.state ?? 'not granted'}.` };
  }
  return { kind: 'accept', ...withdraw(state, record, context) };
}

function withdraw(state: CarState, record: EntitlementRecord, { now: time }: Context) {
  const version = (state.entitlementVersion ?? 0) + 1;
  return {
    events: [entitlementWithdrawn({ ...namesOf(state, record), version, time })],
    outputs: [withdrawalFor(state, { id: record.id, vin: state.vin, version })],
  };
}

/** The timer: no answer came. If the car has taken it all the same, the withdrawal ends it, and nobody pays for it. */
export function decideEntitlementTimeout(
  state: CarState,
  { data }: MessageOf<typeof entitlementTimeout>,
  context: Context,
): Decision<VehicleEvent> {
  const record = entitlementOf(state, data.entitlementId);
  if (record?.state !== 'SENT') return { kind: 'ignore', reason: 'It was answered.' };
  const { events, outputs } = withdraw(state, record, context);
  const refused = entitlementRefused({
    ...namesOf(state, record),
    reason: 'NOT_CONFIRMED',
    time: context.now,
  });
  return { kind: 'accept', events: [refused, ...events], outputs };
}

export function entitlementTimers({ vin, entitlements = [] }: CarState): readonly Timer[] {
  return entitlements
    .filter(({ state }) => state === 'SENT')
    .map(({ id, sentAt }) => ({
      id: `entitlement-timeout/${id}`,
      at: addSeconds(sentAt, ENTITLEMENT_LIFETIME_SECONDS + ENTITLEMENT_GRACE_SECONDS),
      command: entitlementTimeout({ vin, entitlementId: id }),
    }));
}

/** What the car says of an entitlement. Only what is news is an event: it repeats itself, and so may an attacker. */
export function entitlementSaid(
  state: CarState,
  word: EntitlementWord,
  { now: time }: Context,
): readonly VehicleEvent[] {
  const record = entitlementOf(state, word.entitlementId);
  if (record === undefined || record.state === 'OVER') return [];
  const names = namesOf(state, record);
  if (word.type === 'entitlement-ended') {
    const why = word.why === 'withdrawn' ? 'WITHDRAWN' : 'EXPIRED';
    return [entitlementEnded({ ...names, why, time })];
  }
  if (word.result === 'executed') {
    // After a withdrawal nothing counts but its end.
    if (record.state === 'WITHDRAWING') return [];
    const until = addSeconds(record.ends, -state.clockOffsetMs / 1000);
    return [entitlementActivated({ ...names, feature: record.feature, until, time })];
  }
  if (record.state !== 'SENT') return [];
  const { version } = word;
  const reason = entitlementRefusals.find((known) => known === word.fault) ?? 'MALFORMED';
  return [entitlementRefused({ ...names, reason, ...(version === undefined ? {} : { version }), time })];
}

/**
 * What a car lacks that has just connected: everything that it said before is received. An entitlement that it has not
 * answered, a withdrawal, and what it has lost with its store. What must be over by now and was lost, is over.
 */
export function missingEntitlements(state: CarState, context: Context): Omit<Sending, 'kind'> {
  const now = onCarsClock(state, context.now);
  const events: VehicleEvent[] = [];
  const outputs: Output[] = [];
  let { entitlementVersion = 0 } = state;
  for (const record of state.entitlements ?? []) {
    const { id, feature, version, expires, begins, ends, rentalId } = record;
    const lost = record.state === 'ACTIVE' && record.log !== state.lanes.normal?.log;
    if (record.state === 'WITHDRAWING' && isBefore(now, ends)) {
      outputs.push(withdrawalFor(state, { id, vin: state.vin, version }));
    } else if (record.state === 'SENT' && isBefore(now, expires)) {
      const { vin } = state;
      outputs.push(textFor(state, { id, vin, booking: rentalId, feature, version, expires, begins, ends }));
    } else if (lost && isBefore(now, ends)) {
      const again = { ...namesOf(state, record), feature, begins, ends };
      const sent = send({ ...state, entitlementVersion }, again, context);
      entitlementVersion += 1;
      events.push(...sent.events);
      outputs.push(...sent.outputs);
    } else if (lost) {
      events.push(entitlementEnded({ ...namesOf(state, record), why: 'EXPIRED', time: context.now }));
    }
  }
  return { events, outputs };
}

const namesOf = ({ vin }: CarState, { id, rentalId, riderId }: EntitlementRecord): Names => ({
  vin,
  entitlementId: id,
  rentalId,
  riderId,
});

const textFor = (car: CarState, payload: Entitlement): Output => ({
  to: 'car',
  vin: payload.vin,
  topic: 'trust',
  sign: true,
  typ: ENTITLEMENT_JWS_TYPE,
  ...keysOf(car),
  payload,
});

const withdrawalFor = (car: CarState, payload: Withdrawal): Output => ({
  to: 'car',
  vin: payload.vin,
  topic: 'trust',
  sign: true,
  typ: WITHDRAWAL_JWS_TYPE,
  ...keysOf(car),
  payload,
});

/** Which keys the car trusts decides which one signs for it. */
const keysOf = ({ trust }: CarState): { list?: number } => (trust === undefined ? {} : { list: trust.keys });

const onCarsClock = ({ clockOffsetMs }: CarState, time: Instant): Instant =>
  addSeconds(time, clockOffsetMs / 1000);
