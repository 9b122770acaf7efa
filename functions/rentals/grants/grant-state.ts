import type { Data } from '../../../shared/contracts/define.ts';
import type {
  grantDenied,
  grantHeld,
  grantReceived,
  grantRequested,
  grantsOpen,
  grantsSettled,
  grantsWithdrawn,
  phoneGone,
  phoneKnown,
} from '../../../shared/contracts/rentals/grants.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { EventOf } from '../../../shared/runtime/domain.ts';
import type { PhoneEvent } from '../car/events.ts';
import type { CarState, RiderState } from '../car/state.ts';
import type { GrantRecord } from './grant-record.ts';

/** Kept in the state; what is dropped stays readable as it was. */
const KEPT_GRANTS = 32;
const KEPT_PHONES = 16;
const KEPT_HOLDINGS = 100;

export function isLive({ state }: GrantRecord): boolean {
  return state === 'PENDING' || state === 'ISSUED';
}

/** Whether a phone may open the car with it, as far as the car has acknowledged. */
export function mayOpen({ state, settled }: GrantRecord): boolean {
  return state !== 'DENIED' && settled !== true;
}

type GrantEvent = EventOf<
  | typeof grantRequested
  | typeof grantReceived
  | typeof grantDenied
  | typeof grantsWithdrawn
  | typeof grantsOpen
  | typeof grantsSettled
>;

export function evolveGrants(car: CarState, event: GrantEvent): CarState {
  switch (event.type) {
    case 'rentals.grant-requested.v1':
      return afterRequest(car, event.data);
    case 'rentals.grant-received.v1':
      return afterReceipt(car, event.data);
    case 'rentals.grant-denied.v1':
      return afterDenial(car, event.data);
    case 'rentals.grants-withdrawn.v1':
      return afterWithdrawal(car, event.data);
    case 'rentals.grants-open.v1':
      // The rental and the grants say it.
      return car;
    case 'rentals.grants-settled.v1':
      return afterSettling(car, event.data);
  }
}

export function evolvePhones(rider: RiderState, event: PhoneEvent): RiderState {
  switch (event.type) {
    case 'rentals.phone-known.v1':
      return afterPhone(rider, event.data, false);
    case 'rentals.phone-gone.v1':
      return afterPhone(rider, event.data, true);
    case 'rentals.grant-held.v1':
      return afterHolding(rider, event.data);
  }
}

function afterRequest(car: CarState, data: Data<typeof grantRequested>): CarState {
  const { grantId, rentalId, riderId, phoneKeyId, until } = data;
  const grant: GrantRecord = { grantId, rentalId, riderId, phoneKeyId, until, state: 'PENDING' };
  return { ...car, grants: [...(car.grants ?? []), grant].slice(-KEPT_GRANTS) };
}

function afterReceipt(car: CarState, data: Data<typeof grantReceived>): CarState {
  const { notBefore, expires, actions, grant } = data;
  const issued = { notBefore, expires, actions, grant };
  return withGrants(car, [data.grantId], (known) => ({ ...known, state: 'ISSUED', issued }));
}

function afterDenial(car: CarState, { grantId, reason }: Data<typeof grantDenied>): CarState {
  return withGrants(car, [grantId], (known) => ({ ...known, state: 'DENIED', reason }));
}

function afterWithdrawal(car: CarState, { grants, version }: Data<typeof grantsWithdrawn>): CarState {
  return withGrants(car, grants, (known) => {
    const { issued: _, ...rest } = known;
    return { ...rest, state: 'REVOKED', ...(version === undefined ? {} : { revokedBy: version }) };
  });
}

function afterSettling(car: CarState, { rentalId }: Data<typeof grantsSettled>): CarState {
  const ids = (car.grants ?? []).filter((grant) => grant.rentalId === rentalId && mayOpen(grant));
  return withGrants(
    car,
    ids.map(({ grantId }) => grantId),
    (known) => ({ ...known, settled: true }),
  );
}

function withGrants(
  car: CarState,
  ids: readonly string[],
  change: (grant: GrantRecord) => GrantRecord,
): CarState {
  const grants = (car.grants ?? []).map((grant) => (ids.includes(grant.grantId) ? change(grant) : grant));
  return { ...car, grants };
}

function afterPhone(
  rider: RiderState,
  { phoneKeyId, thumbprint }: Data<typeof phoneKnown | typeof phoneGone>,
  gone: boolean,
): RiderState {
  const others = (rider.phones ?? []).filter((phone) => phone.phoneKeyId !== phoneKeyId);
  return { ...rider, phones: [...others, { phoneKeyId, thumbprint, gone }].slice(-KEPT_PHONES) };
}

function afterHolding(rider: RiderState, data: Data<typeof grantHeld>): RiderState {
  const { vin, thumbprint, until, time } = data;
  const others = (rider.holdings ?? []).filter(
    (holding) => isBefore(time, holding.until) && !(holding.vin === vin && holding.thumbprint === thumbprint),
  );
  const before = rider.holdings?.find(
    (holding) => holding.vin === vin && holding.thumbprint === thumbprint,
  )?.until;
  const longest = before !== undefined && isBefore(until, before) ? before : until;
  return { ...rider, holdings: [...others, { vin, thumbprint, until: longest }].slice(-KEPT_HOLDINGS) };
}
