import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { ed25519Key, secretText, signatures } from '../../functions/partners/keys/signing.ts';

/** The examples of docs/webhooks.md do what the page says of them. A referee runs the one in Python. */

const page = readFileSync(resolve(import.meta.dirname, '../../docs/webhooks.md'), 'utf8');

function printed(language: string, part: string): string {
  const blocks = [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(
    ([, code = '']) => code,
  );
  const found = blocks.find((code) => code.includes(part));
  if (found === undefined) throw new Error(`docs/webhooks.md has no ${language} with ${part}`);
  return found;
}

const symmetric = Buffer.alloc(32, 7);
const secret = secretText(symmetric);
const body = '{"type":"rental.started","data":{"rental":"prn_1"}}';
const id = 'msg_00000000000000000000000001';
const now = Math.floor(Date.now() / 1000);
const headers = {
  'webhook-id': id,
  'webhook-timestamp': String(now),
  'webhook-signature': signatures([{ symmetric, ed25519: ed25519Key(Buffer.alloc(32, 8)) }], id, now, body),
};

/** In bash, as a reader types it. */
function shell(script: string, environment: Record<string, string>, cwd: string): string {
  return execFileSync('bash', ['-ec', script], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  }).trim();
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'roadstream-webhook-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('the receiver in TypeScript accepts what we send, and throws for what was changed', () => {
  type Receive = (request: object, response: { sendStatus(status: number): void }) => void;
  let receive: Receive = () => undefined;
  const app = { post: (_path: string, _raw: unknown, handler: Receive) => (receive = handler) };
  const code = printed('ts', 'webhook.verify').replace(/^import .*\n/, '');
  // oxlint-disable-next-line typescript/no-implied-eval -- the page's own example is what is tested
  new Function('Webhook', 'app', 'express', 'process', code)(
    Webhook,
    app,
    { raw: () => undefined },
    { env: { WEBHOOK_SECRET: secret } },
  );
  const statuses: number[] = [];
  const response = { sendStatus: (status: number) => void statuses.push(status) };

  receive({ body: Buffer.from(body), headers }, response);
  expect(statuses).toEqual([204]);
  const changed = Buffer.from(body.replace('started', 'ended'));
  expect(() => receive({ body: changed, headers }, response)).toThrow('No matching signature found');
  expect(statuses).toEqual([204]);
});

it('the lines in a shell print the signature that was sent', () => {
  inFolder((folder) => {
    writeFileSync(join(folder, 'body.json'), body);
    const printedSignature = shell(
      printed('sh', 'WEBHOOK_ID'),
      { WEBHOOK_SECRET: secret, WEBHOOK_ID: id, WEBHOOK_TIMESTAMP: String(now) },
      folder,
    );
    expect(headers['webhook-signature'].split(' ')).toContain(printedSignature);
  });
});

it('the lines that answer a transfer sign it so that it is genuine, and send it with curl', () => {
  inFolder((folder) => {
    // In the place of curl: prints what it is given, a line for each argument.
    writeFileSync(join(folder, 'curl'), '#!/bin/bash\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const key = printed('sh', 'WEBHOOK_ID').split('\n')[0] ?? '';
    const sent = shell(
      `${key}\n${printed('sh', 'transfer.booked')}`,
      {
        WEBHOOK_SECRET: secret,
        API: 'http://127.0.0.1:8080',
        ENDPOINT: 'whe_1',
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      },
      folder,
    ).split('\n');

    expect(sent).toContain('http://127.0.0.1:8080/v1/webhook-endpoints/whe_1/messages');
    const given = Object.fromEntries(
      sent.filter((line) => line.startsWith('webhook-')).map((line) => line.split(': ') as [string, string]),
    );
    // The same id twice would be the same message.
    expect(given['webhook-id']).toMatch(/^answer-[0-9a-f]{32}$/);
    const message = sent.at(-1) ?? '';
    expect(new Webhook(secret).verify(message, given)).toMatchObject({ type: 'transfer.booked' });
  });
});
