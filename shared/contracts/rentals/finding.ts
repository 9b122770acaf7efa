import { Integer, Array as List, Number as Num, Object as Obj, Optional, String as Str } from 'typebox';
import { DECIMAL_PATTERN } from '../../kernel/decimal.ts';
import { route } from '../define.ts';
import { Point, strict, Time, Vin } from '../fields.ts';
import { TariffVersion } from './usage.ts';
import { ModelId, Propulsion, VehicleClass } from './vehicle-models.ts';

/** Finding a car that is free. */

const Price = Str({ pattern: DECIMAL_PATTERN, description: 'In the currency’s own unit: 0.29 for 29 cents' });

/** A free car, seen from a point. Fields that depend on its model are absent when the model is not described. */
export const FreeCar = Obj(
  {
    vin: Vin,
    model: Str(),
    modelId: Optional(ModelId),
    class: Optional(VehicleClass),
    seats: Optional(Integer({ minimum: 1 })),
    propulsion: Optional(Propulsion),
    plate: Optional(Str()),
    position: Point,
    positionTime: Time,
    distanceMetres: Integer({ minimum: 0, description: 'In a straight line' }),
    walkingMinutes: Integer({ minimum: 0, description: 'Including the detours of streets' }),
    chargePercent: Optional(Num({ description: 'Of battery or tank' })),
    rangeKm: Optional(Integer({ minimum: 0, description: 'With that charge and the model’s consumption' })),
    price: Optional(
      Obj(
        {
          ...TariffVersion.properties,
          currency: Str({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
          unlock: Price,
          perMinute: Price,
          perKm: Price,
        },
        {
          ...strict,
          description:
            'The prices at the beginning of a rental, for riders who compare; GET /v1/tariffs has the whole tariff, GET /v1/quotes the price of a trip',
        },
      ),
    ),
  },
  strict,
);

export const findCars = route({
  id: 'findCars',
  method: 'GET',
  path: '/v1/cars',
  summary: 'Find free cars near a point, nearest first',
  description:
    'The answer has every matching car within `completeWithinMetres`. That is the distance of its last car when there are more, and less than `radiusMetres` when very many cars do not match.',
  principals: ['rider', 'operator'],
  query: Obj(
    {
      near: Str({
        pattern: String.raw`^-?[0-9]{1,2}(\.[0-9]{1,10})?,-?[0-9]{1,3}(\.[0-9]{1,10})?$`,
        description: 'latitude,longitude in degrees',
      }),
      radiusMetres: Optional(
        Str({ pattern: '^[1-9][0-9]{0,4}$', description: '1 to 10,000 metres; 2,000 when absent' }),
      ),
      limit: Optional(Str({ pattern: '^[1-9][0-9]?$', description: '1 to 50 cars; 10 when absent' })),
      maxWalkingMinutes: Optional(
        Str({ pattern: '^[1-9][0-9]{0,2}$', description: 'At most this long a walk' }),
      ),
      minChargePercent: Optional(
        Str({ pattern: '^(100|[1-9]?[0-9])$', description: 'At least this charge' }),
      ),
      minRangeKm: Optional(Str({ pattern: '^[0-9]{1,4}$', description: 'At least this range' })),
      minSeats: Optional(Str({ pattern: '^[1-9]$', description: 'At least this many seats' })),
      model: Optional(ModelId),
      class: Optional(VehicleClass),
      propulsion: Optional(Propulsion),
    },
    strict,
  ),
  success: {
    status: 200,
    description: 'The nearest free cars',
    body: Obj({ cars: List(FreeCar), completeWithinMetres: Integer({ minimum: 0 }) }, strict),
    example: {
      cars: [
        {
          vin: 'WRS00001X0T000001',
          model: 'Roadster E',
          modelId: 'roadster-e',
          class: 'small',
          seats: 2,
          propulsion: 'electric',
          plate: 'A-1234',
          position: { latitude: 42.5, longitude: 1.52 },
          positionTime: '2026-01-31T09:30:00.000Z',
          distanceMetres: 240,
          walkingMinutes: 4,
          chargePercent: 80,
          rangeKm: 180,
          price: {
            tariffId: 'city',
            version: 1,
            currency: 'EUR',
            unlock: '1.00',
            perMinute: '0.29',
            perKm: '0.25',
          },
        },
      ],
      completeWithinMetres: 2000,
    },
  },
  errors: [],
});
