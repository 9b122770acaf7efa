import {
  type addEndpoint,
  type changeEndpoint,
  type disableEndpoint,
  type enableEndpoint,
  endpointAdded,
  endpointChanged,
  endpointDisabled,
  endpointEnabled,
  endpointFailing,
  endpointRemoved,
  endpointUnknown,
  MOST_ENDPOINTS,
  type removeEndpoint,
  type reportFailing,
  type rotateSecret,
  secretRotated,
  type stopEndpoint,
  tooManyEndpoints,
} from '../../../shared/contracts/partners/endpoints.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import type { PartnerEvent } from '../evolve.ts';
import { shownEndpoint } from '../read-models.ts';
import { type EndpointState, type PartnerState, presentEndpoints } from '../state.ts';
import { unknownPartner } from './partners.ts';

type Decided = Decision<PartnerEvent, PartnerState>;

interface Named {
  readonly partnerId: string;
  readonly endpointId: string;
}

/** The endpoint if it is there, and this partner's: those of others are in other aggregates. */
function present({ endpoints }: PartnerState, { endpointId }: Named): EndpointState | undefined {
  const endpoint = endpoints[endpointId];
  return endpoint?.status === 'REMOVED' ? undefined : endpoint;
}

/** Who is told of trouble with an endpoint, and what it is. */
const ownerOf = ({ url, mailTo }: EndpointState) => ({ url, ...(mailTo === undefined ? {} : { mailTo }) });

const unknownEndpoint = ({ endpointId }: Named) =>
  endpointUnknown(`You have no webhook endpoint ${endpointId}.`);

const answer =
  ({ partnerId, endpointId }: Named) =>
  (after: PartnerState): unknown => {
    const endpoint = after.endpoints[endpointId];
    return endpoint === undefined ? undefined : shownEndpoint(partnerId, endpointId, endpoint);
  };

/** With the sealed secret: the function that answers opens it for this one answer. */
const answerWithSecret =
  (named: Named, sealed: string) =>
  (after: PartnerState): unknown => ({ ...(answer(named)(after) as object), secret: sealed });

export function decideAddEndpoint(
  state: PartnerState,
  { data }: MessageOf<typeof addEndpoint>,
  { now }: Context,
): Decided {
  if (state.partner === undefined) return unknownPartner(data.partnerId);
  if (presentEndpoints(state).length >= MOST_ENDPOINTS) {
    return tooManyEndpoints(`A partner has at most ${MOST_ENDPOINTS} webhook endpoints.`);
  }
  return {
    kind: 'accept',
    events: [endpointAdded({ ...data, time: now })],
    resultAfter: answerWithSecret(data, data.secret.sealed),
  };
}

export function decideChangeEndpoint(
  state: PartnerState,
  { data }: MessageOf<typeof changeEndpoint>,
  { now }: Context,
): Decided {
  if (present(state, data) === undefined) return unknownEndpoint(data);
  return {
    kind: 'accept',
    events: [endpointChanged({ ...data, time: now })],
    resultAfter: answer(data),
  };
}

/** Again, when it is enabled already: then the five days begin anew. */
export function decideEnable(
  state: PartnerState,
  { data }: MessageOf<typeof enableEndpoint>,
  { now }: Context,
): Decided {
  if (present(state, data) === undefined) return unknownEndpoint(data);
  return {
    kind: 'accept',
    events: [endpointEnabled({ ...data, time: now })],
    resultAfter: answer(data),
  };
}

export function decideDisable(
  state: PartnerState,
  { data }: MessageOf<typeof disableEndpoint>,
  { now }: Context,
): Decided {
  const endpoint = present(state, data);
  if (endpoint === undefined) return unknownEndpoint(data);
  return {
    kind: 'accept',
    events:
      endpoint.status === 'DISABLED'
        ? []
        : [endpointDisabled({ ...data, reason: 'BY_PARTNER', ...ownerOf(endpoint), time: now })],
    resultAfter: answer(data),
  };
}

export function decideRemove(
  state: PartnerState,
  { data }: MessageOf<typeof removeEndpoint>,
  { now }: Context,
): Decided {
  if (present(state, data) === undefined) return unknownEndpoint(data);
  return {
    kind: 'accept',
    events: [endpointRemoved({ ...data, time: now })],
    result: { endpointId: data.endpointId },
  };
}

export function decideRotate(
  state: PartnerState,
  { data }: MessageOf<typeof rotateSecret>,
  { now }: Context,
): Decided {
  if (present(state, data) === undefined) return unknownEndpoint(data);
  return {
    kind: 'accept',
    events: [secretRotated({ ...data, time: now })],
    resultAfter: answerWithSecret(data, data.secret.sealed),
  };
}

export function decideReport(
  state: PartnerState,
  { data }: MessageOf<typeof reportFailing>,
  { now }: Context,
): Decided {
  const endpoint = present(state, data);
  if (endpoint?.status !== 'ENABLED') return { kind: 'ignore', reason: 'nothing is sent to it' };
  return { kind: 'accept', events: [endpointFailing({ ...data, ...ownerOf(endpoint), time: now })] };
}

export function decideStop(
  state: PartnerState,
  { data: { enabledAt, ...data } }: MessageOf<typeof stopEndpoint>,
  { now }: Context,
): Decided {
  const endpoint = present(state, data);
  if (endpoint?.status !== 'ENABLED') return { kind: 'ignore', reason: 'nothing is sent to it' };
  if (endpoint.enabledAt !== enabledAt) return { kind: 'ignore', reason: 'it was enabled again since' };
  return { kind: 'accept', events: [endpointDisabled({ ...data, ...ownerOf(endpoint), time: now })] };
}
