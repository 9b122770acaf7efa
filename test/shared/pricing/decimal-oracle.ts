import { Decimal } from 'decimal.js';
import { lineOf, type Rate, type Tariff } from '../../../shared/contracts/billing/tariff.ts';
import type { PeriodKind } from '../../../shared/contracts/billing/usage.ts';

/**
 * Prices as a person would with much patience: it goes through a rental in ticks of half a minute, looks at the clock at each,
 * and keeps everything in decimal numbers. It shares no code with the engine but the shape of a tariff. It knows rates with
 * steps, free units and times of day, fixed charges, a package of first minutes, caps from the start, a minimum, a voucher
 * and included or added taxes; in rentals whose periods are whole ticks.
 */
const TICK_MS = 30_000;
const SIZE = { time: 60_000, km: 1, mile: 1.609344 } as const;
const HALF_UP = Decimal.ROUND_HALF_UP;

export interface PlainPeriod {
  readonly kind: PeriodKind;
  readonly ticks: number;
  /** Metres. */
  readonly metres: number;
}

/** In the currency’s own unit. */
export function totalByOracle(
  tariff: Tariff,
  start: number,
  periods: readonly PlainPeriod[],
  voucherPercent: string | undefined,
): Decimal {
  const { rates, fixed = [], caps = [], minimum } = tariff;
  const isUsed = periods.some(({ kind }) => kind !== 'reserved');
  const quantities = new Map(rates.map((rate) => [rate, new Decimal(0)]));
  const capped = new Map(caps.map((cap) => [cap, new Map<number, Decimal>()]));
  const pool = poolOf(tariff);
  const first = takenOver(start, periods);
  let before = amountsOf(tariff, quantities);
  let now = start;
  for (const { kind, ticks, metres } of periods) {
    for (let tick = 0; tick < ticks; tick++) {
      const applying = rates.filter(
        (rate) => rate.during.includes(kind) && appliesAt(rate, now, tariff.timeZone),
      );
      const time = pool.time(new Decimal(TICK_MS).div(SIZE.time), applying);
      const distance = pool.distance(
        new Decimal(metres).div(1000).div(SIZE[tariff.distanceUnit]).div(ticks),
        applying,
      );
      for (const rate of applying) {
        const added = rate.dimension === 'time' ? time(rate) : distance(rate);
        quantities.set(rate, (quantities.get(rate) ?? new Decimal(0)).plus(added));
      }
      const after = amountsOf(tariff, quantities);
      for (const [cap, windows] of capped) {
        const length = cap.per === 'hour' ? 3_600_000 : 86_400_000;
        const window = Math.max(0, Math.floor((now - first) / length));
        const cost = cap.covers.reduce(
          (sum, line) => sum.plus(after.get(line) ?? 0).minus(before.get(line) ?? 0),
          windows.get(window) ?? new Decimal(0),
        );
        windows.set(window, cost);
      }
      before = after;
      now += TICK_MS;
    }
  }
  const lines = new Map(before);
  for (const { lineId, amount, during } of fixed)
    if (periods.some(({ kind }) => during.includes(kind))) lines.set(lineId, new Decimal(amount));
  if (isUsed)
    for (const { packageId, price } of tariff.packages ?? []) lines.set(packageId, new Decimal(price));
  const savings = caps.map((cap) => ({ cap, saving: savingOf(cap, capped.get(cap) ?? new Map()) }));
  const amounts = [...lines.values(), ...savings.map(({ saving }) => saving.negated())];
  if (minimum !== undefined) {
    const covered = minimum.covers.reduce((sum, line) => sum.plus(lines.get(line) ?? 0), new Decimal(0));
    const saved = savings
      .filter(({ cap }) => cap.covers.every((line) => minimum.covers.includes(line)))
      .reduce((sum, { saving }) => sum.plus(saving), new Decimal(0));
    amounts.push(Decimal.max(0, new Decimal(isUsed ? minimum.amount : 0).minus(covered).plus(saved)));
  }
  const price = amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0));
  if (voucherPercent !== undefined)
    amounts.push(price.times(voucherPercent).div(100).toDecimalPlaces(2, HALF_UP).negated());
  return grossOf(
    amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0)),
    tariff,
  );
}

