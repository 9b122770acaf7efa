import type { Conditions } from '../contracts/billing/conditions.ts';
import type { Cap, Fixed, Package, Rate, Tariff } from '../contracts/billing/tariff.ts';

/** The rules of a tariff in plain English, for a plan that has no fields for them: one sentence each. */
export function furtherRules(tariff: Tariff, told: ReadonlySet<Rate | Fixed | Package>): readonly string[] {
  const { currency, fixed = [], rates, packages = [], caps = [], minimum, taxes } = tariff;
  const nameOf = (option: string): string =>
    tariff.options?.find(({ optionId }) => optionId === option)?.name ?? option;
  const chosen = (option: string | undefined): string[] =>
    option === undefined ? [] : [`with ${nameOf(option)}`];
  const sentence = (parts: readonly string[], price: string): string => `${sentenceStart(parts)}: ${price}.`;
  return [
    ...fixed
      .filter((one) => !told.has(one))
      .map((one) =>
        sentence(
          [...chosen(one.option), ...conditionsText(one.when), onceText(one)],
          `${one.amount} ${currency} once`,
        ),
      ),
    ...rates
      .filter((rate) => !told.has(rate))
      .map((rate) =>
        sentence(
          [...chosen(rate.option), ...conditionsText(rate.when), whileText(rate.during)],
          rateText(rate, tariff),
        ),
      ),
    ...packages
      .filter((one) => !told.has(one))
      .map((one) =>
        sentence([...chosen(one.option), ...conditionsText(one.when), 'package'], packageText(one, tariff)),
      ),
    ...caps.map((cap) =>
      sentence([`at most ${capText(cap)} for ${listed(cap.covers)}`], `${cap.amount} ${currency}`),
    ),
    ...(minimum === undefined || Number(minimum.amount) === 0
      ? []
      : [sentence([`at least for ${listed(minimum.covers)}`], `${minimum.amount} ${currency}`)]),
    ...taxText(taxes),
  ];
}

const listed = (names: readonly string[]): string => names.join(' + ');

function sentenceStart(parts: readonly string[]): string {
  const text = parts.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function conditionsText(when: Conditions = {}): readonly string[] {
  const { timesOfDay = [], weekdays, dates = [], startZones, endZones, eitherZones, vehicleClasses } = when;
  return [
    ...(timesOfDay.length === 0
      ? []
      : [timesOfDay.map(({ from, to }) => `from ${from} to ${to}`).join(' and ')]),
    ...(weekdays === undefined ? [] : [`on ${weekdays.join(', ')}`]),
    ...(dates.length === 0 ? [] : [dates.map(({ from, to }) => `from ${from} to ${to}`).join(' and ')]),
    ...(startZones === undefined ? [] : [`from zone ${startZones.join(' or ')}`]),
    ...(endZones === undefined ? [] : [`to zone ${endZones.join(' or ')}`]),
    ...(eitherZones === undefined ? [] : [`from or to zone ${eitherZones.join(' or ')}`]),
    ...(vehicleClasses === undefined ? [] : [`for class ${vehicleClasses.join(' or ')}`]),
  ];
}

function onceText({ during }: Fixed): string {
  return during.includes('driving') ? 'for the rental' : whileText(during);
}

function whileText(during: readonly string[]): string {
  return `while ${during.join(' or ')}`;
}

function rateText(rate: Rate, { currency, distanceUnit }: Tariff): string {
  const unit = rate.dimension === 'time' ? 'minute' : distanceUnit;
  const several = unit === 'km' ? 'km' : `${unit}s`;
  const steps = rate.steps.map(({ start, rate: price, interval }) => {
    const per = interval === 1 ? `a ${unit}` : `for ${interval} ${several}`;
    const from = start === 0 ? '' : `from ${start} ${several} on `;
    return `${from}${price} ${currency} ${interval === 0 ? 'once' : per}`;
  });
  return [
    ...(rate.free === undefined ? [] : [`${rate.free} ${several} free`]),
    ...steps,
    rate.counted === 'exact' ? 'by the exact share' : 'each started interval counts',
    ...(rate.restarts === undefined ? [] : ['steps begin again after each change between driving and pause']),
    ...(rate.surcharge === true ? ['on top of other rates'] : []),
  ].join(', ');
}

function packageText({ price, per, time, distance }: Package, { currency, distanceUnit }: Tariff): string {
  const minutes = time?.minutes === undefined ? 'all minutes' : `${time.minutes} minutes`;
  const included = distance?.included === undefined ? 'all' : String(distance.included);
  return [
    `${price} ${currency} ${per === 'rental' ? 'once' : 'for each started 24 hours'}`,
    ...(time === undefined
      ? []
      : [`${minutes} included${time.taken === 'evenly' ? ', an equal share of all' : ''}`]),
    ...(distance === undefined ? [] : [`${included} ${distanceUnit} included`]),
  ].join(', ');
}

function capText({ per, from, unused }: Cap): string {
  const window = from === 'start' ? `started ${per}` : `calendar ${per}`;
  return unused === 'lapses' ? `in each ${window}` : `by the number of ${window}s`;
}

function taxText({ included, rates }: Tariff['taxes']): readonly string[] {
  if (rates.length === 0) return [];
  const text = rates.map(({ name, percent, places }) =>
    places === undefined ? `${name} ${percent} %` : `${name} ${percent} % in ${places.join(', ')}`,
  );
  return [`${included ? 'Includes' : 'To be added'}: ${text.join(', ')}.`];
}
