import { describe, expect, it } from 'vitest';
import type { RentalsEvent } from '../../../../functions/rentals/car/events.ts';
import {
  ANA,
  answer,
  cancelRental,
  carOf,
  connectCar,
  drawZones,
  endForRider,
  endNow,
  HERE,
  inUse,
  openForBusiness,
  type Rentals,
  reserved,
  THERE,
  typesOf,
  zoneAround,
} from '../rentals-under-test.ts';

/** What the events say that end a rental. */
function usageIn({ events }: Rentals) {
  const last = events.findLast(
    (event): event is Extract<RentalsEvent, { data: { usage: unknown } }> => 'usage' in event.data,
  );
  return last?.data.usage;
}

describe('the usage of a rental', () => {
  it('is in the event that ends it, with the pricing zones at both ends', () => {
    const room = openForBusiness();
    room.handle(
      drawZones(
        { ...zoneAround(HERE, 'pricing', 0.0001), id: 'old-town' },
        { ...zoneAround(THERE, 'pricing', 0.0001), id: 'valley' },
        zoneAround(HERE, 'service-area', 1),
      ),
    );
    const rentalId = inUse(room, { odometerKm: 100 });
    endNow(room, rentalId, { status: { odometerKm: 104, position: THERE } });

    expect(room.events.findLast(({ type }) => type === 'rentals.reserved.v1')?.data).toMatchObject({
      pricingZones: ['old-town'],
    });
    expect(room.events.findLast(({ type }) => type === 'rentals.end-allowed.v1')?.data).toMatchObject({
      zonesVersion: 1,
    });
    expect(usageIn(room)).toMatchObject({
      revision: 1,
      model: 'Roadster E',
      startZones: ['old-town'],
      endZones: ['valley'],
      startOdometerKm: 100,
      endOdometerKm: 104,
      periods: [{ kind: 'RESERVED' }, { kind: 'DRIVING', distanceMetres: 4000 }],
    });
  });

  it('is corrected by the odometer that a silent car reports when it is back', () => {
    const room = openForBusiness();
    const rentalId = inUse(room, { odometerKm: 100 });
    room.handle(endForRider(rentalId));
    room.handle(answer({ requestId: `${rentalId}/end/2` }, 'UNKNOWN'));
    expect(usageIn(room)?.periods.at(-1)?.estimates).toContainEqual({
      value: 'distanceMetres',
      by: 'LAST_HEARD',
    });

    const { events } = room.handle(connectCar({ odometerKm: 112.3 }, room.now));

    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'rentals.usage-corrected.v1',
        data: expect.objectContaining({ rentalId, reason: 'ODOMETER_READ' }) as object,
      }),
    );
    expect(room.item(`rental/${rentalId}`)?.body).toMatchObject({
      usage: { revision: 2, endOdometerKm: 112.3 },
      distanceKm: 12.3,
    });
    expect(typesOf(room.handle(connectCar({ odometerKm: 113 }, room.now)).events)).not.toContain(
      'usage-corrected',
    );
  });

  it('is corrected by a lock that is told when the car has had many rentals since', () => {
    const room = openForBusiness();
    const rentalId = inUse(room, { odometerKm: 100 });
    room.now = '2026-01-31T10:00:00.000Z';
    endNow(room, rentalId, { time: room.now, status: { odometerKm: 110, position: HERE } });
    for (let n = 0; n < 5; n++) room.handle(cancelRental(reserved(room)));
    expect(carOf(room).rentals.map((rental) => rental.rentalId)).not.toContain(rentalId);

    const late = answer({ requestId: `${rentalId}/pause/2` }, 'EXECUTED', {
      time: '2026-01-31T09:30:00.000Z',
      status: { odometerKm: 104 },
    });
    room.handle(late);

    expect(usageIn(room)?.periods.map(({ kind, distanceMetres }) => [kind, distanceMetres])).toEqual([
      ['RESERVED', 0],
      ['DRIVING', 4000],
      ['PAUSED', 6000],
    ]);
    expect(room.item(`rental/${rentalId}`)?.body).toMatchObject({ state: 'ENDED', usage: { revision: 2 } });
    expect(room.handle(late).events).toEqual([]);

    const months = '2026-05-31T09:30:00.000Z';
    room.now = months;
    expect(
      room.handle(
        answer({ requestId: `${rentalId}/pause/3` }, 'EXECUTED', { time: '2026-01-31T09:20:00.000Z' }),
      ).events,
    ).toEqual([]);
  });

  it('of a reservation that is cancelled is the reservation alone, and names no zones where there are none', () => {
    const room = openForBusiness();
    const rentalId = reserved(room, ANA);
    room.handle(cancelRental(rentalId));

    const usage = usageIn(room);
    expect(usage?.periods).toMatchObject([{ kind: 'RESERVED', distanceMetres: 0 }]);
    expect(usage).not.toHaveProperty('startZones');
    expect(usage).not.toHaveProperty('startOdometerKm');
  });
});
