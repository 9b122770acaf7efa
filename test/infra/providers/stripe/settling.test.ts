import '../../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture, Refund, Void } from '../../../../shared/contracts/payments/provider.ts';
import { authorize, charge, methodOf } from './asking.ts';
import { StripeUnderTest } from './stripe-under-test.ts';

let stripe: StripeUnderTest;
beforeAll(async () => {
  stripe = await StripeUnderTest.start();
});
afterAll(async () => {
  await stripe.stop();
});

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const asked = () => ({ check: stripe.unique('chk'), attempt: 1 });
const capture = (reference: string, amount: number): Capture => ({
  question: 'CAPTURE',
  ...asked(),
  reference,
  money: eur(amount),
});
const voiding = (reference: string): Void => ({ question: 'VOID', ...asked(), reference });
const refund = (reference: string, amount: number): Refund => ({
  question: 'REFUND',
  ...asked(),
  reference,
  refundId: stripe.unique('rfd'),
  money: eur(amount),
});

async function authorized(token = 'pm_card_visa') {
  const method = await methodOf(stripe, token);
  const question = authorize(stripe, method);
  const { reference } = await stripe.get('AUTHORIZED', question);
  const find = { question: 'FIND', paymentId: question.paymentId, method } as const;
  return { reference, find };
}
async function charged(token = 'pm_card_visa') {
  const method = await methodOf(stripe, token);
  const question = charge(stripe, method);
  const { reference } = await stripe.get('CAPTURED', question);
  return { reference, find: { question: 'FIND', paymentId: question.paymentId, method } as const };
}

describe('a capture', () => {
  it('takes exactly the amount, and releases the rest for good', async () => {
    const { reference, find } = await authorized();
    expect(await stripe.ask(capture(reference, 4321))).toEqual({
      result: 'CAPTURED',
      reference,
      money: eur(4321),
    });
    const { payments } = await stripe.get('FOUND', find);
    expect(payments).toMatchObject([
      { state: 'CAPTURED', money: eur(5000), captured: 4321, refunded: 0, refunds: [] },
    ]);
  });

  it('happens once: the same amount again is the same capture, another is ALREADY', async () => {
    const { reference } = await authorized();
    const question = capture(reference, 4000);
    const captured = { result: 'CAPTURED', reference, money: eur(4000) };
    expect(await stripe.ask(question)).toEqual(captured);
    expect(await stripe.ask(question)).toEqual(captured);
    expect(await stripe.ask({ ...question, attempt: 2 })).toEqual(captured);
    expect(await stripe.ask(capture(reference, 4000))).toEqual(captured);
    const other = await stripe.ask(capture(reference, 1000));
    expect(other).toMatchObject({ result: 'ALREADY', payment: { state: 'CAPTURED', captured: 4000 } });
  });

  it('of more than is authorized is refused, and takes nothing', async () => {
    const { reference, find } = await authorized();
    expect(await stripe.ask(capture(reference, 5001))).toEqual({
      result: 'REFUSED',
      reason: 'MORE_THAN_AUTHORIZED',
    });
    const { payments } = await stripe.get('FOUND', find);
    expect(payments).toMatchObject([{ state: 'AUTHORIZED', captured: 0 }]);
  });

  it('of what is voided, expired or unknown says so', async () => {
    const { reference } = await authorized();
    await stripe.ask(voiding(reference));
    const late = await stripe.ask(capture(reference, 100));
    expect(late).toMatchObject({ result: 'ALREADY', payment: { state: 'VOIDED', expired: false } });
    const short = await authorized('pm_standIn_expires');
    await stripe.pass(61);
    const expired = await stripe.ask(capture(short.reference, 100));
    expect(expired).toMatchObject({ result: 'ALREADY', payment: { state: 'VOIDED', expired: true } });
    expect(await stripe.ask(capture('pi_none', 100))).toEqual({ result: 'NOT_FOUND' });
  });
});

