import {
  listAdjustments,
  listAllCharges,
  listChargesOfRider,
  postAdjustment,
  postApproval,
  postRating,
  postRejection,
  postWriteOff,
  ratingNotPossible,
} from '../../../shared/contracts/billing/adjusting.ts';
import { chargeUnknown, type RentalCharge } from '../../../shared/contracts/billing/charges.ts';
import type { TariffVersion } from '../../../shared/contracts/rentals/usage.ts';
import { dayOf } from '../../../shared/kernel/day.ts';
import { change } from '../../../shared/runtime/change.ts';
import { variable } from '../../../shared/runtime/environment.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { now, page } from '../charging/reading.ts';
import {
  allWaitingAdjustments,
  chargesOfDay,
  chargesOfRider,
  managedTariffs,
  rentalCharges,
  tariffChoice,
  tariffVersions,
} from '../read-models.ts';
import { activeVersion } from '../tariffs/managed-tariff.ts';

/** Operators see, adjust and rate charges. */

async function chargeOf(rentalId: string): Promise<RentalCharge> {
  const stored = await readOne(rentalCharges, { rentalId });
  if (stored !== undefined) return stored.of;
  throw new ProblemError(chargeUnknown.code, `There is no charge for a rental ${rentalId}.`);
}

/** What one operator may change alone. In a currency without a limit that is nothing. */
function limitFor(currency: string | undefined): number {
  const limits = JSON.parse(variable('adjustmentLimits')) as Record<string, number>;
  return currency === undefined ? 0 : (limits[currency] ?? 0);
}

/** The currency of what the rental would have cost: of its tariff, or of the one that rentals usually get. */
async function currencyFor(tariff: TariffVersion | undefined): Promise<string> {
  const named = tariff ?? (await usualTariff());
  const found = named === undefined ? undefined : await readOne(tariffVersions, named);
  if (found !== undefined) return found.currency;
  if (tariff !== undefined) return await currencyFor(undefined);
  throw new ProblemError(ratingNotPossible.code, 'No tariff says in which currency nothing is charged.');
}

async function usualTariff(): Promise<TariffVersion | undefined> {
  const tariffId = (await readOne(tariffChoice, {}))?.choice.default;
  const managed = tariffId === undefined ? undefined : await readOne(managedTariffs, { tariffId });
  const version = managed === undefined ? undefined : activeVersion(managed, now());
  return managed === undefined || version === undefined ? undefined : { tariffId: managed.tariffId, version };
}

export const adjustingCharges = [
  read(listAllCharges, async ({ query: { day = dayOf(now()), ...query } }) => {
    const { items, ...next } = await readPage(chargesOfDay, { day }, query);
    return { charges: items, ...next };
  }),
  read(listChargesOfRider, async ({ params, query }) => {
    const { items, ...next } = await readPage(chargesOfRider, params, query);
    return { charges: await page(items), ...next };
  }),
  read(listAdjustments, async ({ query }) => {
    const { items, ...next } = await readPage(allWaitingAdjustments, {}, query);
    return { adjustments: items.flatMap(({ of }) => of ?? []), ...next };
  }),
  change(postAdjustment, async ({ params: { rentalId }, body }) => {
    const { riderId, charge } = await chargeOf(rentalId);
    return { rentalId, riderId, ...body, alone: limitFor(charge?.currency) };
  }),
  change(postApproval, async ({ params }) => {
    const { riderId } = await chargeOf(params.rentalId);
    return { ...params, riderId };
  }),
  change(postRejection, async ({ params, body }) => {
    const { riderId } = await chargeOf(params.rentalId);
    return { ...params, riderId, ...body };
  }),
  change(postRating, async ({ params: { rentalId }, body }) => {
    const { riderId, usage } = await chargeOf(rentalId);
    const tariff = body.tariff ?? usage?.tariff;
    if (tariff !== undefined) return { rentalId, riderId, ...body, tariff };
    throw new ProblemError(ratingNotPossible.code, 'It was recorded without a tariff: name one.');
  }),
  change(postWriteOff, async ({ params: { rentalId }, body }) => {
    const { riderId, usage } = await chargeOf(rentalId);
    return { rentalId, riderId, currency: await currencyFor(usage?.tariff), ...body };
  }),
];
