import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { checkedLedger } from '../../local/tools/ledger/checked-ledger.ts';
import { comparedWithProvider } from '../../local/tools/ledger/compared-with-provider.ts';
import { journalLines } from '../../local/tools/ledger/journal-lines.ts';
import { checkedPoints } from '../../local/tools/loyalty/checked-points.ts';
import type { RentalCharge } from '../../shared/contracts/billing/charges.ts';
import type { Fee } from '../../shared/contracts/billing/fees.ts';
import { REFERENCE_SECONDS } from '../../shared/runtime/read-model.ts';
import type { Problem } from './rider.ts';
import type { World } from './world.ts';

/** What operators do about charges, and what accountants find in the books afterwards. */
export function chargesJourney(world: () => World): void {
  describe('a charge', () => {
    const asOperator = <Body>(id: string, method: string, path: string, body?: unknown) =>
      world().client.ask<Body>('operator', id, method, path, body);

    it('is adjusted by operators, and the books of everything that was rented add up', async () => {
      const dayNow = (): string => new Date(world().platform.cloud.clock.now()).toISOString().slice(0, 10);
      const dayBefore = dayNow();
      const rider = world().rider('adjusted');
      const { rentalId, vin } = await rider.reserved(await world().freeCar(rider));
      await rider.act(rentalId, 'unlock');
      await rider.reaches(rentalId, 'IN_USE');
      // Whoever got in drives off after ten seconds, and nobody ends a rental while driving.
      await world().car(vin, 'park');
      await rider.act(rentalId, 'end');
      await rider.reaches(rentalId, 'ENDED');
      const { charge: before } = await rider.charged(rentalId);
      const total = before?.total ?? 0;
      expect(total).toBeGreaterThan(100);

      const path = `/v1/rentals/${rentalId}/charge/adjustments`;
      const dirty = { revision: 1, change: { kind: 'AMOUNT', amount: -100 }, reason: 'The car was dirty' };
      const reduced = await asOperator<RentalCharge>('olga', 'POST', path, dirty);
      expect(reduced).toMatchObject({ status: 200, body: { revision: 2, charge: { total: total - 100 } } });
      expect(await rider.charged(rentalId)).toEqual(reduced.body);
      const again = await asOperator<Problem>('olga', 'POST', path, dirty);
      expect(again).toMatchObject({ status: 409, body: { code: 'CHARGE_CHANGED' } });

      const found = { revision: 2, change: { kind: 'AMOUNT', amount: 6000 }, reason: 'A broken window' };
      const { body: waiting } = await asOperator<RentalCharge>('olga', 'POST', path, found);
      expect(waiting).toMatchObject({ revision: 2, pending: { difference: 6000 } });
      const approval = `${path}/${waiting.pending?.adjustmentId}/approve`;
      expect(await asOperator('olga', 'POST', approval)).toMatchObject({ status: 403 });
      expect(await asOperator('ivo', 'POST', approval)).toMatchObject({
        status: 200,
        body: { revision: 3, charge: { total: total + 5900 } },
      });

      await asOperator('olga', 'PUT', '/v1/fee-list', {
        currency: 'EUR',
        fees: [
          {
            feeType: 'cleaning',
            name: 'Cleaning',
            amount: { kind: 'FIXED', amount: 4500 },
            objectionDays: 14,
          },
        ],
      });
      await world().advance(REFERENCE_SECONDS + 1);
      const { body: fee } = await asOperator<Fee>('olga', 'POST', `/v1/rentals/${rentalId}/fees`, {
        feeType: 'cleaning',
        evidence: { text: 'Sand on all seats' },
      });
      const text = 'It was dirty when I took it over';
      const objected = await rider.call('POST', `/v1/riders/me/fees/${fee.feeId}/objection`, { text });
      expect(objected).toMatchObject({ status: 200, body: { state: 'OBJECTED', objection: { text } } });
      expect(await asOperator('ivo', 'GET', '/v1/fees/objections')).toMatchObject({
        body: { fees: [{ feeId: fee.feeId, objection: { text } }] },
      });
      const decision = { decision: 'WITHDRAWN', reason: 'The rider before reported it too late' };
      expect(await asOperator('ivo', 'POST', `/v1/fees/${fee.feeId}/decision`, decision)).toMatchObject({
        status: 200,
        body: { state: 'WITHDRAWN', objection: { text } },
      });

      const all = await rider.invoices(rentalId, 7);
      const ofFee = all.filter(({ subject }) => subject === `fee/${fee.feeId}`);
      expect(ofFee.map(({ total: amount }) => amount)).toEqual([4500, -4500]);
      const { body: own } = await rider.call<{ documents: unknown[] }>('GET', '/v1/riders/me/invoices');
      expect(own.documents).toHaveLength(7);
      const invoices = all.filter((one) => !ofFee.includes(one));
      expect(invoices.map(({ kind }) => kind)).toEqual([
        'INVOICE',
        'CREDIT_NOTE',
        'INVOICE',
        'CREDIT_NOTE',
        'INVOICE',
      ]);
      expect(invoices[1]).toMatchObject({ corrects: invoices[0]?.number, total: -total });
      const last = invoices.at(-1);
      const pdf = await fetch(last?.download?.url ?? '');
      const { text: printed } = await extractText(await getDocumentProxy(await pdf.arrayBuffer()), {
        mergePages: true,
      });
      for (const part of [`Invoice ${last?.number}`, 'Adjustment: A broken window', 'Customer: ']) {
        expect(printed).toContain(part);
      }

      const { body: profile } = await rider.call<{ profile: { email: string } }>('GET', '/v1/riders/me');
      const mailbox = `/_local/mailbox?format=json&to=${encodeURIComponent(profile.profile.email)}`;
      await world().until('each of them was told by mail', async () => {
        const { body } = await world().client.local<{ mails: readonly { subject: string; text: string }[] }>(
          'GET',
          mailbox,
        );
        const text = body.mails.map(({ subject }) => subject).join();
        return invoices.every(({ number }) => text.includes(number));
      });

      // Everything that the journeys before have rented is charged.
      await world().quiet();
      const { table, topic, differences } = await checkedLedger(world().client);
      expect(differences).toEqual({ table: [], topic: [], between: [] });
      expect(topic.rentalsCharged).toBeGreaterThan(0);
      expect({ ...table, balances: 0 }).toEqual({ ...topic, balances: 0 });
      // What the payment provider has moved is what is booked, and nothing else.
      const today = dayNow();
      let there = 0;
      // It may be midnight meanwhile.
      for (const day of new Set([dayBefore, today])) {
        const { found: compared } = await comparedWithProvider(world().client, day);
        expect(compared.differences).toEqual([]);
        there += compared.there;
      }
      expect(there).toBeGreaterThan(0);
      const points = await checkedPoints(world().client);
      expect(points.differences).toEqual([]);
      expect(points.movements.table).toBeGreaterThan(0);
      expect(points.worth.ledger).toBe(points.worth.points);
      const lines: string[] = [];
      for await (const line of journalLines(world().client, dayBefore, today)) lines.push(line);
      expect(lines.filter((line) => line.includes(`charge/${rentalId}/3`)).length).toBeGreaterThan(1);
    });
  });
}
