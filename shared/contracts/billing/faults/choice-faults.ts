import { isTimeZone } from '../../../kernel/time-zone.ts';
import { violations } from '../../validate.ts';
import { calendarOf, timesOfChange } from '../calendar.ts';
import type { ChoiceConditions } from '../conditions.ts';
import { TariffChoice } from '../tariff-choice.ts';
import { calendarFaults } from './calendar-faults.ts';
import { type Fault, fault, type Known } from './fault.ts';
import { unknownNames } from './reference-faults.ts';

/** The name under which the schema of the rule is compiled. */
export const TARIFF_CHOICE_SCHEMA = 'billing.tariff-choice';

/** All faults of the rule that chooses a tariff: it must choose exactly one for every rental. */
export function choiceFaults(value: unknown, known: Known = {}): readonly Fault[] {
  const shape = violations(TARIFF_CHOICE_SCHEMA, TariffChoice, value);
  if (shape.length > 0)
    return shape.map(({ path, message }) =>
      path === '' && message.includes("'default'")
        ? fault('/default', 'NO_DEFAULT', 'A rental for which no entry holds would have no tariff.')
        : fault(path, 'SHAPE', `It ${message}.`),
    );
  const choice = value as TariffChoice;
  return [
    ...(isTimeZone(choice.timeZone)
      ? []
      : [fault('/timeZone', 'UNKNOWN_TIME_ZONE', `${choice.timeZone} is not a time zone of IANA.`)]),
    ...nameFaults(choice, known),
    ...choice.entries.flatMap(({ when }, n) => calendarFaults(`/entries/${n}/when`, when)),
    ...ambiguities(choice),
  ];
}

function nameFaults({ default: other, entries }: TariffChoice, known: Known): readonly Fault[] {
  const unknownTariff = (path: string, tariffId: string): readonly Fault[] =>
    known.tariffs === undefined || known.tariffs.has(tariffId)
      ? []
      : [fault(path, 'UNKNOWN_TARIFF', `There is no tariff ${tariffId}.`)];
  return [
    ...unknownTariff('/default', other),
    ...entries.flatMap(({ tariffId, when }, n) => {
      const at = `/entries/${n}/when`;
      return [
        ...unknownTariff(`/entries/${n}/tariffId`, tariffId),
        ...unknownNames(`${at}/models`, when.models, known.models, 'UNKNOWN_MODEL', 'vehicle model'),
        ...unknownNames(`${at}/zones`, when.zones, known.zones, 'UNKNOWN_ZONE', 'pricing zone'),
        ...unknownNames(
          `${at}/riderGroups`,
          when.riderGroups,
          known.riderGroups,
          'UNKNOWN_RIDER_GROUP',
          'rider group',
        ),
      ];
    }),
  ];
}

/** Entries of one priority that can hold together, and name different tariffs. */
function ambiguities({ entries }: TariffChoice): readonly Fault[] {
  return entries.flatMap((entry, n) =>
    entries.slice(0, n).flatMap((other, m) => {
      const isDecided =
        (entry.priority ?? 0) !== (other.priority ?? 0) ||
        entry.tariffId === other.tariffId ||
        !canHoldTogether(entry.when, other.when);
      if (isDecided) return [];
      const detail = `It and entry ${m} can hold for the same rental. Give one of them a higher priority.`;
      return [fault(`/entries/${n}`, 'AMBIGUOUS', detail)];
    }),
  );
}

/** A vehicle has one model. But zones may overlap, and a rider may be in several groups: these never exclude each other. */
function canHoldTogether(one: ChoiceConditions, other: ChoiceConditions): boolean {
  const { models } = other;
  if (one.models !== undefined && models !== undefined && !one.models.some((model) => models.includes(model)))
    return false;
  const [a, b] = [calendarOf(one), calendarOf(other)];
  const within = (ranges: typeof a.times, value: number): boolean =>
    ranges?.some(({ from, to }) => value >= from && value < to) ?? true;
  const sameTime = timesOfChange([a, b]).some((time) => within(a.times, time) && within(b.times, time));
  const sameWeekday = [...(a.weekdays ?? [])].some((day) => b.weekdays?.has(day) ?? true);
  const sameDay = (a.days ?? []).some(({ from, to }) =>
    (b.days ?? [{ from, to }]).some((range) => range.from < to && from < range.to),
  );
  return sameTime && (a.weekdays === undefined || sameWeekday) && (a.days === undefined || sameDay);
}
