import type { Stripe } from 'stripe';
import type { EvidenceFinding, SubmitEvidence } from '../../../shared/contracts/payments/provider.ts';
import { failureOf } from './failures.ts';
import { once } from './once.ts';

/** The bank waits for evidence in these states only. */
const OPEN: ReadonlySet<Stripe.Dispute.Status> = new Set(['needs_response', 'warning_needs_response']);

/** Submits the evidence, for good: Stripe takes it to the bank, which takes no other. Looks first whether that was done. */
export async function submitEvidence(stripe: Stripe, question: SubmitEvidence): Promise<EvidenceFinding> {
  const { dispute, evidence } = question;
  const { product, serviceDate, activity, explanation } = evidence;
  try {
    const before = await stripe.disputes.retrieve(dispute);
    if (isSubmitted(before)) return { result: 'SUBMITTED' };
    if (!OPEN.has(before.status) || before.evidence_details.past_due) return { result: 'TOO_LATE' };
    await once(
      question,
      async () => {
        const now = await stripe.disputes.retrieve(dispute);
        return isSubmitted(now) ? now : undefined;
      },
      async (idempotencyKey) =>
        await stripe.disputes.update(
          dispute,
          {
            evidence: {
              product_description: product,
              service_date: serviceDate,
              access_activity_log: activity,
              uncategorized_text: explanation,
            },
            submit: true,
          },
          { idempotencyKey },
        ),
    );
    return { result: 'SUBMITTED' };
  } catch (error) {
    if (failureOf(error).is === 'missing') return { result: 'NOT_FOUND' };
    throw error;
  }
}

const isSubmitted = ({ evidence_details }: Stripe.Dispute): boolean => evidence_details.submission_count > 0;
