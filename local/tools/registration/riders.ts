import type { Static } from 'typebox';
import type { Licence } from '../../../shared/contracts/riders/licence.ts';
import type { getMe } from '../../../shared/contracts/riders/own-data.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { type Answer, type PlatformClient, PlatformError } from '../platform/client.ts';

/** Invented riders whom the sandbox's providers accept. */

const TOKEN = 'tok_visa';
const LICENCE_YEARS = 10;
const YEAR_MS = 365 * 86_400_000;

export type AdmittedRider = Static<(typeof getMe)['success']['body']>;

/** A licence for each rider. Its number has no prefix that the sandbox rejects. */
function licenceOf(riderId: string): Static<typeof Licence> {
  const name = riderId.toUpperCase().replaceAll(/[^A-Z0-9]/g, '-');
  return {
    number: `AD-${name.slice(0, 24)}-1`,
    classes: ['B'],
    country: 'AD',
    validUntil: instant(Date.now() + LICENCE_YEARS * YEAR_MS).slice(0, 10),
  };
}

/**
 * Signs a rider up and sends everything that renting needs, through the public API like an app: profile, driving
 * licence and payment method. Waits until the providers have accepted both. A rider who may already rent is not
 * changed. Throws when the platform refuses.
 */
export async function admitRider(
  platform: PlatformClient,
  riderId: string,
  name = `Rider ${riderId}`,
): Promise<AdmittedRider> {
  const read = () => platform.as<AdmittedRider>('rider', riderId, 'GET', '/v1/riders/me');
  const put = async (path: string, body: unknown): Promise<void> => {
    const answer = await platform.ask('rider', riderId, 'PUT', path, body);
    if (answer.status !== 200) throw refusal(path, answer);
  };
  const known = await read();
  if (known.status === 200 && mayRent(known.body)) return known.body;
  const email = `${riderId.toLowerCase()}@example.org`;
  await put('/v1/riders/me', { name, birthDate: '1990-05-17', email, phone: '+376312345' });
  await put('/v1/riders/me/licence', licenceOf(riderId));
  await put('/v1/riders/me/payment-method', { token: TOKEN });
  return await platform.until(
    `The admission of ${riderId}`,
    read,
    ({ status, body }) => status === 200 && mayRent(body),
  );
}

function mayRent({ licence, paymentMethod }: AdmittedRider): boolean {
  return licence?.status === 'VERIFIED' && paymentMethod !== undefined;
}

function refusal(path: string, { status, body }: Answer): PlatformError {
  const { code = 'NOT_ADMITTED', detail = '' } = (body ?? {}) as { code?: string; detail?: string };
  return new PlatformError(code, status, `PUT ${path} answered ${status} ${code}. ${detail}`);
}
