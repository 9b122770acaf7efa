import type { Conditions } from '../../../shared/contracts/billing/conditions.ts';
import { calendarFaults } from '../../../shared/contracts/billing/faults/calendar-faults.ts';
import { duplicates } from '../../../shared/contracts/billing/faults/fault.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { currencyDigits } from '../../../shared/kernel/currencies.ts';
import { isTimeZone } from '../../../shared/kernel/time-zone.ts';

/** What is wrong with a programme beside its shape: where, and why in words. */
export interface ProgrammeFault {
  /** A JSON pointer, such as `/earning/0/for/currency`. */
  readonly path: string;
  readonly message: string;
}

export function programmeFaults(programme: Programme): readonly ProgrammeFault[] {
  const { timeZone, value, earning, multipliers, tiers, expiry } = programme;
  const { levels } = tiers;
  const faults: ProgrammeFault[] = [];
  const add = (path: string, message: string) => faults.push({ path, message });
  if (!isTimeZone(timeZone)) add('/timeZone', `${timeZone} is not a time zone of IANA.`);
  const currency = (path: string, code: string) => {
    if (currencyDigits(code) === undefined) add(path, `ISO 4217 has no currency ${code}.`);
  };
  currency('/value/currency', value.currency);
  for (const [n, { for: what, when, most, mostInTotal }] of earning.entries()) {
    if (most !== undefined && most.per === mostInTotal?.per && most.points > mostInTotal.points) {
      add(`/earning/${n}/most/points`, `All together get ${mostInTotal.points}: one cannot get more.`);
    }
    if (what.kind === 'charge') currency(`/earning/${n}/for/currency`, what.currency);
    calendar(`/earning/${n}/when`, when);
  }
  for (const [n, { when, tiers: named = [] }] of multipliers.entries()) {
    calendar(`/multipliers/${n}/when`, when);
    for (const [m, tierId] of named.entries()) {
      if (levels.every((level) => level.tierId !== tierId)) {
        add(`/multipliers/${n}/tiers/${m}`, `The programme has no tier ${tierId}.`);
      }
    }
  }
  for (const [n, { from }] of levels.entries()) {
    if (levels.some((other, m) => m < n && other.from === from)) {
      add(`/tiers/levels/${n}/from`, `Another tier also begins at ${from} points.`);
    }
  }
  if (expiry !== undefined && expiry.warnDays >= expiry.months * 28) {
    add('/expiry/warnDays', 'Points would be warned of before they are earned.');
  }
  const ids = [
    earning.map(({ ruleId: id }, n) => ({ path: `/earning/${n}/ruleId`, id })),
    multipliers.map(({ multiplierId: id }, n) => ({ path: `/multipliers/${n}/multiplierId`, id })),
    levels.map(({ tierId: id }, n) => ({ path: `/tiers/levels/${n}/tierId`, id })),
  ];
  for (const { path, detail } of ids.flatMap(duplicates)) add(path, detail);
  return faults;

  function calendar(path: string, when: Conditions | undefined): void {
    if (when === undefined) return;
    for (const { path: at, detail } of calendarFaults(path, when)) add(at, detail);
  }
}
