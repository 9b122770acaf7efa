import { describe, expect, it } from 'vitest';
import type { RiderMessage } from '../../../functions/riders/messages.ts';
import { erasurePort } from '../../../functions/riders/ports.ts';
import { claimStanding, type OpenClaim } from '../../../shared/contracts/billing/claim-standing.ts';
import { grantsOpen, grantsSettled } from '../../../shared/contracts/rentals/grants.ts';
import { cancelled, ended, reserved } from '../../../shared/contracts/rentals/rentals.ts';
import { giveConsent } from '../../../shared/contracts/riders/consents.ts';
import { erase, eraseByOperator, recordErasure } from '../../../shared/contracts/riders/erasure.ts';
import { recordLicenceCheck, submitLicence } from '../../../shared/contracts/riders/licence.ts';
import { submitPaymentMethod } from '../../../shared/contracts/riders/payment.ts';
import { issuePhoneChallenge, registerPhoneKey } from '../../../shared/contracts/riders/phone-keys.ts';
import { block, signUp } from '../../../shared/contracts/riders/riders.ts';
import { message } from '../room-under-test.ts';
import { PhoneUnderTest } from './phone-under-test.ts';
import {
  ANA,
  ana,
  anasDocument,
  EVA,
  LICENCE,
  PROFILE,
  riders,
  TOKEN,
  typesOf,
  withAna,
} from './riders-under-test.ts';

const eraseAna = () => message(erase, { riderId: ANA });
const byEva = () => message(eraseByOperator, { riderId: ANA, reason: 'letter of 1 March' }, EVA);
const of = <Example extends object>(example: Example): Example => ({ ...example, riderId: ANA });
const reservation = message(reserved, of(reserved.example));

/** With a licence, a payment method and a phone. */
function anaWithAll() {
  const room = withAna();
  room.handle(
    message(submitLicence, { riderId: ANA, licence: LICENCE, classes: ['B'], validUntil: '2031-06-30' }),
  );
  room.handle(message(submitPaymentMethod, { riderId: ANA, token: TOKEN }));
  const challenge = 'c'.repeat(43);
  room.handle(message(issuePhoneChallenge, { riderId: ANA, challenge }));
  room.handle(message(registerPhoneKey, { riderId: ANA, proof: new PhoneUnderTest().prove(ANA, challenge) }));
  return room;
}

describe('a rider who wants to be erased', () => {
  it('is nobody from then on: phones are revoked, and the port is to destroy the key', () => {
    const room = anaWithAll();

    const { events, outputs, result } = room.handle(eraseAna());

    expect(typesOf(events)).toEqual(['riders.phone-key-revoked.v1', 'riders.erased.v1']);
    expect(outputs).toEqual([{ to: 'port', port: erasurePort, request: { riderId: ANA } }]);
    expect(result).toEqual({ riderId: ANA, status: 'ERASED' });
  });

  it('leaves nothing of the person in the table, sealed or not, and no timer', () => {
    const room = anaWithAll();

    room.handle(eraseAna());

    expect(JSON.stringify(ana(room))).not.toContain('enc.v1');
    expect(anasDocument(room)).toEqual({ status: 'ERASED' });
    expect(room.timers()).toEqual([]);
    expect(room.rebuilt('rider/ana')).toEqual(ana(room));
  });

  it('is told when the key is gone, once', () => {
    const room = withAna();
    room.handle(eraseAna());
    const done = { riderId: ANA, destroyedAt: '2026-01-31T09:00:01.000Z' };

    expect(room.handle(message(recordErasure, done)).events).toEqual([
      { type: 'riders.data-key-destroyed.v1', data: { riderId: ANA, time: done.destroyedAt } },
    ]);
    expect(room.handle(message(recordErasure, done))).toMatchObject({ kind: 'ignore' });
  });

  it('must have signed up', () => {
    expect(riders().handle(eraseAna())).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
    expect(
      riders().handle(message(recordErasure, { riderId: ANA, destroyedAt: '2026-01-31T09:00:00.000Z' })),
    ).toMatchObject({
      kind: 'ignore',
    });
  });
});

