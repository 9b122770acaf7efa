import { createHash } from 'node:crypto';
import { listDamageReports } from '../../../shared/contracts/rentals/damage.ts';
import type { Means } from './means.ts';
import { freeCarFor, reserved } from './reserved-rental.ts';
import type { Exercise, Exercises, Triggers } from './triggers.ts';

const PROFILE = { name: 'N', birthDate: '1990-05-17', email: 'n@example.org', phone: '+376312345' };
const PHOTO = new TextEncoder().encode('a photo');

interface Photo {
  readonly state: string;
  readonly upload?: { readonly url: string; readonly headers: Record<string, string> };
  readonly download?: { readonly url: string };
}

/** What the function of damage reports does, and what is done with the links that it gives out. */
export function damageWork(means: Means, { deployed, request }: Triggers): Exercises {
  const { client } = means.world;
  const riderId = means.newId('finder');
  let rental: Promise<string> | undefined;

  /** One rental of a rider who has a key: its reports may be many. */
  const rented = async (): Promise<string> => {
    // Her key is made with what is personal of hers.
    await request('rider', riderId, 'PUT', '/v1/riders/me', PROFILE);
    return await reserved(means, await freeCarFor(means, riderId), riderId);
  };
  const photos = async (path: string): Promise<readonly Photo[]> => {
    const { status, body } = await client.as<{ reports?: readonly { photos: readonly Photo[] }[] }>(
      'rider',
      riderId,
      'GET',
      path,
    );
    if (status !== 200) throw new Error(`GET ${path} answered ${status} ${JSON.stringify(body)}`);
    return (body.reports ?? []).flatMap((report) => report.photos);
  };
  const used = async (what: string, response: Promise<Response>): Promise<void> => {
    const { status, text } = await response.then(async (r) => ({ status: r.status, text: await r.text() }));
    if (status !== 200) throw new Error(`${what} answered ${status} ${text}`);
  };

  const reported: Exercise = async () => {
    rental ??= rented();
    const path = listDamageReports.path.replace('{rentalId}', await rental);
    const sha256 = createHash('sha256').update(PHOTO).digest('base64');
    const photo = { contentType: 'image/png', bytes: PHOTO.length, sha256 };
    const found = {
      phase: 'before',
      zone: 'LEFT',
      kind: 'DENT',
      description: 'a dent',
      // Several, so that one is still awaited when a rental may have no more reports.
      photos: Array.from({ length: 6 }, () => photo),
    };
    await request('rider', riderId, 'POST', path, found, [409]);
    await means.until('a report is there', async () => (await photos(path)).length > 0);
    const awaited = (await photos(path)).find(({ upload }) => upload !== undefined)?.upload;
    if (awaited === undefined) throw new Error(`no photo of ${path} is awaited`);
    const { 'content-length': _, ...headers } = awaited.headers;
    await used('the upload', fetch(awaited.url, { method: 'PUT', headers, body: PHOTO }));
    const arrived = (await photos(path)).find(({ state }) => state === 'ARRIVED');
    await used('the download', fetch(arrived?.download?.url ?? ''));
    await request('operator', 'o', 'GET', `/v1/cars/${means.newVin()}/damage-reports`);
  };
  return { 'rentals-damage': [reported, deployed] };
}
