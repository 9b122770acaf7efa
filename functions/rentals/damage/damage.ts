import type { Static } from 'typebox';
import {
  AFTER_END_SECONDS,
  type DamageReport,
  damageReported,
  MOST_REPORTS_A_RENTAL,
  outOfPhase,
  type reportDamage,
  tooManyReports,
} from '../../../shared/contracts/rentals/damage.ts';
import type { RentalState } from '../../../shared/contracts/rentals/rental-state.ts';
import { addSeconds, type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, EventOf, MessageOf, Refusal } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { type CarState, isActive, type RentalRecord, rentalOf } from '../car/state.ts';
import { damage, damageOfCar } from '../read-models.ts';
import type { KeptReport } from './kept-report.ts';

/** What riders have found on a car. It changes nothing of who has the car. */

export type DamageEvent = EventOf<typeof damageReported>;
type DamageDecision =
  | {
      readonly kind: 'accept';
      readonly events: readonly DamageEvent[];
      readonly result: Static<typeof DamageReport>;
    }
  | ({ readonly kind: 'refuse' } & Refusal);

export function decideReportDamage(
  car: CarState,
  { data }: MessageOf<typeof reportDamage>,
  context: Context,
): DamageDecision {
  const { rentalId, riderId, phase } = data;
  const rental = rentalOf(car, rentalId);
  if (rental?.riderId !== riderId) {
    return { kind: 'refuse', code: 'RENTAL_UNKNOWN', detail: `There is no rental ${rentalId} of yours.` };
  }
  if (!isOfPhase(rental, phase, context.now)) {
    return outOfPhase(
      `The rental is ${rental.state}: nothing can be reported ${phase} the trip any more, or not yet.`,
    );
  }
  if (reportsOf(car, rentalId).length >= MOST_REPORTS_A_RENTAL) {
    return tooManyReports(`The rental has ${MOST_REPORTS_A_RENTAL} reports.`);
  }
  const event: DamageEvent = damageReported({ ...data, reportId: context.id('dmg'), time: context.now });
  return { kind: 'accept', events: [event], result: resultOf(event.data) };
}

const BEFORE: ReadonlySet<RentalState> = new Set(['RESERVED', 'UNLOCKING', 'IN_USE']);

/** Before the trip, or its beginning; at its end, or a while later. */
function isOfPhase(rental: RentalRecord, phase: KeptReport['phase'], now: Instant): boolean {
  if (phase === 'before') return BEFORE.has(rental.state);
  if (rental.started === undefined) return false;
  return (
    isActive(rental) ||
    (rental.ended !== undefined && isBefore(now, addSeconds(rental.ended.time, AFTER_END_SECONDS)))
  );
}

const reportsOf = (car: CarState, rentalId: string): readonly KeptReport[] =>
  (car.damage ?? []).filter((report) => report.rentalId === rentalId);

/** What the answer is made of: whoever asks adds links, and the description in its own words. */
function resultOf(data: DamageEvent['data']): Static<typeof DamageReport> {
  const { riderId: _, description: _sealed, photos, ...report } = data;
  return {
    ...report,
    photos: photos.map((photo, index) => ({ ...photo, number: index + 1, state: 'AWAITED' })),
  };
}

/** Kept as long as its rental is; what is dropped stays readable as it was. */
export function withReport(car: CarState, data: DamageEvent['data']): CarState {
  const { vin: _, riderId: _rider, ...report } = data;
  const kept = (car.damage ?? []).filter(({ rentalId }) => rentalOf(car, rentalId) !== undefined);
  return { ...car, damage: [...kept, report] };
}

/** What is read of the reports. */
export function damageItems(car: CarState): readonly ReadModelItem[] {
  const { vin } = car;
  return car.rentals.flatMap(({ rentalId, riderId, reservedAt }) => {
    const reports = reportsOf(car, rentalId);
    if (reports.length === 0) return [];
    const place = damageOfCar({ vin }, `${reservedAt}/${rentalId}`);
    return [damage({ rentalId }, { vin, rentalId, riderId, reports }, place)];
  });
}
