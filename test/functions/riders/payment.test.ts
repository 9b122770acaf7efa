import { describe, expect, it } from 'vitest';
import { paymentPort } from '../../../functions/riders/ports.ts';
import { recordPaymentMethodCheck, submitPaymentMethod } from '../../../shared/contracts/riders/payment.ts';
import { message } from '../room-under-test.ts';
import {
  ANA,
  ana,
  anasDocument,
  OTHER,
  type Riders,
  riders,
  TOKEN,
  typesOf,
  withAna,
} from './riders-under-test.ts';

const submit = (token = TOKEN) => message(submitPaymentMethod, { riderId: ANA, token });
type Outcome = Parameters<typeof message<typeof recordPaymentMethodCheck>>[1]['outcome'];
const answer = (room: Riders, outcome: Outcome, attempt = 1) =>
  message(recordPaymentMethodCheck, {
    riderId: ANA,
    paymentMethodId: ana(room).paymentCheck?.paymentMethodId ?? '',
    attempt,
    outcome,
  });
const CARD: Outcome = { result: 'ACCEPTED', kind: 'CARD' };
const LINK = 'enc.v1.bGluaw.dG8gYSBiYW5r';

function pending(): Riders {
  const room = withAna();
  room.handle(submit());
  return room;
}

describe('a payment method', () => {
  it('is checked before it counts', () => {
    const room = withAna();

    const { events, outputs, result } = room.handle(submit());

    const { paymentMethodId } = ana(room).paymentCheck ?? { paymentMethodId: '' };
    expect(result).toEqual({ riderId: ANA, paymentMethodId, status: 'PENDING' });
    expect(typesOf(events)).toEqual(['riders.payment-method-submitted.v1']);
    expect(outputs).toEqual([
      { to: 'port', port: paymentPort, request: { riderId: ANA, paymentMethodId, token: TOKEN, attempt: 1 } },
    ]);
    expect(ana(room).paymentMethod).toBeUndefined();
    expect(JSON.stringify(anasDocument(room))).not.toContain(TOKEN);
  });

  it('counts once the provider has accepted it', () => {
    const room = pending();
    const { paymentMethodId = '' } = ana(room).paymentCheck ?? {};

    const { events } = room.handle(answer(room, CARD));

    expect(events).toEqual([
      {
        type: 'riders.payment-method-set.v1',
        data: { riderId: ANA, paymentMethodId, kind: 'CARD', token: TOKEN, time: room.now },
      },
    ]);
    expect(ana(room)).toMatchObject({ paymentMethod: { paymentMethodId, kind: 'CARD' } });
    expect(ana(room).paymentCheck).toBeUndefined();
    expect(room.rebuilt('rider/ana')).toEqual(ana(room));
  });

  it('is kept as the provider made it for payments, in place of the token', () => {
    const room = pending();

    const { events } = room.handle(answer(room, { ...CARD, token: OTHER }));

    expect(events).toMatchObject([{ type: 'riders.payment-method-set.v1', data: { token: OTHER } }]);
  });

  it('may need the rider to authenticate: the link is shown, and the provider is asked again', () => {
    const room = pending();

    const { events } = room.handle(answer(room, { result: 'NEEDS_AUTHENTICATION', link: LINK }));

    expect(typesOf(events)).toEqual(['riders.payment-authentication-needed.v1']);
    expect(anasDocument(room)).toMatchObject({ paymentCheck: { status: 'PENDING', link: LINK } });
    expect(room.rebuilt('rider/ana')).toEqual(ana(room));
    room.advanceTo('2026-01-31T09:01:30.000Z');
    expect(ana(room).paymentCheck?.asked.attempt).toBe(2);
    room.handle(answer(room, CARD, 2));
    expect(ana(room).paymentCheck).toBeUndefined();
    expect(ana(room).paymentMethod?.kind).toBe('CARD');
  });

  it('of a rider who did not authenticate is refused, and the link is gone', () => {
    const room = pending();
    room.handle(answer(room, { result: 'NEEDS_AUTHENTICATION', link: LINK }));

    room.handle(answer(room, { result: 'REFUSED', reason: 'DECLINED' }));

    expect(ana(room).paymentCheck).toMatchObject({ status: 'REFUSED', reason: 'DECLINED' });
    expect(ana(room).paymentCheck?.link).toBeUndefined();
  });

  it('that is refused leaves the one before in use', () => {
    const room = pending();
    room.handle(answer(room, CARD));
    const before = ana(room).paymentMethod;
    room.handle(submit(OTHER));

    room.handle(answer(room, { result: 'REFUSED', reason: 'DECLINED' }));

    expect(ana(room)).toMatchObject({
      paymentMethod: before,
      paymentCheck: { status: 'REFUSED', reason: 'DECLINED' },
    });
    expect(room.timers()).toEqual([]);
  });

  it('that another has replaced meanwhile is not set by a late answer', () => {
    const room = pending();
    const late = answer(room, CARD);
    room.handle(submit(OTHER));

    expect(room.handle(late)).toMatchObject({ kind: 'ignore' });
  });

  it('about which the provider has no result is asked about again, and in the end refused', () => {
    const room = pending();
    room.handle(answer(room, { result: 'PENDING' }));

    room.advanceTo('2026-01-31T09:01:30.000Z');
    expect(ana(room).paymentCheck?.asked.attempt).toBe(2);
    room.advanceTo('2026-02-28T09:00:00.000Z');

    expect(ana(room).paymentCheck).toMatchObject({ status: 'REFUSED', reason: 'NO_RESULT' });
  });

  it('needs somebody who has signed up', () => {
    expect(riders().handle(submit())).toMatchObject({ kind: 'refuse', code: 'RIDER_NOT_REGISTERED' });
  });
});
