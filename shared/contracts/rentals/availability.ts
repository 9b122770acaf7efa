import { Number as Num, Object as Obj, Optional, String as Str } from 'typebox';
import { event } from '../define.ts';
import { Point, strict, Time, Vin } from '../fields.ts';
import { rentalsEvents } from './rentals.ts';

/**
 * When a car becomes available, and when it no longer is. The rentals room publishes it, so that no other room needs
 * the rules by which a car is free.
 */

const vin = 'WRS00001X0T000001';
const time = '2026-01-31T09:30:00.000Z';

const READ_BY_FINDING = { nobody: 'is read by finding, which says where cars are now' } as const;

export const carOffered = event({
  type: 'rentals.car-offered.v1',
  topic: rentalsEvents,
  description: 'The car is free. Also sent for a car that was free already, when this data has changed',
  key: 'vin',
  heardBy: READ_BY_FINDING,
  data: Obj(
    {
      vin: Vin,
      model: Str(),
      plate: Optional(Str()),
      position: Point,
      /** When the car was left there. */
      positionTime: Time,
      chargePercent: Optional(Num()),
      time: Time,
    },
    strict,
  ),
  example: {
    vin,
    model: 'Roadster E',
    position: { latitude: 42.5, longitude: 1.52 },
    positionTime: time,
    chargePercent: 80,
    time,
  },
});

export const carWithdrawn = event({
  type: 'rentals.car-withdrawn.v1',
  topic: rentalsEvents,
  description: 'The car is no longer free',
  key: 'vin',
  heardBy: READ_BY_FINDING,
  data: Obj({ vin: Vin, time: Time }, strict),
  example: { vin, time },
});
