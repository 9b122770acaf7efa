import { Object as Obj, type TSchema } from 'typebox';
import type { Audience } from '../../shared/contracts/audience.ts';
import { messages } from '../../shared/contracts/catalogue.ts';
import type { EventContract, MessageContract } from '../../shared/contracts/define.ts';

/** The events that somebody hears of: each contract says who, or why nobody. */

type Listeners = Exclude<Audience, { readonly nobody: string }>;
type HeardEvent = EventContract & { readonly heardBy: Listeners };

export const heardEvents: readonly HeardEvent[] = messages.filter(isHeard);

function isHeard(contract: MessageContract): contract is HeardEvent {
  return contract.kind === 'event' && !('nobody' in contract.heardBy);
}

const listeners = new Map(heardEvents.map(({ type, heardBy }) => [type, heardBy]));

/** Undefined for an event that nobody hears. */
export function listenersOf(type: string): Listeners | undefined {
  return listeners.get(type);
}

/**
 * The events with the fields that say who hears of them. This room passes the rest on as the other room has written it:
 * checks of everything that all rooms say would be half of its function, and grow with each room.
 */
export const routedEvents: readonly EventContract[] = heardEvents.map((contract) => {
  const { key, heardBy, data } = contract;
  const { rider } = heardBy;
  const field = rider === undefined ? [] : ['named' in rider ? rider.named : rider.ofRental];
  const { properties = {}, required = [] } = data as Partial<Shape>;
  const read = new Set([key, ...field, 'rentalId', 'riderId'].filter((name) => name in properties));
  const shape: Shape = {
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => read.has(name))),
    required: required.filter((name) => read.has(name)),
  };
  return { ...contract, data: { ...Obj(shape.properties), required: [...shape.required] } };
});

interface Shape {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required: readonly string[];
}
