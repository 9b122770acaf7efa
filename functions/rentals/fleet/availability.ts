import type { Data } from '../../../shared/contracts/define.ts';
import { carOffered, carWithdrawn } from '../../../shared/contracts/rentals/availability.ts';
import type { Context, Decision, Domain, FactOf } from '../../../shared/runtime/domain.ts';
import { amended } from '../car/deciding.ts';
import type { RentalsEvent } from '../car/events.ts';
import { carAggregate, isFree, type RentalsState } from '../car/state.ts';
import { domain, type RentalsMessage } from '../domain.ts';

/**
 * The room as it is deployed: beside what it decides, it says when a car can be had, and when not any more. Worked out
 * from the states before and after, so that whatever makes a car free or not is told.
 */
type Offer = FactOf<typeof carOffered | typeof carWithdrawn>;

type Offered = Omit<Data<typeof carOffered>, 'time'>;

function offerOf(state: RentalsState): Offered | undefined {
  if (state.kind !== 'car' || !isFree(state)) return undefined;
  const { vin, listing, place } = state;
  const { model, plate } = listing;
  return {
    vin,
    model,
    ...(plate === undefined ? {} : { plate }),
    position: place.position,
    positionTime: place.time,
    ...(place.chargePercent === undefined ? {} : { chargePercent: place.chargePercent }),
  };
}

function isOffer(event: RentalsEvent | Offer): event is Offer {
  return event.type === 'rentals.car-offered.v1' || event.type === 'rentals.car-withdrawn.v1';
}

function change(before: Offered | undefined, after: Offered | undefined, time: string): readonly Offer[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (after !== undefined) return [carOffered({ ...after, time })];
  return before === undefined ? [] : [carWithdrawn({ vin: before.vin, time })];
}

function withOffers(
  state: RentalsState,
  decision: Decision<RentalsEvent>,
  { now }: Context,
): Decision<RentalsEvent | Offer> {
  return amended(decision, (events) => {
    const after = events.reduce((current, event) => domain.evolve(current, event), state);
    return { events: [...events, ...change(offerOf(state), offerOf(after), now)] };
  });
}

export const offeringDomain: Domain<RentalsState, RentalsMessage, RentalsEvent | Offer> = {
  aggregateOf: (message) => domain.aggregateOf(message),
  aggregateOfEvent: (event) =>
    isOffer(event) ? carAggregate(event.data.vin) : domain.aggregateOfEvent(event),
  initial: (aggregate) => domain.initial(aggregate),
  decide: (state, message, context) => withOffers(state, domain.decide(state, message, context), context),
  decideExpired: (state, message, context) =>
    withOffers(
      state,
      domain.decideExpired?.(state, message, context) ?? domain.decide(state, message, context),
      context,
    ),
  evolve: (state, event) => (isOffer(event) ? state : domain.evolve(state, event)),
  claims: (event) => (isOffer(event) ? [] : (domain.claims?.(event) ?? [])),
  timers: (state) => domain.timers?.(state) ?? [],
  documents: (state) => domain.documents?.(state) ?? [],
};
