import { expect, it } from 'vitest';
import { type PointsLine, pointsMoved } from '../../../shared/contracts/loyalty/points.ts';
import { checkPoints, comparePoints } from '../../../shared/ledger/check-points.ts';

const line = (
  sequence: number,
  active: number,
  balance: number,
  more: Partial<PointsLine> = {},
): PointsLine => {
  const {
    riderId: _,
    lots: __,
    awaits: ___,
    qualifying: ____,
    counted: _____,
    ...first
  } = pointsMoved.example;
  return {
    ...first,
    movementId: `adjust/${sequence}`,
    sequence,
    pending: 0,
    active,
    balance: { pending: 0, active: balance, reserved: 0, owed: 0 },
    worth: { amount: active, currency: 'EUR' },
    ...more,
  };
};
const good = [line(1, 50, 50), line(2, -20, 30), line(3, 5, 35)];

it('adds up what is in any order', () => {
  expect(checkPoints('ana', good.toReversed())).toEqual({
    balance: { pending: 0, active: 35, reserved: 0, owed: 0 },
    worth: 35,
    differences: [],
  });
});

it.each<[string, readonly PointsLine[], string]>([
  ['a movement that is missing', [line(1, 50, 50), line(3, 5, 55)], 'MOVEMENT_MISSING'],
  [
    'a key that is there twice',
    [line(1, 50, 50), line(2, 5, 55, { movementId: 'adjust/1' })],
    'MOVEMENT_TWICE',
  ],
  ['a balance that is not the sum', [line(1, 50, 50), line(2, 5, 60)], 'BALANCE_NOT_SUM'],
  ['a balance below zero', [line(1, -5, -5)], 'BALANCE_IMPOSSIBLE'],
  [
    'active points beside owed ones',
    [line(1, 5, 5, { owed: 5, balance: { pending: 0, active: 5, reserved: 0, owed: 5 } })],
    'BALANCE_IMPOSSIBLE',
  ],
])('finds %s', (_, movements, code) => {
  expect(checkPoints('ana', movements).differences).toMatchObject([{ code }]);
});

it('finds what only the table or only the topic has', () => {
  expect(comparePoints('ana', good, good)).toEqual([]);
  expect(comparePoints('ana', good, good.slice(1))).toMatchObject([
    { code: 'ONLY_IN_TABLE', about: 'ana adjust/1' },
  ]);
  expect(comparePoints('ana', good.slice(1), good)).toMatchObject([{ code: 'ONLY_IN_TOPIC' }]);
});
