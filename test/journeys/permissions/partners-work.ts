import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventSources } from '../../../local/cloud/lambda/event-sources/event-sources.ts';
import {
  type AddedEndpoint,
  admitPartner,
  addEndpoint as registerEndpoint,
} from '../../../local/tools/registration/partners.ts';
import { PointsPartner } from '../../../local/tools/registration/points-partner.ts';
import { exchangeExample } from '../../../shared/contracts/loyalty/exchanges.ts';
import { programmeExample } from '../../../shared/contracts/loyalty/programme.ts';
import type { Delivery } from '../../../shared/contracts/partners/deliveries.ts';
import { addEndpoint, reportFailing } from '../../../shared/contracts/partners/endpoints.ts';
import {
  addPartner,
  type Partner,
  partnersCommands,
  partnersEvents,
} from '../../../shared/contracts/partners/partners.ts';
import { rentalsEvents, started } from '../../../shared/contracts/rentals/rentals.ts';
import { consentGiven } from '../../../shared/contracts/riders/consents.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { PATIENCE_MS } from '../../patience.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the partners room do. */
export function partnersWork(
  means: Means,
  { deployed, fails, queued, swept, timer, tooOld }: Triggers,
): Exercises {
  const { client } = means.world;
  const consumer = 'partners-consumer';
  const newPartner = () => means.command(addPartner, { ...addPartner.example, partnerId: randomId('ptn') });
  const managed: Exercise = () => means.hand(consumer, newPartner(), garbage(partnersCommands.name));
  const afterAnother: Exercise = async () => {
    const partnerId = randomId('ptn');
    await means.leaveBehind(consumer, `partner/${partnerId}`, [toTopic(partnersEvents.name)]);
    await means.hand(consumer, means.command(addPartner, { ...addPartner.example, partnerId }));
  };

  const fannedOut: Exercise = async () => {
    const [partnerId, endpointId] = [randomId('ptn'), randomId('whe')];
    await means.hand(
      consumer,
      means.command(addPartner, { ...addPartner.example, partnerId }),
      means.command(addEndpoint, { ...addEndpoint.example, partnerId, endpointId }),
    );
    // An environment that has read once keeps what it read for a while.
    await means.functions.kill('partners-fan-out');
    const riderId = means.newId('rider');
    const vin = means.newVin();
    await means.hand(
      'partners-fan-out',
      means.event(consentGiven, riderId, { ...consentGiven.example, riderId, purpose: 'PARTNERS' }),
      means.event(started, vin, { ...started.example, vin, riderId, rentalId: randomId('rnt') }),
      garbage(rentalsEvents.name),
    );
  };

  let known: Promise<Partner> | undefined;
  const partner = (): Promise<Partner> =>
    (known ??= admitPartner(client, {
      name: 'Evidence',
      kind: 'OTHER',
      scopes: ['USAGE'],
      eventTypes: ['*'],
    }));
  const asked = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await client.as<Body>('partner', (await partner()).partnerId, method, path, body);
    if (answer.status >= 400)
      throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  /** A partner has only so many endpoints at a time. */
  const withEndpoint = async (
    wanted: Parameters<typeof registerEndpoint>[2],
    work: (endpoint: AddedEndpoint) => Promise<void>,
  ): Promise<void> => {
    const { partnerId } = await partner();
    const endpoint = await registerEndpoint(client, partnerId, wanted);
    try {
      await work(endpoint);
    } finally {
      await client.as('partner', partnerId, 'DELETE', `/v1/webhook-endpoints/${endpoint.endpointId}`);
    }
  };
  /** An endpoint at a receiver that answers this. */
  const answering = async (
    status: number,
    work: (endpoint: AddedEndpoint) => Promise<void>,
  ): Promise<void> => {
    const server = createServer((_, response) => void response.writeHead(status).end());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
    try {
      await withEndpoint({ url, eventTypes: ['charge.*'] }, work);
    } finally {
      server.close();
    }
  };
  /** One that fails is to be sent again in a moment; one that is gone is reported to the room. */
  const sent =
    (status: 410 | 500): Exercise =>
    () =>
      answering(status, async ({ endpointId }) => {
        const path = `/v1/webhook-endpoints/${endpointId}`;
        const sources = means.cloud.part(EventSources);
        // The message of the test would wake another sender, which would do the work in its own time.
        sources.pause('partners-sender');
        try {
          await means.functions.kill('partners-sender');
          await asked('POST', `${path}/test`, {});
          await means.handMessage('partners-sender', { endpointId });
        } finally {
          sources.resume('partners-sender');
        }
        const { deliveries } = await asked<{ deliveries: readonly Delivery[] }>('GET', `${path}/deliveries`);
        if (!deliveries.some(({ attempts }) => attempts.some((attempt) => attempt.status === status)))
          throw new Error(`no attempt was answered ${status}: ${JSON.stringify(deliveries)}`);
      });

  /** A rider's transfer, which the partner answers with a signed message. */
  const answersATransfer = async (): Promise<void> => {
    const programme = await PointsPartner.listen({
      api: client.url,
      behaves: () => 'ignore',
      now: () => means.cloud.clock.now(),
    });
    try {
      const wanted = { url: programme.url, eventTypes: ['transfer.*'] };
      await withEndpoint(wanted, async (endpoint) => {
        programme.knows(endpoint);
        await transferred(programme, endpoint.partnerId);
      });
    } finally {
      programme.close();
    }
  };
  const transferred = async (programme: PointsPartner, partnerId: string): Promise<void> => {
    const operator = means.newId('operator');
    const rates = { ...exchangeExample, partnerId };
    await client.ask('operator', operator, 'PUT', '/v1/points-programme', programmeExample);
    await client.ask('operator', operator, 'PUT', '/v1/points-partners/evidence-miles', rates);
    const points = { programmeId: 'evidence-miles', direction: 'IN', points: 300 };
    const end = performance.now() + PATIENCE_MS;
    // Endpoints and rates that were just made are known a moment later.
    while (programme.asked.length === 0 && performance.now() < end) {
      await client.ask('rider', means.newId('member'), 'POST', '/v1/riders/me/points/transfers', points);
      await sleep(500);
    }
    const [asked] = programme.asked;
    if (asked === undefined) throw new Error('No transfer came to the partner');
    const { status } = await programme.answer(asked, 'booked');
    if (status !== 200) throw new Error(`A signed message was answered ${status}`);
  };

  const clientRequest = () => ({
    id: means.newId('ask'),
    operation: 'op',
    request: { partnerId: randomId('ptn') },
  });
  const failing = (atMs: number) => ({
    ...timer(reportFailing, {}, atMs),
    key: reportFailing.example.partnerId,
    data: reportFailing.example,
  });
  const woken: Exercise = async () => {
    const endpointId = randomId('whe');
    const time = instant(means.cloud.clock.now() - 1000);
    await means.put('partners-scheduler', {
      pk: { S: `sender#${endpointId}` },
      sk: { S: 'sender' },
      agp: { S: 'wakes#0' },
      ags: { S: time },
    });
    await means.invoke('partners-scheduler', {});
  };
  return {
    [consumer]: [managed, tooOld(consumer), afterAnother, deployed],
    'partners-fan-out': [fannedOut, tooOld('partners-fan-out'), deployed],
    'partners-sender': [
      sent(500),
      sent(410),
      queued('partners-sender', () => ({ endpointId: randomId('whe') })),
      deployed,
    ],
    'partners-clients': [
      () => means.handMessage('partners-clients', clientRequest()),
      queued('partners-clients', clientRequest),
      deployed,
    ],
    'partners-http': [
      async () => {
        const { partnerId } = await partner();
        await means.functions.kill('partners-http');
        const listed = await client.as('operator', 'olga', 'GET', '/v1/partners');
        const read = await client.as('operator', 'olga', 'GET', `/v1/partners/${partnerId}/credentials`);
        if (listed.status !== 200 || read.status !== 200) throw new Error('partners cannot be read');
        await answering(204, async ({ endpointId }) => {
          await asked('POST', `/v1/webhook-endpoints/${endpointId}/test`, {});
          await asked('GET', '/v1/webhook-endpoints');
          await client.as('operator', 'olga', 'GET', `/v1/rentals/${randomId('rnt')}/deliveries`);
        });
        await answersATransfer();
      },
      deployed,
    ],
    'partners-authorizer': [
      async () => {
        await partner();
        // The API remembers what was said of a token.
        client.forgetTokens();
        await asked('GET', '/v1/partners/me');
      },
    ],
    'partners-scheduler': [
      async () => {
        const body = JSON.stringify(clientRequest());
        await swept('partners-scheduler', `partner/${randomId('ptn')}`, [
          toTopic(partnersEvents.name),
          { to: 'port', port: 'clients', body },
        ]);
        await means.handMessage('partners-scheduler', failing(-1000));
        // Too early: it goes back.
        await means.handMessage('partners-scheduler', failing(60_000));
      },
      woken,
      queued('partners-scheduler', () => failing(-1000)),
      fails('partners-scheduler'),
      deployed,
    ],
  };
}
