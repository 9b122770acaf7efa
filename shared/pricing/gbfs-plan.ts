import { calendarOf, holdsAt } from '../contracts/billing/calendar.ts';
import type { Conditions } from '../contracts/billing/conditions.ts';
import { type Fixed, lineOf, type Package, type Rate, type Tariff } from '../contracts/billing/tariff.ts';
import type { PricingPlan } from '../contracts/gbfs/feed.ts';
import { MILLION, millionths } from '../kernel/decimal.ts';
import { type Instant, milliseconds } from '../kernel/time.ts';
import { clockOf } from '../kernel/time-zone.ts';
import { furtherRules } from './tariff-text.ts';

/**
 * A tariff as a plan of GBFS 3.0, at a time. A plan says a price, and segments of minutes and kilometres in whole numbers
 * of which each started interval counts. What a tariff says beyond that stands in the description: GBFS 3.0 has no caps,
 * no minimum, no price of reservations or pauses, no packages to choose, no zones, no miles, and no prices by the clock. Of
 * prices by the clock, the plan has those that apply at the time; the feed is read again every few minutes.
 */
export function pricingPlan(tariff: Tariff, at: Instant): PricingPlan {
  const { tariffId, name, description, currency, taxes } = tariff;
  const wall = clockOf(tariff.timeZone).wallAt(milliseconds(at));
  const bought = tariff.packages?.find(({ option, when }) => option === undefined && when === undefined);
  const minutes: Segment[] = [];
  const kilometres: Segment[] = [];
  const told = new Set<Rate | Fixed | Package>();
  if (bought?.per === 'started-24-hours' && coversAllTime(bought, tariff)) {
    minutes.push({ start: 0, rate: numberOf(bought.price), interval: MINUTES_A_DAY });
    if (bought.distance === undefined || bought.distance.included === undefined) told.add(bought);
  }
  for (const rate of tariff.rates) {
    if (!rate.during.includes('driving') || !holds(rate, wall)) continue;
    const segments = segmentsOf(rate, tariff, bought);
    if (segments === undefined) continue;
    (rate.dimension === 'time' ? minutes : kilometres).push(...segments);
    if (isWhollyTold(rate)) told.add(rate);
  }
  const due = (tariff.fixed ?? []).filter((one) => one.during.includes('driving') && holds(one, wall));
  for (const one of due) if (one.when === undefined) told.add(one);
  const once = due.map(({ amount }) => millionths(amount));
  if (bought?.per === 'rental') {
    once.push(millionths(bought.price));
    if (isShift(bought)) told.add(bought);
  }
  const text = [description, ...furtherRules(tariff, told)].join(' ');
  return {
    plan_id: tariffId,
    name: [{ text: name, language: 'en' }],
    description: [{ text, language: 'en' }],
    currency,
    price: Math.max(0, once.reduce((sum, amount) => sum + amount, 0) / MILLION),
    is_taxable: !taxes.included,
    per_min_pricing: minutes,
    per_km_pricing: kilometres,
  };
}

type Segment = PricingPlan['per_min_pricing'][number];

const MINUTES_A_DAY = 1440;

const numberOf = (decimal: string): number => millionths(decimal) / MILLION;

/** Whether a price holds for everybody at this time: what only some riders pay is not in the plan. */
function holds({ when, option }: Rate | Fixed, wall: number): boolean {
  return option === undefined && hasNoPlace(when) && holdsAt(calendarOf(when ?? {}), wall);
}

const hasNoPlace = ({ startZones, endZones, eitherZones, vehicleClasses }: Conditions = {}): boolean =>
  [startZones, endZones, eitherZones, vehicleClasses].every((names) => names === undefined);

/** A plan’s minutes are all minutes from the start to the end of use, of which each started one counts. */
function isWhollyTold({ dimension, during, when, counted, restarts }: Rate): boolean {
  return (
    when === undefined &&
    counted === 'started' &&
    restarts === undefined &&
    !during.includes('reserved') &&
    (dimension === 'distance' || during.includes('paused'))
  );
}

/** Undefined when the plan cannot say it: in miles, or in parts of minutes and kilometres. */
function segmentsOf(
  rate: Rate,
  { distanceUnit }: Tariff,
  bought: Package | undefined,
): readonly Segment[] | undefined {
  const included = includedIn(bought, rate);
  if (included === 'all') return [];
  if (included === 'unknown' || (rate.dimension === 'distance' && distanceUnit === 'mile')) return undefined;
  if (rate.restarts !== undefined) return undefined;
  const shift = included + (rate.free ?? 0);
  const segments = rate.steps
    .map(({ start, end, rate: price, interval }) => ({
      start: start + shift,
      ...(end === undefined ? {} : { end: end + shift }),
      rate: numberOf(price),
      interval,
    }))
    .filter((segment) => segment.rate !== 0);
  const isWhole = segments.every(({ start, end = 0, interval }) =>
    [start, end, interval].every(Number.isInteger),
  );
  return isWhole ? segments : undefined;
}

/** How much of a rate the package includes that every rental has. */
function includedIn(bought: Package | undefined, rate: Rate): number | 'all' | 'unknown' {
  const { time, distance, per } = bought ?? {};
  const covered = rate.dimension === 'time' ? time : distance;
  if (covered?.lines.includes(lineOf(rate)) !== true) return 0;
  const included = rate.dimension === 'time' ? time?.minutes : distance?.included;
  if (included === undefined) return 'all';
  return per === 'rental' && time?.taken !== 'evenly' ? included : 'unknown';
}

/** Whether segments that start later say all of a package. */
const isShift = ({ time }: Package): boolean => time?.taken !== 'evenly';

const coversAllTime = ({ time }: Package, { rates }: Tariff): boolean =>
  time !== undefined &&
  time.minutes === undefined &&
  rates.every(
    (rate) =>
      rate.dimension !== 'time' || !rate.during.includes('driving') || time.lines.includes(lineOf(rate)),
  );
