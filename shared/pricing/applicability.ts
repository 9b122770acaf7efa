import { type Calendar, calendarOf, isAlways } from '../contracts/billing/calendar.ts';
import type { Conditions } from '../contracts/billing/conditions.ts';
import type { Usage } from '../contracts/billing/usage.ts';
import type { RatingContext } from './rating.ts';

/** When a rate, a fixed charge or a package applies. */
export interface Applicability {
  readonly calendar: Calendar;
  /** Clock and calendar do not matter. */
  readonly isAlways: boolean;
  readonly when: Conditions | undefined;
  readonly option: string | undefined;
}

export function applicability(of: { readonly when?: Conditions; readonly option?: string }): Applicability {
  const calendar = calendarOf(of.when ?? {});
  return { calendar, isAlways: isAlways(calendar), when: of.when, option: of.option };
}

/** Whether everything holds that does not depend on the clock. */
export function applies(
  { when, option }: Applicability,
  usage: Usage,
  { vehicleClass }: RatingContext,
): boolean {
  if (option !== undefined && !usage.options.includes(option)) return false;
  if (when === undefined) return true;
  const { startZones, endZones, eitherZones, vehicleClasses } = when;
  const isIn = (zones: readonly string[], named: readonly string[]): boolean =>
    named.some((zone) => zones.includes(zone));
  return (
    (startZones === undefined || isIn(usage.startZones, startZones)) &&
    (endZones === undefined || isIn(usage.endZones, endZones)) &&
    (eitherZones === undefined || isIn([...usage.startZones, ...usage.endZones], eitherZones)) &&
    (vehicleClasses === undefined || (vehicleClass !== undefined && vehicleClasses.includes(vehicleClass)))
  );
}
