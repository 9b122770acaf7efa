import { MILLION, millionths } from '../../../kernel/decimal.ts';
import { lineOf, QUANTITY_DECIMALS, type Rate, type Step, type Tariff } from '../tariff.ts';
import { type Fault, fault } from './fault.ts';

/** Faults of steps and of the quantities in them: gaps, overlaps, intervals that a step cuts. */
export function stepFaults({ rates }: Tariff): readonly Fault[] {
  return rates.flatMap((rate, n) => [
    ...quantityFaults(rate, `/rates/${n}`),
    ...orderFaults(rate, `/rates/${n}`),
    ...wholeFaults(rate, `/rates/${n}`),
  ]);
}

const thousandths = (quantity: number): number => Math.round(quantity * 10 ** QUANTITY_DECIMALS);

/** Whether the quantity has no more decimals than a tariff may have. */
const isFineEnough = (quantity: number): boolean => Number(quantity.toFixed(QUANTITY_DECIMALS)) === quantity;

function quantityFaults({ free = 0, steps }: Rate, path: string): readonly Fault[] {
  const quantities: readonly (readonly [string, number])[] = [
    [`${path}/free`, free],
    ...steps.flatMap(({ start, end = 0, interval }, n): [string, number][] => [
      [`${path}/steps/${n}/start`, start],
      [`${path}/steps/${n}/end`, end],
      [`${path}/steps/${n}/interval`, interval],
    ]),
  ];
  return quantities
    .filter(([, quantity]) => !isFineEnough(quantity))
    .map(([at, quantity]) =>
      fault(at, 'QUANTITY_TOO_FINE', `${quantity} has more than ${QUANTITY_DECIMALS} decimals.`),
    );
}

/** The first step starts at 0, each other one where the one before it ends, and the last one has no end. */
function orderFaults({ steps }: Rate, path: string): readonly Fault[] {
  let expected: number | undefined = 0;
  const found: Fault[] = [];
  for (const [n, { start, end }] of steps.entries()) {
    const at = `${path}/steps/${n}`;
    if (expected === undefined || start < expected) {
      const before = expected === undefined ? 'has no end' : `ends at ${expected}`;
      found.push(fault(at, 'STEP_OVERLAP', `It starts at ${start}, but the step before it ${before}.`));
    } else if (start > expected) {
      found.push(fault(at, 'STEP_GAP', `Nothing says what is charged from ${expected} to ${start}.`));
    }
    if (end !== undefined && end <= start)
      found.push(fault(`${at}/end`, 'EMPTY_RANGE', `The step ends at ${end}, and starts at ${start}.`));
    expected = end;
  }
  if (expected !== undefined) {
    const at = `${path}/steps/${steps.length - 1}/end`;
    found.push(fault(at, 'STEP_GAP', `Nothing says what is charged from ${expected} on: leave the end out.`));
  }
  return found;
}

/** Where started intervals count, a step is a whole number of them; else the last one would be charged in both steps. */
function wholeFaults({ counted, steps }: Rate, path: string): readonly Fault[] {
  if (counted === 'exact') return [];
  const isCut = ({ start, end, interval }: Step): boolean =>
    end !== undefined &&
    interval > 0 &&
    (thousandths(end) - thousandths(start)) % thousandths(interval) !== 0;
  return steps.flatMap((step, n) =>
    isCut(step)
      ? [
          fault(
            `${path}/steps/${n}`,
            'STEP_NOT_WHOLE',
            `From ${step.start} to ${step.end} is not a whole number of intervals of ${step.interval}.`,
          ),
        ]
      : [],
  );
}

/** Faults of amounts: finer than the currency, negative where that makes no sense, or so that a total is negative. */
export function amountFaults(tariff: Tariff, digits: number): readonly Fault[] {
  const { fixed = [], packages = [], caps = [], minimum, authorization, furtherAuthorization } = tariff;
  const never = [
    ...packages.map(({ price }, n) => [`/packages/${n}/price`, price] as const),
    ...caps.map(({ amount }, n) => [`/caps/${n}/amount`, amount] as const),
    ...(minimum === undefined ? [] : [['/minimum/amount', minimum.amount] as const]),
    ...(authorization === undefined ? [] : [['/authorization', authorization] as const]),
    ...(furtherAuthorization === undefined ? [] : [['/furtherAuthorization', furtherAuthorization] as const]),
  ];
  const whole = [...never, ...fixed.map(({ amount }, n) => [`/fixed/${n}/amount`, amount] as const)];
  const unit = MILLION / 10 ** digits;
  return [
    ...whole
      .filter(([, amount]) => millionths(amount) % unit !== 0)
      .map(([path, amount]) =>
        fault(path, 'AMOUNT_TOO_FINE', `${amount} is no whole number of the currency’s minor units.`),
      ),
    ...never
      .filter(([, amount]) => millionths(amount) < 0)
      .map(([path, amount]) => fault(path, 'NEGATIVE_AMOUNT', `${amount} is negative.`)),
    ...negativeTotals(tariff),
  ];
}

/** What is negative must be covered by the minimum, which keeps the sum of all that it covers from falling below zero. */
function negativeTotals({ rates, fixed = [], minimum }: Tariff): readonly Fault[] {
  const negative = [
    ...rates.flatMap((rate, n) =>
      rate.steps.flatMap(({ rate: price }, step) =>
        price.startsWith('-') ? [{ path: `/rates/${n}/steps/${step}/rate`, line: lineOf(rate) }] : [],
      ),
    ),
    ...fixed.flatMap(({ lineId, amount }, n) =>
      amount.startsWith('-') ? [{ path: `/fixed/${n}/amount`, line: lineId }] : [],
    ),
  ];
  return negative
    .filter(({ line }) => minimum?.covers.includes(line) !== true)
    .map(({ path, line }) =>
      fault(
        path,
        'NEGATIVE_TOTAL',
        `It is negative, so the total could be. Let a minimum (0 or more) cover the line ${line}.`,
      ),
    );
}
