import { describe, expect, it } from 'vitest';
import { TRIES_AFTER_HOURS } from '../../../functions/payments/dunning-schedule.ts';
import {
  type Answer,
  capture,
  payNow,
  refund,
  releaseRider,
  restrictRider,
  voidPayment,
} from '../../../shared/contracts/payments/commands.ts';
import { paymentNotDue, paymentUnknown } from '../../../shared/contracts/payments/own-payments.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { message } from '../room-under-test.ts';
import {
  ANA,
  AS_ANA,
  answers,
  askedOf,
  asksNobody,
  authorizes,
  called,
  charges,
  commandsOf,
  type Handled,
  PAYMENT,
  type Payments,
  payments,
  setMethod,
  stored,
  typesOf,
} from './payments-under-test.ts';

const AUTHORIZED: Answer = {
  result: 'AUTHORIZED',
  reference: 'pi_1',
  amount: 3000,
  until: '2026-02-05T03:30:00.000Z',
};
const DECLINED: Answer = { result: 'DECLINED', reason: 'INSUFFICIENT_FUNDS', retry: 'LATER' };
const captured = (amount: number): Answer => ({ result: 'CAPTURED', reference: 'pi_1', amount });
const UNKNOWN: Answer = { result: 'UNKNOWN', reason: 'NO_ANSWER' };
const of = { riderId: ANA, paymentId: PAYMENT };
const captures = (amount: number) => message(capture, { ...of, money: { amount, currency: 'EUR' } });
const voids = () => message(voidPayment, of);
const refunds = (amount: number, n = 1) =>
  message(refund, { ...of, refundId: exampleId('rfd', n), money: { amount, currency: 'EUR' } });
const pays = () => message(payNow, of, AS_ANA);

function authorized(): Payments {
  const room = payments();
  room.handle(answers(askedOf(room.handle(authorizes())), AUTHORIZED));
  return room;
}
function taken(amount = 1120): Payments {
  const room = authorized();
  room.handle(answers(askedOf(room.handle(captures(amount))), captured(amount)));
  return room;
}
/** Time passes; what the timers have the provider asked last. */
function after(room: Payments, seconds: number): Handled | undefined {
  let last: Handled | undefined;
  room.advanceTo(addSeconds(room.now, seconds), (_, __, outcome) => {
    if (outcome.outputs.length > 0) last = outcome;
  });
  return last;
}

describe('an authorization', () => {
  it('is asked for with the method of now, and told to billing with its end', () => {
    const room = payments();
    const asked = room.handle(authorizes());
    expect(askedOf(asked)).toMatchObject({
      question: 'AUTHORIZE',
      check: `${PAYMENT}.authorize.1`,
      attempt: 1,
      paymentMethodId: exampleId('pay', 1),
      money: { amount: 3000, currency: 'EUR' },
    });
    const { events } = room.handle(answers(askedOf(asked), AUTHORIZED));
    expect(events).toMatchObject([
      {
        type: 'payments.authorized.v1',
        data: { accountId: ANA, money: { amount: 3000 }, until: '2026-02-05T03:30:00.000Z' },
      },
    ]);
    expect(stored(room)).toMatchObject({ state: 'AUTHORIZED' });
    expect(room.handle(authorizes())).toMatchObject({ kind: 'ignore' });
  });

  it('without a method is declined, and nobody is asked', () => {
    const room = payments();
    const other = { ...authorizes().data, riderId: 'ben', accountId: 'ben' };
    const { events, outputs } = room.handle({ ...authorizes(), data: other });
    expect(events.at(-1)).toMatchObject({ type: 'payments.declined.v1', data: { reason: 'METHOD_MISSING' } });
    expect(outputs).toEqual([]);
  });

  it('is captured exactly, once', () => {
    const room = authorized();
    const asked = room.handle(captures(1120));
    expect(askedOf(asked)).toMatchObject({ question: 'CAPTURE', reference: 'pi_1', money: { amount: 1120 } });
    expect(room.handle(captures(1120))).toMatchObject({ kind: 'ignore' });
    expect(typesOf(room.handle(answers(askedOf(asked), captured(1120))))).toEqual(['captured']);
    expect(room.handle(captures(1120))).toMatchObject({ kind: 'ignore' });
    expect(stored(room)).toMatchObject({ state: 'CAPTURED', captured: 1120 });
  });

  it('that ran out is found so at its end, and its capture fails', () => {
    const room = authorized();
    const looked = after(room, 6 * 86_400);
    if (looked === undefined) throw new Error('Nobody looked');
    expect(askedOf(looked)).toMatchObject({ question: 'LOOK_UP', find: true });
    const { events } = room.handle(answers(askedOf(looked), { result: 'VOIDED', expired: true }));
    expect(events).toMatchObject([{ type: 'payments.voided.v1', data: { expired: true } }]);
    expect(typesOf(room.handle(captures(1120)))).toEqual(['capture-failed']);
  });

  it('that is to be given up before it has its answer is voided after it', () => {
    const room = payments();
    const asked = room.handle(authorizes());
    expect(asksNobody(room.handle(voids()))).toBe(true);
    const voiding = room.handle(answers(askedOf(asked), AUTHORIZED));
    expect(askedOf(voiding)).toMatchObject({ question: 'VOID', reference: 'pi_1' });
    expect(typesOf(room.handle(answers(askedOf(voiding), { result: 'VOIDED' })))).toEqual(['voided']);
  });
});

