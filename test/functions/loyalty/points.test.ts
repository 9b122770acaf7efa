import { describe, expect, it } from 'vitest';
import {
  noSuchRental,
  notEnoughPoints,
  pointsExpiring,
  pointsMoved,
  pointsReserved,
  tierReviewed,
  tooFewPoints,
} from '../../../shared/contracts/loyalty/points.ts';
import {
  noProgramme,
  type Programme,
  programmeExample,
} from '../../../shared/contracts/loyalty/programme.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { message } from '../room-under-test.ts';
import {
  adjust,
  balance,
  charge,
  credit,
  loyalty,
  MEMBER,
  NOW,
  PLAIN,
  publish,
  RIDER,
  rental,
  reserveCar,
  setAside,
  with90Points,
} from './loyalty-under-test.ts';

const DAY = 86_400;

/** The pointsId under which points are set aside for a rental. */
const pointsIdOf = (room: ReturnType<typeof loyalty>, number: number): string => {
  const found = room.events.findLast(
    (event) => event.type === pointsReserved.type && event.data.rentalId === rental(number),
  );
  if (found?.type !== pointsReserved.type) throw new Error('Nothing is set aside');
  return found.data.pointsId;
};

describe('Earning', () => {
  it('gives points for full steps of the total', () => {
    const room = with90Points();
    expect(balance(room)).toEqual({ pending: 0, active: 90, reserved: 0, owed: 0 });
  });

  it('books a charge once, however often it comes', () => {
    const room = with90Points();
    expect(room.handle(charge(1, 999))).toMatchObject({ kind: 'ignore' });
    expect(balance(room).active).toBe(90);
  });

  it('gives nothing without a programme, and refuses to spend', () => {
    const room = loyalty();
    room.handle(reserveCar(1));
    expect(room.handle(charge(1, 999))).toMatchObject({ kind: 'ignore' });
    expect(room.handle(setAside(1, 10))).toMatchObject({ code: noProgramme.code });
  });

  it('gives nothing for a car that was only reserved', () => {
    const room = loyalty();
    room.handle(publish(PLAIN));
    const [reservedPeriod] = charge(1, 0).data.usage.periods;
    if (reservedPeriod === undefined) throw new Error('The example has no period');
    room.handle(charge(1, 500, { usage: { periods: [reservedPeriod] } }));
    expect(balance(room)).toMatchObject({ pending: 0, active: 0 });
  });

  it('keeps points pending until the refund window is over', () => {
    const room = with90Points({ pendingDays: 14 });
    expect(balance(room)).toMatchObject({ pending: 90, active: 0 });
    expect(room.handle(setAside(2, 10))).toMatchObject({ code: notEnoughPoints.code });
    room.advanceTo(addSeconds('2026-01-31T10:10:00.000Z', 14 * DAY - 1));
    expect(balance(room)).toMatchObject({ pending: 90, active: 0 });
    room.advanceTo(addSeconds('2026-01-31T10:10:00.000Z', 14 * DAY));
    expect(balance(room)).toMatchObject({ pending: 0, active: 90 });
  });

  const rule = (rules: Programme['earning']): Partial<Programme> => ({ earning: rules });
  it.each<[string, Partial<Programme>, number]>([
    [
      'kilometres, full ones',
      rule([{ ruleId: 'km', for: { kind: 'distance', eachMetres: 1000 }, points: 2 }]),
      10,
    ],
    ['the first rental', rule([{ ruleId: 'first', for: { kind: 'first-rental' }, points: 200 }]), 200],
    [
      'a drive that starts within the hours of a rule',
      rule([
        {
          ruleId: 'morning',
          for: { kind: 'rental' },
          points: 7,
          when: { timesOfDay: [{ from: '09:00', to: '10:00' }] },
        },
      ]),
      7,
    ],
    [
      'not a drive that starts outside of them',
      rule([
        {
          ruleId: 'evening',
          for: { kind: 'rental' },
          points: 7,
          when: { timesOfDay: [{ from: '18:00', to: '22:00' }] },
        },
      ]),
      0,
    ],
    [
      'a zone with chargers',
      rule([{ ruleId: 'charger', for: { kind: 'rental' }, points: 30, when: { endZones: ['chargers'] } }]),
      30,
    ],
    [
      'at most what a rule gives in a month',
      rule([
        {
          ruleId: 'spend',
          for: { kind: 'charge', each: 100, currency: 'EUR' },
          points: 10,
          most: { points: 50, per: 'month' },
        },
      ]),
      50,
    ],
    [
      'no other currency',
      rule([{ ruleId: 'spend', for: { kind: 'charge', each: 100, currency: 'SEK' }, points: 10 }]),
      0,
    ],
    [
      'the highest multiplier, and not the product',
      {
        multipliers: [
          { multiplierId: 'a', factor: '1.5' },
          { multiplierId: 'b', factor: '2' },
        ],
      },
      180,
    ],
  ])('gives points for %s', (_, programme, points) => {
    const room = loyalty();
    room.handle(publish({ ...PLAIN, ...programme }));
    room.handle(charge(1, 999, { usage: { endZones: ['chargers'] } }));
    expect(balance(room).active).toBe(points);
  });

  it('gives the first rental’s points once, and again only after they were taken back', () => {
    const room = loyalty();
    room.handle(
      publish({ ...PLAIN, earning: [{ ruleId: 'first', for: { kind: 'first-rental' }, points: 200 }] }),
    );
    room.handle(charge(1, 999));
    room.handle(charge(2, 999));
    expect(balance(room).active).toBe(200);
    room.handle(credit(1));
    room.handle(charge(1, 500, { revision: 2 }));
    expect(balance(room).active).toBe(200);
  });
});

