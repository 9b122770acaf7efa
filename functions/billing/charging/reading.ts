import type { Static } from 'typebox';
import {
  chargeUnknown,
  getQuote,
  getRentalCharge,
  listCharges,
  listNotRated,
  quoteNotPossible,
  type RentalCharge,
} from '../../../shared/contracts/billing/charges.ts';
import { listNotCovered } from '../../../shared/contracts/billing/cover.ts';
import { optionsNotPossible } from '../../../shared/contracts/billing/options.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import { tariffUnknown } from '../../../shared/contracts/billing/tariff-management.ts';
import { vehicleModels } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { type Instant, instant } from '../../../shared/kernel/time.ts';
import { chooseTariff } from '../../../shared/pricing/choose-tariff.ts';
import { optionFaults } from '../../../shared/pricing/chosen-options.ts';
import { chargeSoFar, quote } from '../../../shared/pricing/estimates.ts';
import type { RatingContext } from '../../../shared/pricing/rating.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import {
  allShortRentals,
  chargesOfRider,
  customerGroups,
  managedTariffs,
  notRated,
  rentalCharges,
  tariffChoice,
  tariffVersions,
} from '../read-models.ts';
import { activeVersion } from '../tariffs/managed-tariff.ts';
import { ratingContext } from './charge.ts';
import { distanceUntil, usageSoFar } from './so-far.ts';

/** What rentals cost, for riders and operators: final, so far, and in advance. */

export const now = () => instant(Date.now());

type Stored = Static<(typeof rentalCharges)['body']>;

/** A running one is priced now, with the version of the tariff that it was reserved with. */
export async function shown({ of, metered }: Stored, time: Instant): Promise<RentalCharge> {
  if (metered?.tariff === undefined) return of;
  const tariff = await readOne(tariffVersions, metered.tariff);
  if (tariff === undefined) return of;
  const rated = ratingContext(tariff, metered.model, metered.discounts);
  const { rating, mayChange } = chargeSoFar(tariff, usageSoFar(metered), time, rated);
  if (rating.kind === 'cannot-be-rated') return of;
  const until = distanceUntil(metered);
  return {
    ...of,
    charge: rating.charge,
    ...(until === undefined ? {} : { distanceUntil: until }),
    ...(mayChange.length === 0
      ? {}
      : { mayChange: mayChange.map(({ id, zones }) => ({ id, zones: [...zones] })) }),
  };
}

const ofClass = (vehicleClass: string | undefined): RatingContext =>
  vehicleClass === undefined ? {} : { vehicleClass };

export async function page(stored: readonly Stored[]): Promise<RentalCharge[]> {
  return await Promise.all(stored.map((one) => shown(one, now())));
}

async function quotedTariff(tariffId: string, version: string | undefined): Promise<Tariff> {
  const wanted = version ?? (await versionNow(tariffId));
  const tariff =
    wanted === undefined ? undefined : await readOne(tariffVersions, { tariffId, version: wanted });
  if (tariff !== undefined) return tariff;
  throw new ProblemError(
    tariffUnknown.code,
    version === undefined
      ? `No version of a tariff ${tariffId} is in force.`
      : `There is no version ${version} of a tariff ${tariffId}.`,
  );
}

interface Quoted {
  readonly tariffId?: string;
  readonly version?: string;
  readonly model?: string;
  readonly startZone?: string;
}

/** The tariff that is asked for, or that the rule chooses for such a car and this rider. Throws TARIFF_UNKNOWN. */
async function tariffFor(
  { tariffId, version, model = '', startZone }: Quoted,
  { kind, id }: { readonly kind: string; readonly id: string },
): Promise<Tariff> {
  if (tariffId !== undefined) return await quotedTariff(tariffId, version);
  if (version !== undefined) {
    throw new ProblemError('BAD_REQUEST', 'The query is not valid: /tariffId must come with version.', [
      { path: '/query/tariffId', message: 'must come with version' },
    ]);
  }
  const [rule, customer] = await Promise.all([
    readOne(tariffChoice, {}),
    kind === 'rider' ? readOne(customerGroups, { riderId: id }) : undefined,
  ]);
  if (rule === undefined) throw new ProblemError(tariffUnknown.code, 'No rule chooses tariffs yet.');
  const zones = startZone === undefined ? [] : [startZone];
  const riderGroups = customer?.groups ?? [];
  return await quotedTariff(chooseTariff(rule.choice, { model, zones, riderGroups, at: now() }), undefined);
}

async function versionNow(tariffId: string): Promise<number | undefined> {
  const managed = await readOne(managedTariffs, { tariffId });
  return managed === undefined ? undefined : activeVersion(managed, now());
}

/** Throws OPTIONS_NOT_POSSIBLE. */
function quotedOptions(tariff: Tariff, text: string | undefined): readonly string[] {
  const options = [...new Set(text?.split(',') ?? [])];
  const faults = optionFaults(tariff, options);
  if (faults.length === 0) return options;
  const errors = faults.map(({ index, detail }) => ({
    path: '/query/options',
    message: `${options[index]} ${detail}`,
  }));
  throw new ProblemError(optionsNotPossible.code, errors.map(({ message }) => message).join(' '), errors);
}

export const readingCharges = [
  read(getRentalCharge, async ({ principal, params: { rentalId } }) => {
    const stored = await readOne(rentalCharges, { rentalId });
    if (stored === undefined || (principal.kind === 'rider' && stored.of.riderId !== principal.id)) {
      throw new ProblemError(chargeUnknown.code, `There is no charge for a rental ${rentalId} of yours.`);
    }
    return await shown(stored, now());
  }),
  read(listCharges, async ({ principal, query }) => {
    const { items, ...next } = await readPage(chargesOfRider, { riderId: principal.id }, query);
    return { charges: await page(items), ...next };
  }),
  read(listNotRated, async ({ query }) => {
    const { items, ...next } = await readPage(notRated, {}, query);
    return { charges: await page(items), ...next };
  }),
  read(listNotCovered, async ({ query }) => {
    const { items, ...next } = await readPage(allShortRentals, {}, query);
    return { rentals: items.flatMap(({ of }) => of ?? []), ...next };
  }),
  read(getQuote, async ({ query, principal }) => {
    const { startsAt = now(), model, startZone, endZone } = query;
    const tariff = await tariffFor(query, principal);
    const { reservedMinutes = '0', drivingMinutes, pausedMinutes = '0', km } = query;
    const vehicleClass = vehicleModels.find(({ modelId }) => modelId === model)?.class;
    const rating = quote(
      tariff,
      {
        startsAt,
        reservedMinutes: Number(reservedMinutes),
        drivingMinutes: Number(drivingMinutes),
        pausedMinutes: Number(pausedMinutes),
        distanceMetres: Math.round(Number(km) * 1000),
        startZones: startZone === undefined ? [] : [startZone],
        endZones: endZone === undefined ? [] : [endZone],
        options: quotedOptions(tariff, query.options),
      },
      ofClass(vehicleClass),
    );
    if (rating.kind === 'rated') return rating.charge;
    throw new ProblemError(quoteNotPossible.code, rating.detail);
  }),
];
