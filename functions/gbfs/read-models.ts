import { Array as List, Object as Obj, type Static, String as Str } from 'typebox';
import { TariffsInForce } from '../../shared/contracts/billing/tariffs-in-force.ts';
import { strict, Time } from '../../shared/contracts/fields.ts';
import { Alert, vehicleShown } from '../../shared/contracts/gbfs/gbfs.ts';
import { Zones } from '../../shared/contracts/rentals/zones.ts';
import { listOf, readModel } from '../../shared/runtime/read-model.ts';

/** What the feed is made of. */

const { vin: _, ...shown } = vehicleShown.data.properties;
/** Of a vehicle for the public: nothing by which it could be told to be that vehicle. A hidden one has no id. */
const ShownVehicle = Obj({ ...shown, vehicleId: Str() }, strict);
export type ShownVehicle = Static<typeof ShownVehicle>;
export const vehicles = readModel('vehicle/{vin}', ShownVehicle);

/**
 * The shown ones are found by the beginnings of their ids: as many partitions as there are digits, and in each a share
 * that is read at once. By their VINs they would keep their places in the feed, and could be followed by them. Of some
 * 250 bytes each: a page of DynamoDB's, 1 MB, holds more than this.
 */
export const shownVehicles = listOf(vehicles, 'shown/veh_{digit}', { pageSize: 2_000 });
export const ID_DIGITS: readonly string[] = '0123456789abcdefghjkmnpqrstvwxyz'.split('');
export const digitOf = (vehicleId: string): string => vehicleId.charAt('veh_'.length);

const ShownAlerts = Obj({ alerts: List(Alert), time: Time }, strict);
export type ShownAlerts = Static<typeof ShownAlerts>;
export const alerts = readModel('alerts', ShownAlerts);

export const zones = readModel('zones', Zones);
export const tariffs = readModel('tariffs', TariffsInForce);
