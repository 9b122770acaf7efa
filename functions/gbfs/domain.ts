import type { Domain } from '../../shared/runtime/domain.ts';
import {
  decideSystem,
  evolveSystem,
  type SystemEvent,
  type SystemMessage,
  type SystemState,
  systemDocuments,
} from './system.ts';
import {
  decideVehicle,
  evolveVehicle,
  unknownVehicle,
  type VehicleEvent,
  type VehicleMessage,
  type VehicleState,
  vehicleDocuments,
} from './vehicle.ts';

type State = VehicleState | SystemState;
type Event = VehicleEvent | SystemEvent;

const isOfSystem = (message: VehicleMessage | SystemMessage): message is SystemMessage =>
  message.type === 'gbfs.set-alerts.v1' || message.type === 'rentals.zones-set.v1';
const isSystemEvent = (event: Event): event is SystemEvent =>
  event.type === 'gbfs.alerts-set.v1' || event.type === 'gbfs.zones-shown.v1';

/** What the public is shown of each vehicle, and of the system. */
export const domain: Domain<State, VehicleMessage | SystemMessage, Event> = {
  aggregateOf: (message) =>
    isOfSystem(message) ? `system/${message.data.fleet}` : `vehicle/${message.data.vin}`,
  aggregateOfEvent: (event) =>
    isSystemEvent(event) ? `system/${event.data.fleet}` : `vehicle/${event.data.vin}`,
  initial: (aggregate) => (aggregate.startsWith('system/') ? { kind: 'system' } : unknownVehicle),
  decide: (state, message, context) => {
    if (isOfSystem(message) && state.kind === 'system') return decideSystem(state, message, context);
    if (!isOfSystem(message) && state.kind === 'vehicle') return decideVehicle(state, message, context);
    throw new Error(`${message.type} ${message.id} came to an aggregate of the other kind`);
  },
  evolve: (state, event) => {
    if (isSystemEvent(event)) return state.kind === 'system' ? evolveSystem(state, event) : state;
    return state.kind === 'vehicle' ? evolveVehicle(state, event) : state;
  },
  documents: (state) => (state.kind === 'system' ? systemDocuments(state) : vehicleDocuments(state)),
};
