import type { ProviderRequest } from '../../../functions/payments/ports.ts';
import {
  captureAnswer,
  foundAnswer,
  refundAnswer,
  tryAnswer,
  voidAnswer,
} from '../../../functions/payments/provider/answer-of.ts';
import type { Answer } from '../../../shared/contracts/payments/commands.ts';
import type { SeenPayment } from '../../../shared/contracts/payments/seen-payment.ts';

/** A payment provider in memory that answers by its contract, with faults that its requests meet. */

export type Fault = 'none' | 'timeout before' | 'timeout after' | 'late' | 'busy';
export type Mood = 'good' | 'declines' | 'authenticates' | 'slow' | 'refuses captures';

interface Intent {
  readonly check: string;
  readonly paymentId: string;
  readonly rentalId: string | undefined;
  readonly payer: string;
  readonly manual: boolean;
  readonly currency: string;
  readonly amount: number;
  state: SeenPayment['state'];
  captured: number;
  expired: boolean;
  /** The bank has taken it back; when it is won, it comes again. */
  dispute?: { readonly disputeId: string; readonly amount: number; state: 'OPEN' | 'WON' | 'LOST' };
  readonly refunds: {
    check: string;
    refundId: string;
    amount: number;
    state: 'REFUNDED' | 'PENDING' | 'FAILED';
  }[];
}

const NO_ANSWER = { result: 'UNKNOWN', reason: 'NO_ANSWER' } as const;

export class ProviderInMemory {
  readonly intents: Intent[] = [];
  mood: Mood = 'good';
  /** A provider that forgets the checks does twice what it is asked twice. */
  forgets = false;
  private readonly late: (() => void)[] = [];
  private number = 0;

  reference = (intent: Intent): string => `pi_${this.intents.indexOf(intent)}`;

  /** What is under way at the provider happens now. */
  settleLate(): boolean {
    const act = this.late.shift();
    act?.();
    return act !== undefined;
  }

  /** Payers authenticate, slow payments and refunds end, reservations run out. */
  develop(how: 'authenticate' | 'settle' | 'expire'): void {
    for (const intent of this.intents) {
      if (how === 'authenticate' && intent.state === 'NEEDS_AUTHENTICATION') this.succeed(intent);
      if (how === 'settle' && intent.state === 'PENDING') this.succeed(intent);
      if (how === 'settle')
        for (const refund of intent.refunds) if (refund.state === 'PENDING') refund.state = 'REFUNDED';
      if (how === 'expire' && intent.state === 'AUTHORIZED') {
        intent.state = 'VOIDED';
        intent.expired = true;
      }
    }
  }

  /** Refunds that were refused. Whoever asks again with the same check is answered as before, as by Stripe. */
  private readonly refused = new Set<string>();

  /** The payer’s bank takes back what was taken and not given back. One dispute a payment. */
  openDispute(index: number): Intent | undefined {
    const open = this.intents.filter(
      ({ state, captured, refunds, dispute }) =>
        state === 'CAPTURED' && dispute === undefined && captured > given(refunds),
    );
    const intent = open[index % Math.max(1, open.length)];
    if (intent === undefined) return undefined;
    const amount = intent.captured - given(intent.refunds);
    intent.dispute = { disputeId: `dp_${this.intents.indexOf(intent)}`, amount, state: 'OPEN' };
    return intent;
  }
  closeDispute(index: number, outcome: 'WON' | 'LOST'): Intent | undefined {
    const open = this.intents.filter(({ dispute }) => dispute?.state === 'OPEN');
    const intent = open[index % Math.max(1, open.length)];
    if (intent?.dispute !== undefined) intent.dispute.state = outcome;
    return intent;
  }

  answer(request: ProviderRequest, fault: Fault): Answer {
    if (fault === 'busy') return busyAnswer();
    if (fault === 'timeout before') return NO_ANSWER;
    if (request.find === true || request.question === 'LOOK_UP') return this.found(request);
    if (fault === 'late') {
      this.late.push(() => this.act(request));
      return NO_ANSWER;
    }
    const answer = this.act(request);
    return fault === 'timeout after' ? NO_ANSWER : answer;
  }

  private act(request: ProviderRequest): Answer {
    switch (request.question) {
      case 'AUTHORIZE':
      case 'CHARGE':
        return this.attempt(request);
      case 'CAPTURE':
        return this.capture(request);
      case 'VOID':
        return this.release(request);
      case 'REFUND':
        return this.refund(request);
      case 'LOOK_UP':
        return this.found(request);
    }
  }

  private attempt(request: ProviderRequest): Answer {
    const { check, paymentId, rentalId, riderId, money, question } = request;
    let intent = this.forgets ? undefined : this.intents.find((one) => one.check === check);
    if (intent === undefined) {
      intent = {
        check,
        paymentId,
        rentalId,
        payer: riderId,
        manual: question === 'AUTHORIZE',
        ...money,
        state: 'PENDING',
        captured: 0,
        expired: false,
        refunds: [],
      };
      this.intents.push(intent);
      this.begin(intent);
    }
    const reference = this.reference(intent);
    const { state, amount, currency, captured } = intent;
    switch (state) {
      case 'AUTHORIZED':
        return tryAnswer({
          result: 'AUTHORIZED',
          reference,
          money: { amount, currency },
          until: '2026-02-05T00:00:00.000Z',
        });
      case 'CAPTURED':
        return tryAnswer({ result: 'CAPTURED', reference, money: { amount: captured, currency } });
      case 'NEEDS_AUTHENTICATION':
        return { result: 'NEEDS_AUTHENTICATION', reference, link: 'enc.v1.bGluaw.3q2-7w' };
      case 'DECLINED':
        return tryAnswer({ result: 'DECLINED', reference, reason: 'INSUFFICIENT_FUNDS', retry: 'LATER' });
      case 'PENDING':
        return tryAnswer({ result: 'PENDING', reference });
      case 'VOIDED':
        return tryAnswer({ result: 'VOIDED', reference, expired: intent.expired });
    }
  }

