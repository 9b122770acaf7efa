import { Integer, Array as List, Object as Obj, type Static, String as Str } from 'typebox';
import { Slug } from '../../shared/contracts/billing/conditions.ts';
import { Tariff } from '../../shared/contracts/billing/tariff.ts';
import { TariffChoice } from '../../shared/contracts/billing/tariff-choice.ts';
import { ManagedTariff } from '../../shared/contracts/billing/tariff-management.ts';
import { strict, Time } from '../../shared/contracts/fields.ts';
import { listOf, readModel } from '../../shared/runtime/read-model.ts';

/** What the room's routes and decisions read. */

const { versions: _, ...managed } = ManagedTariff.properties;
/** A tariff as operators manage it. Which version is in force depends on when it is read. */
const StoredTariff = Obj(
  {
    ...managed,
    versions: List(Obj({ version: Integer(), from: Time, publishedBy: Str(), publishedAt: Time }, strict)),
  },
  strict,
);
export type StoredTariff = Static<typeof StoredTariff>;
export const managedTariffs = readModel('tariff/{tariffId}', StoredTariff);
export const allTariffs = listOf(managedTariffs, 'tariffs', { pageSize: 50 });

/** What a rental is charged by. Written once. */
export const tariffVersions = readModel('tariff-version/{tariffId}/{version}', Tariff);

export const tariffChoice = readModel(
  'tariff-choice',
  Obj({ version: Integer(), choice: TariffChoice }, strict),
);

/** The ids that tariffs may name. */
export const pricingZones = readModel('pricing-zones', Obj({ zones: List(Slug) }, strict));
