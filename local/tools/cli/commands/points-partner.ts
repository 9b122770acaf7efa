import { writeFileSync } from 'node:fs';
import { exchangeExample } from '../../../../shared/contracts/loyalty/exchanges.ts';
import { addEndpoint, admitPartner, refusal } from '../../registration/partners.ts';
import { type Behaviour, PointsPartner } from '../../registration/points-partner.ts';
import { OPERATOR } from '../every-page.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface PointsPartnerOptions extends CommonOptions {
  readonly programme: string;
  readonly behaves: Behaviour;
  readonly statement?: string;
}

/** Adds a partner with a programme, publishes rates for it, and stands for it until it is interrupted. */
export async function pointsPartner(options: PointsPartnerOptions): Promise<void> {
  const { platform } = target(options);
  const now = async (): Promise<number> =>
    Date.parse((await platform.local<{ now: string }>('GET', '/_local/status')).body.now);
  const partner = await PointsPartner.listen({
    api: platform.url,
    behaves: () => options.behaves,
    now,
    tell: (line) => {
      process.stdout.write(`${line}\n`);
      if (options.statement !== undefined) writeFileSync(options.statement, partner.statementText());
    },
  });
  const { partnerId } = await admitPartner(platform, {
    name: 'Hotel Miles',
    kind: 'HOTEL',
    scopes: [],
    eventTypes: ['transfer.*'],
  });
  partner.knows(await addEndpoint(platform, partnerId, { url: partner.url, eventTypes: ['transfer.*'] }));
  const path = `/v1/points-partners/${encodeURIComponent(options.programme)}`;
  const published = await platform.ask('operator', OPERATOR, 'PUT', path, { ...exchangeExample, partnerId });
  if (published.status !== 200) {
    partner.close();
    throw refusal(`PUT ${path}`, published);
  }
  print(options, { partnerId, programme: options.programme, url: partner.url }, [
    `partner    ${partnerId}`,
    `programme  ${options.programme}`,
    `It answers every transfer: ${options.behaves}. Interrupt it with Ctrl-C.`,
  ]);
  process.once('SIGINT', () => partner.close());
  process.once('SIGTERM', () => partner.close());
}