describe('an outcome that is unknown', () => {
  it('is looked for before anything is asked again, and then with the same check', () => {
    const room = payments();
    const first = askedOf(room.handle(authorizes()));
    const unknown = room.handle(answers(first, UNKNOWN));
    expect(asksNobody(unknown)).toBe(true);
    const looked = after(room, 3);
    if (looked === undefined) throw new Error('Nobody looked');
    const look = askedOf(looked);
    expect(look).toMatchObject({ find: true, check: first.check, attempt: 1 });
    const again = askedOf(room.handle(answers(look, { result: 'NOT_DONE' })));
    expect(again).toMatchObject({ check: first.check, attempt: 2 });
    expect(again).not.toHaveProperty('find');
  });

  it('that was a success is found', () => {
    const room = payments();
    room.handle(answers(askedOf(room.handle(authorizes())), UNKNOWN));
    const looked = after(room, 3);
    if (looked === undefined) throw new Error('Nobody looked');
    expect(typesOf(room.handle(answers(askedOf(looked), AUTHORIZED)))).toEqual(['authorized']);
  });

  it('is looked for, too, when no answer ever comes', () => {
    const room = payments();
    room.handle(authorizes());
    const looked = after(room, 600);
    if (looked === undefined) throw new Error('Nobody looked');
    expect(askedOf(looked)).toMatchObject({ find: true });
  });

  it('hears what answers an earlier request if that settles it, and else not', () => {
    const room = payments();
    const first = askedOf(room.handle(authorizes()));
    after(room, 600);
    expect(room.handle(answers(first, UNKNOWN))).toMatchObject({ kind: 'ignore' });
    expect(typesOf(room.handle(answers(first, AUTHORIZED)))).toEqual(['authorized']);
    expect(room.handle(answers(first, AUTHORIZED))).toMatchObject({ kind: 'ignore' });
  });

  it('is never forgotten: the provider is asked for as long as it takes', () => {
    const room = payments();
    room.handle(answers(askedOf(room.handle(authorizes())), { result: 'PENDING', reference: 'pi_1' }));
    let looks = 0;
    for (let day = 0; day < 10; day++) {
      const looked = after(room, 86_400);
      if (looked === undefined) continue;
      looks += 1;
      room.handle(answers(askedOf(looked), { result: 'PENDING', reference: 'pi_1' }));
    }
    expect(looks).toBeGreaterThan(5);
  });
});

