import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { TRIES_AFTER_HOURS } from '../../functions/payments/dunning-schedule.ts';
import { PATIENT } from '../../local/cloud/engines/patient.ts';
import { EventSources } from '../../local/cloud/lambda/event-sources/event-sources.ts';
import type { Account } from '../../shared/contracts/billing/account.ts';
import type { EvidenceFile } from '../../shared/contracts/billing/evidence.ts';
import type { Command } from '../../shared/contracts/define.ts';
import { tryAgain } from '../../shared/contracts/payments/commands.ts';
import type { Debt, Payment } from '../../shared/contracts/payments/own-payments.ts';
import { randomId } from '../../shared/kernel/random-id.ts';
import { instant } from '../../shared/kernel/time.ts';
import { commandRecord, sourceOf } from '../../shared/runtime/operations/envelopes.ts';
import type { Rider } from './rider.ts';
import type { World } from './world.ts';

/** As if its timer had fired. */
async function sent({ platform }: World, { contract, data }: Command): Promise<void> {
  const kafka = new Kafka({
    brokers: [platform.engines.kafka.internal],
    logLevel: logLevel.NOTHING,
    ...PATIENT,
  });
  const producer = kafka.producer();
  await producer.connect();
  const { topic, key, value } = commandRecord({
    id: randomId('op_timer'),
    contract,
    data,
    source: sourceOf(platform.cloud.region, 'payments'),
    time: instant(platform.cloud.clock.now()),
  });
  await producer.send({ topic, messages: [{ key, value }] });
  await producer.disconnect();
}

