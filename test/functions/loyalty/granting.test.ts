import { expect, it } from 'vitest';
import { grantPoints } from '../../../shared/contracts/loyalty/points.ts';
import { message } from '../room-under-test.ts';
import { balance, loyalty, PLAIN, publish, RIDER } from './loyalty-under-test.ts';

/** Points that an offer gives. */

const grant = (grantId: string, points = 50) => message(grantPoints, { riderId: RIDER, grantId, points });

it('gives points of an offer at once, and once', () => {
  const room = loyalty();
  room.handle(publish(PLAIN));
  expect(room.handle(grant('ofr_1'))).toMatchObject({ kind: 'accept' });
  expect(balance(room)).toEqual({ pending: 0, active: 50, reserved: 0, owed: 0 });
  expect(room.handle(grant('ofr_1'))).toMatchObject({ kind: 'ignore' });
  room.handle(grant('ofr_2', 7));
  expect(balance(room).active).toBe(57);
});

it('gives none without a programme', () => {
  expect(loyalty().handle(grant('ofr_1'))).toMatchObject({ kind: 'refuse', code: 'NO_PROGRAMME' });
});
