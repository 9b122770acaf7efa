import type { Data } from '../../shared/contracts/define.ts';
import type { grantIssued, grantPrepared, grantsRevoked } from '../../shared/contracts/vehicles/grants.ts';
import { addSeconds, type Instant, isBefore } from '../../shared/kernel/time.ts';
import type { GrantRecord } from './grant-record.ts';
import type { CarState } from './state.ts';

/**
 * Those that still count (on the car's clock). By its own clock the car may take one a little longer: it is forgotten
 * later than that.
 */
const FORGOTTEN_AFTER_SECONDS = 3600;

export function unexpired(grants: readonly GrantRecord[] = [], now: Instant): readonly GrantRecord[] {
  const limit = addSeconds(now, -FORGOTTEN_AFTER_SECONDS);
  return grants.filter(({ expires }) => isBefore(limit, expires));
}

export function afterPreparation(state: CarState, data: Data<typeof grantPrepared>): CarState {
  const { grantId, booking, phone, actions, notBefore, expires } = data;
  const grant: GrantRecord = {
    id: grantId,
    booking,
    phone,
    actions,
    notBefore,
    expires,
    state: 'PREPARED',
  };
  return { ...state, grants: [...unexpired(state.grants, notBefore), grant] };
}

export function afterIssuing(state: CarState, { grantId }: Data<typeof grantIssued>): CarState {
  const grants = (state.grants ?? []).map(
    (grant): GrantRecord => (grant.id === grantId ? { ...grant, state: 'ISSUED' } : grant),
  );
  return { ...state, grants };
}

export function afterRevocation(state: CarState, data: Data<typeof grantsRevoked>): CarState {
  const { version, revoked, grants: list } = data;
  const grants = (state.grants ?? []).map(
    (grant): GrantRecord => (revoked.includes(grant.id) ? { ...grant, state: 'REVOKED' } : grant),
  );
  return { ...state, grants, revocations: { version, grants: list } };
}