  private begin(intent: Intent): void {
    if (this.mood === 'declines') intent.state = 'DECLINED';
    else if (this.mood === 'authenticates') intent.state = 'NEEDS_AUTHENTICATION';
    else if (this.mood !== 'slow') this.succeed(intent);
  }

  private succeed(intent: Intent): void {
    intent.state = intent.manual ? 'AUTHORIZED' : 'CAPTURED';
    if (!intent.manual) intent.captured = intent.amount;
  }

  private capture({ reference, money }: ProviderRequest): Answer {
    const intent = this.named(reference);
    if (intent === undefined) return captureAnswer({ result: 'NOT_FOUND' });
    if (intent.state === 'AUTHORIZED' && this.mood === 'refuses captures') {
      intent.state = 'VOIDED';
      return captureAnswer({ result: 'REFUSED', reason: 'DECLINED' });
    }
    if (intent.state === 'AUTHORIZED' && money.amount <= intent.amount) {
      intent.state = 'CAPTURED';
      intent.captured = money.amount;
    } else if (intent.state !== 'CAPTURED' || intent.captured !== money.amount) {
      return captureAnswer({ result: 'ALREADY', payment: this.seen(intent) });
    }
    return captureAnswer({ result: 'CAPTURED', reference: this.reference(intent), money });
  }

  private release({ reference }: ProviderRequest): Answer {
    const intent = this.named(reference);
    if (intent === undefined) return voidAnswer({ result: 'NOT_FOUND' });
    if (intent.state === 'CAPTURED') return voidAnswer({ result: 'ALREADY', payment: this.seen(intent) });
    intent.state = 'VOIDED';
    return voidAnswer({ result: 'VOIDED', reference: this.reference(intent) });
  }

  private refund({ reference, refundId = '', check, money }: ProviderRequest): Answer {
    const intent = this.named(reference);
    if (intent === undefined) return refundAnswer({ result: 'NOT_FOUND' });
    let refund = this.forgets ? undefined : intent.refunds.find((one) => one.check === check);
    if (refund === undefined) {
      const isTaken = intent.dispute?.state === 'OPEN' || intent.dispute?.state === 'LOST';
      if (isTaken || this.refused.has(check)) {
        this.refused.add(check);
        return refundAnswer({ result: 'REFUSED', reason: 'DISPUTED' });
      }
      const given = intent.refunds.reduce((sum, { amount }) => sum + amount, 0);
      if (given + money.amount > intent.captured) {
        return refundAnswer({ result: 'REFUSED', reason: 'MORE_THAN_CAPTURED' });
      }
      refund = {
        check,
        refundId,
        amount: money.amount,
        state: this.mood === 'slow' ? 'PENDING' : 'REFUNDED',
      };
      intent.refunds.push(refund);
    }
    this.number += 1;
    return refund.state === 'PENDING'
      ? refundAnswer({ result: 'PENDING', refund: `re_${this.number}` })
      : refundAnswer({ result: 'REFUNDED', refund: `re_${this.number}`, money });
  }

  private found(request: ProviderRequest): Answer {
    const { reference, paymentId } = request;
    const known = this.intents.filter((one) =>
      reference === undefined ? one.paymentId === paymentId : this.reference(one) === reference,
    );
    const payments = known.map((intent) => this.seen(intent));
    const answer = foundAnswer(
      request,
      payments.length === 0 ? { result: 'NOT_FOUND' } : { result: 'FOUND', payments },
    );
    return answer.result === 'NEEDS_AUTHENTICATION' ? { ...answer, link: 'enc.v1.bGluaw.3q2-7w' } : answer;
  }

  private named(reference: string | undefined): Intent | undefined {
    return this.intents.find((one) => this.reference(one) === reference);
  }

  private seen(intent: Intent): SeenPayment {
    const { check, paymentId, payer, state, amount, currency, captured, expired, refunds } = intent;
    return {
      reference: this.reference(intent),
      paymentId,
      payer,
      check,
      created: '2026-01-31T09:00:00.000Z',
      state,
      money: { amount, currency },
      captured,
      ...(expired ? { expired } : {}),
      ...(state === 'AUTHORIZED' ? { until: '2026-02-05T00:00:00.000Z' } : {}),
      refunds: refunds.map(({ refundId, check: asked, amount: given, state: now }, n) => ({
        refund: `re_${n}`,
        refundId,
        check: asked,
        state: now,
        money: { amount: given, currency },
      })),
    };
  }

  /** What the provider has taken for good, less what it gave back. */
  netOf(subject: string): number {
    return this.intents
      .filter(({ rentalId }) => rentalId === subject)
      .reduce((sum, { captured, refunds }) => sum + captured - given(refunds), 0);
  }
}

const busyAnswer = (): Answer => tryAnswer({ result: 'BUSY' });
const given = (refunds: Intent['refunds']): number =>
  refunds.reduce((sum, { amount, state }) => sum + (state === 'FAILED' ? 0 : amount), 0);
