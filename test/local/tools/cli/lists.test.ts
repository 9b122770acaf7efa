import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { offerText } from '../../../../local/tools/cli/commands/offers.ts';
import { endpointText, mailText, partnerText } from '../../../../local/tools/cli/commands/partner-lists.ts';
import { promotionText } from '../../../../local/tools/cli/commands/promotions.ts';
import { everyPage } from '../../../../local/tools/cli/every-page.ts';
import { PlatformClient } from '../../../../local/tools/platform/client.ts';
import { usedPromotionExample } from '../../../../shared/contracts/billing/promotions.ts';
import { listPartnerMails } from '../../../../shared/contracts/mail/mail.ts';
import { listOffers } from '../../../../shared/contracts/offers/offer.ts';
import { endpointExample } from '../../../../shared/contracts/partners/endpoints.ts';
import { partnerExample } from '../../../../shared/contracts/partners/partners.ts';

const ESCAPE = '\u001b[31m';

describe('a line of a list', () => {
  it('says which partner it is, and what it may have', () => {
    const { partnerId, name } = partnerExample;
    const line = partnerText(partnerExample);
    expect(line).toContain(`${partnerId}  ACTIVE`);
    expect(line).toContain(name);
    expect(partnerText({ ...partnerExample, name: `${ESCAPE}red` })).not.toContain(ESCAPE);
  });

  it('says where an endpoint is, who is told of trouble, and why it is disabled', () => {
    const disabled = { reason: 'FAILING', time: '2026-02-05T09:30:00.000Z' } as const;
    expect(endpointText({ ...endpointExample, status: 'DISABLED', disabled })).toBe(
      `${endpointExample.endpointId}  DISABLED  https://hotel.example/hooks/roadstream  rental.* charge.final  it@hotel.example  FAILING 2026-02-05T09:30:00.000Z`,
    );
  });

  it('says which mail was sent, and which offer is in force', () => {
    const [mail] = listPartnerMails.success.example.mails;
    const [offer] = listOffers.success.example.offers;
    if (mail === undefined || offer === undefined) throw new Error('the contracts have no examples');
    expect(mailText({ ...mail })).toMatch(/webhook-failing {2}SENT$/);
    expect(offerText(offer)).toContain(`${offer.offerId}  version 1  ACTIVE`);
  });

  it('says how often a promotion code was redeemed, and what of its budget is spent', () => {
    expect(promotionText(usedPromotionExample)).toBe(
      '4C9K-7M2P-Q8RS-TVWX  ACTIVE     used 3 of 100  15.00 of 500.00 EUR  until 2026-03-01T00:00:00.000Z  Ski opening',
    );
    expect(promotionText({ ...usedPromotionExample, name: `${ESCAPE}red` })).not.toContain(ESCAPE);
  });
});

it('a list is read page by page to its end', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    if (url.pathname.startsWith('/_local')) {
      response.end(JSON.stringify({ token: 'token' }));
      return;
    }
    asked.push(url.searchParams.get('cursor') ?? 'the first');
    const page = asked.length === 1 ? { partners: [1, 2], cursor: 'next' } : { partners: [3] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(page));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  try {
    const client = new PlatformClient((server.address() as AddressInfo).port);
    expect(await everyPage(client, '/v1/partners', 'partners')).toEqual([1, 2, 3]);
    expect(asked).toEqual(['the first', 'next']);
  } finally {
    server.close();
  }
});