describe('an authentication', () => {
  const needed: Answer = { result: 'NEEDS_AUTHENTICATION', reference: 'pi_1', link: 'enc.v1.bGluaw.3q2-7w' };
  it('has a link that stays sealed, and a callback makes the room ask', () => {
    const room = payments();
    const { events } = room.handle(answers(askedOf(room.handle(authorizes())), needed));
    expect(events).toMatchObject([
      { type: 'payments.authentication-needed.v1', data: { link: expect.stringMatching(/^enc/) as string } },
    ]);
    expect(stored(room)).toMatchObject({ state: 'NEEDS_AUTHENTICATION', link: expect.any(String) as string });
    const looked = room.handle(called({ kind: 'PAYMENT' }));
    expect(askedOf(looked)).toMatchObject({ find: true });
    expect(room.handle(called({ kind: 'PAYMENT' }))).toMatchObject({ kind: 'ignore' });
    room.handle(answers(askedOf(looked), AUTHORIZED));
    expect(stored(room)).not.toHaveProperty('link');
  });
  it('that nobody waits for is given up', () => {
    const room = payments();
    room.handle(answers(askedOf(room.handle(authorizes())), needed));
    expect(askedOf(room.handle(voids()))).toMatchObject({ question: 'VOID' });
  });
  it('of a debt is given up when the rider pays with another method, and only then', () => {
    const room = payments();
    room.handle(answers(askedOf(room.handle(charges())), needed));
    expect(asksNobody(room.handle(pays()))).toBe(true);
    room.handle(setMethod(2));
    const voiding = askedOf(room.handle(pays()));
    expect(voiding).toMatchObject({ question: 'VOID' });
    const tried = room.handle(answers(voiding, { result: 'VOIDED' }));
    expect(typesOf(tried)).toEqual(['attempt-due', 'provider-asked']);
    expect(askedOf(tried)).toMatchObject({
      question: 'CHARGE',
      check: `${PAYMENT}.charge.2`,
      paymentMethodId: exampleId('pay', 2),
    });
    expect(typesOf(room.handle(answers(askedOf(tried), captured(3000))))).toEqual(['captured']);
  });
  it('of a debt that the payer was faster with is a capture', () => {
    const room = payments();
    room.handle(answers(askedOf(room.handle(charges())), needed));
    const voiding = askedOf(room.handle(voids()));
    expect(typesOf(room.handle(answers(voiding, captured(3000))))).toEqual(['captured']);
  });
});

describe('a charge that fails', () => {
  const fail = (room: Payments, handled: Handled | undefined) => {
    if (handled === undefined) throw new Error('Nobody tried');
    return room.handle(answers(askedOf(handled), DECLINED));
  };

  it('is tried again by the schedule, each time with another check; then the rider is restricted', () => {
    const room = payments();
    const first = fail(room, room.handle(charges()));
    expect(first.events).toMatchObject([{ data: { attempt: 1, nextAttemptAt: '2026-01-31T10:00:00.000Z' } }]);
    expect(room.item(`debt/${PAYMENT}`)).toMatchObject({
      body: { open: true, overdue: false },
      index: { partition: 'debts' },
    });
    const checks = new Set<string>();
    let last = first;
    for (const hours of TRIES_AFTER_HOURS) {
      const tried = after(room, hours * 3600);
      if (tried === undefined) throw new Error('Nobody tried');
      checks.add(askedOf(tried).check);
      last = fail(room, tried);
    }
    expect(checks.size).toBe(3);
    expect(typesOf(last)).toEqual(['declined', 'debt-overdue']);
    expect(commandsOf(last)).toEqual(['payments.restrict-rider.v1']);
    expect(after(room, 30 * 86_400)).toBeUndefined();
  });

  it('is left alone when the same method will not do, until there is another', () => {
    const room = payments();
    const asked = askedOf(room.handle(charges()));
    room.handle(answers(asked, { result: 'DECLINED', reason: 'EXPIRED', retry: 'OTHER_METHOD' }));
    expect(after(room, 3600)).toBeUndefined();
    room.handle(setMethod(2));
    const tried = after(room, 86_400);
    if (tried === undefined) throw new Error('Nobody tried');
    expect(askedOf(tried)).toMatchObject({ paymentMethodId: exampleId('pay', 2) });
  });

  it('is paid by its rider, who is released then', () => {
    const room = payments();
    fail(room, room.handle(charges()));
    for (const hours of TRIES_AFTER_HOURS) fail(room, after(room, hours * 3600));
    const paying = room.handle(pays());
    expect(paying.result).toMatchObject({ state: 'REQUESTED', overdue: true });
    const done = room.handle(answers(askedOf(paying), captured(3000)));
    expect(typesOf(done)).toEqual(['captured']);
    expect(commandsOf(done)).toEqual(['payments.release-rider.v1']);
    expect(room.item(`debt/${PAYMENT}`)).toMatchObject({ body: { open: false } });
    expect(room.item(`debt/${PAYMENT}`)?.index).toBeUndefined();
    expect(room.handle(pays())).toMatchObject({ code: paymentNotDue.code });
  });

  it('is nobody else’s to pay', () => {
    const room = payments();
    fail(room, room.handle(charges()));
    const other = { principal: { kind: 'rider', id: 'ben' } } as const;
    expect(room.handle(message(payNow, of, other))).toMatchObject({ code: paymentUnknown.code });
  });

  it('for an amount that cannot be charged restricts nobody', () => {
    const room = payments();
    const asked = askedOf(room.handle(charges()));
    room.handle(answers(asked, { result: 'DECLINED', reason: 'AMOUNT_NOT_POSSIBLE', retry: 'NEVER' }));
    expect(after(room, 30 * 86_400)).toBeUndefined();
    expect(room.item(`debt/${PAYMENT}`)).toMatchObject({ body: { open: true, overdue: false } });
  });
});

