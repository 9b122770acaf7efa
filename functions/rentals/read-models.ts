import { Boolean as Bool, Array as List, Object as Obj, type Static } from 'typebox';
import { TariffsInForce } from '../../shared/contracts/billing/tariffs-in-force.ts';
import { RentalId, RiderId, strict, Thumbprint, Vin } from '../../shared/contracts/fields.ts';
import { damageReported } from '../../shared/contracts/rentals/damage.ts';
import { RentalGrant } from '../../shared/contracts/rentals/grants.ts';
import { Rental } from '../../shared/contracts/rentals/rentals.ts';
import { FleetCar } from '../../shared/contracts/rentals/use.ts';
import { ZonesInForce } from '../../shared/contracts/rentals/zones.ts';
import { RiderGroups } from '../../shared/contracts/riders/groups.ts';
import { listOf, readModel } from '../../shared/runtime/read-model.ts';

/** What the room's routes read. */

export type RentalBody = Static<typeof Rental>;
export const rentals = readModel('rental/{rentalId}', Rental);
export const rentalsOfRider = listOf(rentals, 'rider/{riderId}', { pageSize: 20, newestFirst: true });

export type FleetCarBody = Static<typeof FleetCar>;
export const cars = readModel('car/{vin}', FleetCar);
/** The cars that need somebody, the most pressing need first. */
export const carsThatNeedAttention = listOf(cars, 'attention', { pageSize: 50 });
/** Free cars are found by cells of the grid, and lie in each ordered by the path to one of 5 m. */
export const freeCars = listOf(cars, 'free/{row}-{column}', { pageSize: 100 });

/** The same once more, because an item is in one list only. It is written only when what operators see changes. */
export const carsByVin = readModel('fleet-car/{vin}', FleetCar);
export const allCars = listOf(carsByVin, 'fleet', { pageSize: 50 });

const { vin: _, riderId: __, ...report } = damageReported.data.properties;
/** All reports of a rental. Their photos are only announced, their descriptions are sealed. */
const RentalDamage = Obj(
  {
    vin: Vin,
    rentalId: RentalId,
    riderId: RiderId,
    reports: List(Obj(report, strict)),
  },
  strict,
);
export type RentalDamage = Static<typeof RentalDamage>;
export const damage = readModel('damage/{rentalId}', RentalDamage);
/** A car's rentals with reports, by the time at which they were reserved. */
export const damageOfCar = listOf(damage, 'damage/{vin}', { pageSize: 10, newestFirst: true });

/** A grant with whose it is. */
const GrantOfRider = Obj({ ...RentalGrant.properties, riderId: RiderId }, strict);
export const grants = readModel('grant/{rentalId}/{grantId}', GrantOfRider);

/** By which the route for grants knows a phone's key. */
export const phones = readModel(
  'phone/{riderId}/{phoneKeyId}',
  Obj({ thumbprint: Thumbprint, gone: Bool() }, strict),
);

/** Of riders whom an operator has put into some. */
export const riderGroups = readModel('rider-groups/{riderId}', Obj({ groups: RiderGroups }, strict));

export const tariffsInForce = readModel('tariffs', TariffsInForce);

export const zonesInForce = readModel('zones', ZonesInForce);
