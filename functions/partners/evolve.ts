import type {
  endpointAdded,
  endpointChanged,
  endpointDisabled,
  endpointEnabled,
  endpointFailing,
  endpointRemoved,
  secretRotated,
} from '../../shared/contracts/partners/endpoints.ts';
import type {
  clientMade,
  partnerAdded,
  partnerChanged,
  partnerResumed,
  partnerSuspended,
} from '../../shared/contracts/partners/partners.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import type { EndpointState, PartnerState } from './state.ts';

export type PartnerEvent = EventOf<
  | typeof partnerAdded
  | typeof partnerChanged
  | typeof partnerSuspended
  | typeof partnerResumed
  | typeof clientMade
  | typeof endpointAdded
  | typeof endpointChanged
  | typeof endpointEnabled
  | typeof endpointDisabled
  | typeof endpointRemoved
  | typeof secretRotated
  | typeof endpointFailing
>;

const ofPartner = (
  state: PartnerState,
  change: Partial<NonNullable<PartnerState['partner']>>,
): PartnerState =>
  state.partner === undefined ? state : { ...state, partner: { ...state.partner, ...change } };

function ofEndpoint(
  state: PartnerState,
  { endpointId }: { readonly endpointId: string },
  change: (endpoint: EndpointState) => EndpointState,
): PartnerState {
  const before = state.endpoints[endpointId];
  return before === undefined
    ? state
    : { ...state, endpoints: { ...state.endpoints, [endpointId]: change(before) } };
}

function enabled(endpoint: EndpointState, time: string): EndpointState {
  const { disabled: _, ...rest } = endpoint;
  return { ...rest, status: 'ENABLED', enabledAt: time };
}

export function evolve(state: PartnerState, event: PartnerEvent): PartnerState {
  switch (event.type) {
    case 'partners.added.v1': {
      const { partnerId: _, operator: __, time, ...terms } = event.data;
      return { ...state, partner: { ...terms, status: 'ACTIVE', addedAt: time } };
    }
    case 'partners.changed.v1': {
      const { partnerId: _, operator: __, time: ___, ...changes } = event.data;
      return ofPartner(state, changes);
    }
    case 'partners.suspended.v1':
      return ofPartner(state, { status: 'SUSPENDED' });
    case 'partners.resumed.v1':
      return ofPartner(state, { status: 'ACTIVE' });
    case 'partners.client-made.v1':
      return ofPartner(state, { clientId: event.data.clientId });
    case 'partners.endpoint-added.v1': {
      const { partnerId: _, endpointId, secret, time, ...settings } = event.data;
      const added: EndpointState = {
        ...settings,
        status: 'ENABLED',
        secrets: [secret],
        addedAt: time,
        enabledAt: time,
      };
      return { ...state, endpoints: { ...state.endpoints, [endpointId]: added } };
    }
    case 'partners.endpoint-changed.v1': {
      const { partnerId: _, endpointId: __, time: ___, ...changes } = event.data;
      return ofEndpoint(state, event.data, (endpoint) => ({ ...endpoint, ...changes }));
    }
    case 'partners.endpoint-enabled.v1': {
      const { time } = event.data;
      return ofEndpoint(state, event.data, (endpoint) => enabled(endpoint, time));
    }
    case 'partners.endpoint-disabled.v1': {
      const { reason, time } = event.data;
      return ofEndpoint(state, event.data, (endpoint) => ({
        ...endpoint,
        status: 'DISABLED',
        disabled: { reason, time },
      }));
    }
    case 'partners.endpoint-removed.v1':
      return ofEndpoint(state, event.data, (endpoint) => ({ ...endpoint, status: 'REMOVED' }));
    case 'partners.secret-rotated.v1': {
      const { secret, oldUntil } = event.data;
      return ofEndpoint(state, event.data, (endpoint) => {
        const old = endpoint.secrets.slice(0, 1).map((one) => ({ ...one, until: oldUntil }));
        return { ...endpoint, secrets: [secret, ...old] };
      });
    }
    case 'partners.endpoint-failing.v1':
      return state;
  }
}
