import { calendarOf, isAlways, timesOfChange } from '../contracts/billing/calendar.ts';
import type { Reason } from '../contracts/billing/charge.ts';
import { type Fixed, lineOf, type Package, type Rate, type Tariff } from '../contracts/billing/tariff.ts';
import { PERIOD_KINDS, type PeriodKind } from '../contracts/billing/usage.ts';
import { greatestCommonDivisor, MILLION, millionths } from '../kernel/decimal.ts';
import { minorDigits } from '../kernel/money.ts';
import { clockOf, MINUTE_MS, type ZoneClock } from '../kernel/time-zone.ts';
import { type Applicability, applicability } from './applicability.ts';
import { type CompiledCap, compiledCaps } from './caps.ts';

/**
 * A tariff with everything worked out that does not depend on the usage. Time is counted in milliseconds and distance in
 * micrometres, in which a thousandth of a minute, a kilometre and a mile are whole numbers. A rate is a fraction of minor
 * units for one of these; all rates of a line have one denominator, so they can be added exactly.
 */
export interface CompiledTariff {
  readonly tariff: Tariff;
  readonly digits: number;
  readonly clock: ZoneClock;
  readonly lines: readonly CompiledLine[];
  readonly rates: readonly CompiledRate[];
  readonly ratesDuring: Readonly<Record<PeriodKind, readonly CompiledRate[]>>;
  readonly fixed: readonly CompiledFixed[];
  readonly packages: readonly CompiledPackage[];
  readonly caps: readonly CompiledCap[];
  readonly minimum: { readonly amount: number; readonly covers: ReadonlySet<string> } | undefined;
  /** Milliseconds of the day at which prices may change; undefined when the clock does not matter. */
  readonly changes: readonly number[] | undefined;
  readonly options: ReadonlySet<string>;
  readonly measuresDistance: boolean;
}

/** Rates that are added and rounded together. */
export interface CompiledLine {
  readonly lineId: string;
  readonly reason: Reason;
  readonly rates: readonly CompiledRate[];
  readonly denominator: bigint;
  /** The denominator as a number; 0 when it is too large to be exact. */
  readonly smallDenominator: number;
}

export interface CompiledRate extends Applicability {
  readonly index: number;
  readonly lineIndex: number;
  readonly rate: Rate;
  readonly isTime: boolean;
  readonly restarts: boolean;
  readonly unit: 'minute' | 'km' | 'mile';
  /** How many milliseconds or micrometres are one unit. */
  readonly size: number;
  readonly free: number;
  readonly steps: readonly CompiledStep[];
}

export interface CompiledStep {
  readonly start: number;
  readonly end: number;
  /** 0: the step is charged once. */
  readonly interval: number;
  readonly started: boolean;
  /** Of one interval, or of one millisecond or micrometre where the share counts; over the line's denominator. */
  readonly numerator: bigint;
  /** The numerator as a number; NaN when it is too large to be exact. */
  readonly smallNumerator: number;
}

export interface CompiledFixed extends Applicability {
  readonly index: number;
  readonly fixed: Fixed;
  readonly amount: number;
  readonly reason: Reason;
}

export interface CompiledPackage extends Applicability {
  readonly package: Package;
  readonly price: number;
  /** For one rental or one day: milliseconds and micrometres; Infinity for all. */
  readonly time: number;
  readonly distance: number;
  readonly timeRates: ReadonlySet<CompiledRate>;
  readonly distanceRates: ReadonlySet<CompiledRate>;
  readonly distanceSize: number;
}

/** Micrometres. */
const UNIT_OF_DISTANCE = { km: 1e9, mile: 1_609_344_000 } as const;

const compiled = new WeakMap<Tariff, CompiledTariff>();

/** The tariff must be without faults (shared/contracts/billing/faults/). A tariff object must not be changed later. */
export function compiledTariff(tariff: Tariff): CompiledTariff {
  const known = compiled.get(tariff);
  if (known !== undefined) return known;
  const made = compile(tariff);
  compiled.set(tariff, made);
  return made;
}

function compile(tariff: Tariff): CompiledTariff {
  const digits = minorDigits(tariff.currency);
  const { rates, fixed = [], packages = [], caps = [], minimum, options = [] } = tariff;
  const lines = linesOf(tariff, digits);
  const compiledRates = lines.flatMap((line) => line.rates).sort((a, b) => a.index - b.index);
  const calendars = rates.map(({ when = {} }) => calendarOf(when));
  const byClock =
    calendars.some((calendar) => !isAlways(calendar)) || caps.some(({ from }) => from === 'midnight');
  const amountOf = (decimal: string): number => (millionths(decimal) * 10 ** digits) / MILLION;
  const during = (kind: PeriodKind): readonly CompiledRate[] =>
    compiledRates.filter(({ rate }) => rate.during.includes(kind));
  const linesAt = new Map([
    ...lines.map(({ lineId }, n) => [lineId, n] as const),
    ...fixed.map(({ lineId }, n) => [lineId, lines.length + n] as const),
  ]);
  return {
    tariff,
    digits,
    clock: clockOf(tariff.timeZone),
    lines,
    rates: compiledRates,
    ratesDuring: { reserved: during('reserved'), driving: during('driving'), paused: during('paused') },
    fixed: fixed.map((one, index) => ({
      ...applicability(one),
      index,
      fixed: one,
      amount: amountOf(one.amount),
      reason: reasonOf(one),
    })),
    packages: packages.map((one) => compiledPackage(one, amountOf(one.price), tariff, compiledRates)),
    caps: compiledCaps(caps, amountOf, linesAt),
    minimum:
      minimum === undefined
        ? undefined
        : { amount: amountOf(minimum.amount), covers: new Set(minimum.covers) },
    changes: byClock ? timesOfChange(calendars) : undefined,
    options: new Set(options.map(({ optionId }) => optionId)),
    measuresDistance: compiledRates.some(({ isTime }) => !isTime),
  };
}

