import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { endRefused, unlockFailed, unlockRequested } from '../../../shared/contracts/rentals/rentals.ts';
import type { UsageKind } from '../../../shared/contracts/rentals/usage.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { type Turn, turned } from '../driving/meter.ts';
import type { CarEvent } from './events.ts';
import { numberOf } from './requests.ts';
import type { Failure, RentalRecord } from './state.ts';

/** What happens to a rental that is there. */
type RentalEvent = Extract<
  CarEvent,
  {
    readonly type: `rentals.${
      | `reservation-${'restored' | 'extended' | 'expired'}`
      | 'cancelled'
      | `${'unlock' | 'pause' | 'resume' | 'end'}-${'requested' | 'failed'}`
      | `end-${'allowed' | 'refused'}`
      | 'started'
      | 'paused'
      | 'resumed'
      | 'ended'
      | 'usage-corrected'
      | 'contact-checked'
      | 'car-heard'
      | 'charge-low'
      | 'payment-heard'}.v1`;
  }
>;

/** The rental after an event of it. */
export function evolveRental(rental: RentalRecord, event: RentalEvent): RentalRecord {
  switch (event.type) {
    case 'rentals.reservation-extended.v1':
      return { ...rental, reservedUntil: event.data.reservedUntil, extended: true };
    case 'rentals.reservation-restored.v1':
      return { ...rental, state: 'RESERVED' };
    case 'rentals.reservation-expired.v1':
      return { ...rental, state: 'EXPIRED', usage: event.data.usage };
    case 'rentals.cancelled.v1': {
      const { by, usage } = event.data;
      return { ...rental, state: 'CANCELLED', usage, ...(by === undefined ? {} : { cancelledBy: by }) };
    }
    case 'rentals.unlock-requested.v1':
      return asked({ ...rental, state: 'UNLOCKING' }, event.data);
    case 'rentals.unlock-failed.v1':
      return failed({ ...rental, state: 'RESERVED' }, 'unlock', event.data);
    case 'rentals.started.v1': {
      const { car, estimated, time, requestId } = event.data;
      const started = { time, car, ...(estimated === undefined ? {} : { estimated }) };
      // Where it stood at the start says nothing of where it is later.
      const { position: _, ...lasting } = car;
      const odometer = estimated?.includes('odometerKm') === true ? 'LAST_HEARD' : undefined;
      const driven = drivenOn(rental, 'DRIVING', { time, odometerKm: car.odometerKm, odometerBy: odometer });
      const inUse = settled({ ...driven, state: 'IN_USE', started }, requestId);
      return heard(inUse, lasting, rental.request?.time ?? time);
    }
    case 'rentals.pause-requested.v1':
      return asked({ ...rental, state: 'PAUSING' }, event.data);
    case 'rentals.paused.v1':
      return settledAt(rental, 'PAUSED', event.data);
    case 'rentals.pause-failed.v1':
      return failed(backTo(rental, 'PAUSING', 'IN_USE'), 'pause', event.data);
    case 'rentals.resume-requested.v1':
      return asked({ ...rental, state: 'RESUMING' }, event.data);
    case 'rentals.resumed.v1':
      return settledAt(rental, 'IN_USE', event.data);
    case 'rentals.resume-failed.v1':
      return failed(backTo(rental, 'RESUMING', 'PAUSED'), 'resume', event.data);
    case 'rentals.end-requested.v1': {
      const { by } = event.data;
      return asked({ ...ending(rental), ...(by === undefined ? {} : { endedBy: by }) }, event.data);
    }
    case 'rentals.end-allowed.v1': {
      const { position } = event.data;
      return asked({ ...rental, ...(position === undefined ? {} : { mayEndAt: position }) }, event.data);
    }
    case 'rentals.end-refused.v1':
      return refused(rental, event.data);
    case 'rentals.end-failed.v1':
      return failed(notEnding(rental), 'end', event.data);
    case 'rentals.ended.v1': {
      const { vin: _, rentalId: __, riderId: ___, usage, ...ended } = event.data;
      const { meter: ____, ...over } = withoutFailure(unpaused(notEnding(rental)));
      return { ...over, state: 'ENDED', ended, usage };
    }
    case 'rentals.usage-corrected.v1':
      return { ...rental, usage: event.data.usage };
    case 'rentals.contact-checked.v1':
      return { ...rental, asked: rental.asked + 1, contactCheckedAt: event.data.time };
    case 'rentals.car-heard.v1':
      return heard(rental, event.data.car, event.data.heardAt);
    case 'rentals.charge-low.v1':
      return { ...rental, lowChargePercent: event.data.chargePercent };
    case 'rentals.payment-heard.v1':
      return { ...rental, payment: event.data.payment };
  }
}

