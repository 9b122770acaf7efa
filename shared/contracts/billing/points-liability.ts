import { Integer, Object as Obj } from 'typebox';
import { event } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { billingEvents } from './billing.ts';
import { AccountId } from './charges.ts';
import { Movement } from './ledger.ts';

/** What we owe members for their points, in the ledger: the loyalty room counts points, and this room their worth. */

export const pointsValued = event({
  topic: billingEvents,
  type: 'billing.points-valued.v1',
  description: 'Points of a member are worth more or less than before',
  key: 'riderId',
  heardBy: { nobody: 'is bookkeeping: the movement of points is pushed by the loyalty room' },
  data: Obj(
    {
      riderId: RiderId,
      accountId: AccountId,
      /** Of the movement of points: they are counted for each member. */
      sequence: Integer({ minimum: 1 }),
      movement: Movement,
      time: Time,
    },
    strict,
  ),
  example: {
    riderId: 'ana',
    accountId: 'ana',
    sequence: 1,
    movement: {
      movementId: 'points/ana/1',
      currency: 'EUR',
      postings: [
        { account: 'liability/points', amount: -40 },
        { account: 'expense/points', amount: 40 },
      ],
    },
    time: '2026-01-31T10:10:03.000Z',
  },
});