describe('a rider who has asked an operator', () => {
  it('is erased as by the own app, and it is kept who did it and why', () => {
    const room = anaWithAll();

    const { events, outputs, result } = room.handle(byEva());

    expect(events.at(-1)).toEqual({
      type: 'riders.erased.v1',
      data: { riderId: ANA, by: { operator: 'eva', reason: 'letter of 1 March' }, time: room.now },
    });
    expect(outputs).toEqual([{ to: 'port', port: erasurePort, request: { riderId: ANA } }]);
    expect(result).toEqual({ riderId: ANA, status: 'ERASED' });
    expect(anasDocument(room)).toEqual({ status: 'ERASED' });
  });

  it.each([
    ['another rider', { principal: { kind: 'rider', id: 'ben' } } as const],
    ['the rider', { principal: { kind: 'rider', id: ANA } } as const],
    ['nobody', {}],
  ])('is not erased in this way by %s', (_, who) => {
    const room = withAna();
    const wish = message(eraseByOperator, { riderId: ANA, reason: 'why' }, who);

    expect(room.handle(wish)).toMatchObject({ kind: 'refuse', code: 'FORBIDDEN', events: [] });
  });

  it('must have signed up', () => {
    expect(riders().handle(byEva())).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
  });
});

describe('an erased rider', () => {
  const wishes: [string, () => RiderMessage][] = [
    ['sign up again', () => message(signUp, { riderId: ANA, profile: PROFILE })],
    [
      'submit a licence',
      () =>
        message(submitLicence, { riderId: ANA, licence: LICENCE, classes: ['B'], validUntil: '2031-06-30' }),
    ],
    ['consent', () => message(giveConsent, { riderId: ANA, purpose: 'NEWS', textVersion: '1' })],
    ['be blocked', () => message(block, { riderId: ANA, reason: 'why' }, EVA)],
    ['be erased again', eraseAna],
    ['be erased again by an operator', byEva],
  ];

  it.each(wishes)('cannot %s', (_, wish) => {
    const room = withAna();
    room.handle(eraseAna());

    expect(room.handle(wish())).toMatchObject({ kind: 'refuse', code: 'RIDER_ERASED', events: [] });
  });

  it('is not brought back by a provider’s late answer', () => {
    const room = anaWithAll();
    const checkId = ana(room).licence?.checkId ?? '';
    room.handle(eraseAna());

    const outcome = { result: 'VERIFIED', classes: ['B'], validUntil: '2031-06-30', ageAtLeast: 25 } as const;
    const late = message(recordLicenceCheck, {
      riderId: ANA,
      checkId,
      attempt: 1,
      outcome: { ...outcome, classes: ['B'] },
    });
    expect(room.handle(late)).toMatchObject({ kind: 'ignore' });
  });
});

describe('a rider who has a car', () => {
  it('is not erased before it is given back', () => {
    const room = withAna();
    room.handle(reservation);

    for (const wish of [eraseAna(), byEva()]) {
      expect(room.handle(wish)).toMatchObject({ kind: 'refuse', code: 'RIDER_STILL_RENTS', events: [] });
    }
    expect(typesOf(room.handle(message(ended, of(ended.example))).events)).toEqual(['riders.rental-over.v1']);
    expect(room.handle(eraseAna())).toMatchObject({ kind: 'refuse', code: 'RIDER_MATTERS_OPEN' });
  });

  it('is one by what the rentals room says, once for each rental', () => {
    const room = withAna();

    expect(typesOf(room.handle(reservation).events)).toEqual(['riders.rental-began.v1']);
    expect(room.handle(message(reserved, of(reserved.example)))).toMatchObject({ kind: 'ignore' });
    room.handle(message(cancelled, of(cancelled.example)));
    expect(room.handle(message(cancelled, of(cancelled.example)))).toMatchObject({ kind: 'ignore' });
    expect(ana(room).rentals).toEqual([]);
    expect(riders().handle(reservation)).toMatchObject({ kind: 'ignore' });
  });
});

