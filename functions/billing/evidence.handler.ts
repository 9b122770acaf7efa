import { evidencePort, recordEvidence } from '../../shared/contracts/billing/evidence.ts';
import { EvidenceFinding, type SubmitEvidence } from '../../shared/contracts/payments/provider.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import { RuntimeFailure } from '../../shared/runtime/failure.ts';
import { port } from '../../shared/runtime/port.ts';
import { askProvider } from '../../shared/runtime/provider.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { EVIDENCE_FINDING_CHECK } from './evidence/evidence-check.ts';
import { evidenceFile } from './evidence/evidence-file.ts';
import { documents, fees, rentalCharges } from './read-models.ts';
import { room } from './room.ts';

/** Makes the evidence file of a dispute, and sends it to the provider, once. */
export const handler = port({
  room,
  functionName: 'evidence',
  contract: evidencePort,
  serve: async (dispute) => {
    const { subject, paymentId, disputeId } = dispute;
    const fee = await readOne(fees, { feeId: subject });
    const rentalId = dispute.rentalId ?? fee?.rentalId;
    const rental = rentalId === undefined ? undefined : (await readOne(rentalCharges, { rentalId }))?.of;
    const paid = fee === undefined ? `charge/${subject}/${rental?.revision ?? 1}` : `fee/${subject}`;
    const document = await readOne(documents, { kind: 'INVOICE', subject: paid });
    const file = evidenceFile({ rental, fee, invoice: document?.number, paymentId });
    if (file === undefined) return recordEvidence({ ...dispute, outcome: 'NOTHING' });
    const question: SubmitEvidence = {
      question: 'SUBMIT_EVIDENCE',
      check: derivedId('evd', disputeId),
      attempt: 1,
      dispute: disputeId,
      evidence: file,
    };
    const finding = await askProvider(question, { schema: EvidenceFinding, check: EVIDENCE_FINDING_CHECK });
    if (finding.result === 'UNKNOWN' || finding.result === 'BUSY') {
      // The queue asks again, and the provider's function looks first whether it has been sent.
      throw new RuntimeFailure(
        'PROVIDER_FAILED',
        `Whether the evidence of ${disputeId} was sent is not known`,
      );
    }
    return recordEvidence({ ...dispute, file, outcome: finding.result });
  },
});