describe('a refund', () => {
  it('is made once, and never exceeds what was taken', () => {
    const room = taken();
    const asked = room.handle(refunds(1000));
    expect(askedOf(asked)).toMatchObject({ question: 'REFUND', refundId: exampleId('rfd', 1) });
    expect(typesOf(room.handle(refunds(200, 2)))).toEqual(['refund-requested', 'refund-failed']);
    expect(room.handle(refunds(1000))).toMatchObject({ kind: 'ignore' });
    expect(typesOf(room.handle(answers(askedOf(asked), { result: 'REFUNDED' })))).toEqual(['refunded']);
    expect(stored(room)).toMatchObject({ captured: 1120, refunded: 1000 });
  });

  it('that came back is heard by a callback, once', () => {
    const room = taken();
    room.handle(answers(askedOf(room.handle(refunds(1000))), { result: 'REFUNDED' }));
    const failed = called({ kind: 'REFUND', refundId: exampleId('rfd', 1), failed: true });
    expect(room.handle(failed).events).toMatchObject([
      { type: 'payments.refund-failed.v1', data: { wasRefunded: true, money: { amount: 1000 } } },
    ]);
    expect(room.handle(failed)).toMatchObject({ kind: 'ignore' });
  });

  it('against a dispute: the bank decides', () => {
    const room = taken();
    const asked = askedOf(room.handle(refunds(1120)));
    room.handle(called(dispute('OPEN')));
    const { events } = room.handle(answers(asked, { result: 'REFUSED', reason: 'DISPUTED' }));
    expect(events).toMatchObject([{ type: 'payments.refund-failed.v1', data: { reason: 'DISPUTED' } }]);
  });
});

const dispute = (state: 'INQUIRY' | 'OPEN' | 'WON' | 'LOST' | 'CLOSED') => ({
  kind: 'DISPUTE' as const,
  disputeId: 'dp_1',
  state,
  reason: 'fraudulent',
  money: { amount: 1120, currency: 'EUR' },
});

describe('a dispute', () => {
  it('restricts its rider until it is won', () => {
    const room = taken();
    const opened = room.handle(called(dispute('OPEN')));
    expect(typesOf(opened)).toEqual(['dispute-opened']);
    expect(commandsOf(opened)).toEqual(['payments.restrict-rider.v1']);
    const won = room.handle(called(dispute('WON'), '2026-02-20T09:00:00.000Z'));
    expect(typesOf(won)).toEqual(['dispute-closed']);
    expect(commandsOf(won)).toEqual(['payments.release-rider.v1']);
  });

  it('whose end comes first, or alone, is opened and closed; older words of it change nothing', () => {
    const room = taken();
    expect(typesOf(room.handle(called(dispute('LOST'), '2026-02-20T09:00:00.000Z')))).toEqual([
      'dispute-opened',
      'dispute-closed',
    ]);
    expect(room.handle(called(dispute('OPEN')))).toMatchObject({ kind: 'ignore' });
    expect(stored(room)).toMatchObject({ disputed: true });
  });

  it('that is only an inquiry moves no money', () => {
    expect(taken().handle(called(dispute('INQUIRY')))).toMatchObject({ kind: 'ignore' });
  });
});

describe('a rider', () => {
  it('is held from the first reason to the last', () => {
    const room = payments();
    const restrict = (paymentId: string) =>
      message(restrictRider, { riderId: ANA, paymentId, reason: 'DEBT' });
    const release = (paymentId: string) => message(releaseRider, { riderId: ANA, paymentId, reason: 'DEBT' });
    const [one, two] = [exampleId('pmt', 1), exampleId('pmt', 2)];
    expect(commandsOf(room.handle(restrict(one)))).toEqual(['rentals.place-hold.v1']);
    expect(commandsOf(room.handle(restrict(two)))).toEqual([]);
    expect(room.handle(restrict(two))).toMatchObject({ kind: 'ignore' });
    expect(commandsOf(room.handle(release(one)))).toEqual([]);
    expect(commandsOf(room.handle(release(two)))).toEqual(['rentals.lift-hold.v1']);
    expect(room.handle(release(two))).toMatchObject({ kind: 'ignore' });
  });
});
