import type { Static } from 'typebox';
import type { Mail } from '../../../../shared/contracts/mail/mail.ts';
import type { Endpoint } from '../../../../shared/contracts/partners/endpoints.ts';
import type { Partner } from '../../../../shared/contracts/partners/partners.ts';
import { everyPage } from '../every-page.ts';
import { harmless } from '../paint.ts';
import { type CommonOptions, orNone, print, target } from '../target.ts';

/** Partners, their endpoints and the mails to them, as an operator sees them. */

export async function partnerList(options: CommonOptions): Promise<void> {
  const partners = await everyPage<Partner>(target(options).platform, '/v1/partners', 'partners');
  print(options, { partners }, orNone(partners.map(partnerText)));
}

export function partnerText({ partnerId, kind, name, status, scopes, eventTypes }: Partner): string {
  const may = `${scopes.join(' ')}  ${eventTypes.join(' ')}`;
  return [partnerId, status.padEnd(9), kind.padEnd(10), harmless(name), may].join('  ');
}

export async function endpointList(partnerId: string, options: CommonOptions): Promise<void> {
  const path = `/v1/partners/${encodeURIComponent(partnerId)}/webhook-endpoints`;
  const endpoints = await everyPage<Endpoint>(target(options).platform, path, 'endpoints');
  print(options, { endpoints }, orNone(endpoints.map(endpointText)));
}

export function endpointText({ endpointId, status, disabled, url, eventTypes, mailTo }: Endpoint): string {
  const why = disabled === undefined ? [] : [`${disabled.reason} ${disabled.time}`];
  const owner = mailTo === undefined ? [] : [harmless(mailTo)];
  return [endpointId, status.padEnd(8), harmless(url), eventTypes.join(' '), ...owner, ...why].join('  ');
}

export async function partnerMails(partnerId: string, options: CommonOptions): Promise<void> {
  const path = `/v1/partners/${encodeURIComponent(partnerId)}/mails`;
  const mails = await everyPage<Static<typeof Mail>>(target(options).platform, path, 'mails');
  print(options, { mails }, orNone(mails.map(mailText)));
}

export function mailText({ time, mailId, template, state, reason }: Static<typeof Mail>): string {
  return [time, mailId, template, state, ...(reason === undefined ? [] : [harmless(reason)])].join('  ');
}
