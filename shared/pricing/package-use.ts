import { holdsAt } from '../contracts/billing/calendar.ts';
import type { Usage } from '../contracts/billing/usage.ts';
import { DAY_MS } from '../kernel/time-zone.ts';
import { applies } from './applicability.ts';
import type { CompiledPackage, CompiledRate, CompiledTariff } from './compiled-tariff.ts';
import type { Share } from './meter.ts';
import type { RatingContext } from './rating.ts';
import type { Stretch } from './stretches.ts';
import { type CannotBeRated, cannotBeRated, type TimedUsage } from './usage-times.ts';

/** The package of a rental: the one whose option and conditions hold. None for a car that was not used. */
export function packageFor(
  { packages, clock }: CompiledTariff,
  usage: Usage,
  { isUsed, takenOver }: TimedUsage,
  context: RatingContext,
): CompiledPackage | CannotBeRated | undefined {
  const holding = packages.filter(
    (one) => applies(one, usage, context) && (one.isAlways || holdsAt(one.calendar, clock.wallAt(takenOver))),
  );
  if (holding.length > 1) {
    const names = holding.map(({ package: { packageId } }) => packageId).join(' and ');
    return cannotBeRated('SEVERAL_PACKAGES', `The packages ${names} both apply. A rental has one package.`);
  }
  return isUsed ? holding[0] : undefined;
}

/** Takes what a package includes from what its rates would charge, in the order of time. */
export class PackageUse {
  readonly package: CompiledPackage;
  /** How many times it is paid: once, or for each 24 hours that have begun. */
  readonly count: number;
  readonly #time: number;
  #timeLeft: number;
  #distanceLeft: number;
  /** Milliseconds and micrometres of the covered rates. */
  #timeUsed = 0;
  #distanceUsed = 0;

  constructor(one: CompiledPackage, { takenOver, leftAt }: TimedUsage) {
    this.package = one;
    const days = Math.max(1, Math.ceil((leftAt - takenOver) / DAY_MS));
    this.count = one.package.per === 'rental' ? 1 : days;
    this.#time = one.time * this.count;
    this.#timeLeft = this.#time;
    this.#distanceLeft = one.distance * this.count;
  }

  get #isEven(): boolean {
    return this.package.package.time?.taken === 'evenly';
  }

  /** What rates of time that the package covers still charge of a stretch. */
  timeBeyond({ duration }: Stretch, applying: readonly CompiledRate[]): number {
    if (!applying.some((rate) => this.package.timeRates.has(rate))) return duration;
    this.#timeUsed += duration;
    if (this.#isEven) return duration;
    const included = Math.min(duration, this.#timeLeft);
    this.#timeLeft -= included;
    return duration - included;
  }

  /** What rates of distance that the package covers still charge of a stretch. */
  distanceBeyond({ distance }: Stretch, applying: readonly CompiledRate[]): number {
    if (!applying.some((rate) => this.package.distanceRates.has(rate))) return distance;
    this.#distanceUsed += distance;
    const included = Math.min(distance, this.#distanceLeft);
    this.#distanceLeft -= included;
    return distance - included;
  }

  /** The share that the rates of a line still charge; undefined where they have counted only what they charge. */
  shareFor(rates: readonly CompiledRate[], wholeTime: number): Share | undefined {
    if (!this.#isEven || wholeTime === 0 || !rates.some((rate) => this.package.timeRates.has(rate)))
      return undefined;
    return { part: Math.max(0, wholeTime - this.#time), whole: wholeTime };
  }

  /** Milliseconds that were included. */
  get timeIncluded(): number {
    return Math.min(this.#timeUsed, this.#time);
  }

  /** Micrometres that were included. */
  get distanceIncluded(): number {
    return Math.min(this.#distanceUsed, this.package.distance * this.count);
  }
}

/** How long the rates that a package covers apply: what an equal share is a share of. Milliseconds. */
export function coveredTime(
  one: CompiledPackage,
  stretches: readonly { readonly stretch: Stretch; readonly applying: readonly CompiledRate[] }[],
): number {
  return stretches.reduce(
    (sum, { stretch, applying }) =>
      applying.some((rate) => one.timeRates.has(rate)) ? sum + stretch.duration : sum,
    0,
  );
}
