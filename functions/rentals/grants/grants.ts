import { grantActions } from '../../../shared/contracts/car/car.ts';
import { LONGEST_GRANT_SECONDS } from '../../../shared/contracts/car/grant-exchange.ts';
import {
  grantDenied,
  grantReceived,
  grantRequested,
  grantsWithdrawn,
  holdGrant,
  type requestGrant,
} from '../../../shared/contracts/rentals/grants.ts';
import {
  type grantIssued,
  type grantRefused,
  type grantsRevoked,
  issueGrant,
  revokeGrants,
} from '../../../shared/contracts/vehicles/grants.ts';
import { addSeconds, type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf, Output } from '../../../shared/runtime/domain.ts';
import type { CarDecision } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { type CarState, hasRunOut, isActive, type RentalRecord, rentalOf } from '../car/state.ts';
import { lacksPayment, refuseUnpaid } from '../reserving/payment.ts';
import { grantBody } from './grant-read-models.ts';
import type { GrantRecord } from './grant-record.ts';
import { isLive } from './grant-state.ts';

/**
 * With a grant a rider's phone opens the rented car where there is no network. The vehicles room signs it and takes it
 * back; this room says for whom, for which rental and how long.
 */

/** Phones come and go; a rental has at most so many grants that count, since a car keeps only so many that do not. */
const MOST_GRANTS_A_RENTAL = 12;
/** A phone whose grant lasts nearly as long as a new one would gets no other. */
const RENEWED_AFTER_SECONDS = 3600;

export function decideRequestGrant(
  car: CarState,
  { data }: MessageOf<typeof requestGrant>,
  context: Context,
): CarDecision {
  const rental = rentalOf(car, data.rentalId);
  if (rental?.riderId !== data.riderId) {
    return {
      kind: 'refuse',
      code: 'RENTAL_UNKNOWN',
      detail: `There is no rental ${data.rentalId} of yours.`,
    };
  }
  if (!isActive(rental)) {
    return rental.state === 'EXPIRED'
      ? {
          kind: 'refuse',
          code: 'RESERVATION_EXPIRED',
          detail: `The car was kept until ${rental.reservedUntil}.`,
        }
      : { kind: 'refuse', code: 'RENTAL_OVER', detail: `The rental is ${rental.state}.` };
  }
  const until = endOfGrant(rental, context.now);
  if (until === undefined) {
    return {
      kind: 'refuse',
      code: 'RESERVATION_EXPIRED',
      detail: `The car was kept until ${rental.reservedUntil}.`,
    };
  }
  const unpaid = refuseUnpaid(rental);
  if (unpaid !== undefined) return unpaid;
  const live = (car.grants ?? []).filter((grant) => grant.rentalId === rental.rentalId && isLive(grant));
  const enough = live.find(
    (grant) =>
      grant.phoneKeyId === data.phoneKeyId &&
      !isBefore(addSeconds(grant.until, RENEWED_AFTER_SECONDS), until) &&
      isBefore(context.now, grant.until),
  );
  if (enough !== undefined) return { kind: 'accept', events: [], result: grantBody(enough) };
  if (live.length >= MOST_GRANTS_A_RENTAL) {
    return {
      kind: 'refuse',
      code: 'TOO_MANY_GRANTS',
      detail: `The rental has ${live.length} grants that count, and may have ${MOST_GRANTS_A_RENTAL}.`,
    };
  }
  const { vin, rentalId, riderId, phoneKeyId, thumbprint } = data;
  const phone = { riderId, phoneKeyId, thumbprint };
  const grantId = context.id('grt');
  const event: CarEvent = grantRequested({ vin, rentalId, grantId, ...phone, until, time: context.now });
  return {
    kind: 'accept',
    events: [event],
    outputs: [
      issueGrant({ vin, grantId, booking: rentalId, phone: thumbprint, actions: [...grantActions], until }),
      holdGrant({ vin, ...phone, until }),
    ],
    resultAfter: ({ grants = [] }) => grants.filter((grant) => grant.grantId === grantId).map(grantBody)[0],
  };
}

/** A reservation's ends with it; undefined when it has run out. */
function endOfGrant(rental: RentalRecord, now: Instant): Instant | undefined {
  if (rental.state !== 'RESERVED' && rental.state !== 'UNLOCKING') {
    return addSeconds(now, LONGEST_GRANT_SECONDS);
  }
  return hasRunOut(rental, now) ? undefined : rental.reservedUntil;
}

export function decideGrantIssued(car: CarState, { data }: MessageOf<typeof grantIssued>): CarDecision {
  const known = pending(car, data.grantId);
  if (known === undefined) return { kind: 'ignore', reason: 'Nobody waits for this grant.' };
  const { vin, grantId, notBefore, expires, actions, grant, time } = data;
  const { rentalId } = known;
  return {
    kind: 'accept',
    events: [grantReceived({ vin, rentalId, grantId, notBefore, expires, actions, grant, time })],
  };
}

export function decideGrantRefused(car: CarState, { data }: MessageOf<typeof grantRefused>): CarDecision {
  const known = pending(car, data.grantId);
  if (known === undefined) return { kind: 'ignore', reason: 'Nobody waits for this grant.' };
  const { vin, grantId, reason, time } = data;
  return {
    kind: 'accept',
    events: [grantDenied({ vin, rentalId: known.rentalId, grantId, reason, time })],
  };
}

export function decideGrantsRevoked(car: CarState, { data }: MessageOf<typeof grantsRevoked>): CarDecision {
  const grants = (car.grants ?? [])
    .filter((grant) => isLive(grant) && data.revoked.includes(grant.grantId))
    .map(({ grantId }) => grantId);
  if (grants.length === 0) return { kind: 'ignore', reason: 'None of them is still readable.' };
  return {
    kind: 'accept',
    events: [grantsWithdrawn({ vin: car.vin, grants, version: data.version, time: data.time })],
  };
}

/** Whatever ends a rental revokes what was granted for it; so does a payment that was declined before it began. */
export function grantsOfRentalsThatEnd(before: CarState, after: CarState): readonly Output[] {
  const granted = new Set((before.grants ?? []).filter(isLive).map(({ rentalId }) => rentalId));
  return [...granted]
    .filter((rentalId) => isInForce(before, rentalId) && !isInForce(after, rentalId))
    .map((booking) => revokeGrants({ vin: before.vin, booking }));
}

function isInForce(car: CarState, rentalId: string): boolean {
  const rental = rentalOf(car, rentalId);
  return rental !== undefined && isActive(rental) && !lacksPayment(rental);
}

function pending(car: CarState, grantId: string): GrantRecord | undefined {
  return (car.grants ?? []).find((grant) => grant.grantId === grantId && grant.state === 'PENDING');
}
