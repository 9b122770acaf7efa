import { describe, expect, it } from 'vitest';
import { type PublicVehicle, VEHICLES_TTL_SECONDS } from '../../shared/contracts/gbfs/feed.ts';
import { distanceMetres, type Position } from '../../shared/kernel/geo.ts';
import { CENTRE, type World } from './world.ts';

/** The public feed of a platform that others use beside. */
export function feedJourney(world: () => World): void {
  describe('the public feed', () => {
    /** What is read of it is kept for a minute. */
    async function vehicles(): Promise<readonly PublicVehicle[]> {
      await world().advance(VEHICLES_TTL_SECONDS + 1);
      const { status, body } = await world().client.call<{ data: { vehicles: readonly PublicVehicle[] } }>(
        'GET',
        '/gbfs/3/vehicle_status.json',
      );
      expect(status).toBe(200);
      return body.data.vehicles;
    }
    /** Several cars may stand at one place of a car park. */
    const idsAt = (all: readonly PublicVehicle[], place: Position): readonly string[] =>
      all
        .filter(({ lat, lon }) => distanceMetres({ latitude: lat, longitude: lon }, place) < 1)
        .map(({ vehicle_id }) => vehicle_id)
        .toSorted();

    it('has the cars that are free, under ids that lead nobody along a rental', async () => {
      const rider = world().rider('private');
      await rider.admitted();
      const vin = await world().freeCar(rider);
      const placeOf = async (): Promise<Position> =>
        (await rider.findCars(CENTRE)).find((car) => car.vin === vin)?.position ?? CENTRE;
      const place = await placeOf();
      const before = await vehicles();
      const there = idsAt(before, place);
      expect(JSON.stringify(before)).not.toContain(vin);

      const first = await rider.reserved(vin);
      const left = idsAt(await vehicles(), place);
      const gone = there.filter((one) => !left.includes(one));
      expect(gone).toEqual([expect.stringMatching(/^veh_/)]);
      await rider.act(first.rentalId, 'cancel');
      expect(idsAt(await vehicles(), place)).toEqual(there);

      const second = await rider.reserved(vin);
      await rider.act(second.rentalId, 'unlock');
      await rider.reaches(second.rentalId, 'IN_USE');
      // Whoever got in drives off after ten seconds, and nobody ends a rental while driving.
      await world().car(vin, 'park');
      await rider.act(second.rentalId, 'end');
      await rider.reaches(second.rentalId, 'ENDED');
      await world().until('the car is free again', async () =>
        (await rider.findCars(CENTRE)).some((car) => car.vin === vin),
      );
      const after = await vehicles();
      const known = new Set(before.map(({ vehicle_id }) => vehicle_id));
      const fresh = idsAt(after, await placeOf()).filter((one) => !known.has(one));
      expect(fresh).toEqual([expect.stringMatching(/^veh_/)]);
      expect(after.map(({ vehicle_id }) => vehicle_id)).not.toContain(gone[0]);
    });

    it('is found by its first document, whose links lead to the others', async () => {
      const { body } = await world().client.call<{
        data: { feeds: readonly { name: string; url: string }[] };
      }>('GET', '/gbfs/3/gbfs.json');
      expect(body.data.feeds.length).toBeGreaterThan(5);
      for (const { name, url } of body.data.feeds) {
        const linked = await fetch(url);
        expect(linked.status, name).toBe(200);
        expect(await linked.json(), name).toMatchObject({ version: '3.0', data: expect.any(Object) });
      }
    });

    it('tells what operators want riders to know', async () => {
      const alerts = [{ alertId: 'snow', type: 'other', summary: 'Snow on the pass' }];
      const set = await world().client.ask('operator', 'eva', 'PUT', '/v1/alerts', { alerts });
      expect(set.status).toBe(200);
      await world().advance(VEHICLES_TTL_SECONDS + 1);
      const { body, headers } = await world().client.call('GET', '/gbfs/3/system_alerts.json');
      expect(body).toMatchObject({ data: { alerts: [{ alert_id: 'snow' }] } });
      expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
    });
  });
}
