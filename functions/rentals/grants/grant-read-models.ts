import type { Static } from 'typebox';
import type { RentalGrant } from '../../../shared/contracts/rentals/grants.ts';
import type { Document } from '../../../shared/runtime/domain.ts';
import type { CarState, RiderState } from '../car/state.ts';
import type { GrantRecord } from './grant-record.ts';

type GrantBody = Static<typeof RentalGrant>;
/** A grant with whose it is. */
export type GrantDocument = GrantBody & { readonly riderId: string };
export interface PhoneDocument {
  readonly thumbprint: string;
  readonly gone: boolean;
}

export const grantKey = (rentalId: string, grantId: string): string => `grant/${rentalId}/${grantId}`;
export const phoneKey = (riderId: string, phoneKeyId: string): string => `phone/${riderId}/${phoneKeyId}`;

/** What riders read of their grants. */
export function grantDocuments(car: CarState): readonly Document[] {
  return (car.grants ?? []).map((grant) => ({
    key: grantKey(grant.rentalId, grant.grantId),
    body: { ...grantBody(grant), riderId: grant.riderId } satisfies GrantDocument,
  }));
}

/** By which the route for grants knows a phone's key. */
export function phoneDocuments({ riderId, phones = [] }: RiderState): readonly Document[] {
  return phones.map(({ phoneKeyId, thumbprint, gone }) => ({
    key: phoneKey(riderId, phoneKeyId),
    body: { thumbprint, gone } satisfies PhoneDocument,
  }));
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
