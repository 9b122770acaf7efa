import { describe, expect, it } from 'vitest';
import { liftHold, placeHold } from '../../../../shared/contracts/rentals/rider-standing.ts';
import { erased } from '../../../../shared/contracts/riders/erasure.ts';
import {
  licenceExpired,
  licenceRejected,
  licenceSubmitted,
} from '../../../../shared/contracts/riders/licence.ts';
import { message } from '../../room-under-test.ts';
import {
  ANA,
  admit,
  BEN,
  endNow,
  extendReservation,
  inUse,
  listCar,
  OPERATOR,
  OTHER_VIN,
  openForBusiness,
  parkCar,
  type Rentals,
  rentals,
  reserveCar,
  reserved,
  setPayment,
  signUpRider,
  stateOf,
  unlockCar,
  verifyLicence,
} from '../rentals-under-test.ts';

const VAN = 'WRS00001X0T000008';
const refused = (room: Rentals, vin?: string) => room.handle(reserveCar(ANA, vin)).code;
const hold = (contract: typeof placeHold | typeof liftHold, which = 'UNPAID_BALANCE') =>
  message(contract, { riderId: ANA, hold: which as 'UNPAID_BALANCE', reason: 'an invoice' }, OPERATOR);

describe('who may rent', () => {
  it('needs a licence that was found valid, and a way to pay', () => {
    const room = rentals();
    room.handle(listCar());
    room.handle(parkCar());
    room.handle(signUpRider(ANA));
    expect(refused(room)).toBe('LICENCE_NOT_VERIFIED');
    room.handle(message(licenceSubmitted, { ...licenceSubmitted.example, riderId: ANA }));
    expect(refused(room)).toBe('LICENCE_NOT_VERIFIED');
    room.handle(verifyLicence(ANA));
    expect(refused(room)).toBe('PAYMENT_METHOD_MISSING');
    room.handle(setPayment(ANA));

    expect(room.handle(reserveCar()).kind).toBe('accept');
  });

  it('loses it with the licence, each time with its own reason', () => {
    const room = openForBusiness();
    room.handle(message(licenceExpired, { ...licenceExpired.example, riderId: ANA }));
    expect(refused(room)).toBe('LICENCE_EXPIRED');
    room.handle(verifyLicence(ANA, { validUntil: '2026-01-31T09:00:00.000Z' }));
    expect(refused(room)).toBe('LICENCE_EXPIRED');
    room.handle(verifyLicence(ANA));
    room.handle(message(licenceRejected, { ...licenceRejected.example, riderId: ANA }));
    expect(refused(room)).toBe('LICENCE_NOT_VERIFIED');
  });

  it('needs the class and the age that the car’s model demands', () => {
    const room = openForBusiness();
    room.handle(listCar(VAN, 'Carrier D'));
    room.handle(parkCar(VAN));
    room.handle(verifyLicence(ANA, { ageAtLeast: 18 }));
    expect(refused(room, VAN)).toBe('RIDER_TOO_YOUNG');
    room.handle(verifyLicence(ANA, { classes: ['AM'] }));
    expect(refused(room)).toBe('LICENCE_CLASS_MISSING');
    room.handle(verifyLicence(ANA, { ageAtLeast: 21 }));

    expect(room.handle(reserveCar(ANA, VAN)).kind).toBe('accept');
  });

  it('is nobody on hold, until the last hold is lifted; what runs goes on to its end', () => {
    const room = openForBusiness();
    const rentalId = inUse(room);
    expect(room.handle(hold(placeHold))).toMatchObject({ result: { holds: ['UNPAID_BALANCE'] } });
    room.handle(hold(placeHold, 'UNDER_REVIEW'));
    endNow(room, rentalId);
    expect(stateOf(room, rentalId)).toBe('ENDED');

    expect(refused(room, OTHER_VIN)).toBe('RIDER_UNPAID_BALANCE');
    room.handle(hold(liftHold));
    expect(refused(room, OTHER_VIN)).toBe('RIDER_UNDER_REVIEW');
    expect(room.handle(hold(liftHold, 'UNDER_REVIEW'))).toMatchObject({ result: { holds: [] } });
    expect(room.handle(reserveCar(ANA, OTHER_VIN)).kind).toBe('accept');
    expect(room.events.findLast(({ type }) => type === 'rentals.rider-standing.v1')).toMatchObject({
      data: { by: { operator: 'eva', reason: 'an invoice' } },
    });
  });

  it('is held by operators and other rooms, and by no rider', () => {
    const room = openForBusiness();
    const { principal: _, ...byBilling } = hold(placeHold);

    expect(room.handle({ ...byBilling, principal: { kind: 'rider', id: BEN } })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(room.handle(byBilling)).toMatchObject({ kind: 'accept', result: { holds: ['UNPAID_BALANCE'] } });
    expect(room.handle(message(placeHold, { ...byBilling.data, riderId: 'nobody' }, OPERATOR))).toMatchObject(
      {
        code: 'RIDER_NOT_REGISTERED',
      },
    );
  });

  it('is nobody who was erased', () => {
    const room = openForBusiness();
    room.handle(message(erased, { ...erased.example, riderId: ANA }));

    expect(refused(room)).toBe('RIDER_NOT_REGISTERED');
  });
});

describe('an extension', () => {
  it('keeps the car for 15 minutes more, once; the timer of before ends nothing', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.now = '2026-01-31T09:10:00.000Z';

    const outcome = room.handle(extendReservation(rentalId));

    expect(outcome.result).toMatchObject({ reservedUntil: '2026-01-31T09:30:00.000Z', extended: true });
    expect(room.handle(extendReservation(rentalId))).toMatchObject({ code: 'RESERVATION_ALREADY_EXTENDED' });
    room.advanceTo('2026-01-31T09:29:00.000Z');
    expect(stateOf(room, rentalId)).toBe('RESERVED');
    room.advanceTo('2026-01-31T09:30:00.000Z');
    expect(stateOf(room, rentalId)).toBe('EXPIRED');
  });

  it('comes too late after the time is over, and needs a rider who may rent', () => {
    const room = openForBusiness();
    const rentalId = reserved(room);
    room.handle(hold(placeHold));
    expect(room.handle(extendReservation(rentalId))).toMatchObject({ code: 'RIDER_UNPAID_BALANCE' });
    expect(room.handle(unlockCar(rentalId))).toMatchObject({ code: 'RIDER_UNPAID_BALANCE' });
    room.handle(hold(liftHold));
    room.now = '2026-01-31T09:15:00.000Z';

    expect(room.handle(extendReservation(rentalId))).toMatchObject({ code: 'RESERVATION_EXPIRED' });
    expect(stateOf(room, rentalId)).toBe('EXPIRED');
  });

  it('is nobody else’s to ask for', () => {
    const room = openForBusiness();
    admit(room, 'eve');

    expect(room.handle(extendReservation(reserved(room), 'eve'))).toMatchObject({ code: 'RENTAL_UNKNOWN' });
  });
});
