import {
  exchangeNotValid,
  exchangePartnerFixed,
  exchangePublished,
  type PublishedExchange,
  type publishExchange,
} from '../../../shared/contracts/loyalty/exchanges.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { allExchanges, exchanges } from '../read-models.ts';
import { exchangeFaults } from './faults.ts';

/** The rates for the programme of a partner, one version after the other. */

export interface ExchangeState {
  readonly kind: 'exchange';
  readonly programmeId: string;
  readonly published?: PublishedExchange;
}
export type ExchangeEvent = EventOf<typeof exchangePublished>;

export const newExchange = (programmeId: string): ExchangeState => ({ kind: 'exchange', programmeId });

export function decidePublishExchange(
  { programmeId, published }: ExchangeState,
  { data: { exchange }, principal }: MessageOf<typeof publishExchange>,
  { now: time }: Context,
): Decision<ExchangeEvent, ExchangeState> {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator publishes rates.' };
  }
  const [fault] = exchangeFaults(exchange);
  if (fault !== undefined) return exchangeNotValid(`${fault.path}: ${fault.message}`);
  if (published !== undefined && published.exchange.partnerId !== exchange.partnerId) {
    return exchangePartnerFixed(`${programmeId} is of ${published.exchange.partnerId}.`);
  }
  const version = (published?.version ?? 0) + 1;
  const event = exchangePublished({ programmeId, version, exchange, operator: principal.id, time });
  return { kind: 'accept', events: [event], resultAfter: ({ published: now }) => now };
}

export function evolveExchange(state: ExchangeState, { data }: ExchangeEvent): ExchangeState {
  const { programmeId, version, exchange, time: changedAt } = data;
  return { ...state, published: { programmeId, version, exchange, changedAt } };
}

export const exchangeItems = ({ programmeId, published }: ExchangeState): readonly ReadModelItem[] =>
  published === undefined ? [] : [exchanges({ programmeId }, published, allExchanges({}, programmeId))];
