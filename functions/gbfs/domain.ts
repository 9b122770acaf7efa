import { decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Domain } from '../../shared/runtime/domain.ts';
import { type SystemMessage, systemMessages, type VehicleMessage, vehicleMessages } from './messages.ts';
import { evolveSystem, type SystemEvent, type SystemState, systemDeciders, systemItems } from './system.ts';
import {
  evolveVehicle,
  unknownVehicle,
  type VehicleEvent,
  type VehicleState,
  vehicleDeciders,
  vehicleItems,
} from './vehicle.ts';

type State = VehicleState | SystemState;
type Event = VehicleEvent | SystemEvent;

const isSystemEvent = (event: Event): event is SystemEvent =>
  event.type === 'gbfs.alerts-set.v1' ||
  event.type === 'gbfs.zones-shown.v1' ||
  event.type === 'gbfs.tariffs-shown.v1';

const decideSystem = decideBy(systemDeciders);
const decideVehicle = decideBy(vehicleDeciders);

/** What the public is shown of each vehicle, and of the system. */
export const domain: Domain<State, VehicleMessage | SystemMessage, Event> = {
  aggregateOf: (message) =>
    isOneOf(systemMessages, message) ? `system/${message.data.fleet}` : `vehicle/${message.data.vin}`,
  aggregateOfEvent: (event) =>
    isSystemEvent(event) ? `system/${event.data.fleet}` : `vehicle/${event.data.vin}`,
  initial: (aggregate) => (aggregate.startsWith('system/') ? { kind: 'system' } : unknownVehicle),
  decide: (state, message, context) => {
    if (state.kind === 'system' && isOneOf(systemMessages, message)) {
      return decideSystem(state, message, context);
    }
    if (state.kind === 'vehicle' && isOneOf(vehicleMessages, message)) {
      return decideVehicle(state, message, context);
    }
    throw new Error(`${message.type} ${message.id} came to an aggregate of the other kind`);
  },
  evolve: (state, event) => {
    if (isSystemEvent(event)) return state.kind === 'system' ? evolveSystem(state, event) : state;
    return state.kind === 'vehicle' ? evolveVehicle(state, event) : state;
  },
  readModels: (state) => (state.kind === 'system' ? systemItems(state) : vehicleItems(state)),
};