describe('A credit', () => {
  it('takes back what the charge had earned, pending or active, once', () => {
    for (const pendingDays of [0, 14]) {
      const room = with90Points({ pendingDays });
      const twice = credit(1);
      room.handle(twice);
      expect(room.handle(credit(1))).toMatchObject({ kind: 'ignore' });
      room.handle(charge(1, 400, { revision: 2 }));
      expect(balance(room)).toMatchObject(
        pendingDays === 0 ? { active: 40, pending: 0 } : { active: 0, pending: 40 },
      );
    }
  });

  it('makes a debt of points that are spent already, which the next ones fill', () => {
    const room = with90Points();
    room.handle(setAside(2, 90));
    room.handle(charge(2, 0, { points: { pointsId: pointsIdOf(room, 2), amount: 90 } }));
    room.handle(credit(1));
    expect(balance(room)).toEqual({ pending: 0, active: 0, reserved: 0, owed: 90 });
    room.handle(charge(3, 1200));
    expect(balance(room)).toEqual({ pending: 0, active: 30, reserved: 0, owed: 0 });
  });

  it('takes nothing of a lot that has expired: its points are gone already', () => {
    const room = with90Points({ expiry: { months: 1, warnDays: 0 } });
    room.handle(adjust(5));
    room.advanceTo('2026-03-01T00:00:00.000Z');
    expect(balance(room).active).toBe(0);
    room.handle(credit(1));
    expect(balance(room)).toEqual({ pending: 0, active: 0, reserved: 0, owed: 0 });
  });
});

describe('Spending', () => {
  it('sets points aside, tells billing their worth, and takes what the charge used', () => {
    const room = with90Points();
    const { events, result } = room.handle(setAside(2, 80));
    expect(events).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ points: 80, amount: 80, currency: 'EUR' }) }),
    );
    expect(result).toMatchObject({ points: 80, balance: { active: 10, reserved: 80 } });
    room.handle(charge(2, 0, { points: { pointsId: pointsIdOf(room, 2), amount: 30 } }));
    expect(balance(room)).toMatchObject({ active: 60, reserved: 0 });
  });

  it('takes the points that a charge used, though they were freed before billing heard of it', () => {
    const room = with90Points();
    room.handle(setAside(2, 80));
    const pointsId = pointsIdOf(room, 2);
    room.handle(setAside(2, 0));
    room.handle(adjust(-30));
    room.handle(charge(2, 0, { points: { pointsId, amount: 80 } }));
    expect(balance(room)).toEqual({ pending: 0, active: 0, reserved: 0, owed: 20 });
  });

  it('frees what was set aside when the charge used none', () => {
    const room = with90Points();
    room.handle(setAside(2, 80));
    room.handle(charge(2, 0));
    expect(balance(room)).toMatchObject({ active: 90, reserved: 0 });
  });

  it('replaces what was set aside before, and frees it with 0', () => {
    const room = with90Points();
    room.handle(setAside(2, 80));
    room.handle(setAside(2, 90));
    expect(balance(room)).toMatchObject({ active: 0, reserved: 90 });
    room.handle(setAside(2, 0));
    expect(balance(room)).toMatchObject({ active: 90, reserved: 0 });
  });

  it('gives points back with a credit, once, and lets the charge in its place use them', () => {
    const room = with90Points();
    room.handle(setAside(2, 80));
    const points = { pointsId: pointsIdOf(room, 2), amount: 80 };
    room.handle(charge(2, 0, { points }));
    room.handle(credit(2));
    expect(balance(room)).toMatchObject({ active: 10, reserved: 80 });
    room.handle(charge(2, 0, { revision: 2, points: { ...points, amount: 20 } }));
    expect(balance(room)).toMatchObject({ active: 70, reserved: 0 });
    room.handle(credit(2, 2));
    room.handle(charge(2, 0, { revision: 3 }));
    expect(balance(room)).toMatchObject({ active: 90, reserved: 0 });
  });

  it.each([
    ['more points than are active', 2, 91, notEnoughPoints.code],
    ['fewer than the programme takes', 2, 5, tooFewPoints.code],
    ['a rental that is charged', 1, 20, noSuchRental.code],
    ['a rental of another', 9, 20, noSuchRental.code],
  ])('refuses %s', (_, number, points, code) => {
    const room = with90Points({ spending: { leastPoints: 10 } });
    expect(room.handle(setAside(number, points))).toMatchObject({ kind: 'refuse', code });
    expect(balance(room)).toMatchObject({ active: 90, reserved: 0 });
  });

  it('takes the points that expire first', () => {
    const room = with90Points({ expiry: { months: 1, warnDays: 0 } });
    room.now = '2026-02-02T00:00:00.000Z';
    room.handle(adjust(50));
    room.handle(setAside(2, 100));
    const state = room.state(MEMBER);
    expect(state).toMatchObject({ lots: [{ expiresAt: '2026-04-01T00:00:00.000Z', points: 40 }] });
  });
});

