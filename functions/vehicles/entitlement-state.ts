import type { Data } from '../../shared/contracts/define.ts';
import type { entitlementSent } from '../../shared/contracts/vehicles/entitlements.ts';
import { addSeconds, isBefore } from '../../shared/kernel/time.ts';
import type { EntitlementRecord } from './entitlement-record.ts';
import type { CarState } from './state.ts';

const FORGOTTEN_AFTER_SECONDS = 3600;

export const entitlementOf = ({ entitlements = [] }: CarState, id: string): EntitlementRecord | undefined =>
  entitlements.find((one) => one.id === id);

/** Sent for the first time; or again, to a car that has lost it. */
export function afterSending(state: CarState, data: Data<typeof entitlementSent>): CarState {
  const { entitlementId: id, rentalId, riderId, feature, version, expires, begins, ends, time } = data;
  const known = entitlementOf(state, id);
  const record: EntitlementRecord = {
    id,
    rentalId,
    riderId,
    feature,
    version,
    expires,
    begins,
    ends,
    sentAt: time,
    ...(known?.log === undefined ? {} : { log: known.log }),
    state: known?.state ?? 'SENT',
  };
  const limit = addSeconds(begins, -FORGOTTEN_AFTER_SECONDS);
  const others = (state.entitlements ?? []).filter(
    (one) => one.id !== id && (one.state === 'SENT' || one.state === 'ACTIVE' || isBefore(limit, one.ends)),
  );
  return { ...withVersion(state, version), entitlements: [...others, record] };
}

export function afterConfirmation(state: CarState, id: string): CarState {
  const { log = 0 } = state.lanes.normal ?? {};
  return withRecord(state, id, (record) => ({ ...record, log, state: 'ACTIVE' }));
}

export function afterWithdrawal(state: CarState, id: string, version: number): CarState {
  return withRecord(withVersion(state, version), id, (record) => ({
    ...record,
    version,
    state: 'WITHDRAWING',
  }));
}

export function afterEnd(state: CarState, id: string, version = 0): CarState {
  return withRecord(withVersion(state, version), id, (record) => ({ ...record, state: 'OVER' }));
}

function withRecord(
  state: CarState,
  id: string,
  change: (record: EntitlementRecord) => EntitlementRecord,
): CarState {
  if (entitlementOf(state, id) === undefined) return state;
  const entitlements = (state.entitlements ?? []).map((one) => (one.id === id ? change(one) : one));
  return { ...state, entitlements };
}

const withVersion = (state: CarState, version: number): CarState => ({
  ...state,
  entitlementVersion: Math.max(state.entitlementVersion ?? 0, version),
});
