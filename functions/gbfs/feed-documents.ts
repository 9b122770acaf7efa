import { noTariffs, type TariffsInForce } from '../../shared/contracts/billing/tariffs-in-force.ts';
import {
  feedNames,
  LANGUAGE,
  type PublicAlert,
  type PublicVehicle,
  type SystemInformation,
  type Texts,
  type VehicleType,
} from '../../shared/contracts/gbfs/feed.ts';
import {
  longestRangeKm,
  modelNamed,
  rangeKm,
  type VehicleModel,
} from '../../shared/contracts/rentals/vehicle-models.ts';
import { type Instant, instant, isBefore, milliseconds } from '../../shared/kernel/time.ts';
import { tariffFor } from '../../shared/pricing/tariffs-in-force.ts';
import type { ShownAlerts, ShownVehicle } from './read-models.ts';

/** What we know, in the words of GBFS 3.0. */

const METRES = 1000;
const MINUTE_MS = 60_000;

const texts = (text: string): Texts => [{ text, language: LANGUAGE }];

export const systemInformation: SystemInformation = {
  system_id: 'roadstream_andorra',
  languages: [LANGUAGE],
  name: texts('Roadstream'),
  operator: texts('Roadstream'),
  opening_hours: '24/7',
  start_date: '2026-01-01',
  feed_contact_email: 'feeds@roadstream.example',
  timezone: 'Europe/Andorra',
  license_id: 'CC0-1.0',
};

/** Where the documents are: beside the one that was asked for, at the host that was asked. */
export function feeds(headers: Readonly<Record<string, string | undefined>>, path: string) {
  const { host = 'localhost', 'x-forwarded-proto': protocol = 'https' } = headers;
  const folder = path.slice(0, path.lastIndexOf('/'));
  return feedNames.map((name) => ({ name, url: `${protocol}://${host}${folder}/${name}.json` }));
}

/** With the plan of the tariff that a rental of such a vehicle gets now, outside of pricing zones. */
export function vehicleType(
  model: VehicleModel,
  now: Instant,
  tariffs: TariffsInForce = noTariffs,
): VehicleType {
  const { modelId, name, make, seats, propulsion } = model;
  const tariff = tariffFor(tariffs, { model: modelId, zones: [], riderGroups: [], at: now });
  return {
    vehicle_type_id: modelId,
    form_factor: 'car',
    rider_capacity: seats,
    propulsion_type: propulsion,
    max_range_meters: longestRangeKm(model) * METRES,
    name: texts(name),
    make: texts(make),
    model: texts(name),
    wheel_count: 4,
    return_constraint: 'free_floating',
    ...(tariff === undefined
      ? {}
      : { default_pricing_plan_id: tariff.tariffId, pricing_plan_ids: [tariff.tariffId] }),
  };
}

/**
 * The vehicle as anybody sees it; undefined when its model or its charge is not known, since then it cannot be said how
 * far it goes. Charge and time are rounded: to the last digit, they would be a name.
 */
export function publicVehicle(shown: ShownVehicle): PublicVehicle | undefined {
  const { vehicleId, model, position, positionTime, chargePercent } = shown;
  const description = modelNamed(model);
  if (description === undefined || chargePercent === undefined) return undefined;
  const charge = Math.floor(chargePercent);
  return {
    vehicle_id: vehicleId,
    lat: sixDecimals(position.latitude),
    lon: sixDecimals(position.longitude),
    is_reserved: false,
    is_disabled: false,
    vehicle_type_id: description.modelId,
    last_reported: instant(Math.floor(milliseconds(positionTime) / MINUTE_MS) * MINUTE_MS),
    current_range_meters: rangeKm(description, charge) * METRES,
    current_fuel_percent: charge / 100,
  };
}

/** 0.1 m: what the specification asks for. */
const sixDecimals = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Those that are not over. */
export function alertsAt(now: Instant, { alerts, time }: ShownAlerts): PublicAlert[] {
  return alerts
    .filter(({ end }) => end === undefined || isBefore(now, end))
    .map(({ alertId, type, summary, description, start, end }) => ({
      alert_id: alertId,
      type,
      ...(start === undefined && end === undefined
        ? {}
        : { times: [{ start: start ?? time, ...(end === undefined ? {} : { end }) }] }),
      summary: texts(summary),
      ...(description === undefined ? {} : { description: texts(description) }),
      last_updated: time,
    }));
}