describe('Time', () => {
  it('warns, then expires what is left, at the end of the month by the clock of the programme', () => {
    const room = with90Points({ timeZone: 'Europe/Andorra', expiry: { months: 24, warnDays: 30 } });
    room.advanceTo('2028-01-31T22:59:59.000Z');
    const warnings = room.events.filter(({ type }) => type === pointsExpiring.type);
    expect(warnings).toMatchObject([{ data: { points: 90, expiresAt: '2028-01-31T23:00:00.000Z' } }]);
    expect(balance(room).active).toBe(90);
    room.advanceTo('2028-01-31T23:00:00.000Z');
    expect(balance(room).active).toBe(0);
  });

  it('does not expire what is set aside, and leaves a month for what comes back late', () => {
    const room = with90Points({ expiry: { months: 1, warnDays: 0 } });
    room.handle(setAside(2, 90));
    room.advanceTo('2026-03-10T00:00:00.000Z');
    expect(balance(room)).toMatchObject({ active: 0, reserved: 90 });
    room.handle(setAside(2, 0));
    expect(room.state(MEMBER)).toMatchObject({
      lots: [{ expiresAt: '2026-05-01T00:00:00.000Z', points: 90 }],
    });
  });

  it('gives a tier for what was earned within the qualifying months, and takes it when they are over', () => {
    const levels = [
      { tierId: 'silver', name: 'Silver', from: 50 },
      { tierId: 'gold', name: 'Gold', from: 100 },
    ];
    const room = with90Points({ tiers: { qualifyingMonths: 2, levels } });
    const tiers = () =>
      room.events.flatMap((event) => (event.type === tierReviewed.type ? [event.data.tier] : []));
    expect(tiers()).toEqual(['silver']);
    room.handle(charge(2, 100));
    expect(tiers()).toEqual(['silver', 'gold']);
    room.handle(credit(2));
    expect(tiers()).toEqual(['silver', 'gold', 'silver']);
    room.advanceTo('2026-03-01T00:00:00.000Z');
    expect(tiers()).toEqual(['silver', 'gold', 'silver', undefined]);
    expect(room.timers().filter(({ at }) => at <= room.now)).toEqual([]);
  });
});

describe('Operators and erasure', () => {
  it('adjusts by an operator only, with a reason, and never below zero', () => {
    const room = with90Points();
    room.handle(adjust(10));
    expect(balance(room).active).toBe(100);
    expect(room.handle(adjust(-101))).toMatchObject({ code: notEnoughPoints.code });
    expect(room.handle({ ...adjust(5), principal: { kind: 'rider', id: RIDER } })).toMatchObject({
      code: 'FORBIDDEN',
    });
    room.handle(adjust(-100));
    expect(balance(room).active).toBe(0);
  });

  it('forfeits all points of a rider who is erased, and books nothing afterwards', () => {
    const room = with90Points();
    room.handle(setAside(2, 40));
    room.handle(message(erased, { riderId: RIDER, time: NOW }));
    expect(balance(room)).toEqual({ pending: 0, active: 0, reserved: 0, owed: 0 });
    expect(room.handle(charge(2, 999))).toMatchObject({ kind: 'ignore' });
    expect(room.timers()).toEqual([]);
  });

  it('rebuilds the same state from the events', () => {
    const room = with90Points({ ...programmeExample, timeZone: 'UTC', pendingDays: 14 });
    room.advanceTo('2026-03-10T00:00:00.000Z');
    room.handle(setAside(2, 60));
    room.handle(credit(1));
    expect(room.rebuilt(MEMBER)).toEqual(room.state(MEMBER));
    expect(room.events.some(({ type }) => type === pointsMoved.type)).toBe(true);
  });
});
