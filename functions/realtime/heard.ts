import type { Audience } from '../../shared/contracts/audience.ts';
import { messages } from '../../shared/contracts/catalogue.ts';
import type { EventContract, MessageContract } from '../../shared/contracts/define.ts';
import { onlyFields } from '../../shared/runtime/only-fields.ts';

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

/** The events with the fields that say who hears of them. This room passes the rest on as the other room has written it. */
export const routedEvents: readonly EventContract[] = heardEvents.map((contract) => {
  const { rider } = contract.heardBy;
  const field = rider === undefined ? [] : ['named' in rider ? rider.named : rider.ofRental];
  return onlyFields(contract, [...field, 'rentalId', 'riderId']);
});
