import { DAY_SECONDS } from '../../../shared/kernel/time.ts';
import { invalid, missing } from './api-error.ts';
import { announce } from './callbacks.ts';
import { type Parameters, text, texts } from './form.ts';
import { recordMovement } from './movements.ts';
import { type Charge, type Dispute, newId, type PaymentMethod, type Refund } from './objects.ts';
import { intentOf } from './payment-intents.ts';
import { testMethod } from './test-methods.ts';
import type { Work } from './work.ts';

/** When a refund or a dispute that takes time has a result. */
const DECIDED_AFTER_SECONDS = 10;

export async function createRefund(work: Work, parameters: Parameters): Promise<Refund> {
  const intent = await intentOf(work, text(parameters, 'payment_intent') ?? '');
  const charge = await work.object<Charge>('charge', intent.latest_charge ?? '');
  if (charge === undefined || !charge.captured) throw invalid('There is no charge to refund');
  if (charge.disputed) throw invalid('The charge is disputed', { code: 'charge_disputed' });
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw invalid('It is refunded already', { code: 'charge_already_refunded' });
  const amount = Number(text(parameters, 'amount') ?? left);
  if (!Number.isInteger(amount) || amount < 1)
    throw invalid('Not an amount', { code: 'parameter_invalid_integer' });
  if (amount > left) throw invalid('The refund exceeds what is left of the charge', { param: 'amount' });
  const name = await nameOf(work, charge);
  const way = testMethod(name).refunds;
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    created: work.now,
    livemode: false,
    metadata: texts(parameters, 'metadata'),
    amount,
    charge: charge.id,
    currency: charge.currency,
    payment_intent: intent.id,
    status: way === 'takes-time' ? 'pending' : 'succeeded',
  };
  work.put(refund, ['refund', `refund/${intent.id}`]);
  work.put({ ...charge, amount_refunded: charge.amount_refunded + amount });
  recordMovement(work, { category: 'refund', amount, currency: charge.currency, source: refund.id });
  announce(work, 'refund.created', refund, name);
  if (way !== undefined) {
    const status = way === 'fails' ? 'failed' : 'succeeded';
    work.later.push({
      afterSeconds: DECIDED_AFTER_SECONDS,
      task: { kind: 'refund', refund: refund.id, status },
    });
  }
  return refund;
}

export async function listRefunds(work: Work, parameters: Parameters): Promise<Refund[]> {
  const intent = text(parameters, 'payment_intent');
  return await work.list<Refund>('refund', intent === undefined ? 'refund' : `refund/${intent}`);
}

/** The bank took the refund, or sent it back. */
export async function finishRefund(work: Work, id: string, status: 'failed' | 'succeeded'): Promise<void> {
  const refund = await work.object<Refund>('refund', id);
  const charge = refund === undefined ? undefined : await work.object<Charge>('charge', refund.charge);
  if (refund === undefined || charge === undefined || refund.status === status) return;
  const done: Refund = { ...refund, status };
  work.put(done);
  if (status === 'failed') {
    const { amount, currency } = refund;
    work.put({ ...charge, amount_refunded: charge.amount_refunded - amount });
    recordMovement(work, { category: 'refund_failure', amount, currency, source: id });
  }
  announce(work, status === 'failed' ? 'refund.failed' : 'refund.updated', done, await nameOf(work, charge));
}

/** The payer disputes what is left of a charge. A charge that was refunded meanwhile leaves nothing to dispute. */
export async function dispute(work: Work, id: string): Promise<void> {
  const charge = await work.object<Charge>('charge', id);
  if (charge === undefined || charge.disputed) return;
  const amount = charge.amount - charge.amount_refunded;
  if (amount === 0) return;
  const name = await nameOf(work, charge);
  const opened: Dispute = {
    id: newId('du'),
    object: 'dispute',
    created: work.now,
    livemode: false,
    metadata: {},
    amount,
    charge: id,
    currency: charge.currency,
    payment_intent: charge.payment_intent,
    reason: 'fraudulent',
    status: 'needs_response',
    evidence: {},
    evidence_details: {
      due_by: work.now + 7 * DAY_SECONDS,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
  };
  work.put(opened, ['dispute']);
  work.put({ ...charge, disputed: true });
  recordMovement(work, { category: 'dispute', amount, currency: charge.currency, source: opened.id });
  announce(work, 'charge.dispute.created', opened, name);
  const status = testMethod(name).disputes;
  if (status === 'lost' || status === 'won')
    work.later.push({
      afterSeconds: DECIDED_AFTER_SECONDS,
      task: { kind: 'decide', dispute: opened.id, status },
    });
}

export async function readDispute(work: Work, id: string): Promise<Dispute> {
  const known = await work.object<Dispute>('dispute', id);
  if (known === undefined) throw missing('dispute', id, 'dispute');
  const { evidence_details } = known;
  return {
    ...known,
    evidence_details: { ...evidence_details, past_due: work.now > evidence_details.due_by },
  };
}

/** Evidence is kept, and submitted to the bank once. */
export async function updateDispute(work: Work, id: string, parameters: Parameters): Promise<Dispute> {
  const known = await readDispute(work, id);
  const { status, evidence_details, charge: of } = known;
  if (status !== 'needs_response' || evidence_details.past_due) {
    throw invalid('This dispute is already submitted or closed');
  }
  const submits = text(parameters, 'submit') === 'true';
  const updated: Dispute = {
    ...known,
    evidence: { ...known.evidence, ...texts(parameters, 'evidence') },
    status: submits ? 'under_review' : status,
    evidence_details: {
      ...evidence_details,
      has_evidence: true,
      submission_count: evidence_details.submission_count + (submits ? 1 : 0),
    },
  };
  work.put(updated);
  const charge = await work.object<Charge>('charge', of);
  if (charge !== undefined) announce(work, 'charge.dispute.updated', updated, await nameOf(work, charge));
  return updated;
}

/** The bank decides. */
export async function decideDispute(work: Work, id: string, status: 'lost' | 'won'): Promise<void> {
  const open = await work.object<Dispute>('dispute', id);
  const charge = open === undefined ? undefined : await work.object<Charge>('charge', open.charge);
  if (open === undefined || charge === undefined || open.status === 'won' || open.status === 'lost') return;
  const decided: Dispute = { ...open, status };
  work.put(decided);
  if (status === 'won') {
    const { amount, currency } = open;
    recordMovement(work, { category: 'dispute_reversal', amount, currency, source: id });
  }
  announce(work, 'charge.dispute.closed', decided, await nameOf(work, charge));
}

async function nameOf(work: Work, { payment_method }: Charge): Promise<string> {
  const method = await work.object<PaymentMethod>('payment_method', payment_method);
  return method?.stand_in_name ?? '';
}
