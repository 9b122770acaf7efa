import { getAccount, postCredit } from '../../shared/contracts/billing/account.ts';
import { TARIFF_FLEET } from '../../shared/contracts/billing/billing.ts';
import { choiceFaults } from '../../shared/contracts/billing/faults/choice-faults.ts';
import type { Fault, Known } from '../../shared/contracts/billing/faults/fault.ts';
import { tariffFaults } from '../../shared/contracts/billing/faults/tariff-faults.ts';
import type { Tariff } from '../../shared/contracts/billing/tariff.ts';
import {
  getManagedTariff,
  getTariffChoice,
  getTariffVersion,
  listManagedTariffs,
  listTariffs,
  publishTariffVersion,
  putTariffChoice,
  putTariffDraft,
  retireTariffRoute,
  tariffNotValid,
  tariffUnknown,
} from '../../shared/contracts/billing/tariff-management.ts';
import { instant } from '../../shared/kernel/time.ts';
import { change } from '../../shared/runtime/change.ts';
import { cachedFor, PublicText, publicRead } from '../../shared/runtime/http/public-route.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readAll, readOne, readPage } from '../../shared/runtime/read-models.ts';
import { adjustingCharges } from './adjusting/routes.ts';
import { readingCharges } from './charging/reading.ts';
import { evidenceRoutes } from './evidence/routes.ts';
import { featureRoutes } from './features/routes.ts';
import { feeRoutes } from './fees/routes.ts';
import { readingDocuments } from './invoices/routes.ts';
import { readingBooks } from './ledger/routes.ts';
import { promotionRoutes } from './promotions/routes.ts';
import {
  accounts,
  allTariffs,
  managedTariffs,
  pricingZones,
  type StoredTariff,
  tariffChoice,
  tariffVersions,
} from './read-models.ts';
import { room } from './room.ts';
import { faultsAsText, known } from './tariffs/faults.ts';
import { activeVersion, managedAt } from './tariffs/managed-tariff.ts';

/** Each fault with its place, which a refusal by the room could not carry. */
function mustBeWithout(faults: readonly Fault[], part: string): void {
  if (faults.length === 0) return;
  throw new ProblemError(
    tariffNotValid.code,
    faultsAsText(faults),
    faults.map(({ path, detail }) => ({ path: `${part}${path}`, message: detail })),
  );
}

async function knownNow(): Promise<Known> {
  return known((await readOne(pricingZones, {}))?.zones ?? []);
}

async function tariffNamed(tariffId: string): Promise<StoredTariff> {
  const tariff = await readOne(managedTariffs, { tariffId });
  if (tariff !== undefined) return tariff;
  throw new ProblemError(tariffUnknown.code, `There is no tariff ${tariffId}.`);
}

const now = () => instant(Date.now());

async function tariffsInForce(): Promise<Tariff[]> {
  const all = await readAll(allTariffs, {});
  const read = all.map(async (tariff) => {
    const version = activeVersion(tariff, now());
    return version === undefined
      ? undefined
      : await readOne(tariffVersions, { tariffId: tariff.tariffId, version });
  });
  return (await Promise.all(read)).filter((tariff) => tariff !== undefined);
}
const keptTariffs = cachedFor(
  listTariffs.keptSeconds,
  async () => new PublicText({ tariffs: await tariffsInForce() }),
);

export const handler = httpApi(room, 'http', [
  ...readingCharges,
  ...adjustingCharges,
  ...readingBooks,
  ...evidenceRoutes,
  ...readingDocuments,
  ...feeRoutes,
  ...featureRoutes,
  ...promotionRoutes,
  publicRead(listTariffs, async () => {
    const { value, freshSeconds } = await keptTariffs();
    return { body: value, freshSeconds };
  }),
  publicRead(getTariffVersion, async ({ params: { tariffId, version } }) => {
    const tariff = await readOne(tariffVersions, { tariffId, version });
    if (tariff === undefined) {
      throw new ProblemError(tariffUnknown.code, `There is no version ${version} of a tariff ${tariffId}.`);
    }
    return { body: new PublicText(tariff), freshSeconds: getTariffVersion.keptSeconds };
  }),
  read(getManagedTariff, async ({ params: { tariffId } }) => managedAt(await tariffNamed(tariffId), now())),
  read(listManagedTariffs, async ({ query }) => {
    const { items, ...next } = await readPage(allTariffs, {}, query);
    return { tariffs: items.map((tariff) => managedAt(tariff, now())), ...next };
  }),
  change(putTariffDraft, async ({ params: { tariffId }, body: terms }) => {
    mustBeWithout(tariffFaults({ tariffId, version: 1, ...terms }, await knownNow()), '/body');
    return { tariffId, terms };
  }),
  change(publishTariffVersion, async ({ params: { tariffId }, body: { from } }) => ({
    tariffId,
    ...(from === undefined ? {} : { from }),
  })),
  change(retireTariffRoute, async ({ params: { tariffId } }) => ({ tariffId })),
  change(postCredit, async ({ params: { riderId }, body: { money, reason } }) => ({
    riderId,
    money,
    reason,
  })),
  read(getAccount, async ({ principal: { id } }) => {
    const account = await readOne(accounts, { accountId: id });
    return account ?? { accountId: id, riderId: id, credit: [] };
  }),
  read(getTariffChoice, async () => {
    const choice = await readOne(tariffChoice, {});
    if (choice !== undefined) return choice;
    throw new ProblemError('NOT_FOUND', 'No rule chooses tariffs yet: rentals have none.');
  }),
  change(putTariffChoice, async ({ body: choice }) => {
    mustBeWithout(choiceFaults(choice, await knownNow()), '/body');
    return { fleet: TARIFF_FLEET, choice } as const;
  }),
]);
