import type { Static, TSchema } from 'typebox';
import { noTariffs } from '../../shared/contracts/billing/tariffs-in-force.ts';
import {
  GBFS_VERSION,
  getAlerts,
  getGbfs,
  getGeofencingZones,
  getPricingPlans,
  getSystemInformation,
  getVehicleStatus,
  getVehicleTypes,
} from '../../shared/contracts/gbfs/feed.ts';
import { vehicleModels } from '../../shared/contracts/rentals/vehicle-models.ts';
import { instant } from '../../shared/kernel/time.ts';
import { pricingPlan } from '../../shared/pricing/gbfs-plan.ts';
import { allTariffsAt } from '../../shared/pricing/tariffs-in-force.ts';
import {
  cachedFor,
  type PublicRoute,
  PublicText,
  publicRead,
} from '../../shared/runtime/http/public-route.ts';
import { httpApi } from '../../shared/runtime/http.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { alertsAt, feeds, publicVehicle, systemInformation, vehicleType } from './feed-documents.ts';
import { geofencing } from './geofencing.ts';
import { alerts, tariffs, zones } from './read-models.ts';
import { room } from './room.ts';
import { allShownVehicles } from './shown-vehicles.ts';

type Feed = PublicRoute & { readonly success: { readonly body: TSchema } };
type DataOf<Route extends Feed> =
  Static<Route['success']['body']> extends { readonly data: infer Data } ? Data : never;

const now = () => instant(Date.now());

function document<Route extends Feed>({ keptSeconds }: Route, data: DataOf<Route>): PublicText {
  return new PublicText({ last_updated: now(), ttl: keptSeconds, version: GBFS_VERSION, data });
}

/** A document that is the same for whoever asks: made at most once in the time that it holds. */
function feed<Route extends Feed>(route: Route, data: () => Promise<DataOf<Route>>) {
  const made = cachedFor(route.keptSeconds, async () => document(route, await data()));
  return publicRead(route, async () => {
    const { value, freshSeconds } = await made();
    return { body: value, freshSeconds };
  });
}

export const handler = httpApi(room, 'feed', [
  publicRead(getGbfs, async ({ headers, path }) => ({
    body: document(getGbfs, { feeds: feeds(headers, path) }),
    freshSeconds: getGbfs.keptSeconds,
  })),
  feed(getSystemInformation, async () => systemInformation),
  feed(getVehicleTypes, async () => {
    const known = await readOne(tariffs, {});
    return { vehicle_types: vehicleModels.map((model) => vehicleType(model, now(), known)) };
  }),
  feed(getVehicleStatus, async () => ({
    vehicles: (await allShownVehicles()).flatMap((vehicle) => publicVehicle(vehicle) ?? []),
  })),
  feed(getGeofencingZones, async () => geofencing((await readOne(zones, {}))?.features ?? [])),
  feed(getPricingPlans, async () => {
    const known = (await readOne(tariffs, {})) ?? noTariffs;
    return { plans: allTariffsAt(known, now()).map((tariff) => pricingPlan(tariff, now())) };
  }),
  feed(getAlerts, async () => {
    const shown = await readOne(alerts, {});
    return { alerts: shown === undefined ? [] : alertsAt(now(), shown) };
  }),
]);
