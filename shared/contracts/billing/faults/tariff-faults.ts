import { currencyDigits } from '../../../kernel/currencies.ts';
import { isTimeZone } from '../../../kernel/time-zone.ts';
import { violations } from '../../validate.ts';
import { Tariff } from '../tariff.ts';
import { calendarFaults } from './calendar-faults.ts';
import { coverageFaults } from './coverage-faults.ts';
import { type Fault, fault, type Known } from './fault.ts';
import { conditionsOf, referenceFaults } from './reference-faults.ts';
import { amountFaults, stepFaults } from './step-faults.ts';

/** The name under which the schema of a tariff is compiled. */
export const TARIFF_SCHEMA = 'billing.tariff';

/** All faults of a tariff, from its shape to what its rules mean together. None: it can be charged by. */
export function tariffFaults(value: unknown, known: Known = {}): readonly Fault[] {
  const shape = violations(TARIFF_SCHEMA, Tariff, value);
  if (shape.length > 0) return shape.map(({ path, message }) => fault(path, 'SHAPE', `It ${message}.`));
  const tariff = value as Tariff;
  const { currency, timeZone } = tariff;
  const digits = currencyDigits(currency);
  return [
    ...(digits === undefined
      ? [fault('/currency', 'UNKNOWN_CURRENCY', `${currency} is not a currency of ISO 4217.`)]
      : amountFaults(tariff, digits)),
    ...(isTimeZone(timeZone)
      ? []
      : [fault('/timeZone', 'UNKNOWN_TIME_ZONE', `${timeZone} is not a time zone of IANA.`)]),
    ...stepFaults(tariff),
    ...conditionsOf(tariff).flatMap(({ path, when }) => calendarFaults(path, when)),
    ...referenceFaults(tariff, known),
    ...coverageFaults(tariff, known),
  ];
}
