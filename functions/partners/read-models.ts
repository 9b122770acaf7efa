import { Array as List, Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { strict, Time } from '../../shared/contracts/fields.ts';
import {
  type Endpoint,
  Endpoint as EndpointSchema,
  SigningSecret,
} from '../../shared/contracts/partners/endpoints.ts';
import { Partner } from '../../shared/contracts/partners/partners.ts';
import { listOf, type ReadModelItem, readModel } from '../../shared/runtime/read-model.ts';
import type { EndpointState, PartnerState } from './state.ts';

export const partners = readModel('partner/{partnerId}', Partner);
export const allPartners = listOf(partners, 'partners', { pageSize: 20 });

/** Who calls, by the app client of the token. */
export const clients = readModel(
  'client/{clientId}',
  Obj({ partnerId: Str(), status: Partner.properties.status }, strict),
);

const { keys: _, status: __, ...shown } = EndpointSchema.properties;
const StoredEndpoint = Obj(
  {
    ...shown,
    status: Union([Literal('ENABLED'), Literal('DISABLED'), Literal('REMOVED')]),
    secrets: List(Obj({ ...SigningSecret.properties, until: Optional(Time) }, strict)),
  },
  strict,
);
export type StoredEndpoint = Static<typeof StoredEndpoint>;

export const endpoints = readModel('endpoint/{endpointId}', StoredEndpoint);
/** All that are there, those of a partner side by side. */
export const allEndpoints = listOf(endpoints, 'endpoints', { pageSize: 20 });
/** Where the endpoints of a partner begin in the list. */
export const beginOf = (partnerId: string): string => `${partnerId}/`;

export function readModels(state: PartnerState): readonly ReadModelItem[] {
  const { partnerId, partner } = state;
  if (partner === undefined) return [];
  const { clientId, status, addedAt } = partner;
  return [
    partners({ partnerId }, { partnerId, ...partner }, allPartners({}, `${addedAt}/${partnerId}`)),
    ...(clientId === undefined ? [] : [clients({ clientId }, { partnerId, status })]),
    ...Object.entries(state.endpoints).map(([endpointId, endpoint]) => {
      const body = { partnerId, endpointId, ...endpoint };
      return endpoint.status === 'REMOVED'
        ? endpoints({ endpointId }, body)
        : endpoints({ endpointId }, body, allEndpoints({}, `${beginOf(partnerId)}${endpoint.addedAt}`));
    }),
  ];
}

/** An endpoint as its partner reads it: without what was sealed. */
export function shownEndpoint(
  partnerId: string,
  endpointId: string,
  { secrets, status, eventTypes, ...rest }: EndpointState | StoredEndpoint,
): Endpoint {
  const keys = secrets.map(({ publicKey, until }) => ({
    publicKey,
    ...(until === undefined ? {} : { until }),
  }));
  return {
    ...rest,
    partnerId,
    endpointId,
    eventTypes: [...eventTypes],
    status: status === 'ENABLED' ? status : 'DISABLED',
    keys,
  };
}
