import { Array as List, Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { command, event, port, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RentalId, RiderId, strict, Time } from '../fields.ts';
import { PaymentId, Subject } from '../payments/payments.ts';
import { DisputeEvidence } from '../payments/provider.ts';
import { ProviderMoney } from '../payments/seen-payment.ts';
import { billingCommands, billingEvents } from './billing.ts';
import { rentalExample } from './charges.ts';

/** The evidence file of a dispute: what the books know of what was paid. It names nobody. */

const DisputeId = Str({ minLength: 1, maxLength: 300, description: 'The provider’s' });
const dispute = {
  disputeId: DisputeId,
  riderId: RiderId,
  paymentId: PaymentId,
  subject: Subject,
  rentalId: Optional(RentalId),
  money: ProviderMoney,
};
const { rentalId, riderId } = rentalExample;
export const disputeExample = {
  disputeId: 'dp_1',
  riderId,
  paymentId: exampleId('pmt'),
  subject: rentalId,
  rentalId,
  money: { amount: 1120, currency: 'EUR' },
};
const fileExample: DisputeEvidence = {
  product: `The use of a shared car (Roadster E), rental ${rentalId}`,
  serviceDate: '2026-01-31',
  activity:
    '2026-01-31T09:40:00.000Z to 2026-01-31T09:52:10.000Z: driving, 4.2 km, by the car’s own readings',
  explanation: 'Time (driving, paused): 31 min at 0.29: 8.99 EUR\nTotal: 8.99 EUR\nInvoice: 2026-000001',
};

/** SUBMITTED: the provider has it. TOO_LATE: the dispute is over, or its time is. NOTHING: the books know nothing of what was paid. */
const Outcome = Union([Literal('SUBMITTED'), Literal('TOO_LATE'), Literal('NOT_FOUND'), Literal('NOTHING')]);
const filed = { ...dispute, file: Optional(DisputeEvidence), outcome: Outcome };
const filedExample = { ...disputeExample, file: fileExample, outcome: 'SUBMITTED' } as const;
const time = '2026-02-03T10:00:01.000Z';

/** Makes the file, and sends it to the provider. */
export const evidencePort = port({
  id: 'evidence',
  check: 'billing.evidence',
  request: Obj(dispute, strict),
});

export const recordEvidence = command({
  topic: billingCommands,
  key: 'riderId',
  type: 'billing.record-evidence.v1',
  description: 'The port’s answer: the evidence file, and whether the provider has it',
  expiresAfterSeconds: 14 * 86_400,
  data: Obj(filed, strict),
  example: filedExample,
});
export const evidenceFiled = event({
  topic: billingEvents,
  key: 'riderId',
  type: 'billing.evidence-filed.v1',
  description: 'The evidence file of a dispute, as it was sent to the provider',
  heardBy: { nobody: 'is the file that the provider got; operators read it when they look at the dispute' },
  data: Obj({ ...filed, time: Time }, strict),
  example: { ...filedExample, time },
});

export const EvidenceFile = Obj({ ...filed, time: Time }, strict);
export type EvidenceFile = Static<typeof EvidenceFile>;

export const evidenceUnknown = roomError('EVIDENCE_UNKNOWN', {
  status: 404,
  title: 'There is no evidence file of this dispute',
  advice: 'It is made moments after the dispute is opened. GET /v1/disputes lists those that are there.',
  retry: 'later',
});

export const getEvidence = route({
  id: 'getDisputeEvidence',
  method: 'GET',
  path: '/v1/disputes/{disputeId}/evidence',
  summary: 'The evidence file of a dispute',
  description: 'From rental, readings, charge and invoice, as the provider got it.',
  principals: ['operator'],
  params: Obj({ disputeId: DisputeId }, strict),
  success: { status: 200, description: 'The file', body: EvidenceFile, example: { ...filedExample, time } },
  errors: [evidenceUnknown.code],
});
export const listEvidence = route({
  id: 'listDisputeEvidence',
  method: 'GET',
  path: '/v1/disputes',
  summary: 'Disputes with their evidence files, newest first',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of disputes; `cursor` when there are more',
    body: Obj({ disputes: List(EvidenceFile), cursor: Optional(Str()) }, strict),
    example: { disputes: [{ ...filedExample, time }] },
  },
  errors: [],
});
