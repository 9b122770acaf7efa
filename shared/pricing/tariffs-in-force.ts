import type { Tariff } from '../contracts/billing/tariff.ts';
import type { TariffChoice } from '../contracts/billing/tariff-choice.ts';
import type { TariffsInForce } from '../contracts/billing/tariffs-in-force.ts';
import { type Instant, isBefore } from '../kernel/time.ts';
import { type Choosing, chooseTariff } from './choose-tariff.ts';

/** Rooms beside billing follow its tariffs by these: what was published, what is retired, what the rule says. */

/** Versions that a later one has replaced by now are left out: rentals keep the number of theirs. */
export function withVersion(
  { versions, ...rest }: TariffsInForce,
  version: { readonly from: Instant; readonly tariff: Tariff },
  now: Instant,
): TariffsInForce {
  const { tariff } = version;
  const others = versions.filter((other) => other.tariff.tariffId !== tariff.tariffId);
  const own = [version, ...versions.filter((other) => other.tariff.tariffId === tariff.tariffId)].filter(
    ({ tariff: { version: number } }, n, all) => all.findIndex((one) => one.tariff.version === number) === n,
  );
  const active = own.findIndex(({ from }) => !isBefore(now, from));
  return { ...rest, versions: [...others, ...(active === -1 ? own : own.slice(0, active + 1))] };
}

export function withoutTariff({ versions, ...rest }: TariffsInForce, tariffId: string): TariffsInForce {
  return { ...rest, versions: versions.filter(({ tariff }) => tariff.tariffId !== tariffId) };
}

export const withChoice = (tariffs: TariffsInForce, choice: TariffChoice): TariffsInForce => ({
  ...tariffs,
  choice,
});

/** The version of a tariff that is in force at this time. */
export function tariffAt({ versions }: TariffsInForce, tariffId: string, at: Instant): Tariff | undefined {
  return versions.find(({ from, tariff }) => tariff.tariffId === tariffId && !isBefore(at, from))?.tariff;
}

/** The tariff that a rental gets which is reserved now. Undefined while no rule chooses, or its tariff is not in force. */
export function tariffFor(tariffs: TariffsInForce, choosing: Choosing): Tariff | undefined {
  const { choice } = tariffs;
  return choice === undefined ? undefined : tariffAt(tariffs, chooseTariff(choice, choosing), choosing.at);
}

/** All that are in force at this time. */
export function allTariffsAt(tariffs: TariffsInForce, at: Instant): readonly Tariff[] {
  const ids = new Set(tariffs.versions.map(({ tariff }) => tariff.tariffId));
  return [...ids].sort().flatMap((tariffId) => tariffAt(tariffs, tariffId, at) ?? []);
}
