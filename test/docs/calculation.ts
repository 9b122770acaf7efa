import { Decimal } from 'decimal.js';

/** Works out what people write: `240 min × 0.29 + 10 min × 0.19`. Words are left out; `%` divides by 100. */
export function valueOf(calculation: string): Decimal {
  const tokens = calculation.replaceAll('−', '-').match(/\d+(?:\.\d+)?|[-+×÷()%]/g) ?? [];
  let at = 0;
  const next = (): string | undefined => tokens[at];
  const take = (): string => tokens[at++] ?? '';

  function factor(): Decimal {
    const token = take();
    if (token === '-') return factor().negated();
    if (token !== '(') return percent(new Decimal(token));
    const inner = sum();
    take();
    return percent(inner);
  }

  function percent(value: Decimal): Decimal {
    if (next() !== '%') return value;
    take();
    return value.div(100);
  }

  function product(): Decimal {
    let value = factor();
    while (next() === '×' || next() === '÷')
      value = take() === '×' ? value.times(factor()) : value.div(factor());
    return value;
  }

  function sum(): Decimal {
    let value = product();
    while (next() === '+' || next() === '-')
      value = take() === '+' ? value.plus(product()) : value.minus(product());
    return value;
  }

  return sum();
}