describe('a rider of whom something is open', () => {
  const { rentalId } = reserved.example;
  const stands = (open?: OpenClaim, subject = rentalId) =>
    message(claimStanding, {
      accountId: ANA,
      riderId: ANA,
      subject,
      ...(open === undefined ? {} : { open }),
      time: '2026-01-31T10:00:00.000Z',
    });
  const over = message(ended, of(ended.example));
  const afterRental = () => {
    const room = withAna();
    room.handle(reservation);
    room.handle(over);
    return room;
  };

  it.each<[OpenClaim, string]>([
    ['NOT_CHARGED', 'is not charged yet'],
    ['PAYMENT', 'is being paid'],
    ['DEBT', 'is not paid'],
    ['REFUND', 'is being refunded'],
    ['DISPUTE', 'is disputed, and the bank has not decided'],
  ])('%s: is not erased before it is settled, by nobody, and hears why', (open, why) => {
    const room = afterRental();
    room.handle(stands(open));
    for (const wish of [eraseAna(), byEva()]) {
      const refused = room.handle(wish);
      expect(refused).toMatchObject({ kind: 'refuse', code: 'RIDER_MATTERS_OPEN', events: [] });
      expect(refused.detail).toContain(`${rentalId} ${why}`);
    }
    room.handle(stands());
    expect(room.handle(stands())).toMatchObject({ kind: 'ignore' });
    expect(room.rebuilt('rider/ana')).toEqual(ana(room));
    expect(room.handle(eraseAna())).toMatchObject({ kind: 'accept' });
  });

  it('waits for the charge of a rental that is over, also when that is settled before it is known to be over', () => {
    expect(afterRental().handle(eraseAna())).toMatchObject({ code: 'RIDER_MATTERS_OPEN' });
    for (const first of [[reservation, stands(), over] as const, [stands(), reservation, over] as const]) {
      const room = withAna();
      for (const told of first) room.handle(told);
      expect(room.handle(eraseAna())).toMatchObject({ kind: 'accept' });
    }
  });

  it('hears of all that is open, fees too', () => {
    const room = afterRental();
    room.handle(stands('DEBT', 'fee_1'));
    const { detail } = room.handle(eraseAna());
    expect(detail).toContain(`${rentalId} is not charged yet.`);
    expect(detail).toContain('fee_1 is not paid');
  });

  it('is not erased while a phone may still open the car, until the car or the time says that it may not', () => {
    const grants = { ...grantsOpen.example, riderId: ANA, rentalId, until: '2026-01-31T12:00:00.000Z' };
    const { until: _, ...settled } = grants;
    const room = afterRental();
    room.handle(stands());
    expect(room.handle(message(grantsSettled, settled))).toMatchObject({ kind: 'ignore' });
    room.handle(message(grantsOpen, grants));
    const refused = room.handle(eraseAna());
    expect(refused).toMatchObject({ code: 'RIDER_MATTERS_OPEN' });
    expect(refused.detail).toContain('may still be opened by a phone');
    const later = withAna();
    later.handle(message(grantsOpen, grants));
    room.handle(message(grantsSettled, settled));
    expect(room.rebuilt('rider/ana')).toEqual(ana(room));
    expect(room.handle(eraseAna())).toMatchObject({ kind: 'accept' });
    expect(later.handle(byEva())).toMatchObject({ code: 'RIDER_MATTERS_OPEN' });
    later.now = grants.until;
    expect(later.handle(byEva())).toMatchObject({ kind: 'accept' });
  });

  it('is nobody’s concern before the sign-up and after the erasure', () => {
    expect(riders().handle(stands('DEBT'))).toMatchObject({ kind: 'ignore' });
    const room = withAna();
    room.handle(eraseAna());
    expect(room.handle(stands('DEBT'))).toMatchObject({ kind: 'ignore' });
  });
});
