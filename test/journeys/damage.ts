import { createHash } from 'node:crypto';
import type { Static } from 'typebox';
import { describe, expect, it } from 'vitest';
import { type DamageReport, damageReported, LINK_SECONDS } from '../../shared/contracts/rentals/damage.ts';
import type { Problem, Rider } from './rider.ts';
import type { World } from './world.ts';

type Report = Static<typeof DamageReport>;
type Upload = NonNullable<Report['photos'][number]['upload']>;

const PHOTO = Buffer.from('the bytes of a photo of a scratch');
const SECOND = Buffer.from('the bytes of another one');
const WORDS = 'Two scratches, seen by Ludmila Vogelsang';
const claim = (bytes: Buffer) => ({
  contentType: 'image/jpeg',
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('base64'),
});
const FOUND = {
  phase: 'before',
  zone: 'LEFT',
  kind: 'SCRATCH',
  description: WORDS,
  photos: [claim(PHOTO), claim(SECOND)],
};

/** As a phone does it, which sets the length itself: the status and S3's code. */
async function put(
  { url, headers }: Upload,
  bytes: Buffer,
  other: Record<string, string> = {},
): Promise<[number, string?]> {
  const { 'content-length': _, ...sent } = headers;
  const response = await fetch(url, {
    method: 'PUT',
    headers: { ...sent, ...other },
    body: new Uint8Array(bytes),
  });
  const code = /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];
  return code === undefined ? [response.status] : [response.status, code];
}

function uploadOf(report: Report, number: number): Upload {
  const upload = report.photos[number - 1]?.upload;
  if (upload === undefined) throw new Error(`photo ${number} has no link: ${JSON.stringify(report)}`);
  return upload;
}

export function damageJourney(world: () => World): void {
  const path = (rentalId: string): string => `/v1/rentals/${rentalId}/damage-reports`;
  const report = (rider: Rider, rentalId: string) =>
    rider.call<Report & Problem>('POST', path(rentalId), FOUND);
  const reports = async (rider: Rider, rentalId: string): Promise<readonly Report[]> =>
    (await rider.call<{ reports: readonly Report[] }>('GET', path(rentalId))).body.reports;

  describe('a damage report', () => {
    it('takes the photos that were announced and no others, and shows them to whom they concern', async () => {
      const rider = world().rider('careful');
      const other = world().rider('curious');
      const { rentalId, vin } = await rider.reserved(await world().freeCar(rider));

      const made = await report(rider, rentalId);
      expect([made.status, made.body.description]).toEqual([201, WORDS]);
      const first = uploadOf(made.body, 1);
      expect(await put(first, PHOTO, { 'content-type': 'text/html' })).toEqual([
        403,
        'SignatureDoesNotMatch',
      ]);
      expect(await put(first, Buffer.concat([PHOTO, PHOTO]))).toEqual([403, 'SignatureDoesNotMatch']);
      expect(await put(first, Buffer.alloc(PHOTO.length))).toEqual([400, 'BadDigest']);
      expect(await put(uploadOf(made.body, 2), PHOTO)).toEqual([403, 'SignatureDoesNotMatch']);
      expect(await put(first, PHOTO)).toEqual([200]);

      const [shown] = await reports(rider, rentalId);
      expect(shown).toMatchObject({
        description: WORDS,
        photos: [{ state: 'ARRIVED' }, { state: 'AWAITED' }],
      });
      const photo = await fetch(shown?.photos[0]?.download?.url ?? '');
      expect(photo.headers.get('content-type')).toBe('image/jpeg');
      expect(Buffer.from(await photo.arrayBuffer())).toEqual(PHOTO);

      for (const method of ['GET', 'POST']) {
        const body = method === 'GET' ? undefined : FOUND;
        expect(await other.call(method, path(rentalId), body)).toMatchObject({
          status: 404,
          body: { code: 'RENTAL_UNKNOWN' },
        });
      }
      const ofCar = `/v1/cars/${vin}/damage-reports`;
      expect((await other.call('GET', ofCar)).status).toBe(403);
      const seen = await world().client.as<{ rentals: readonly { reports: readonly Report[] }[] }>(
        'operator',
        'eva',
        'GET',
        ofCar,
      );
      expect(seen.body.rentals).toMatchObject([
        {
          rentalId,
          riderId: 'careful',
          reports: [{ description: WORDS, photos: [{ state: 'ARRIVED' }, { state: 'AWAITED' }] }],
        },
      ]);
      expect(seen.body.rentals[0]?.reports[0]?.photos[1]?.upload).toBeUndefined();

      // The log has neither links nor the rider's words. What is committed is seen a moment before its event leaves.
      await world().quiet();
      const logged = (await world().events(damageReported.topic.name)).filter(
        ({ type, subject }) => type === damageReported.type && subject === vin,
      );
      expect(logged).toHaveLength(1);
      expect(JSON.stringify(logged)).not.toMatch(/X-Amz|Ludmila/);
      expect((await rider.act(rentalId, 'cancel')).status).toBe(200);
    });

    it('has links that end, and new ones for whoever asks again, while its phase lasts', async () => {
      const rider = world().rider('slow');
      const { rentalId } = await rider.reserved(await world().freeCar(rider));
      const { body } = await report(rider, rentalId);

      await world().advance(LINK_SECONDS + 1);

      expect(await put(uploadOf(body, 1), PHOTO)).toEqual([403, 'AccessDenied']);
      const [again] = await reports(rider, rentalId);
      if (again === undefined) throw new Error('the report is gone');
      expect(await put(uploadOf(again, 1), PHOTO)).toEqual([200]);
      // The reservation has run out meanwhile.
      expect(await report(rider, rentalId)).toMatchObject({
        status: 409,
        body: { code: 'DAMAGE_REPORT_OUT_OF_PHASE' },
      });
    });
  });
}
