import {
  type Reconciliation,
  reconcile,
  reconciled,
  reconciliationRequested,
  recordReconciliation,
} from '../../../shared/contracts/billing/reconciliation.ts';
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { Frozen } from '../../../shared/runtime/read-model.ts';
import { type ReconciliationMessage, reconciliationMessages } from '../messages.ts';
import { reconciliations, reconciliationsByDay } from '../read-models.ts';
import { reconciliationPort } from './reconciliation-port.ts';

/** A day of the ledger, as it was compared with the provider's balance: what differs is kept, and nothing is mended. */

type ReconciliationEvent = EventOf<typeof reconciliationRequested | typeof reconciled>;

export interface ReconciliationState {
  readonly kind: 'reconciliation';
  readonly day: string;
  /** Absent before it was ever requested. */
  readonly of?: Frozen<Omit<Reconciliation, 'day'>>;
}
type ReconciliationDecision = Decision<ReconciliationEvent, ReconciliationState>;

function decideReconcile(
  { day }: ReconciliationState,
  { principal }: MessageOf<typeof reconcile>,
  { now: time }: Context,
): ReconciliationDecision {
  const by = principal?.kind === 'operator' ? { by: { operator: principal.id } } : {};
  return {
    kind: 'accept',
    events: [reconciliationRequested({ day, ...by, time })],
    outputs: [reconciliationPort({ day })],
    resultAfter: bodyOf,
  };
}

function decideRecord(
  _: ReconciliationState,
  { data }: MessageOf<typeof recordReconciliation>,
  { now: time }: Context,
): ReconciliationDecision {
  return { kind: 'accept', events: [reconciled({ ...data, time })] };
}

function evolve(state: ReconciliationState, event: ReconciliationEvent): ReconciliationState {
  const { of } = state;
  switch (event.type) {
    case 'billing.reconciliation-requested.v1': {
      const { by, time } = event.data;
      const { runs = 0, found } = of ?? {};
      const requested = {
        state: 'REQUESTED',
        runs,
        requestedAt: time,
        ...(by === undefined ? {} : { by }),
      } as const;
      return { ...state, of: { ...requested, ...(found === undefined ? {} : { found }) } };
    }
    case 'billing.reconciled.v1': {
      const { day: _, ...found } = event.data;
      const { runs = 0, ...before } = of ?? { requestedAt: found.time };
      return { ...state, of: { ...before, state: 'DONE', runs: runs + 1, found } };
    }
  }
}

const bodyOf = ({ day, of }: ReconciliationState): Frozen<Reconciliation> | undefined =>
  of === undefined ? undefined : { day, ...of };

const decide = decideBy<ReconciliationState, ReconciliationMessage, ReconciliationEvent>({
  [reconcile.type]: decideReconcile,
  [recordReconciliation.type]: decideRecord,
});

export const reconciliationDomain: AggregateDomain<
  ReconciliationState,
  ReconciliationMessage,
  ReconciliationEvent
> = {
  kinds: ['reconciliation'],
  messages: reconciliationMessages,
  events: [reconciliationRequested, reconciled],
  aggregateOf: ({ data }) => `reconciliation/${data.day}`,
  aggregateOfEvent: ({ data }) => `reconciliation/${data.day}`,
  initial: (aggregate) => ({ kind: 'reconciliation', day: aggregate.slice('reconciliation/'.length) }),
  decide,
  // What was found counts, however late it is recorded.
  decideExpired: (state, message, context) =>
    message.type === recordReconciliation.type ? decide(state, message, context) : undefined,
  evolve,
  readModels: (state) => {
    const body = bodyOf(state);
    const { day } = state;
    return body === undefined ? [] : [reconciliations({ day }, body, reconciliationsByDay({}, day))];
  },
};
