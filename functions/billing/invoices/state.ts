import type {
  customerAddressKnown,
  customerGroupsKnown,
  customerKnown,
  documentIssued,
  documentStored,
} from '../../../shared/contracts/billing/documents.ts';
import type { SealedBillingAddress } from '../../../shared/contracts/riders/billing-address.ts';
import type { EventOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { customerGroups, customers, documents, documentsOfRider, storedDocuments } from '../read-models.ts';

/** Series of numbers, and what is known of customers. */

export interface SeriesState {
  readonly kind: 'series';
  readonly seriesId: string;
  /** The number of the last document: the next one has the next number. */
  readonly last: number;
}

export interface CustomerState {
  readonly kind: 'customer';
  readonly riderId: string;
  readonly name?: string;
  readonly email?: string;
  readonly address?: SealedBillingAddress;
  readonly groups?: readonly string[];
}

/** A rental whose charges need documents. Nothing of it is kept. */
export interface InvoicedRentalState {
  readonly kind: 'invoiced';
}

export type DocumentsState = SeriesState | CustomerState | InvoicedRentalState;
export type DocumentsEvent = EventOf<
  | typeof documentIssued
  | typeof documentStored
  | typeof customerKnown
  | typeof customerAddressKnown
  | typeof customerGroupsKnown
>;

export const documentsAggregate = ({ data }: DocumentsEvent): string =>
  'seriesId' in data ? `series/${data.seriesId}` : `customer/${data.riderId}`;

/** Of `series/…`, `customer/…` and `invoiced/…`. */
export function newDocuments(kind: string, id: string): DocumentsState {
  if (kind === 'series') return { kind: 'series', seriesId: id, last: 0 };
  return kind === 'customer' ? { kind: 'customer', riderId: id } : { kind: 'invoiced' };
}

export function evolveDocuments(state: DocumentsState, event: DocumentsEvent): DocumentsState {
  switch (event.type) {
    case 'billing.document-issued.v1':
      return state.kind === 'series' ? { ...state, last: event.data.sequence } : state;
    case 'billing.document-stored.v1':
      return state;
    case 'billing.customer-address-known.v1': {
      if (state.kind !== 'customer') return state;
      const { address: _, ...without } = state;
      return { ...without, ...event.data };
    }
    case 'billing.customer-known.v1':
    case 'billing.customer-groups-known.v1':
      return state.kind === 'customer' ? { ...state, ...event.data } : state;
  }
}

export function documentsItems(state: DocumentsState): readonly ReadModelItem[] {
  if (state.kind !== 'customer') return [];
  const { riderId, name, email, address, groups } = state;
  const to = address === undefined ? {} : { address };
  return [
    ...(name === undefined || email === undefined ? [] : [customers({ riderId }, { name, email, ...to })]),
    ...(groups === undefined ? [] : [customerGroups({ riderId }, { groups })]),
  ];
}

/** Documents, each once and for ever. */
export function documentsEntries(event: DocumentsEvent): readonly ReadModelItem[] {
  switch (event.type) {
    case 'billing.document-issued.v1': {
      const { kind, subject, rentalId, riderId, time, number } = event.data;
      const place = documentsOfRider({ riderId }, `${rentalId}/${time}/${number}`);
      return [documents({ kind, subject }, event.data, place)];
    }
    case 'billing.document-stored.v1':
      return [storedDocuments({ number: event.data.number }, event.data)];
    case 'billing.customer-known.v1':
    case 'billing.customer-address-known.v1':
    case 'billing.customer-groups-known.v1':
      return [];
  }
}
