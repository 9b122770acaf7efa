import type { Endpoint } from '../../../shared/contracts/partners/endpoints.ts';
import type { Partner } from '../../../shared/contracts/partners/partners.ts';
import { type Answer, type PlatformClient, PlatformError } from '../platform/client.ts';

/** Partners and their endpoints, made through the public API, as operators and partners would. */

export type NewPartner = Pick<Partner, 'name' | 'kind' | 'scopes' | 'eventTypes'>;
export interface AddedEndpoint extends Endpoint {
  readonly secret: string;
}

/** Adds a partner, and waits until it can get tokens. Throws when the platform refuses. */
export async function admitPartner(platform: PlatformClient, wanted: NewPartner): Promise<Partner> {
  const added = await platform.ask<Partner>('operator', 'local', 'POST', '/v1/partners', wanted);
  if (added.status !== 201) throw refusal('POST /v1/partners', added);
  const path = `/v1/partners/${added.body.partnerId}`;
  return await platform.until<Partner>(
    `The app client of ${added.body.partnerId}`,
    () => platform.as('operator', 'local', 'GET', path),
    ({ status, body }) => status === 200 && body.clientId !== undefined,
  );
}

/** Has events sent to a URL. */
export async function addEndpoint(
  platform: PlatformClient,
  partnerId: string,
  wanted: {
    readonly url: string;
    readonly eventTypes: readonly string[];
    readonly description?: string;
    readonly mailTo?: string;
  },
): Promise<AddedEndpoint> {
  const added = await platform.ask<AddedEndpoint>(
    'partner',
    partnerId,
    'POST',
    '/v1/webhook-endpoints',
    wanted,
  );
  if (added.status !== 201) throw refusal('POST /v1/webhook-endpoints', added);
  return added.body;
}

/** What a refusal says, for people. */
export function refusal(what: string, { status, body }: Answer): PlatformError {
  const { code = 'REFUSED', detail = '' } = (body ?? {}) as { code?: string; detail?: string };
  return new PlatformError(code, status, `${what} answered ${status} ${code}. ${detail}`);
}