function takenOver(start: number, periods: readonly PlainPeriod[]): number {
  let time = start;
  for (const { kind, ticks } of periods) {
    if (kind !== 'reserved') return time;
    time += ticks * TICK_MS;
  }
  return start;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function appliesAt({ when }: Rate, time: number, timeZone: string): boolean {
  if (when?.timesOfDay === undefined) return true;
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  const shown = clock.format(time);
  return when.timesOfDay.some(({ from, to }) =>
    from < to ? shown >= from && shown < to : shown >= from || shown < to,
  );
}

/** The included minutes and kilometres of the only package. */
function poolOf({ packages: [one] = [] }: Tariff) {
  let time = new Decimal(one?.time === undefined ? 0 : (one.time.minutes ?? Number.POSITIVE_INFINITY));
  let distance = new Decimal(
    one?.distance === undefined ? 0 : (one.distance.included ?? Number.POSITIVE_INFINITY),
  );
  const isCovered = (rate: Rate): boolean =>
    (rate.dimension === 'time' ? one?.time : one?.distance)?.lines.includes(lineOf(rate)) === true;
  const rest = (quantity: Decimal, left: Decimal) => Decimal.max(0, quantity.minus(left));
  const charge = (quantity: Decimal, beyond: Decimal) => (rate: Rate) =>
    isCovered(rate) ? beyond : quantity;
  const touches = (applying: readonly Rate[], dimension: Rate['dimension']): boolean =>
    applying.some((rate) => rate.dimension === dimension && isCovered(rate));
  return {
    time(quantity: Decimal, applying: readonly Rate[]) {
      const beyond = rest(quantity, time);
      if (touches(applying, 'time')) time = rest(time, quantity);
      return charge(quantity, beyond);
    },
    distance(quantity: Decimal, applying: readonly Rate[]) {
      const beyond = rest(quantity, distance);
      if (touches(applying, 'distance')) distance = rest(distance, quantity);
      return charge(quantity, beyond);
    },
  };
}

function amountsOf(tariff: Tariff, quantities: ReadonlyMap<Rate, Decimal>): ReadonlyMap<string, Decimal> {
  const lines = new Map<string, Decimal>();
  for (const [rate, quantity] of quantities) {
    const line = lineOf(rate);
    lines.set(line, (lines.get(line) ?? new Decimal(0)).plus(costOf(rate, quantity)));
  }
  return new Map([...lines].map(([line, amount]) => [line, cents(amount)]));
}

/** First to twelve places, to which thirds are exact: 0.00499… that should be 0.005 must not be rounded down. */
function cents(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(12, HALF_UP).toDecimalPlaces(2, HALF_UP);
}

function costOf({ steps, free = 0, counted }: Rate, quantity: Decimal): Decimal {
  return steps.reduce((cost, { start, end = Number.POSITIVE_INFINITY, rate, interval }) => {
    // Twelve places: what is less than that is the remainder of a division.
    const within = Decimal.min(quantity.minus(free), end).minus(start).toDecimalPlaces(12);
    if (within.lte(0)) return cost;
    if (interval === 0) return cost.plus(rate);
    return cost.plus(
      counted === 'started' ? within.div(interval).ceil().times(rate) : within.times(rate).div(interval),
    );
  }, new Decimal(0));
}

function savingOf(
  { amount, unused }: NonNullable<Tariff['caps']>[number],
  windows: ReadonlyMap<number, Decimal>,
): Decimal {
  const costs = [...windows.values()];
  if (unused === 'lapses')
    return costs.reduce((sum, cost) => sum.plus(Decimal.max(0, cost.minus(amount))), new Decimal(0));
  const started = Math.max(0, ...[...windows.keys()].map((window) => window + 1));
  const cost = costs.reduce((sum, one) => sum.plus(one), new Decimal(0));
  return Decimal.max(0, cost.minus(new Decimal(amount).times(started)));
}

function grossOf(amount: Decimal, { taxes }: Tariff): Decimal {
  if (taxes.included) return amount;
  return taxes.rates.reduce(
    (gross, { percent }) => gross.plus(amount.times(percent).div(100).toDecimalPlaces(2, HALF_UP)),
    amount,
  );
}
