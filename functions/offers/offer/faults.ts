import { calendarFaults } from '../../../shared/contracts/billing/faults/calendar-faults.ts';
import { duplicates } from '../../../shared/contracts/billing/faults/fault.ts';
import type { Offer } from '../../../shared/contracts/offers/offer.ts';
import { currencyDigits } from '../../../shared/kernel/currencies.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import { isTimeZone } from '../../../shared/kernel/time-zone.ts';
import { dayOf } from './schedule.ts';

/** What is wrong with an offer beside its shape: where, and why in words. */
export interface OfferFault {
  /** A JSON pointer, such as `/limits/uses`. */
  readonly path: string;
  readonly message: string;
}

export function offerFaults(offer: Offer): readonly OfferFault[] {
  const { places, texts } = offer;
  const zone = isTimeZone(offer.timeZone);
  const faults: OfferFault[] = [
    ...(zone ? [] : [{ path: '/timeZone', message: `${offer.timeZone} is not a time zone of IANA.` }]),
    ...benefitFaults(offer),
    ...budgetFaults(offer),
    ...triggerFaults(offer),
    ...scheduleFaults(offer, zone),
  ];
  const ids = [
    places.map(({ placeId: id }, n) => ({ path: `/places/${n}/placeId`, id })),
    texts.map(({ language: id }, n) => ({ path: `/texts/${n}/language`, id })),
  ];
  return [...faults, ...ids.flatMap(duplicates).map(({ path, detail: message }) => ({ path, message }))];
}

function* benefitFaults({ benefit }: Offer): Iterable<OfferFault> {
  if (benefit.kind === 'points') return;
  const { percent, amount, currency } = benefit;
  if (currencyDigits(currency) === undefined) {
    yield { path: '/benefit/currency', message: `ISO 4217 has no currency ${currency}.` };
  }
  if (percent === undefined && amount === undefined) {
    yield { path: '/benefit', message: 'It gives nothing: name `percent`, `amount`, or both.' };
  }
  if (percent !== undefined && Number(percent) === 0) {
    yield { path: '/benefit/percent', message: '0 % is nothing.' };
  }
}

function* budgetFaults({ benefit, limits: { uses, amount, perDay, perRider } }: Offer): Iterable<OfferFault> {
  if (uses === undefined && amount === undefined) {
    yield { path: '/limits', message: 'An offer needs a budget: name `uses`, `amount`, or both.' };
  }
  if (uses !== undefined && perDay !== undefined && perDay > uses) {
    yield { path: '/limits/perDay', message: `A day cannot have ${perDay} of ${uses} uses.` };
  }
  if (uses !== undefined && perRider > uses) {
    yield { path: '/limits/perRider', message: `A rider cannot have ${perRider} of ${uses} uses.` };
  }
  if (amount === undefined) return;
  if (benefit.kind === 'points') {
    yield { path: '/limits/amount', message: 'Points are no money: limit `uses`.' };
  } else if (benefit.amount === undefined) {
    yield {
      path: '/benefit/amount',
      message: 'A budget of money needs the most that a use may cost: name `amount` beside `percent`.',
    };
  } else if (benefit.amount > amount) {
    yield { path: '/limits/amount', message: `It is not enough for one use of ${benefit.amount}.` };
  }
}

function* triggerFaults({ trigger, places, benefit }: Offer): Iterable<OfferFault> {
  const isAtPlaces = trigger.kind === 'approaching' || trigger.kind === 'low-charge';
  if (isAtPlaces && places.length === 0) {
    yield {
      path: '/places',
      message: `Nothing is near without a place: ${trigger.kind} needs one at least.`,
    };
  }
  if (!isAtPlaces && benefit.kind === 'coupon' && places.length === 0) {
    yield { path: '/places', message: 'A coupon needs a place where it is redeemed.' };
  }
}

function* scheduleFaults(
  { valid: { from, until }, when, timeZone }: Offer,
  zone: boolean,
): Iterable<OfferFault> {
  if (!isBefore(from, until)) {
    yield { path: '/valid/until', message: `It would end at ${until}, before it begins: it never holds.` };
    return;
  }
  if (when === undefined) return;
  const faults = calendarFaults('/when', when);
  yield* faults.map(({ path, detail: message }) => ({ path, message }));
  if (!zone || faults.length > 0 || when.dates === undefined) return;
  const [first, last] = [dayOf(timeZone, from), dayOf(timeZone, until)];
  if (when.dates.every((range) => range.to < first || range.from > last)) {
    yield { path: '/when/dates', message: `None of them is from ${first} to ${last}: it never holds.` };
  }
}
