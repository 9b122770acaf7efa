import { expect, it } from 'vitest';
import { evidenceFile } from '../../../functions/billing/evidence/evidence-file.ts';
import { rentalChargeExample } from '../../../shared/contracts/billing/charges.ts';
import { evidenceFiled, recordEvidence } from '../../../shared/contracts/billing/evidence.ts';
import { type Fee, postRentalFee } from '../../../shared/contracts/billing/fees.ts';
import { DisputeEvidence, EVIDENCE_LENGTH } from '../../../shared/contracts/payments/provider.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { message } from '../room-under-test.ts';
import { billing } from './billing-under-test.ts';

const rental = { ...rentalChargeExample, riderId: 'lea-4711' };
const paymentId = 'pmt_1';
const { usage } = rental;
if (usage === undefined) throw new Error('The example has no usage');

it('says when the car was used by its readings, what it cost line by line, and the invoice', () => {
  const file = evidenceFile({ rental, invoice: '2026-000001', paymentId });
  expect(violations('evidence', DisputeEvidence, file)).toEqual([]);
  expect(file).toMatchObject({
    product: `The use of a shared car (Roadster E), rental ${rental.rentalId}`,
    serviceDate: '2026-01-31',
  });
  expect(file?.activity.split('\n')).toEqual([
    `Car: ${rental.vin}`,
    'Odometer at the start: 18230.4 km',
    '2026-01-31T09:30:00.000Z to 2026-01-31T09:40:00.000Z: reserved, by the car’s own readings',
    '2026-01-31T09:40:00.000Z to 2026-01-31T09:52:10.000Z: driving, 4.2 km, by the car’s own readings',
    '2026-01-31T09:52:10.000Z to 2026-01-31T10:05:00.000Z: paused, by the car’s own readings',
    '2026-01-31T10:05:00.000Z to 2026-01-31T10:10:00.000Z: driving, 1.5 km, by the car’s own readings',
    'Odometer at the end: 18236.1 km',
  ]);
  expect(file?.explanation.split('\n')).toEqual([
    'Time (driving, paused): 31 min at 0.29: 8.99 EUR',
    'In it IGI 4.5 %: 0.39 EUR',
    'Total: 8.99 EUR',
    'Invoice: 2026-000001',
    'Payment: pmt_1',
    'Prices: version 1 of the tariff city',
  ]);
  expect(JSON.stringify(file)).not.toContain(rental.riderId);
});

it('marks what was estimated, and by what', () => {
  const periods = usage.periods.map((period) => ({
    ...period,
    estimates: [{ value: 'endedAt' as const, by: 'LAST_HEARD' as const }],
  }));
  const file = evidenceFile({ rental: { ...rental, usage: { ...usage, periods } }, paymentId });
  expect(file?.activity).toContain('estimated: endedAt (LAST_HEARD)');
});

it('is no longer than the provider takes, and ends with a whole line', () => {
  const [period] = usage.periods;
  if (period === undefined) throw new Error('The example has no period');
  const periods = Array.from({ length: 2000 }, () => period);
  const file = evidenceFile({ rental: { ...rental, usage: { ...usage, periods } }, paymentId });
  expect(file?.activity.length).toBeLessThanOrEqual(EVIDENCE_LENGTH);
  expect(file?.activity).toMatch(/readings\n…$/);
});

it('of a fee has the evidence for it; without a charge there is none', () => {
  const fee: Fee = postRentalFee.success.example;
  const file = evidenceFile({ rental, fee, paymentId });
  expect(file?.product).toContain(`Fee ${fee.feeId}`);
  expect(file?.explanation).toContain(`Evidence for the fee: ${fee.evidence.text}`);
  const { charge: _, ...notRated } = rental;
  expect(evidenceFile({ rental: notRated, paymentId })).toBeUndefined();
  expect(evidenceFile({ paymentId })).toBeUndefined();
});

it('is kept as it was sent, once, and listed', () => {
  const room = billing();
  const record = message(recordEvidence, recordEvidence.example);
  room.handleExpired(record);
  const late = { ...recordEvidence.example, outcome: 'TOO_LATE' as const };
  expect(room.handle(message(recordEvidence, late))).toMatchObject({ kind: 'ignore' });
  const { disputeId } = recordEvidence.example;
  expect(room.item(`evidence/${disputeId}`)).toMatchObject({
    body: { outcome: 'SUBMITTED', file: recordEvidence.example.file },
    index: { partition: 'evidence' },
  });
  expect(room.events.map(({ type }) => type)).toEqual([evidenceFiled.type]);
  expect(room.rebuilt(`evidence/${disputeId}`)).toEqual(room.state(`evidence/${disputeId}`));
});
