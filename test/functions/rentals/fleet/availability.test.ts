import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFree } from '../../../../functions/rentals/car/state.ts';
import {
  ANA,
  admit,
  answer,
  BEN,
  cancelRental,
  HERE,
  listCar,
  parkCar,
  putInService,
  rentals,
  reserveCar,
  THERE,
  takeOut,
  unlockCar,
  VIN,
} from '../rentals-under-test.ts';

const offersIn = (events: readonly { type: string }[]) =>
  events.map(({ type }) => type).filter((type) => /car-(offered|withdrawn)/.test(type));

describe('the offers of the room', () => {
  it('begin when a car is listed and placed, and follow what makes it free or not', () => {
    const deployed = rentals();
    admit(deployed, ANA);

    expect(offersIn(deployed.handle(listCar()).events)).toEqual([]);
    expect(deployed.handle(parkCar()).events.at(-1)).toEqual({
      type: 'rentals.car-offered.v1',
      data: {
        vin: VIN,
        model: 'Roadster E',
        plate: 'A-1234',
        position: HERE,
        positionTime: '2026-01-31T08:00:00.000Z',
        chargePercent: 80,
        time: deployed.now,
      },
    });
    expect(deployed.handle(reserveCar()).events.at(-1)).toMatchObject({ type: 'rentals.car-withdrawn.v1' });
    deployed.advanceTo('2026-01-31T09:20:00.000Z');
    expect(deployed.events.at(-1)).toMatchObject({ type: 'rentals.car-offered.v1' });
  });

  it('tell whoever hears only them which cars are free, and where', () => {
    const wishes = {
      listed: () => listCar(),
      parked: () => parkCar(),
      parkedLater: () => parkCar(VIN, '2026-01-31T08:30:00.000Z', THERE),
      ana: () => reserveCar(ANA),
      ben: () => reserveCar(BEN),
      cancelled: (rentalId: string) => cancelRental(rentalId),
      unlocked: (rentalId: string) => unlockCar(rentalId),
      takenOut: () => takeOut(),
      putBack: () => putInService(),
      opened: (rentalId: string) => answer({ requestId: `${rentalId}/unlock/1` }, 'EXECUTED'),
    };
    const names = Object.keys(wishes) as (keyof typeof wishes)[];
    assert(
      property(array(constantFrom(...names), { maxLength: 30 }), (steps) => {
        const deployed = rentals();
        for (const riderId of [ANA, BEN]) admit(deployed, riderId);
        let rentalId = 'rnt_00000000000000000000000000';
        let heard: { readonly latitude: number } | undefined;
        for (const step of steps) {
          const { events, result } = deployed.handle(wishes[step](rentalId));
          if (step === 'ana' || step === 'ben') {
            rentalId = (result as { rentalId?: string } | undefined)?.rentalId ?? rentalId;
          }
          for (const event of events) {
            if (event.type === 'rentals.car-offered.v1') heard = event.data.position;
            if (event.type === 'rentals.car-withdrawn.v1') heard = undefined;
          }
          const car = deployed.state(`car/${VIN}`);
          expect(heard).toEqual(car.kind === 'car' && isFree(car) ? car.place.position : undefined);
        }
        expect(deployed.rebuilt(`car/${VIN}`)).toEqual(deployed.state(`car/${VIN}`));
      }),
    );
  });
});
