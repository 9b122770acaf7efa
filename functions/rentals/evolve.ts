import type {
  CarEvent,
  PhoneEvent,
  RentalsEvent,
  RiderEvent,
  TariffsEvent,
  ZonesEvent,
} from './car/events.ts';
import { evolveCar } from './car/evolve-car.ts';
import type { RentalsState } from './car/state.ts';
import { evolvePhones } from './grants/grant-state.ts';

const isRiderEvent = (event: RentalsEvent): event is RiderEvent => event.type === 'rentals.rider-standing.v1';
const phoneEvents: readonly string[] = [
  'rentals.phone-known.v1',
  'rentals.phone-gone.v1',
  'rentals.grant-held.v1',
] satisfies PhoneEvent['type'][];
const isPhoneEvent = (event: RentalsEvent): event is PhoneEvent => phoneEvents.includes(event.type);
const isTariffsEvent = (event: RentalsEvent): event is TariffsEvent =>
  event.type === 'rentals.tariffs-known.v1';
const isZonesEvent = (event: RentalsEvent): event is ZonesEvent => event.type === 'rentals.zones-set.v1';

/** Tells apart whom an event happens to. */
export function byAggregate<Result>(
  event: RentalsEvent,
  take: {
    rider(event: RiderEvent): Result;
    phone(event: PhoneEvent): Result;
    zones(event: ZonesEvent): Result;
    tariffs(event: TariffsEvent): Result;
    car(event: CarEvent): Result;
  },
): Result {
  if (isRiderEvent(event)) return take.rider(event);
  if (isPhoneEvent(event)) return take.phone(event);
  if (isTariffsEvent(event)) return take.tariffs(event);
  return isZonesEvent(event) ? take.zones(event) : take.car(event);
}

/** The state after an event of the room, whatever the state was. */
export function evolve(state: RentalsState, event: RentalsEvent): RentalsState {
  return byAggregate<RentalsState>(event, {
    rider: ({ data }) => (state.kind === 'rider' ? { ...state, standing: data.standing } : state),
    phone: (happened) => (state.kind === 'rider' ? evolvePhones(state, happened) : state),
    zones: ({ data }) =>
      state.kind === 'zones' ? { ...state, zones: data.zones, version: data.version } : state,
    tariffs: ({ data }) => (state.kind === 'tariffs' ? { ...state, tariffs: data.tariffs } : state),
    car: (happened) => (state.kind === 'car' ? evolveCar(state, happened) : state),
  });
}
