import { calendarOf, holdsAt } from '../contracts/billing/calendar.ts';
import type { TariffChoice } from '../contracts/billing/tariff-choice.ts';
import { type Instant, milliseconds } from '../kernel/time.ts';
import { clockOf } from '../kernel/time-zone.ts';

/** What a tariff is chosen for. */
export interface Choosing {
  readonly model: string;
  /** The pricing zones in which the vehicle stands. */
  readonly zones: readonly string[];
  readonly riderGroups: readonly string[];
  readonly at: Instant;
}

/** The tariff's id. The rule must be without faults (shared/contracts/billing/faults/choice-faults.ts). */
export function chooseTariff(choice: TariffChoice, { model, zones, riderGroups, at }: Choosing): string {
  const wall = clockOf(choice.timeZone).wallAt(milliseconds(at));
  const holding = choice.entries.filter(
    ({ when }) =>
      (when.models?.includes(model) ?? true) &&
      (when.zones?.some((zone) => zones.includes(zone)) ?? true) &&
      (when.riderGroups?.some((group) => riderGroups.includes(group)) ?? true) &&
      holdsAt(calendarOf(when), wall),
  );
  const highest = Math.max(...holding.map(({ priority = 0 }) => priority));
  return holding.find(({ priority = 0 }) => priority === highest)?.tariffId ?? choice.default;
}
