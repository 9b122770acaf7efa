import type { Claim } from '../../shared/runtime/domain.ts';
import type { RentalsEvent } from './evolve.ts';

/**
 * What spans cars and riders: who may rent, and at most one active rental a rider. Each event says what it takes, gives
 * back and needs, so that the claims can be made anew from the events.
 */
const registered = (riderId: string): string => `rider/${riderId}/registered`;
const admitted = (riderId: string): string => `rider/${riderId}/admitted`;
const active = (riderId: string): string => `rider/${riderId}/active`;

export function claims(event: RentalsEvent): readonly Claim[] {
  switch (event.type) {
    case 'rentals.rider-admitted.v1': {
      const { riderId } = event.data;
      return [registered(riderId), admitted(riderId)].map((take) => ({
        take,
        holder: riderId,
        // Never: nobody else ever holds a rider's own claims.
        refusal: { code: 'INTERNAL', detail: `${take} is held by another.` },
      }));
    }
    case 'rentals.rider-suspended.v1':
      return [{ release: admitted(event.data.riderId), holder: event.data.riderId }];
    case 'rentals.reserved.v1': {
      const { riderId, rentalId } = event.data;
      return [
        {
          require: registered(riderId),
          refusal: { code: 'RIDER_NOT_REGISTERED', detail: 'Sign up before you reserve a car.' },
        },
        mayRent(riderId),
        {
          take: active(riderId),
          holder: rentalId,
          refusal: { code: 'RIDER_HAS_RENTAL', detail: 'You have another car.' },
        },
      ];
    }
    case 'rentals.unlock-requested.v1':
      return [mayRent(event.data.riderId)];
    case 'rentals.reservation-expired.v1':
    case 'rentals.cancelled.v1':
    case 'rentals.ended.v1':
      return [{ release: active(event.data.riderId), holder: event.data.rentalId }];
    case 'rentals.car-listed.v1':
    case 'rentals.car-placed.v1':
    case 'rentals.unlock-failed.v1':
    case 'rentals.started.v1':
    case 'rentals.end-requested.v1':
    case 'rentals.end-failed.v1':
    case 'rentals.secure-requested.v1':
    case 'rentals.secured.v1':
    case 'rentals.damage-reported.v1':
      return [];
  }
}

/** Who is not admitted but registered was suspended: the order of the claims tells the two refusals apart. */
function mayRent(riderId: string): Claim {
  return {
    require: admitted(riderId),
    refusal: { code: 'RIDER_BLOCKED', detail: 'You are blocked; ask the operator why.' },
  };
}
