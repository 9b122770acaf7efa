import type { Static } from 'typebox';
import type { RentalGrant } from '../../../shared/contracts/rentals/grants.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { CarState, RiderState } from '../car/state.ts';
import { grants, phones } from '../read-models.ts';
import type { GrantRecord } from './grant-record.ts';

type GrantBody = Static<typeof RentalGrant>;
/** What riders read of their grants. */
export function grantItems(car: CarState): readonly ReadModelItem[] {
  return (car.grants ?? []).map((grant) => {
    const { rentalId, grantId, riderId } = grant;
    return grants({ rentalId, grantId }, { ...grantBody(grant), riderId });
  });
}

export function phoneItems({ riderId, phones: known = [] }: RiderState): readonly ReadModelItem[] {
  return known.map(({ phoneKeyId, thumbprint, gone }) =>
    phones({ riderId, phoneKeyId }, { thumbprint, gone }),
  );
}

/** A grant as its rider reads it. */
export function grantBody({ grantId, rentalId, phoneKeyId, state, reason, issued }: GrantRecord): GrantBody {
  return {
    grantId,
    rentalId,
    phoneKeyId,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(issued === undefined ? {} : issued),
  };
}
