import type { blocked, signedUp, unblocked } from '../../shared/contracts/riders.ts';
import type { Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import type { RiderState } from './state.ts';

export type RiderMessage = MessageOf<typeof signedUp | typeof blocked | typeof unblocked>;

/** Who may rent, as the riders room says: kept here, since a reservation must be decided without asking there. */
export function decideAdmission(rider: RiderState, { type, data }: RiderMessage): Decision<RiderEvent> {
  const { riderId, time } = data;
  const admission = type === 'riders.blocked.v1' ? 'suspended' : 'admitted';
  if (rider.admission === admission || (rider.admission === 'suspended' && type === 'riders.signed-up.v1')) {
    return { kind: 'ignore', reason: 'Nothing changes for who may rent.' };
  }
  const happened = admission === 'admitted' ? 'rentals.rider-admitted.v1' : 'rentals.rider-suspended.v1';
  return { kind: 'accept', events: [{ type: happened, data: { riderId, time } }] };
}