describe('a void', () => {
  it('releases, once and again', async () => {
    const { reference, find } = await authorized();
    const question = voiding(reference);
    for (const one of [question, question, { ...question, attempt: 2 }, voiding(reference)])
      expect(await stripe.ask(one)).toEqual({ result: 'VOIDED', reference });
    const { payments } = await stripe.get('FOUND', find);
    expect(payments).toMatchObject([{ state: 'VOIDED', captured: 0, refunded: 0 }]);
  });

  it('of what was captured says so, and of what is unknown', async () => {
    const { reference } = await charged();
    const finding = await stripe.ask(voiding(reference));
    expect(finding).toMatchObject({ result: 'ALREADY', payment: { state: 'CAPTURED', captured: 5000 } });
    expect(await stripe.ask(voiding('pi_none'))).toEqual({ result: 'NOT_FOUND' });
  });

  it('of what expired says so', async () => {
    const { reference } = await authorized('pm_standIn_expires');
    await stripe.pass(61);
    expect(await stripe.ask(voiding(reference))).toEqual({ result: 'VOIDED', reference, expired: true });
  });
});

describe('a refund', () => {
  it('gives back in parts, never more than was captured', async () => {
    const { reference, find } = await authorized();
    await stripe.ask(capture(reference, 4000));
    const first = refund(reference, 1500);
    const { refund: id } = await stripe.get('REFUNDED', first);
    expect(await stripe.ask(first)).toMatchObject({ result: 'REFUNDED', refund: id });
    expect(await stripe.ask({ ...first, attempt: 2 })).toMatchObject({ result: 'REFUNDED', refund: id });
    const tooMuch = { result: 'REFUSED', reason: 'MORE_THAN_CAPTURED' };
    expect(await stripe.ask(refund(reference, 2501))).toEqual(tooMuch);
    await stripe.get('REFUNDED', refund(reference, 2500));
    expect(await stripe.ask(refund(reference, 1))).toEqual(tooMuch);
    const { payments } = await stripe.get('FOUND', find);
    expect(payments).toMatchObject([
      {
        captured: 4000,
        refunded: 4000,
        refunds: [
          { money: eur(2500) },
          { refund: id, refundId: first.refundId, check: first.check, money: eur(1500) },
        ],
      },
    ]);
  });

  it('of an authorization, or of nothing, is refused', async () => {
    const { reference, find } = await authorized();
    expect(await stripe.ask(refund(reference, 100))).toEqual({
      result: 'REFUSED',
      reason: 'MORE_THAN_CAPTURED',
    });
    expect(await stripe.get('FOUND', find)).toMatchObject({ payments: [{ state: 'AUTHORIZED' }] });
    expect(await stripe.ask(refund('pi_none', 100))).toEqual({ result: 'NOT_FOUND' });
  });

  it('may take its time, and may fail: callbacks say so', async () => {
    await stripe.pass(60);
    const slow = await charged('pm_card_pendingRefund');
    expect(await stripe.ask(refund(slow.reference, 700))).toMatchObject({ result: 'PENDING' });
    const failing = await charged('pm_card_refundFail');
    expect(await stripe.ask(refund(failing.reference, 700))).toMatchObject({ result: 'REFUNDED' });
    const heard = await stripe.heard(15);
    const states = heard.flatMap((one) =>
      one.result === 'EVENT' && one.event.about === 'REFUND'
        ? [[one.event.reference, one.event.refund.state]]
        : [],
    );
    expect(states).toEqual([
      [slow.reference, 'PENDING'],
      [failing.reference, 'REFUNDED'],
      [slow.reference, 'REFUNDED'],
      [failing.reference, 'FAILED'],
    ]);
    expect(await stripe.get('FOUND', failing.find)).toMatchObject({
      payments: [{ refunded: 0, refunds: [{ state: 'FAILED' }] }],
    });
  });

  it('and a dispute of the same charge: one wins', async () => {
    const disputed = await charged('pm_card_createDispute');
    await stripe.pass(10);
    expect(await stripe.ask(refund(disputed.reference, 100))).toEqual({
      result: 'REFUSED',
      reason: 'DISPUTED',
    });
    expect(await stripe.get('FOUND', disputed.find)).toMatchObject({
      payments: [{ disputed: true, refunded: 0 }],
    });
    const refunded = await charged('pm_card_createDispute');
    await stripe.get('REFUNDED', refund(refunded.reference, 5000));
    await stripe.pass(10);
    expect(await stripe.get('FOUND', refunded.find)).toMatchObject({
      payments: [{ disputed: false, refunded: 5000 }],
    });
  });
});
