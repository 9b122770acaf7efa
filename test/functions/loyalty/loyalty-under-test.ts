import { domain } from '../../../functions/loyalty/domain.ts';
import { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { PROGRAMME_FLEET } from '../../../shared/contracts/loyalty/loyalty.ts';
import { adjustPoints, reservePoints } from '../../../shared/contracts/loyalty/points.ts';
import {
  type Programme,
  programmeExample,
  publishProgramme,
} from '../../../shared/contracts/loyalty/programme.ts';
import { reserved } from '../../../shared/contracts/rentals/rentals.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

/** The loyalty room in memory, and what is sent to it. */

export const NOW = '2026-01-31T10:10:02.000Z';
export const RIDER = 'ana';
export const MEMBER = `member/${RIDER}`;
export const OPERATOR = { principal: { kind: 'operator', id: 'eva' } } as const;
const ANA = { principal: { kind: 'rider', id: RIDER } } as const;

/** One point for each full euro, nothing else, no limits, no waiting. */
export const PLAIN: Programme = {
  ...programmeExample,
  timeZone: 'UTC',
  earning: [{ ruleId: 'spend', for: { kind: 'charge', each: 100, currency: 'EUR' }, points: 10 }],
  multipliers: [],
  pendingDays: 0,
  tiers: { qualifyingMonths: 12, levels: [] },
  spending: { leastPoints: 1 },
};

export const loyalty = () => roomUnderTest(domain, NOW);
export type Loyalty = ReturnType<typeof loyalty>;

export const publish = (programme: Programme) =>
  message(publishProgramme, { fleet: PROGRAMME_FLEET, programme }, OPERATOR);

export const rental = (number: number) => exampleId('rnt', number);

export const reserveCar = (number: number) =>
  message(reserved, { ...reserved.example, riderId: RIDER, rentalId: rental(number) });

type Charged = Data<typeof charged>;

/** A charge of a total, of which points have paid some. */
export function charge(
  number: number,
  total: number,
  more: {
    readonly revision?: number;
    readonly points?: { readonly pointsId: string; readonly amount: number };
    readonly usage?: Partial<Charged['usage']>;
  } = {},
) {
  const { revision = 1, points, usage } = more;
  const [line] = charged.example.charge.lines;
  if (line === undefined) throw new Error('The example has no line');
  const lines: Charged['charge']['lines'] =
    points === undefined
      ? []
      : [
          {
            ...line,
            lineId: 'points-1',
            parts: [],
            reason: { code: 'POINTS', ...points },
            net: -points.amount,
            gross: -points.amount,
          },
        ];
  return message(charged, {
    ...charged.example,
    riderId: RIDER,
    rentalId: rental(number),
    revision,
    charge: { ...charged.example.charge, total, due: total, lines },
    usage: { ...charged.example.usage, ...usage },
  });
}

export const credit = (number: number, revision = 1) =>
  message(credited, { ...credited.example, riderId: RIDER, rentalId: rental(number), revision });

export const setAside = (number: number, points: number) =>
  message(reservePoints, { riderId: RIDER, rentalId: rental(number), points }, ANA);

export const adjust = (points: number) =>
  message(adjustPoints, { riderId: RIDER, points, reason: 'a test' }, OPERATOR);

export function balance(room: Loyalty) {
  const state = room.state(MEMBER);
  if (state.kind !== 'member') throw new Error('It is no member');
  return state.balance;
}

/** A room with a programme, a rental that earned 90 points, and another one that runs. */
export function with90Points(programme: Partial<Programme> = {}): Loyalty {
  const room = loyalty();
  room.handle(publish({ ...PLAIN, ...programme }));
  room.handle(reserveCar(1));
  room.handle(charge(1, 999));
  room.handle(reserveCar(2));
  return room;
}
