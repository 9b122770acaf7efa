import { describe, expect, it } from 'vitest';
import {
  authenticationNeeded,
  authorized,
  declined,
  type PaymentNames,
} from '../../../../shared/contracts/payments/payments.ts';
import { requestGrant } from '../../../../shared/contracts/rentals/grants.ts';
import { paymentDeclined, paymentNeedsAuthentication } from '../../../../shared/contracts/rentals/payment.ts';
import { phoneKeyRegistered } from '../../../../shared/contracts/riders/phone-keys.ts';
import { grantIssued, revokeGrants } from '../../../../shared/contracts/vehicles/grants.ts';
import { message } from '../../room-under-test.ts';
import {
  ANA,
  answer,
  bodyOf,
  openForBusiness,
  pauseRental,
  type Rentals,
  reserved,
  resumeRental,
  stateOf,
  unlockCar,
  VIN,
} from '../rentals-under-test.ts';

const of = (rentalId: string, more: Partial<PaymentNames> = {}) => ({
  riderId: ANA,
  accountId: ANA,
  subject: rentalId,
  rentalId,
  vin: VIN,
  purpose: 'AUTHORIZATION' as const,
  ...more,
});
const declines = (rentalId: string, more: Partial<PaymentNames> & { time?: string } = {}) =>
  message(declined, { ...declined.example, ...of(rentalId), ...more });
const authorizes = (rentalId: string, more: { time?: string } = {}) =>
  message(authorized, { ...authorized.example, ...of(rentalId), ...more });
const authenticates = (rentalId: string) =>
  message(authenticationNeeded, { ...authenticationNeeded.example, ...of(rentalId) });

/** The rider, with what the car said to it. */
function openCar(room: Rentals, rentalId: string): void {
  room.handle(unlockCar(rentalId));
  room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED'));
}

describe('the amount that a rental reserves', () => {
  it('does not stop an unlock while nothing is known of it', () => {
    const room = openForBusiness();
    expect(room.handle(unlockCar(reserved(room)))).toMatchObject({ kind: 'accept' });
  });

  it('is not that of a feature or a fee of the rental', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    const subject = 'ent_00000000000000000000000001';
    expect(room.handle(declines(rentalId, { subject }))).toMatchObject({ kind: 'ignore' });
    expect(room.handle(unlockCar(rentalId))).toMatchObject({ kind: 'accept' });
  });

  it('stops it when it was declined, and no more when it is authorized', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(declines(rentalId));
    expect(room.handle(unlockCar(rentalId))).toMatchObject({
      kind: 'refuse',
      code: paymentDeclined.code,
      detail: expect.stringContaining('INSUFFICIENT_FUNDS') as string,
    });
    expect(bodyOf(room, rentalId)).toMatchObject({
      state: 'RESERVED',
      payment: { state: 'DECLINED', reason: 'INSUFFICIENT_FUNDS' },
    });
    room.handle(authorizes(rentalId));
    expect(room.handle(unlockCar(rentalId))).toMatchObject({ kind: 'accept' });
  });

  it('stops it while the bank wants an authentication', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(authenticates(rentalId));
    expect(room.handle(unlockCar(rentalId))).toMatchObject({ code: paymentNeedsAuthentication.code });
  });

  it('is judged by the newest word', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(authorizes(rentalId));
    expect(room.handle(declines(rentalId, { time: '2026-01-31T09:00:00.000Z' }))).toMatchObject({
      kind: 'ignore',
    });
    expect(room.handle(unlockCar(rentalId))).toMatchObject({ kind: 'accept' });
  });

  it('never stops a rental that has begun', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    openCar(room, rentalId);
    room.handle(declines(rentalId));
    room.handle(pauseRental(rentalId));
    room.handle(answer({ requestId: `${rentalId}/pause/2`, action: 'lock' }, 'EXECUTED'));
    expect(room.handle(resumeRental(rentalId))).toMatchObject({ kind: 'accept' });
    expect(stateOf(room, rentalId)).toBe('RESUMING');
  });

  it('has nothing to do with what is charged beside the reservation', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    expect(() => room.handle(declines(rentalId, { purpose: 'CHARGE' }))).toThrow('of no concern');
  });
});

describe('a grant', () => {
  const thumbprint = 'A'.repeat(43);
  const phoneKeyId = phoneKeyRegistered.example.phoneKeyId;
  const request = (rentalId: string) =>
    message(requestGrant, { vin: VIN, rentalId, riderId: ANA, phoneKeyId, thumbprint });

  it('is not given for a rental whose payment was declined, and one that was given is revoked', () => {
    const room = openForBusiness();
    room.handle(message(phoneKeyRegistered, { ...phoneKeyRegistered.example, riderId: ANA, thumbprint }));
    const rentalId = reserved(room);
    const { result } = room.handle(request(rentalId));
    const { grantId } = result as { grantId: string };
    room.handle(message(grantIssued, { ...grantIssued.example, vin: VIN, grantId, booking: rentalId }));
    const { outputs } = room.handle(declines(rentalId));
    expect(outputs).toMatchObject([{ contract: revokeGrants, data: { vin: VIN, booking: rentalId } }]);
    expect(room.handle(request(rentalId))).toMatchObject({ code: paymentDeclined.code });
  });
});