function asked(rental: RentalRecord, { requestId, time }: Data<typeof unlockRequested>): RentalRecord {
  return { ...rental, asked: rental.asked + 1, request: { requestId, time } };
}

function settled(rental: RentalRecord, requestId: string | undefined): RentalRecord {
  const number = requestId === undefined ? rental.asked : numberOf(requestId);
  return { ...withoutFailure(rental), settled: Math.max(rental.settled, number) };
}

/** The car has locked, or unlocked again. While the rental is ending that is where it goes back to. */
function settledAt(
  rental: RentalRecord,
  state: 'IN_USE' | 'PAUSED',
  { requestId, car, time }: { readonly requestId: string; readonly car: CarStatus; readonly time: Instant },
): RentalRecord {
  const turn = { time, odometerKm: car.odometerKm };
  const driven = drivenOn(rental, state === 'PAUSED' ? 'PAUSED' : 'DRIVING', turn);
  const here = rental.state === 'ENDING' ? { ...driven, endingFrom: state } : { ...driven, state };
  const after = settled(state === 'PAUSED' ? { ...here, pausedSince: time } : unpaused(here), requestId);
  return heard(after, car, rental.request?.time ?? time);
}

/** The meter goes on in another period, or in the one that runs. */
function drivenOn(rental: RentalRecord, kind: UsageKind, turn: Turn): RentalRecord {
  const { meter } = rental;
  if (meter === undefined || meter.running.kind === kind) return rental;
  return { ...rental, meter: turned(meter, kind, turn) };
}

function ending(rental: RentalRecord): RentalRecord {
  if (rental.state === 'ENDING') return rental;
  const wasOpen = rental.state === 'IN_USE' || rental.state === 'PAUSING';
  return { ...rental, state: 'ENDING', endingFrom: wasOpen ? 'IN_USE' : 'PAUSED' };
}

/** What it was before it was to end. Word that comes late finds it there already. */
function notEnding(rental: RentalRecord): RentalRecord {
  const { endingFrom, endedBy: _, mayEndAt: __, ...rest } = rental;
  return rental.state === 'ENDING' ? { ...rest, state: endingFrom ?? 'IN_USE' } : rest;
}

function refused(
  rental: RentalRecord,
  { requestId, reason, detail, nearestAllowed, locked, car, time }: Data<typeof endRefused>,
): RentalRecord {
  const after = notEnding(rental);
  const here = locked
    ? settled(
        {
          ...drivenOn(after, 'PAUSED', { time, odometerKm: car?.odometerKm }),
          state: 'PAUSED',
          pausedSince: after.pausedSince ?? time,
        },
        requestId,
      )
    : after;
  return {
    ...here,
    lastFailure: {
      requestId,
      action: 'end',
      result: 'REFUSED',
      reason,
      detail,
      ...(nearestAllowed === undefined ? {} : { nearestAllowed }),
      mayHaveSucceeded: false,
      retryCanHelp: true,
      time,
    },
  };
}

function failed(
  rental: RentalRecord,
  action: Failure['action'],
  { requestId, result, reason, mayHaveSucceeded, retryCanHelp, time }: Data<typeof unlockFailed>,
): RentalRecord {
  return {
    ...rental,
    lastFailure: { requestId, action, result, reason, mayHaveSucceeded, retryCanHelp, time },
  };
}

function backTo(rental: RentalRecord, from: RentalRecord['state'], to: RentalRecord['state']): RentalRecord {
  return rental.state === from ? { ...rental, state: to } : rental;
}

function heard(rental: RentalRecord, car: CarStatus, at: Instant): RentalRecord {
  return { ...rental, heard: { car: { ...rental.heard?.car, ...car }, at } };
}

function unpaused(rental: RentalRecord): RentalRecord {
  const { pausedSince: _, ...rest } = rental;
  return rest;
}

function withoutFailure(rental: RentalRecord): RentalRecord {
  const { lastFailure: _, ...rest } = rental;
  return rest;
}
