import { describe, expect, it } from 'vitest';
import {
  captureAnswer,
  foundAnswer,
  refundAnswer,
  tryAnswer,
  voidAnswer,
} from '../../../functions/payments/provider/answer-of.ts';
import type { SeenPayment } from '../../../shared/contracts/payments/seen-payment.ts';

/** What the provider's findings mean for the open question. */

const money = { amount: 3000, currency: 'EUR' };
const seen = (state: SeenPayment['state'], more: Partial<SeenPayment> = {}): SeenPayment => ({
  reference: 'pi_1',
  paymentId: 'pmt_1',
  payer: 'ana',
  check: 'check',
  created: '2026-01-31T09:00:00.000Z',
  state,
  money,
  captured: state === 'CAPTURED' ? 1120 : 0,
  ...more,
});
const found = (question: Parameters<typeof foundAnswer>[0]['question'], ...payments: SeenPayment[]) =>
  foundAnswer(
    { question, check: 'check', refundId: 'rfd_1' },
    payments.length === 0 ? { result: 'NOT_FOUND' } : { result: 'FOUND', payments },
  );

describe('FIND', () => {
  it.each([
    ['AUTHORIZE', 'AUTHORIZED', 'AUTHORIZED'],
    ['AUTHORIZE', 'VOIDED', 'VOIDED'],
    ['AUTHORIZE', 'DECLINED', 'DECLINED'],
    ['CHARGE', 'CAPTURED', 'CAPTURED'],
    ['CHARGE', 'PENDING', 'PENDING'],
    ['CHARGE', 'NEEDS_AUTHENTICATION', 'NEEDS_AUTHENTICATION'],
    ['CAPTURE', 'AUTHORIZED', 'NOT_DONE'],
    ['CAPTURE', 'CAPTURED', 'CAPTURED'],
    ['CAPTURE', 'VOIDED', 'VOIDED'],
    ['VOID', 'AUTHORIZED', 'NOT_DONE'],
    ['VOID', 'NEEDS_AUTHENTICATION', 'NOT_DONE'],
    ['VOID', 'CAPTURED', 'CAPTURED'],
    ['VOID', 'VOIDED', 'VOIDED'],
    ['LOOK_UP', 'AUTHORIZED', 'AUTHORIZED'],
    ['LOOK_UP', 'VOIDED', 'VOIDED'],
  ] as const)('after %s finds the payment %s: %s', (question, state, result) => {
    expect(found(question, seen(state))).toMatchObject({ result });
  });

  it('looks at what the question made, and not at another try', () => {
    expect(found('CHARGE', seen('CAPTURED', { check: 'another' }))).toEqual({ result: 'NOT_DONE' });
    expect(found('CHARGE', seen('CAPTURED', { check: 'another' }), seen('DECLINED'))).toMatchObject({
      result: 'DECLINED',
    });
  });

  it('that finds nothing has another meaning for what was there before', () => {
    expect(found('AUTHORIZE')).toEqual({ result: 'NOT_DONE' });
    expect(found('CAPTURE')).toMatchObject({ result: 'REFUSED' });
  });

  it('knows a refund by its id', () => {
    const refund = { refund: 're_1', refundId: 'rfd_1', state: 'REFUNDED' as const, money };
    expect(found('REFUND', seen('CAPTURED', { refunds: [refund] }))).toEqual({ result: 'REFUNDED' });
    const other = { ...refund, refundId: 'rfd_2' };
    expect(found('REFUND', seen('CAPTURED', { refunds: [other] }))).toEqual({ result: 'NOT_DONE' });
    const failed = { ...refund, state: 'FAILED' as const };
    expect(found('REFUND', seen('CAPTURED', { refunds: [failed] }))).toMatchObject({ result: 'REFUSED' });
  });
});

it('BUSY and UNKNOWN say nothing of the outcome, whatever was asked', () => {
  for (const answer of [tryAnswer, captureAnswer, voidAnswer, refundAnswer]) {
    expect(answer({ result: 'BUSY' })).toEqual({ result: 'UNKNOWN', reason: 'BUSY' });
    expect(answer({ result: 'UNKNOWN', reason: 'NO_ANSWER' })).toEqual({
      result: 'UNKNOWN',
      reason: 'NO_ANSWER',
    });
  }
});

it('a capture of what is captured already with another amount says how much was taken', () => {
  expect(captureAnswer({ result: 'ALREADY', payment: seen('CAPTURED') })).toMatchObject({
    result: 'CAPTURED',
    amount: 1120,
  });
});
