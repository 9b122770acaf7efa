import { documentPort } from '../../../functions/billing/invoices/port.ts';
import { reconciliationPort } from '../../../functions/billing/ledger/reconciliation-port.ts';
import { billingCommands, billingEvents, TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import { watchPrice } from '../../../shared/contracts/billing/cover.ts';
import {
  type DocumentEntry,
  type IssuedDocument,
  issueDocument,
  issuedExample,
} from '../../../shared/contracts/billing/documents.ts';
import { disputeExample, evidencePort } from '../../../shared/contracts/billing/evidence.ts';
import { postFee, setFeeList } from '../../../shared/contracts/billing/fees.ts';
import { createPromotion } from '../../../shared/contracts/billing/promotions.ts';
import { reconcile } from '../../../shared/contracts/billing/reconciliation.ts';
import {
  draftTariff,
  publishTariff,
  setTariffChoice,
} from '../../../shared/contracts/billing/tariff-management.ts';
import { paymentsCommands } from '../../../shared/contracts/payments/payments.ts';
import { ended, rentalsEvents, reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { signedUp } from '../../../shared/contracts/riders/riders.ts';
import { vehiclesCommands } from '../../../shared/contracts/vehicles/vehicles.ts';
import { dayOf } from '../../../shared/kernel/day.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Delivery } from '../../../shared/runtime/operations/delivery.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, SEALED, type Triggers, toTopic } from './triggers.ts';

const PROFILE = { name: 'N', birthDate: '1990-05-17', email: 'n@example.org', phone: '+376312345' };

const ADDRESS = { name: 'N', street: 'S', city: 'C', country: 'AD' };

/** The request to compare this day of the ledger with the provider's. */
export const comparing = (means: Means) => ({
  id: means.newId('ask'),
  operation: 'op',
  request: { day: dayOf(means.now) },
});

/** What the functions of the billing room do. */
export function billingWork(means: Means, triggers: Triggers): Exercises {
  const { deployed, fails, givenUp, queued, request, swept, timer, tooOld } = triggers;
  const name = 'billing-tariffs';
  const operator = () => means.newId('operator');
  const managed: Exercise = async () => {
    const tariffId = means.newId('tariff').toLowerCase();
    const { terms } = draftTariff.example;
    await means.hand(name, means.command(draftTariff, { tariffId, terms }), garbage(billingCommands.name));
    await means.hand(name, means.command(publishTariff, { tariffId }));
    // The one that was chosen before is given back.
    const choice = { timeZone: 'Europe/Andorra', default: tariffId, entries: [] };
    await means.hand(name, means.command(setTariffChoice, { fleet: TARIFF_FLEET, choice }));
  };
  const afterAnother: Exercise = async () => {
    const tariffId = means.newId('tariff').toLowerCase();
    await means.leaveBehind(name, `tariff/${tariffId}`, [toTopic(billingEvents.name)]);
    const { terms } = draftTariff.example;
    await means.hand(name, means.command(draftTariff, { tariffId, terms }));
  };
  const chargedAfterAnother: Exercise = async () => {
    const rentalId = newRental();
    await means.leaveBehind('billing-consumer', `charge/${rentalId}`, [
      toTopic(billingEvents.name),
      toTopic(billingCommands.name),
      toTopic(vehiclesCommands.name),
    ]);
    const over = { ...ended.example, rentalId, usage: { ...ended.example.usage, revision: 1 } };
    await means.hand(
      'billing-consumer',
      means.event(ended, ended.example.vin, over),
      garbage(billingCommands.name),
    );
  };
  /** The price of a rental that runs is looked at again: in minutes, then never, since the rental is over. */
  const watched: Exercise = async () => {
    const rentalId = newRental();
    const riderId = means.newId('rider');
    const time = instant(means.cloud.clock.now() - 75 * 60_000);
    const of = { rentalId, riderId, time };
    const { vin } = reserved.example;
    const tariff = { tariffId: 'city', version: 1 };
    await means.hand('billing-consumer', means.event(reserved, vin, { ...reserved.example, ...of, tariff }));
    await means.hand('billing-consumer', means.event(started, vin, { ...started.example, ...of }));
    await means.hand('billing-consumer', means.command(watchPrice, { rentalId, riderId, tariff }));
    await means.hand('billing-consumer', means.event(ended, vin, { ...ended.example, ...of }));
    await means.hand('billing-consumer', means.command(reconcile, { day: '2026-01-31' }));
  };
  const disputing = (rentalId = newRental()) => {
    const { subject: _, ...asked } = disputeExample;
    return {
      id: means.newId('ask'),
      operation: 'op',
      request: { ...asked, disputeId: derivedId('du', means.newId('dispute')), subject: rentalId, rentalId },
    };
  };
  /** The provider is asked about its payment, though it knows no such dispute. */
  const chargedRental = async (): Promise<string> => {
    const rentalId = newRental();
    const over = { ...ended.example, rentalId, riderId: means.newId('rider') };
    await means.hand('billing-consumer', means.event(ended, ended.example.vin, over));
    return rentalId;
  };
  const dueLook = (): [string, object] => {
    const riderId = means.newId('rider');
    const data = { riderId, rentalId: newRental() };
    const tariff = { tariffId: 'city', version: 1 };
    return [riderId, { ...timer(watchPrice, data, -1000), key: riderId, data: { ...data, tariff } }];
  };
  const newRental = () => derivedId('rnt', means.newId('rental'));
  const document = (rentalId: string, riderId: string): IssuedDocument => {
    const number = `2026-${String(++issued).padStart(6, '0')}`;
    return { ...issuedExample, rentalId, riderId, number, subject: `charge/${rentalId}/1` };
  };
  let issued = 0;
  const asking = (question: IssuedDocument) => ({
    id: means.newId('ask'),
    operation: 'op',
    request: question,
  });
  /** Every message of documents, each once; the port is asked for the PDF. */
  const documented: Exercise = async () => {
    const rentalId = newRental();
    const riderId = means.newId('rider');
    const { seriesId, kind, charge, supply, subject: _ } = issueDocument.example;
    const wanted = { seriesId, kind, charge, supply, rentalId, riderId, subject: `charge/${rentalId}/1` };
    await means.hand(
      'billing-documents',
      means.command(issueDocument, wanted),
      means.event(charged, riderId, { ...charged.example, rentalId, riderId }),
      garbage(billingCommands.name),
    );
  };
  const documentAfterAnother: Exercise = async () => {
    const riderId = means.newId('customer');
    await means.leaveBehind('billing-documents', `customer/${riderId}`, [
      toTopic(billingEvents.name),
      toTopic(billingCommands.name),
    ]);
    const known = { riderId, profile: SEALED, time: means.now };
    await means.hand('billing-documents', means.event(signedUp, riderId, known));
  };
  /** A rider whose name can be opened: her invoice is made, made again, and read by its link. */
  const invoiced: Exercise = async () => {
    const riderId = means.newId('invoiced');
    const rentalId = newRental();
    await request('rider', riderId, 'PUT', '/v1/riders/me', PROFILE);
    await request('rider', riderId, 'PUT', '/v1/riders/me/billing-address', ADDRESS, [403]);
    const usage = { ...ended.example.usage, revision: 1 };
    const over = { ...ended.example, rentalId, riderId, usage };
    await means.hand('billing-consumer', means.event(ended, ended.example.vin, over));
    const one = document(rentalId, riderId);
    const { number: __, sequence: ___, time: ____, ...wanted } = one;
    await means.hand('billing-documents', means.command(issueDocument, wanted));
    const path = `/v1/rentals/${rentalId}/invoice`;
    // What a rider writes is sealed with the own key.
    const { example } = postFee;
    const feeId = derivedId('fee', rentalId);
    await means.hand('billing-consumer', means.command(setFeeList, setFeeList.example));
    await means.hand('billing-consumer', means.command(postFee, { ...example, feeId, riderId, rentalId }));
    await request('rider', riderId, 'POST', `/v1/riders/me/fees/${feeId}/objection`, {
      text: 'It was not me',
    });
    await means.until('the customer is known, and the invoice stored', async () => {
      const { body } = await means.world.client.as<{ documents?: readonly DocumentEntry[] }>(
        'rider',
        riderId,
        'GET',
        path,
      );
      const url = body.documents?.find(({ download }) => download !== undefined)?.download?.url;
      if (url === undefined) return false;
      const { status } = await fetch(url);
      if (status !== 200) throw new Error(`the download answered ${status}`);
      return true;
    });
    await means.handMessage('billing-invoices', asking(one));
    await means.handMessage('billing-invoices', asking(one));
  };
  return {
    'billing-documents': [
      documented,
      documentAfterAnother,
      givenUp('billing-documents', billingEvents),
      tooOld('billing-documents'),
      deployed,
    ],
    'billing-invoices': [
      invoiced,
      queued('billing-invoices', () => asking(document(newRental(), means.newId('nobody')))),
      deployed,
    ],
    'billing-tariffs': [managed, tooOld(name), afterAnother, deployed],
    'billing-consumer': [
      chargedAfterAnother,
      watched,
      givenUp('billing-consumer', rentalsEvents),
      tooOld('billing-consumer'),
      deployed,
    ],
    'billing-http': [
      async () => {
        // An environment that has read once keeps what it read for a while.
        await means.functions.kill('billing-http');
        await request('rider', means.newId('anybody'), 'GET', '/v1/tariffs');
        await request('rider', means.newId('rider'), 'GET', '/v1/riders/me/charges');
        await request(
          'rider',
          means.newId('rider'),
          'GET',
          '/v1/rentals/rnt_00000000000000000000000001/charge',
        );
        await request(
          'operator',
          operator(),
          'PUT',
          '/v1/tariffs/of-evidence/draft',
          draftTariff.example.terms,
        );
      },
      async () => {
        // The list counts what is used of each budget.
        const { terms } = createPromotion.example;
        const valid = { from: means.now, until: instant(means.cloud.clock.now() + 3_600_000) };
        await request('operator', operator(), 'POST', '/v1/promotions', { ...terms, valid });
        await means.until('the promotion is there', async () => {
          const { body } = await means.world.client.as<{ promotions: readonly unknown[] }>(
            'operator',
            operator(),
            'GET',
            '/v1/promotions',
          );
          return body.promotions.length > 0;
        });
      },
      invoiced,
      deployed,
    ],
    'billing-evidence': [
      async () => await means.handMessage('billing-evidence', disputing()),
      async () => await means.handMessage('billing-evidence', disputing(await chargedRental())),
      queued('billing-evidence', disputing),
      deployed,
    ],
    'billing-ledger': [
      async () => await means.invoke('billing-ledger', {}),
      async () => {
        await chargedAfterAnother();
        await means.invoke('billing-ledger', { day: dayOf(means.now) });
      },
      fails('billing-ledger'),
      deployed,
    ],
    'billing-scheduler': [
      async () => {
        const [riderId, body] = dueLook();
        const aggregate = `charge/${riderId}`;
        const at = instant(means.cloud.clock.now() - 1000);
        const item = { aggregate, timer: 'price', at, body: JSON.stringify(body) };
        const outputs: Delivery[] = [
          toTopic(billingEvents.name),
          toTopic(billingCommands.name),
          toTopic(paymentsCommands.name),
          toTopic(vehiclesCommands.name),
          {
            to: 'port',
            port: documentPort.id,
            body: JSON.stringify(asking(document(newRental(), 'nobody'))),
          },
          { to: 'port', port: evidencePort.id, body: JSON.stringify(disputing()) },
          { to: 'port', port: reconciliationPort.id, body: JSON.stringify(comparing(means)) },
        ];
        await swept('billing-scheduler', aggregate, outputs, [item]);
        await means.handMessage('billing-scheduler', dueLook()[1]);
      },
      queued('billing-scheduler', () => dueLook()[1]),
      fails('billing-scheduler'),
      deployed,
    ],
  };
}
