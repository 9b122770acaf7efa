import {
  type EvidenceFile,
  evidenceFiled,
  recordEvidence,
} from '../../../shared/contracts/billing/evidence.ts';
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import type { EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { Frozen } from '../../../shared/runtime/read-model.ts';
import { evidenceByTime, evidenceFiles } from '../read-models.ts';

/** The evidence file of a dispute, kept as it was sent. The first one that was filed stays. */

interface EvidenceState {
  readonly kind: 'evidence';
  readonly file?: Frozen<EvidenceFile>;
}

export const filingDomain: AggregateDomain<
  EvidenceState,
  MessageOf<typeof recordEvidence>,
  EventOf<typeof evidenceFiled>
> = {
  kinds: ['evidence'],
  messages: [recordEvidence],
  events: [evidenceFiled],
  aggregateOf: ({ data }) => `evidence/${data.disputeId}`,
  aggregateOfEvent: ({ data }) => `evidence/${data.disputeId}`,
  initial: () => ({ kind: 'evidence' }),
  decide: ({ file }, { data }, { now: time }) =>
    file === undefined
      ? { kind: 'accept', events: [evidenceFiled({ ...data, time })] }
      : { kind: 'ignore', reason: 'It is filed.' },
  // What was sent is recorded, however late.
  decideExpired: (state, message, context) => filingDomain.decide(state, message, context),
  evolve: (state, { data }) => ({ ...state, file: data }),
  readModels: ({ file }) =>
    file === undefined
      ? []
      : [
          evidenceFiles(
            { disputeId: file.disputeId },
            file,
            evidenceByTime({}, `${file.time}/${file.disputeId}`),
          ),
        ],
};
