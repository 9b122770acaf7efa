import {
  type addPartner,
  type changePartner,
  clientMade,
  clientsPort,
  partnerAdded,
  partnerChanged,
  partnerResumed,
  partnerSuspended,
  partnerUnknown,
  type recordClient,
  type resumePartner,
  type suspendPartner,
} from '../../../shared/contracts/partners/partners.ts';
import type { Context, Decision, Message, MessageOf } from '../../../shared/runtime/domain.ts';
import type { PartnerEvent } from '../evolve.ts';
import type { PartnerState } from '../state.ts';

type Decided = Decision<PartnerEvent, PartnerState>;

const operatorOf = ({ principal }: Message): string => principal?.id ?? '';
export const unknownPartner = (partnerId: string) => partnerUnknown(`There is no partner ${partnerId}.`);
const shown = ({ partnerId, partner }: PartnerState) => ({ partnerId, ...partner });

export function decideAdd(
  state: PartnerState,
  message: MessageOf<typeof addPartner>,
  { now }: Context,
): Decided {
  if (state.partner !== undefined) return { kind: 'ignore', reason: 'the partner is there' };
  const { partnerId } = message.data;
  return {
    kind: 'accept',
    events: [partnerAdded({ ...message.data, operator: operatorOf(message), time: now })],
    outputs: [clientsPort({ partnerId })],
    resultAfter: shown,
  };
}

export function decideChange(
  { partner }: PartnerState,
  message: MessageOf<typeof changePartner>,
  { now }: Context,
): Decided {
  if (partner === undefined) return unknownPartner(message.data.partnerId);
  return {
    kind: 'accept',
    events: [partnerChanged({ ...message.data, operator: operatorOf(message), time: now })],
    resultAfter: shown,
  };
}

/** To what it is already, nothing happens. */
export function decideStanding(
  { partner }: PartnerState,
  message: MessageOf<typeof suspendPartner | typeof resumePartner>,
  { now }: Context,
): Decided {
  const { partnerId, reason } = message.data;
  if (partner === undefined) return unknownPartner(partnerId);
  const suspends = message.type === 'partners.suspend.v1';
  const happened = suspends ? partnerSuspended : partnerResumed;
  const holds = (partner.status === 'SUSPENDED') === suspends;
  return {
    kind: 'accept',
    events: holds ? [] : [happened({ partnerId, by: { operator: operatorOf(message), reason }, time: now })],
    resultAfter: shown,
  };
}

export function decideRecordClient(
  { partner }: PartnerState,
  { data }: MessageOf<typeof recordClient>,
  { now }: Context,
): Decided {
  if (partner === undefined) return { kind: 'ignore', reason: 'there is no such partner' };
  if (partner.clientId !== undefined) return { kind: 'ignore', reason: 'it has a client' };
  return { kind: 'accept', events: [clientMade({ ...data, time: now })] };
}
