import { describe, expect, it } from 'vitest';
import type { CarState, RentalRecord } from '../../../../functions/rentals/car/state.ts';
import {
  type DamageEvent,
  decideReportDamage,
  withReport,
} from '../../../../functions/rentals/damage/damage.ts';
import { MOST_REPORTS_A_RENTAL, reportDamage } from '../../../../shared/contracts/rentals/damage.ts';
import type { RentalState } from '../../../../shared/contracts/rentals/rental-state.ts';
import type { Context } from '../../../../shared/runtime/domain.ts';
import { message } from '../../room-under-test.ts';
import { ANA, BEN, carOf, openForBusiness, reserved, VIN } from '../rentals-under-test.ts';

const { photos } = reportDamage.example;
const found = (rentalId: string, more: { riderId?: string; phase?: 'before' | 'after' } = {}) =>
  message(
    reportDamage,
    { ...reportDamage.example, vin: VIN, rentalId, riderId: ANA, ...more },
    {
      principal: { kind: 'rider', id: more.riderId ?? ANA },
    },
  );

describe('a damage report', () => {
  it('is kept with its rental, announced photos and sealed description, and found by rental and by car', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);

    const { result, events } = room.handle(found(rentalId));
    room.handle(found(rentalId));

    const { reportId } = result as { reportId: string };
    expect(reportId).toMatch(/^dmg_/);
    expect(events).toMatchObject([
      { type: 'rentals.damage-reported.v1', data: { vin: VIN, rentalId, riderId: ANA, reportId, photos } },
    ]);
    expect(room.item(`damage/${rentalId}`)).toMatchObject({
      body: {
        vin: VIN,
        rentalId,
        riderId: ANA,
        reports: [{ reportId, description: reportDamage.example.description, photos }, { photos }],
      },
      index: { partition: `damage/${VIN}`, sort: `${room.now}/${rentalId}` },
    });
    expect(room.rebuilt(`car/${VIN}`)).toEqual(carOf(room));
  });

  it('is answered without what is personal and without links: the answer is in the table', () => {
    const room = openForBusiness();

    const { result } = room.handle(found(reserved(room)));

    expect(JSON.stringify(result)).not.toContain('enc.v1');
    expect(result).toMatchObject({ vin: VIN, phase: 'before', photos: [{ number: 1, state: 'AWAITED' }] });
    expect(result).not.toHaveProperty('photos.0.upload');
  });

  it('of somebody else’s rental is refused', () => {
    const room = openForBusiness();
    expect(room.handle(found(reserved(room), { riderId: BEN }))).toMatchObject({
      kind: 'refuse',
      code: 'RENTAL_UNKNOWN',
    });
  });

  it('is one of ten for a rental', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    for (let n = 0; n < MOST_REPORTS_A_RENTAL; n++) {
      expect(room.handle(found(rentalId)).kind).toBe('accept');
    }
    expect(room.handle(found(rentalId))).toMatchObject({ kind: 'refuse', code: 'DAMAGE_REPORTS_TOO_MANY' });
  });

  it('too late to be decided does not happen', () => {
    const room = openForBusiness();
    expect(room.handleExpired(found(reserved(room)))).toMatchObject({ kind: 'refuse', code: 'EXPIRED' });
  });
});

describe('the phase of a report', () => {
  const rentalId = 'rnt_00000000000000000000000001';
  const start = { time: '2026-01-31T09:00:00.000Z', car: {} };
  const decideIn = (
    state: RentalState,
    more: Partial<RentalRecord>,
    phase: 'before' | 'after',
    now: string,
  ) => {
    const rental = {
      rentalId,
      riderId: ANA,
      state,
      reservedAt: start.time,
      reservedUntil: start.time,
      asked: 0,
      ...more,
    } as unknown as RentalRecord;
    const car: CarState = { kind: 'car', vin: VIN, rentals: [rental] };
    const context = { now, id: () => 'dmg_00000000000000000000000001' } as unknown as Context;
    return decideReportDamage(car, found(rentalId, { phase }), context);
  };

  it.each<[RentalState, Partial<RentalRecord>, boolean, boolean]>([
    ['RESERVED', {}, true, false],
    ['UNLOCKING', {}, true, false],
    ['IN_USE', { started: start }, true, true],
    ['ENDING', { started: start }, false, true],
    ['ENDED', { started: start, ended: start }, false, true],
    ['CANCELLED', {}, false, false],
    ['EXPIRED', {}, false, false],
  ])('of a rental that is %s', (state, more, before, after) => {
    const kindIn = (phase: 'before' | 'after') =>
      decideIn(state, more, phase, '2026-01-31T10:00:00.000Z').kind === 'accept';
    expect([kindIn('before'), kindIn('after')]).toEqual([before, after]);
  });

  it('after the trip ends a day after it', () => {
    const ended = { started: start, ended: start };
    const decided = decideIn('ENDED', ended, 'after', '2026-02-01T09:00:00.000Z');
    expect(decided).toMatchObject({ kind: 'refuse', code: 'DAMAGE_REPORT_OUT_OF_PHASE' });
  });
});

describe('the reports of a car', () => {
  it('are dropped from its state with their rentals', () => {
    const room = openForBusiness();
    const { events } = room.handle(found(reserved(room)));
    const [{ data }] = events as [DamageEvent];

    const after = withReport({ ...carOf(room), rentals: [] }, { ...data, reportId: 'dmg_2' });

    expect(after.damage).toMatchObject([{ reportId: 'dmg_2' }]);
  });
});
