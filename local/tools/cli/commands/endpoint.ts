import type { Delivery } from '../../../../shared/contracts/partners/deliveries.ts';
import { addEndpoint, refusal } from '../../registration/partners.ts';
import { OPERATOR } from '../every-page.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface OfPartner extends CommonOptions {
  readonly partner: string;
}

interface EndpointAddOptions extends OfPartner {
  readonly events: string;
  readonly description?: string;
  readonly mailTo?: string;
}

export async function endpointAdd(url: string, options: EndpointAddOptions): Promise<void> {
  const endpoint = await addEndpoint(target(options).platform, options.partner, {
    url,
    eventTypes: options.events.split(','),
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.mailTo === undefined ? {} : { mailTo: options.mailTo }),
  });
  print(options, endpoint, [
    `endpoint    ${endpoint.endpointId}`,
    `url         ${endpoint.url}`,
    `events      ${endpoint.eventTypes.join(' ')}`,
    `secret      ${endpoint.secret}`,
    `public key  ${endpoint.keys[0]?.publicKey}`,
  ]);
}

export async function endpointTest(endpointId: string, options: OfPartner): Promise<void> {
  const { platform } = target(options);
  const path = `/v1/webhook-endpoints/${endpointId}/test`;
  const answer = await platform.as<Delivery>('partner', options.partner, 'POST', path, { note: 'Hello' });
  if (answer.status !== 201) throw refusal(`POST ${path}`, answer);
  print(options, answer.body, [answer.body.deliveryId]);
}

export async function deliveries(
  endpointId: string,
  options: CommonOptions & { readonly partner?: string; readonly state?: string },
): Promise<void> {
  const { platform } = target(options);
  const path = `/v1/webhook-endpoints/${endpointId}/deliveries`;
  const query = options.state === undefined ? '' : `?state=${options.state}`;
  const [kind, id] =
    options.partner === undefined
      ? (['operator', OPERATOR] as const)
      : (['partner', options.partner] as const);
  const answer = await platform.as<{ deliveries: Delivery[] }>(kind, id, 'GET', `${path}${query}`);
  if (answer.status !== 200) throw refusal(`GET ${path}`, answer);
  print(options, answer.body.deliveries, answer.body.deliveries.map(lineOf));
}

function lineOf({ deliveryId, type, state, attempts, nextAt }: Delivery): string {
  const last = attempts.at(-1);
  const came = last === undefined ? '' : (last.error ?? `HTTP_${last.status}`);
  return [
    deliveryId,
    type.padEnd(16),
    state.padEnd(9),
    String(attempts.length).padStart(2),
    came,
    nextAt ?? '',
  ]
    .join('  ')
    .trimEnd();
}

export async function deliveriesReplay(
  endpointId: string,
  options: OfPartner & { readonly delivery?: string; readonly since?: string; readonly until?: string },
): Promise<void> {
  const { platform } = target(options);
  const base = `/v1/webhook-endpoints/${endpointId}/deliveries`;
  const { delivery, since, until } = options;
  const path = delivery === undefined ? `${base}/replay` : `${base}/${delivery}/replay`;
  const range = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  let replayed = 0;
  let cursor: string | undefined;
  do {
    const body =
      delivery === undefined ? { ...range, ...(cursor === undefined ? {} : { cursor }) } : undefined;
    const answer = await platform.as<{ replayed?: number; cursor?: string }>(
      'partner',
      options.partner,
      'POST',
      path,
      body,
    );
    if (answer.status !== 200) throw refusal(`POST ${path}`, answer);
    replayed += answer.body.replayed ?? 1;
    ({ cursor } = answer.body);
  } while (cursor !== undefined);
  print(options, { replayed }, [`${replayed} sent again`]);
}
