import { randomUUID } from 'node:crypto';
import { html } from '../console/html.ts';
import { sendPage } from '../console/page.ts';
import { AwsError, type AwsRequest, type AwsResponse } from '../core/aws-endpoint.ts';
import type { Cloud } from '../core/cloud.ts';
import { LocalApi } from '../core/local-api.ts';
import { isRecord } from '../core/plain-value.ts';

/** A mail that was sent. It goes no further than this computer. */
export interface SentMail {
  readonly id: string;
  /** RFC 3339, platform time. */
  readonly time: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The last ones are kept. */
const MOST = 500;

/** The mails of one cloud, and SES (API v2) in front of them. They are shown at `/_local/mailbox`. */
export class Mailbox {
  private readonly identities = new Set<string>();
  private readonly mails: SentMail[] = [];
  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.endpoint.register('ses', (request) => this.serve(request));
    cloud.part(LocalApi).register('GET', '/_local/mailbox', async ({ query }, response) => {
      const to = query.get('to');
      const shown = this.mails.filter((mail) => to === null || mail.to.includes(to)).toReversed();
      if (query.get('format') === 'json') return { mails: shown };
      sendPage(response, { title: 'Mailbox', body: mailboxPage(shown), refreshes: true });
      return undefined;
    });
  }

  /** The oldest first. */
  get sent(): readonly SentMail[] {
    return this.mails;
  }

  /** A domain, or an address, from which mail may be sent. */
  addIdentity(identity: string): void {
    this.identities.add(identity.toLowerCase());
  }

  private async serve(request: AwsRequest): Promise<AwsResponse> {
    if (request.method !== 'POST' || request.path !== '/v2/email/outbound-emails') {
      throw new AwsError(
        'UnknownOperationException',
        `SES has no ${request.method} ${request.path} here`,
        404,
      );
    }
    const mail = await Promise.resolve(this.send(request));
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ MessageId: mail.id }),
    };
  }

  private send(request: AwsRequest): SentMail {
    const input: unknown = JSON.parse(request.body.toString('utf8'));
    const from = textIn(input, 'FromEmailAddress');
    const identity = this.identityOf(from);
    const { region, account } = this.cloud;
    this.cloud.endpoint.authorize(
      request,
      'ses:SendEmail',
      `arn:aws:ses:${region}:${account}:identity/${identity ?? domainOf(from)}`,
    );
    if (identity === undefined) {
      throw new AwsError(
        'MessageRejected',
        'Email address is not verified. No identity of the templates has it.',
      );
    }
    const to = listIn(input, 'Destination', 'ToAddresses').map(String);
    if (to.length === 0 || !to.every((address) => /^[^@\s]+@[^@\s]+$/.test(address))) {
      throw new AwsError('BadRequestException', 'The recipient is no address.');
    }
    const mail: SentMail = {
      id: randomUUID(),
      time: new Date(this.cloud.clock.now()).toISOString(),
      from,
      to,
      subject: textIn(input, 'Content', 'Simple', 'Subject', 'Data'),
      text: textIn(input, 'Content', 'Simple', 'Body', 'Text', 'Data'),
      tags: Object.fromEntries(
        listIn(input, 'EmailTags').map((tag) => [textIn(tag, 'Name'), textIn(tag, 'Value')]),
      ),
    };
    this.mails.push(mail);
    this.mails.splice(0, Math.max(0, this.mails.length - MOST));
    return mail;
  }

  /** The verified address or domain of a sender. */
  private identityOf(from: string): string | undefined {
    const address = from.toLowerCase();
    return [address, domainOf(address)].find((one) => this.identities.has(one));
  }
}

const domainOf = (address: string): string => address.slice(address.indexOf('@') + 1);

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), value);
}

/** Throws for a part of SES that is not played, such as raw mails and templates, as for one that is missing. */
function textIn(value: unknown, ...path: readonly string[]): string {
  const found = at(value, path);
  if (typeof found === 'string' && found !== '') return found;
  throw new AwsError(
    'BadRequestException',
    `There is no ${path.join('.')}; only simple mails with text are played.`,
  );
}

function listIn(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

function mailboxPage(mails: readonly SentMail[]) {
  return html`<h1>Mailbox</h1>
<p class="dim">What was sent by mail, the newest first. Nothing leaves this computer.
<a href="/_local/mailbox?format=json">as JSON</a> · <a href="/_local">overview</a></p>
${mails.length === 0 ? html`<p class="dim">No mail was sent yet.</p>` : undefined}
${mails.map(
  ({ time, from, to, subject, text }) => html`<h2>${subject}</h2>
<p class="dim">${time} · from ${from} · to ${to.join(', ')}</p>
<pre>${text}</pre>`,
)}`;
}
