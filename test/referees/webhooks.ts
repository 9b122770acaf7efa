import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { cloudEventOf } from '../../functions/partners/deliveries/cloud-event.ts';
import { newDelivery } from '../../functions/partners/deliveries/stored.ts';
import { Vault } from '../../functions/partners/keys/vault.ts';
import { requestOf } from '../../functions/partners/sending/target.ts';
import { publicEvents, SCOPES } from '../../shared/contracts/partners/public-events.ts';
import { exampleId } from '../../shared/kernel/ids.ts';
import { instant } from '../../shared/kernel/time.ts';
import { pythonProgram } from './python.ts';
import type { Referee } from './referee.ts';

/** Prints a receiver in Python. */
const PAGE = resolve(import.meta.dirname, '../../docs/webhooks.md');

/** A webhook as a receiver gets it, and what it is checked with. */
interface Case {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly secrets: readonly string[];
  readonly publicKeys: readonly string[];
}

/** One of each public event, signed by two secrets as during a rotation. */
function cases(): Case[] {
  const vault = new Vault('a root for the referee');
  const endpointId = exampleId('whe');
  const partnerId = exampleId('ptn');
  const secrets = [vault.seal(endpointId), vault.seal(endpointId)];
  const now = instant(Date.now());
  return publicEvents.map((event) => {
    const data = event.from?.example ?? event.example;
    const stored = newDelivery(
      { event, eventId: 'evt_1', time: now, aggregateVersion: 1, data },
      { endpointId, partnerId },
      'PENDING',
      now,
    );
    const made = cloudEventOf(stored, {
      partnerId,
      scopes: SCOPES,
      consents: true,
      alias: (kind, id) => vault.alias(kind, partnerId, id),
      reply: (riderId, transferId) => vault.sealReply(partnerId, { riderId, transferId }),
    });
    if (made === undefined) throw new Error(`${event.type} is not public`);
    const { headers, body } = requestOf(
      { endpointId, url: 'https://hotel.example/', secrets },
      made,
      vault,
      now,
    );
    return {
      name: event.type,
      headers,
      body,
      secrets: secrets.map(({ sealed }) => vault.secretText(endpointId, sealed)),
      publicKeys: secrets.map(({ publicKey }) => publicKey),
    };
  });
}

/** Signatures that Python's library of Standard Webhooks, and its cryptography, accept; what was altered they refuse. */
export const webhookSignatures: Referee = {
  name: 'Signatures of webhooks, by standardwebhooks and cryptography in Python',
  check: async () => {
    // Before anything is signed: signatures are good for five minutes, and making the environment may take longer.
    const python = await pythonProgram('python');
    const all = cases();
    const program = spawn(python, [join(import.meta.dirname, 'webhooks/verify.py'), PAGE], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    program.stdin.end(JSON.stringify(all));
    const [output] = await Promise.all([text(program.stdout), once(program, 'exit')]);
    const lines = output.trim().split('\n');
    const checks = Number(lines.pop());
    if (Number.isNaN(checks)) throw new Error(`verify.py did not come to its end: ${output}`);
    return { looked: `${all.length} webhooks`, passed: checks - lines.length, wrong: lines };
  },
};
