import { currencyDigits } from '../../../shared/kernel/currencies.ts';
import { MILLION, millionths } from '../../../shared/kernel/decimal.ts';

/** An amount that a tariff names, in minor units; 0 when it names none. */
export function minorUnits(amount: string | undefined, currency: string): number {
  const digits = currencyDigits(currency);
  return amount === undefined || digits === undefined ? 0 : millionths(amount) / (MILLION / 10 ** digits);
}
