import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newDelivery } from '../functions/partners/deliveries/stored.ts';
import { signatures } from '../functions/partners/keys/signing.ts';
import { Vault } from '../functions/partners/keys/vault.ts';
import type { StoredEndpoint } from '../functions/partners/read-models.ts';
import { Connections } from '../functions/partners/sending/connections.ts';
import { post } from '../functions/partners/sending/post.ts';
import { resolveBySystem } from '../functions/partners/sending/receivers.ts';
import { type SenderWorld, serve } from '../functions/partners/sending/sender.ts';
import { requestOf, targetOf } from '../functions/partners/sending/target.ts';
import { partnerExample } from '../shared/contracts/partners/partners.ts';
import { publicEvents } from '../shared/contracts/partners/public-events.ts';
import { exampleId } from '../shared/kernel/ids.ts';
import { instant } from '../shared/kernel/time.ts';
import { TableInMemory } from '../test/functions/partners/sending/table-in-memory.ts';
import type { ReceiverCount, ReceiverStarted } from './webhooks/receiver-process.ts';

/** Signed deliveries a second. */
const AIM = 3_000;
const ENDPOINTS = 20;
const partner = { ...partnerExample, scopes: [...partnerExample.scopes], eventTypes: ['*'] };

/**
 * How many signed deliveries a second the sender makes on one core: choosing the fields, signing with HMAC and Ed25519, and
 * a request of its own for each, to a receiver in another process. The table is replaced by memory.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { deliveries: { type: 'string', default: '20000' } },
  });
  const wanted = Number(values.deliveries);
  const receiver = fork(join(import.meta.dirname, 'webhooks/receiver-process.ts'));
  const [{ port }] = (await once(receiver, 'message')) as [ReceiverStarted];
  try {
    const vault = new Vault('a root for the benchmark');
    const table = new TableInMemory();
    const endpoints = Array.from({ length: ENDPOINTS }, (_, n) => endpointAt(n + 1, port, vault));
    const perEndpoint = Math.ceil(wanted / ENDPOINTS);
    await delivered(table, endpoints, vault, 50);
    const warm = await received(receiver);
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    await delivered(table, endpoints, vault, perEndpoint);
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpuBefore);
    const count = (await received(receiver)) - warm;
    const cpu = (user + system) / 1e6;
    process.stdout.write(
      [
        `signed deliveries over HTTP, to ${ENDPOINTS} endpoints, ${count} in ${seconds.toFixed(1)} s`,
        row('a second', count / seconds, `(aim ${AIM})`),
        row('a second of this process’s CPU', count / cpu, ''),
        row('signed alone, without a request', signedPerSecond(endpoints[0], vault), ''),
        '',
      ].join('\n'),
    );
  } finally {
    receiver.kill();
  }
}

const row = (name: string, count: number, rest: string): string =>
  `  ${name.padEnd(36)} ${String(Math.round(count)).padStart(8)}  ${rest}`.trimEnd();

function endpointAt(n: number, port: number, vault: Vault): StoredEndpoint {
  const endpointId = exampleId('whe', n);
  const now = instant(Date.now());
  return {
    partnerId: partner.partnerId,
    endpointId,
    url: `http://127.0.0.1:${port}/hook/${n}`,
    eventTypes: ['*'],
    status: 'ENABLED',
    secrets: [vault.seal(endpointId)],
    addedAt: now,
    enabledAt: now,
  };
}

const [event] = publicEvents;

function storedOf(endpoint: StoredEndpoint, n: number) {
  if (event === undefined) throw new Error('there are no public events');
  const now = instant(Date.now());
  const happened = { event, eventId: `evt_${n}`, time: now, aggregateVersion: n, data: event.from?.example };
  return newDelivery(happened, endpoint, 'PENDING', now);
}

async function delivered(
  table: TableInMemory,
  endpoints: readonly StoredEndpoint[],
  vault: Vault,
  each: number,
): Promise<void> {
  const receivers = { loopback: true, resolve: resolveBySystem };
  const connections = new Connections();
  const byId = new Map(endpoints.map((endpoint) => [endpoint.endpointId, endpoint]));
  const offset = table.deliveries.size;
  for (const endpoint of endpoints)
    for (let n = 0; n < each; n++) table.append(storedOf(endpoint, offset + n), instant(Date.now()));
  const world: SenderWorld = {
    table,
    target: (endpointId) => {
      const endpoint = byId.get(endpointId);
      if (endpoint === undefined) return Promise.resolve(undefined);
      const target = targetOf(endpoint, partner, {
        vault,
        consents: () => Promise.resolve(true),
        post: (outgoing) => post(outgoing, receivers, { connections }),
      });
      // What the sender can do, and not what an endpoint takes.
      return Promise.resolve({ ...target, perSecond: Number.POSITIVE_INFINITY });
    },
    tell: () => Promise.resolve(),
    wake: () => Promise.resolve(),
    now: () => instant(Date.now()),
    chance: Math.random,
    outOfTime: () => false,
  };
  await Promise.all(endpoints.map(({ endpointId }) => serve(endpointId, world)));
  connections.close();
}

async function received(receiver: ReturnType<typeof fork>): Promise<number> {
  const answer = once(receiver, 'message') as Promise<[ReceiverCount]>;
  receiver.send('count');
  return (await answer)[0].count;
}

function signedPerSecond(endpoint: StoredEndpoint | undefined, vault: Vault): number {
  if (endpoint === undefined) return 0;
  const [secret] = endpoint.secrets;
  const keys = [vault.open(endpoint.endpointId, secret?.sealed ?? '')];
  const { body } = requestOf(
    endpoint,
    {
      specversion: '1.0',
      id: exampleId('msg'),
      source: '/roadstream/webhooks',
      type: 'rental.started',
      time: instant(Date.now()),
      datacontenttype: 'application/json',
      data: event?.example ?? {},
    },
    vault,
    instant(Date.now()),
  );
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < 1_000) {
    signatures(keys, `msg_${count}`, 1_700_000_000, body);
    count += 1;
  }
  return count / ((performance.now() - startedAt) / 1000);
}
