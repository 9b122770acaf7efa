import { describe, expect, it } from 'vitest';
import { domain } from '../../../functions/gbfs/domain.ts';
import { alertsAt, feeds, publicVehicle, vehicleType } from '../../../functions/gbfs/feed-documents.ts';
import type { ShownAlerts } from '../../../functions/gbfs/read-models.ts';
import { tariffPublished } from '../../../shared/contracts/billing/tariff-management.ts';
import { setAlerts } from '../../../shared/contracts/gbfs/gbfs.ts';
import { vehicleModels } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { FLEET } from '../../../shared/contracts/rentals/zones.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { PublicText } from '../../../shared/runtime/http/public-route.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

const shown = {
  vehicleId: 'veh_00000000000000000000000001',
  model: 'Roadster E',
  position: { latitude: 42.50000049, longitude: -1.5199996 },
  positionTime: '2026-01-31T09:00:59.123Z',
  chargePercent: 80.9,
};

describe('the feed', () => {
  it('shows a vehicle with six decimals, and no more of charge and time than anybody needs', () => {
    expect(publicVehicle(shown)).toEqual({
      vehicle_id: 'veh_00000000000000000000000001',
      lat: 42.5,
      lon: -1.52,
      is_reserved: false,
      is_disabled: false,
      vehicle_type_id: 'roadster-e',
      last_reported: '2026-01-31T09:00:00.000Z',
      current_range_meters: 180_000,
      current_fuel_percent: 0.8,
    });
  });

  it('leaves out a vehicle of which nobody can say how far it goes', () => {
    const { chargePercent: _, ...uncharged } = shown;

    expect(publicVehicle(uncharged)).toBeUndefined();
    expect(publicVehicle({ ...shown, model: 'Unheard of' })).toBeUndefined();
  });

  it('names its documents where it was asked', () => {
    const [first] = feeds({ host: 'api.example:8080', 'x-forwarded-proto': 'http' }, '/gbfs/3/gbfs.json');

    expect(first).toEqual({
      name: 'system_information',
      url: 'http://api.example:8080/gbfs/3/system_information.json',
    });
  });

  it('describes every model, with the plan of the tariff that it gets', () => {
    const { tariff, from } = tariffPublished.example;
    const cargo = { ...tariff, tariffId: 'cargo' };
    const tariffs = {
      choice: {
        timeZone: 'Europe/Andorra',
        default: 'city',
        entries: [{ tariffId: 'cargo', when: { models: ['carrier-d'] } }],
      },
      versions: [
        { from, tariff },
        { from, tariff: cargo },
      ],
    };
    const types = vehicleModels.map((model) => vehicleType(model, from, tariffs));
    expect(types.map((type) => type.default_pricing_plan_id)).toEqual(['city', 'city', 'city', 'cargo']);
    for (const type of types) expect(type.max_range_meters).toBeGreaterThan(100_000);
  });

  it('names no plan while no tariff is in force', () => {
    const [model] = vehicleModels;
    const type = model && vehicleType(model, '2026-01-31T09:00:00.000Z');
    expect(type).not.toHaveProperty('default_pricing_plan_id');
    expect(type).not.toHaveProperty('pricing_plan_ids');
  });

  it('of 10,000 vehicles goes out in one answer of Lambda’s 6 MB, and compressed in a fifth of that', () => {
    const vehicles = Array.from({ length: 10_000 }, (_, n) =>
      publicVehicle({
        ...shown,
        vehicleId: randomId('veh'),
        position: { latitude: 42 + n / 87_411, longitude: 1 + n / 91_333 },
        chargePercent: n % 101,
      }),
    );

    const text = new PublicText({ data: { vehicles } });

    expect(text.text.length).toBeLessThan(3_000_000);
    expect(text.packed.length).toBeLessThan(600_000);
  });
});

describe('alerts', () => {
  const NOW = '2026-01-31T09:00:00.000Z';

  it('are what an operator wrote last, until they are over', () => {
    const room = roomUnderTest(domain, NOW);
    const wish = (alerts: readonly { alertId: string; end?: string }[]) =>
      message(setAlerts, {
        fleet: FLEET,
        alerts: alerts.map((alert) => ({ type: 'other' as const, summary: 'Snow', ...alert })),
      });
    room.handle(wish([{ alertId: 'old' }]));
    const { result } = room.handle(
      wish([{ alertId: 'snow', end: '2026-01-31T10:00:00.000Z' }, { alertId: 'road-works' }]),
    );
    const alerts = room.item('alerts')?.body as ShownAlerts;

    expect(result).toMatchObject({ alerts: [{ alertId: 'snow' }, { alertId: 'road-works' }] });
    expect(alertsAt(NOW, alerts)).toEqual([
      {
        alert_id: 'snow',
        type: 'other',
        times: [{ start: NOW, end: '2026-01-31T10:00:00.000Z' }],
        summary: [{ text: 'Snow', language: 'en' }],
        last_updated: NOW,
      },
      {
        alert_id: 'road-works',
        type: 'other',
        summary: [{ text: 'Snow', language: 'en' }],
        last_updated: NOW,
      },
    ]);
    expect(alertsAt('2026-01-31T10:00:00.000Z', alerts).map(({ alert_id }) => alert_id)).toEqual([
      'road-works',
    ]);
    expect(room.rebuilt(`system/${FLEET}`)).toEqual(room.state(`system/${FLEET}`));
  });
});
