import type { Static } from 'typebox';
import { expect, it } from 'vitest';
import type { Answer } from '../../local/tools/platform/client.ts';
import type { Data } from '../../shared/contracts/define.ts';
import { carMoved, type FleetCar } from '../../shared/contracts/rentals/use.ts';
import type { Zones } from '../../shared/contracts/rentals/zones.ts';
import { distanceMetres } from '../../shared/kernel/geo.ts';
import { REFERENCE_SECONDS } from '../../shared/runtime/read-model.ts';
import { App } from './app.ts';
import type { Rider } from './rider.ts';
import { CENTRE, type World } from './world.ts';

/** What riders and operators do with a car between a rental's beginning and its end. */

/** A service area of a few metres, far from every street. */
const elsewhere: Zones = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      id: 'elsewhere',
      properties: { kind: 'service-area', name: 'Elsewhere' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [1.6, 42.6],
            [1.61, 42.6],
            [1.61, 42.61],
            [1.6, 42.61],
            [1.6, 42.6],
          ],
        ],
      },
    },
  ],
};

export function useJourney(world: () => World): void {
  const asOperator = <Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> =>
    world().client.ask<Body>('operator', 'eva', method, path, body);
  const drawn = (zones: Zones) => asOperator('PUT', '/v1/zones', zones);

  /** A car that needs somebody, as operators see it. */
  async function needing(vin: string): Promise<Static<typeof FleetCar> | undefined> {
    const { body } = await asOperator<{ cars: Static<typeof FleetCar>[] }>('GET', '/v1/fleet/attention');
    return body.cars.find((car) => car.vin === vin);
  }

  /** The driver who got in goes round the corner, and parks: then nobody drives off by himself any more. */
  async function driven(vin: string): Promise<void> {
    await world().car(vin, 'drive');
    await world().car(vin, 'park');
  }

  async function inUse(rider: Rider): Promise<{ rentalId: string; vin: string }> {
    const { rentalId, vin } = await rider.reserved(await world().freeCar(rider));
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    await driven(vin);
    return { rentalId, vin };
  }

  it('is reserved for longer once, paused behind locked doors, resumed, and ends only where it may', async () => {
    const rider = world().rider('paula');
    const reserved = await rider.reserved(await world().freeCar(rider));
    const { rentalId, vin } = reserved;
    const extended = await rider.act(rentalId, 'extend');
    expect(Date.parse(extended.body.reservedUntil) - Date.parse(reserved.reservedUntil)).toBe(900_000);
    expect(await rider.act(rentalId, 'extend')).toMatchObject({
      status: 409,
      body: { code: 'RESERVATION_ALREADY_EXTENDED' },
    });

    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    await driven(vin);
    expect(await rider.act(rentalId, 'pause')).toMatchObject({ status: 200, body: { state: 'PAUSING' } });
    await rider.reaches(rentalId, 'PAUSED');
    expect(await world().car(vin)).toMatchObject({ locked: true });
    await rider.act(rentalId, 'resume');
    await rider.reaches(rentalId, 'IN_USE');
    expect(await world().car(vin)).toMatchObject({ locked: false });
    await driven(vin);

    expect(await drawn(elsewhere)).toMatchObject({ status: 200, body: { zones: 1 } });
    expect(await rider.call('GET', '/v1/zones')).toMatchObject({ body: elsewhere });
    await world().advance(REFERENCE_SECONDS + 1);
    // The answer is ENDING when the car takes long, and the rider asks again.
    let detail = '';
    await world().until('the end is refused for where it is', async () => {
      const refused = await rider.act(rentalId, 'end');
      ({ detail } = refused.body);
      return refused.status === 409 && refused.body.code === 'OUTSIDE_SERVICE_AREA';
    });
    expect(detail).toContain('m away');
    const { body: goesOn } = await rider.rental(rentalId);
    expect(goesOn).toMatchObject({ state: 'IN_USE', lastFailure: { reason: 'OUTSIDE_SERVICE_AREA' } });
    expect(goesOn.lastFailure?.nearestAllowed?.position.latitude).toBeCloseTo(42.6, 3);
    // Nothing was locked in vain.
    expect(await world().car(vin)).toMatchObject({ locked: false });

    expect(await drawn({ type: 'FeatureCollection', features: [] })).toMatchObject({ status: 200 });
    await world().advance(REFERENCE_SECONDS + 1);
    await rider.ends(rentalId);
    expect(await world().car(vin)).toMatchObject({ locked: true });
  });

  it('is ended by an operator when the car is out of reach: estimated, and nobody’s until it has locked', async () => {
    const rider = world().rider('dead-phone');
    const { rentalId, vin } = await inUse(rider);
    await world().car(vin, 'offline');
    const reason = 'the phone is dead';
    const ending = await asOperator<{ state: string }>('POST', `/v1/rentals/${rentalId}/end-by-operator`, {
      reason,
    });
    expect(ending).toMatchObject({ status: 200, body: { state: 'ENDING' } });
    await world().advance(15);
    const { ended } = await rider.reaches(rentalId, 'ENDED');
    expect(ended).toMatchObject({
      by: { operator: 'eva', reason },
      estimated: expect.arrayContaining(['time']) as unknown,
    });

    expect(await needing(vin)).toMatchObject({ vin });
    expect((await rider.findCars(CENTRE)).map((car) => car.vin)).not.toContain(vin);
    await world().car(vin, 'online');
    await world().until('it is connected', async () => (await world().car(vin)).connected);
    // Asked again within a minute or two, it locks, and is anybody's again.
    await world().advanceUntil('it has locked and is free', async () => {
      const { body } = await asOperator<{ free: boolean }>('GET', `/v1/cars/${vin}`);
      return body.free;
    });
    expect(await world().car(vin)).toMatchObject({ locked: true });
  });

  it('goes on when its car is silent, and operators see it until the car speaks again', async () => {
    const rider = world().rider('tunnel');
    const { rentalId, vin } = await inUse(rider);
    await world().car(vin, 'offline');
    await world().advanceUntil(
      'contact is lost',
      async () => {
        const { body } = await rider.rental(rentalId);
        return body.contactLostSince !== undefined;
      },
      5 * 60,
    );
    expect((await rider.rental(rentalId)).body.state).toBe('IN_USE');
    await world().car(vin, 'online');
    await world().until('contact is restored', async () => {
      const { body } = await asOperator<{ contactLostSince?: string }>('GET', `/v1/cars/${vin}`);
      return body.contactLostSince === undefined;
    });
    await rider.act(rentalId, 'end');
    await rider.reaches(rentalId, 'ENDED');
  });

  it('goes on paused when its car is towed: rider and operators see it, and an operator ends it', async () => {
    const rider = world().rider('towed');
    const { rentalId, vin } = await inUse(rider);
    await rider.act(rentalId, 'pause');
    await rider.reaches(rentalId, 'PAUSED');
    const office = await App.of(world().client, 'operator', 'eva');
    const left = await world().car(vin, 'offline');
    const towed = await world().car(vin, 'tow');
    const metres = distanceMetres(left.position, towed.position);
    expect(towed).toMatchObject({ odometerKm: left.odometerKm, engineOn: false, locked: true });
    await world().car(vin, 'online');

    let movedSince: string | undefined;
    await world().until('the tow is noticed', async () => {
      ({ movedSince } = (await rider.rental(rentalId)).body);
      return movedSince !== undefined;
    });
    // What is committed is seen a moment before its event leaves.
    let moved: Data<typeof carMoved> | undefined;
    await world().until('the event of the tow', async () => {
      const events = await world().events(carMoved.topic.name);
      const tow = events.find(({ type, subject }) => type === carMoved.type && subject === vin);
      moved = tow?.data as typeof moved;
      return moved !== undefined;
    });
    expect(moved).toMatchObject({ time: movedSince });
    await office.isPushed(
      'the tow',
      ({ event, data }) => event === carMoved.type && (data as Data<typeof carMoved>).vin === vin,
    );
    await office.close();
    expect(moved?.distanceMetres).toBeCloseTo(metres, -1);
    expect((await rider.rental(rentalId)).body.state).toBe('PAUSED');
    expect(await needing(vin)).toMatchObject({ state: 'PAUSED', rentalId, movedSince });

    const reason = 'towed from a loading zone';
    await asOperator('POST', `/v1/rentals/${rentalId}/end-by-operator`, { reason });
    const { ended } = await rider.reaches(rentalId, 'ENDED');
    expect(ended).toMatchObject({ by: { operator: 'eva', reason }, car: { locked: true } });
    expect(distanceMetres(ended?.car.position ?? left.position, towed.position)).toBeLessThan(1);
    // It was locked before. Without its answer in time it is asked until it gives one.
    await world().advanceUntil('nobody has to see to it', async () => (await needing(vin)) === undefined);
  });

  it('goes on when its car runs out of charge, and the car is nobody’s afterwards', async () => {
    const rider = world().rider('drained');
    const { rentalId, vin } = await inUse(rider);
    await world().car(vin, 'drive');
    await world().advance(10);
    // It may have come to where it was driven: it is to stop on its way.
    await world().car(vin, 'drive');
    expect(await world().car(vin, 'drain')).toMatchObject({ chargePercent: 3, engineOn: false });
    await world().until('the rider is told', async () => {
      const { body } = await rider.rental(rentalId);
      return body.lowChargePercent === 3;
    });
    expect((await rider.rental(rentalId)).body.state).toBe('IN_USE');
    await world().until('it is out of service', async () => {
      const car = await needing(vin);
      return car?.outOfService !== undefined;
    });
    expect(await needing(vin)).toMatchObject({
      state: 'IN_USE',
      outOfService: { kind: 'OUT_OF_CHARGE' },
      lowChargePercent: 3,
    });
    // Its driver gets nowhere.
    expect(await world().car(vin, 'drive')).toMatchObject({ engineOn: false });

    await rider.act(rentalId, 'end');
    const { ended } = await rider.reaches(rentalId, 'ENDED');
    expect(ended?.car).toMatchObject({ chargePercent: 3, locked: true });
    expect(await needing(vin)).toMatchObject({ state: 'AVAILABLE', free: false });
    expect((await rider.findCars(CENTRE)).map((car) => car.vin)).not.toContain(vin);
    expect((await rider.reserve(vin)).body.code).toBe('CAR_NOT_FREE');
  });

  it('is not to be had of a car out of service, nor by a rider on hold', async () => {
    const rider = world().rider('debtor');
    await rider.admitted();
    // The rentals room hears of it a moment later, and refuses whom it does not know for that.
    await world().quiet();
    const vin = await world().freeCar(rider);
    const why = { kind: 'DAMAGED', reason: 'the left mirror is gone' };
    expect(await asOperator('POST', `/v1/cars/${vin}/out-of-service`, why)).toMatchObject({
      status: 200,
      body: { free: false, outOfService: { ...why, operator: 'eva' } },
    });
    expect((await rider.findCars(CENTRE)).map((car) => car.vin)).not.toContain(vin);
    expect((await rider.reserve(vin)).body.code).toBe('CAR_NOT_FREE');
    expect(await asOperator('POST', `/v1/cars/${vin}/in-service`, { reason: 'mended' })).toMatchObject({
      body: { free: true },
    });

    const hold = `/v1/riders/${rider.id}/holds/UNPAID_BALANCE`;
    expect(await asOperator('PUT', hold, { reason: 'an invoice was returned' })).toMatchObject({
      status: 200,
      body: { holds: ['UNPAID_BALANCE'] },
    });
    expect(await rider.reserve(vin)).toMatchObject({ status: 403, body: { code: 'RIDER_UNPAID_BALANCE' } });
    await asOperator('POST', `${hold}/lift`, { reason: 'paid' });
    const { state, rentalId } = await rider.reservesSoon(vin);
    expect(state).toBe('RESERVED');
    await rider.act(rentalId, 'cancel');
  });
}
