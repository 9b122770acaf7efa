import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../../../shared/contracts/billing/tariff.ts';
import { tariffChoiceSet, tariffPublished } from '../../../../shared/contracts/billing/tariff-management.ts';
import { reserve } from '../../../../shared/contracts/rentals/rentals.ts';
import { message } from '../../room-under-test.ts';
import {
  ANA,
  answer,
  bodyOf,
  endForRider,
  openForBusiness,
  type Rentals,
  unlockCar,
  VIN,
} from '../rentals-under-test.ts';

/** A tariff with a reduced excess is in force. */
const tariff: Tariff = {
  ...tariffPublished.example.tariff,
  options: [{ optionId: 'excess', name: 'Reduced excess' }],
};
const open = (): Rentals => {
  const room = openForBusiness();
  room.handle(message(tariffPublished, { ...tariffPublished.example, tariff, from: room.now }));
  room.handle(message(tariffChoiceSet, tariffChoiceSet.example));
  return room;
};
const choosing = (...options: string[]) => message(reserve, { vin: VIN, riderId: ANA, options });

describe('options that are chosen at the reservation', () => {
  it('are in what is reserved, in the rental, and in its usage', () => {
    const room = open();
    const { rentalId } = room.handle(choosing('excess')).result as { rentalId: string };

    expect(room.events.findLast(({ type }) => type === 'rentals.reserved.v1')?.data).toMatchObject({
      tariff: { tariffId: 'city', version: 1 },
      options: ['excess'],
    });
    expect(bodyOf(room, rentalId)).toMatchObject({ state: 'RESERVED', options: ['excess'] });

    room.handle(unlockCar(rentalId));
    room.handle(answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED', { status: { odometerKm: 100 } }));
    room.handle(endForRider(rentalId));
    room.handle(answer({ requestId: `${rentalId}/end/2` }, 'EXECUTED', { status: { odometerKm: 104 } }));
    expect(bodyOf(room, rentalId)).toMatchObject({ state: 'ENDED', usage: { options: ['excess'] } });
    expect(room.rebuilt(`car/${VIN}`)).toEqual(room.state(`car/${VIN}`));
  });

  it('are refused with their place where the tariff does not have them, and the car stays free', () => {
    const room = open();

    expect(room.handle(choosing('excess', 'roof-box'))).toMatchObject({
      kind: 'refuse',
      code: 'OPTIONS_NOT_POSSIBLE',
      errors: [{ path: '/body/options/1', message: expect.stringContaining('city has excess') as string }],
    });
    expect(room.handle(choosing('excess'))).toMatchObject({ kind: 'accept' });
  });

  it('are refused while no tariff is in force', () => {
    expect(openForBusiness().handle(choosing('excess'))).toMatchObject({ code: 'OPTIONS_NOT_POSSIBLE' });
  });
});