/** How money moves, by the stand-in’s test methods. */
export function payingJourney(world: () => World): void {
  const payments = async (rider: Rider): Promise<readonly Payment[]> =>
    (await rider.call<{ payments: Payment[] }>('GET', '/v1/riders/me/payments')).body.payments;

  /** The newest payment of the rider, when it is in this state. */
  async function paid(rider: Rider, state: Payment['state'], rentalId: string): Promise<Payment> {
    let found: Payment | undefined;
    await world().until(`${state} of ${rentalId}`, async () => {
      found = (await payments(rider)).find((one) => one.rentalId === rentalId);
      return found?.state === state;
    });
    if (found === undefined) throw new Error('There is no payment');
    return found;
  }

  /** From the next payment on. The payments room hears of it a moment after the riders room. */
  async function paysWith(rider: Rider, token: string): Promise<void> {
    const { body } = await rider.call<{ paymentMethodId: string }>('PUT', '/v1/riders/me/payment-method', {
      token,
    });
    await world().until(`${token} is set`, async () => {
      const me = await rider.call<{ paymentMethod?: { paymentMethodId: string } }>('GET', '/v1/riders/me');
      return me.body.paymentMethod?.paymentMethodId === body.paymentMethodId;
    });
    await world().quiet();
  }

  async function reservedBy(rider: Rider): Promise<string> {
    await rider.admitted();
    return (await rider.reserved(await world().freeCar(rider))).rentalId;
  }

  /** Begins if it has not yet, and ends where the car stands. */
  async function endedSoon(rider: Rider, rentalId: string): Promise<void> {
    await rider.reaches(rentalId, 'IN_USE');
    await world().standstill();
    await rider.act(rentalId, 'end');
    await rider.reaches(rentalId, 'ENDED');
  }

  describe('money', () => {
    it('is reserved with the car, captured exactly at the end, and released when nothing is due', async () => {
      const rider = world().rider('paula');
      const cancelled = await reservedBy(rider);
      expect(await paid(rider, 'AUTHORIZED', cancelled)).toMatchObject({
        purpose: 'AUTHORIZATION',
        money: { amount: 3000, currency: 'EUR' },
      });
      await rider.act(cancelled, 'cancel');
      expect(await paid(rider, 'VOIDED', cancelled)).toMatchObject({ captured: 0 });

      const { rentalId } = await rider.reserved(await world().freeCar(rider));
      const { paymentId } = await paid(rider, 'AUTHORIZED', rentalId);
      await rider.act(rentalId, 'unlock');
      await endedSoon(rider, rentalId);
      const { charge } = await rider.charged(rentalId);
      expect(charge?.due).toBeGreaterThan(100);
      expect(await paid(rider, 'CAPTURED', rentalId)).toMatchObject({ paymentId, captured: charge?.due });
    });

    it('is reserved again when a long rental has used most of it, and captured over both', async () => {
      const rider = world().rider('pilar');
      const rentalId = await reservedBy(rider);
      const first = await paid(rider, 'AUTHORIZED', rentalId);
      await rider.act(rentalId, 'unlock');
      await rider.reaches(rentalId, 'IN_USE');
      await world().standstill();
      // 80 % of 30.00 at 0.29 a minute, and 1.00 for the unlocking.
      await world().advance(105 * 60);
      const of = async () => (await payments(rider)).filter((one) => one.rentalId === rentalId);
      await world().until('another authorization', async () => (await of()).length === 2);
      expect(await paid(rider, 'AUTHORIZED', rentalId)).not.toMatchObject({ paymentId: first.paymentId });
      await endedSoon(rider, rentalId);
      const { charge } = await rider.charged(rentalId);
      expect(charge?.due).toBeGreaterThan(3000);
      expect(await paid(rider, 'CAPTURED', rentalId)).toMatchObject({ captured: (charge?.due ?? 0) - 3000 });
      await world().until('both are captured', async () => {
        return (await of()).every(({ state }) => state === 'CAPTURED');
      });
      expect((await of()).at(-1)).toMatchObject({ paymentId: first.paymentId, captured: 3000 });
    });

    it('that is disputed has an evidence file at the bank, which operators read', async () => {
      const rider = world().rider('pavel');
      await rider.admitted();
      await paysWith(rider, 'pm_card_createDispute');
      const { rentalId } = await rider.reserved(await world().freeCar(rider));
      await rider.act(rentalId, 'unlock');
      // It is disputed ten seconds after the capture. The invoice of a busy platform may be later.
      const sources = world().platform.cloud.part(EventSources);
      sources.pause('billing-evidence');
      await endedSoon(rider, rentalId);
      const { paymentId } = await paid(rider, 'CAPTURED', rentalId);
      const [invoice] = await rider.invoices(rentalId, 1);
      sources.resume('billing-evidence');
      await world().advance(15);
      const read = (path: string) => world().client.ask<EvidenceFile>('operator', 'olga', 'GET', path);
      let disputeId = '';
      await world().until('the evidence is filed', async () => {
        const { disputes } = (await read('/v1/disputes')).body as unknown as { disputes: EvidenceFile[] };
        disputeId = disputes.find((one) => one.paymentId === paymentId)?.disputeId ?? '';
        return disputeId !== '';
      });
      const { body } = await read(`/v1/disputes/${disputeId}/evidence`);
      expect(body).toMatchObject({ outcome: 'SUBMITTED', rentalId, riderId: rider.id });
      expect(body.file?.activity).toContain('driving');
      expect(body.file?.explanation).toContain(`Invoice: ${invoice?.number}`);
    });

    it('that is declined keeps the car closed, until another method is there', async () => {
      const rider = world().rider('pedro');
      await rider.admitted();
      await paysWith(rider, 'pm_card_chargeCustomerFail');
      const { rentalId } = await rider.reserved(await world().freeCar(rider));
      await world().until('the rental knows it', async () => {
        return (await rider.rental(rentalId)).body.payment?.state === 'DECLINED';
      });
      expect(await rider.act(rentalId, 'unlock')).toMatchObject({
        status: 402,
        body: { code: 'PAYMENT_DECLINED' },
      });
      await paysWith(rider, 'tok_visa');
      await world().until('it is authorized', async () => {
        return (await rider.rental(rentalId)).body.payment?.state === 'AUTHORIZED';
      });
      expect(await rider.act(rentalId, 'unlock')).toMatchObject({ status: 200 });
      await endedSoon(rider, rentalId);
      await paid(rider, 'CAPTURED', rentalId);
    });

    it('that needs an authentication has a link, and the car opens afterwards', async () => {
      const rider = world().rider('petra');
      await rider.admitted();
      await paysWith(rider, 'pm_standIn_authenticate');
      const { rentalId } = await rider.reserved(await world().freeCar(rider));
      const { link = '' } = await paid(rider, 'NEEDS_AUTHENTICATION', rentalId);
      await world().until('the rental knows it', async () => {
        return (await rider.rental(rentalId)).body.payment?.state === 'NEEDS_AUTHENTICATION';
      });
      expect(await rider.act(rentalId, 'unlock')).toMatchObject({
        status: 402,
        body: { code: 'PAYMENT_NEEDS_AUTHENTICATION' },
      });
      const body = new URLSearchParams({ outcome: 'succeed' });
      expect((await fetch(link, { method: 'POST', body, redirect: 'manual' })).status).toBe(303);
      // The callback says that something has changed, and the provider is asked what.
      await paid(rider, 'AUTHORIZED', rentalId);
      await world().until('the rental knows it', async () => {
        return (await rider.rental(rentalId)).body.payment?.state === 'AUTHORIZED';
      });
      expect(await rider.act(rentalId, 'cancel')).toMatchObject({ status: 200 });
      await paid(rider, 'VOIDED', rentalId);
    });

    it('that cannot be taken is tried for again; then the rider is restricted, pays, and is free', async () => {
      const operator = (method: string, path: string, body?: unknown) =>
        world().client.ask('operator', 'olga', method, path, body);
      const rider = world().rider('pablo');
      await rider.admitted();
      await paysWith(rider, 'pm_standIn_expires');
      const { rentalId } = await rider.reserved(await world().freeCar(rider));
      await paid(rider, 'AUTHORIZED', rentalId);
      await rider.act(rentalId, 'unlock');
      await rider.reaches(rentalId, 'IN_USE');
      await world().standstill();
      await paysWith(rider, 'pm_card_chargeCustomerFail');
      const credit = { money: { amount: 10, currency: 'EUR' }, reason: 'the car was dirty' };
      expect(await operator('POST', '/v1/riders/pablo/credit', credit)).toMatchObject({ status: 201 });
      // What is reserved runs out, and the next one is declined: a rental that runs goes on.
      await world().advance(90);
      expect(await paid(rider, 'DECLINED', rentalId)).toMatchObject({ purpose: 'AUTHORIZATION' });
      await endedSoon(rider, rentalId);
      const { charge } = await rider.charged(rentalId);
      const rest = (charge?.due ?? 0) - 10;
      await world().until('the charge is declined', async () => {
        const [newest] = await payments(rider);
        return newest?.purpose === 'CHARGE' && newest.state === 'DECLINED';
      });
      const debt = await paid(rider, 'DECLINED', rentalId);
      expect(debt).toMatchObject({ purpose: 'CHARGE', money: { amount: rest } });
      const own = await rider.call<Account>('GET', '/v1/riders/me/account');
      expect(own.body.credit).toEqual([{ amount: 0, currency: 'EUR' }]);

      // The timers of the schedule, which are up to three days away.
      for (const [step] of TRIES_AFTER_HOURS.entries()) {
        await sent(world(), tryAgain({ riderId: rider.id, paymentId: debt.paymentId, step }));
      }
      await world().until('all tries have failed', async () => {
        const { debts } = (await operator('GET', '/v1/debts')).body as { debts: Debt[] };
        const found = debts.find(({ paymentId }) => paymentId === debt.paymentId);
        return found?.overdue === true && found.money.amount === rest;
      });
      await rider.isRefused('RIDER_UNPAID_BALANCE', () => world().freeCar(rider));

      await paysWith(rider, 'tok_visa');
      const pay = `/v1/riders/me/payments/${debt.paymentId}/pay`;
      expect(await rider.call('POST', pay)).toMatchObject({ status: 200 });
      expect(await paid(rider, 'CAPTURED', rentalId)).toMatchObject({ captured: rest });
      const again = await rider.reserved(await world().freeCar(rider));
      await rider.act(again.rentalId, 'cancel');
      const { debts } = (await operator('GET', '/v1/debts')).body as { debts: Debt[] };
      expect(debts.map(({ riderId }) => riderId)).not.toContain(rider.id);
    });
  });
}
