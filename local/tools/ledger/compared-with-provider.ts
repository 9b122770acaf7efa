import { setTimeout as sleep } from 'node:timers/promises';
import type { Reconciliation } from '../../../shared/contracts/billing/reconciliation.ts';
import { OPERATOR } from '../cli/every-page.ts';
import { type PlatformClient, PlatformError } from '../platform/client.ts';

const LOOK_AGAIN_MS = 250;
/** The provider is asked page by page, and again when it does not answer. */
const LONGEST_MS = 600_000;

export type Compared = Reconciliation & Required<Pick<Reconciliation, 'found'>>;

/** Has a running platform compare a day of its ledger with the provider's balance, and waits for it. Throws a PlatformError. */
export async function comparedWithProvider(platform: PlatformClient, day: string): Promise<Compared> {
  const path = '/v1/reconciliations';
  const { runs } = await asOperator(platform, 'POST', path, { day });
  const deadline = performance.now() + LONGEST_MS;
  for (;;) {
    const now = await asOperator(platform, 'GET', `${path}/${day}`);
    const { found } = now;
    if (now.runs > runs && found !== undefined) return { ...now, found };
    if (performance.now() > deadline) {
      throw new PlatformError('PROVIDER_FAILED', 504, `The balance of ${day} was not read in time.`);
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

async function asOperator(
  platform: PlatformClient,
  method: string,
  path: string,
  data?: object,
): Promise<Reconciliation> {
  const { status, body } = await platform.ask<Reconciliation>('operator', OPERATOR, method, path, data);
  if (status === 200) return body;
  const { code = 'PLATFORM', detail = `${method} ${path} answered ${status}` } = body as {
    code?: string;
    detail?: string;
  };
  throw new PlatformError(code, status, detail);
}
