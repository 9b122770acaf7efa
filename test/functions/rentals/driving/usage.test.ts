import { describe, expect, it } from 'vitest';
import type { RentalsEvent } from '../../../../functions/rentals/car/events.ts';
import {
  ANA,
  cancelRental,
  drawZones,
  endNow,
  HERE,
  inUse,
  openForBusiness,
  type Rentals,
  reserved,
  THERE,
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