/** Why a rider sees a line: the option, the zone, or what was used. */
function reasonOf({ option, when = {}, ...rest }: Fixed | Rate): Reason {
  if (option !== undefined) return { code: 'OPTION', option };
  const { startZones, endZones, eitherZones } = when;
  if (startZones !== undefined || endZones !== undefined || eitherZones !== undefined)
    return {
      code: 'ZONE',
      ...(startZones === undefined ? {} : { startZones }),
      ...(endZones === undefined ? {} : { endZones }),
      ...(eitherZones === undefined ? {} : { eitherZones }),
    };
  if (!('dimension' in rest)) return { code: 'FIXED' };
  return { code: rest.dimension === 'time' ? 'TIME' : 'DISTANCE', during: rest.during };
}

function linesOf(tariff: Tariff, digits: number): readonly CompiledLine[] {
  const groups = [...Map.groupBy(tariff.rates.entries(), ([, rate]) => lineOf(rate))];
  return groups.map(([lineId, members], lineIndex) => {
    const denominator = members
      .flatMap(([, rate]) => rate.steps.map((step) => fractionOf(step, rate, tariff, digits)))
      .reduce((common, { below }) => (common * below) / greatestCommonDivisor(common, below), 1n);
    const rates = members.map(([index, rate]) =>
      compiledRate(rate, index, lineIndex, tariff, digits, denominator),
    );
    const [[, first]] = members as [[number, Rate]];
    const reason = reasonOf(first);
    const kinds = PERIOD_KINDS.filter((kind) => rates.some(({ rate }) => rate.during.includes(kind)));
    return {
      lineId,
      reason: 'during' in reason ? { ...reason, during: kinds } : reason,
      rates,
      denominator,
      smallDenominator: isSmall(denominator) ? Number(denominator) : 0,
    };
  });
}

const isSmall = (value: bigint): boolean =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER);

const sizeOf = ({ dimension }: Rate, { distanceUnit }: Tariff): number =>
  dimension === 'time' ? MINUTE_MS : UNIT_OF_DISTANCE[distanceUnit];

/** Minor units for one interval, or for one millisecond or micrometre where the share counts. */
function fractionOf(
  { rate: price, interval }: Rate['steps'][number],
  rate: Rate,
  tariff: Tariff,
  digits: number,
): { readonly above: bigint; readonly below: bigint } {
  const above = BigInt(millionths(price)) * BigInt(10 ** digits);
  const whole = rate.counted === 'started' || interval === 0;
  const below = BigInt(MILLION) * (whole ? 1n : BigInt(Math.round(interval * sizeOf(rate, tariff))));
  const divisor = greatestCommonDivisor(above, below);
  return { above: above / divisor, below: below / divisor };
}

function compiledRate(
  rate: Rate,
  index: number,
  lineIndex: number,
  tariff: Tariff,
  digits: number,
  denominator: bigint,
): CompiledRate {
  const size = sizeOf(rate, tariff);
  const inside = (quantity: number): number => Math.round(quantity * size);
  const isTime = rate.dimension === 'time';
  return {
    ...applicability(rate),
    index,
    lineIndex,
    rate,
    isTime,
    restarts: rate.restarts === 'period',
    unit: isTime ? 'minute' : tariff.distanceUnit,
    size,
    free: inside(rate.free ?? 0),
    steps: rate.steps.map((step) => {
      const { above, below } = fractionOf(step, rate, tariff, digits);
      const numerator = above * (denominator / below);
      return {
        start: inside(step.start),
        end: step.end === undefined ? Number.POSITIVE_INFINITY : inside(step.end),
        interval: inside(step.interval),
        started: rate.counted === 'started',
        numerator,
        smallNumerator: isSmall(numerator) ? Number(numerator) : Number.NaN,
      };
    }),
  };
}

function compiledPackage(
  one: Package,
  price: number,
  { distanceUnit }: Tariff,
  rates: readonly CompiledRate[],
): CompiledPackage {
  const { time, distance } = one;
  const inLines = (lines: readonly string[] = []): ReadonlySet<CompiledRate> =>
    new Set(rates.filter(({ rate }) => lines.includes(lineOf(rate))));
  const distanceSize = UNIT_OF_DISTANCE[distanceUnit];
  const all = Number.POSITIVE_INFINITY;
  return {
    ...applicability(one),
    package: one,
    price,
    time: time?.minutes === undefined ? all : Math.round(time.minutes * MINUTE_MS),
    distance: distance?.included === undefined ? all : Math.round(distance.included * distanceSize),
    timeRates: inLines(time?.lines),
    distanceRates: inLines(distance?.lines),
    distanceSize,
  };
}
