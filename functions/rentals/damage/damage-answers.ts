import type { Static } from 'typebox';
import { type DamageReport, LINK_SECONDS, UPLOAD_SECONDS } from '../../../shared/contracts/rentals/damage.ts';
import { addSeconds, type Instant, isBefore } from '../../../shared/kernel/time.ts';
import { riderKey } from '../../../shared/runtime/keys/rider-keys.ts';
import { logger } from '../../../shared/runtime/observability.ts';
import type { Actor } from '../../../shared/runtime/operations/operation-id.ts';
import { arrivedPhotos, downloadLink, photoKey, uploadLink } from '../../../shared/runtime/photos/photos.ts';
import type { RentalDamage } from '../read-models.ts';

type Report = Static<typeof DamageReport>;
type Photo = Report['photos'][number];

const folderOf = (rentalId: string): string => photoKey('damage-reports', rentalId);
const keyOf = ({ rentalId, reportId }: Report, { number }: Photo): string =>
  `${folderOf(rentalId)}/${reportId}/${number}`;

/** A report that was just made: no photo has arrived, and each has a link to upload it. */
export async function withUploads(report: Report): Promise<Report> {
  const photos = await Promise.all(
    report.photos.map(async (photo) => ({
      ...photo,
      upload: await uploadLink(keyOf(report, photo), photo, LINK_SECONDS),
    })),
  );
  return { ...report, photos };
}

/** The reports of a rental for whoever reads them: opened, and with links to what has arrived and what is awaited. */
export async function shownTo(
  reader: Actor,
  { vin, rentalId, riderId, reports }: RentalDamage,
  now: Instant,
): Promise<Report[]> {
  const hasPhotos = reports.some(({ photos }) => photos.length > 0);
  const isDescribed = reports.some(({ description }) => description !== undefined);
  const [arrived, key] = await Promise.all([
    hasPhotos ? arrivedPhotos(`${folderOf(rentalId)}/`) : new Set<string>(),
    isDescribed ? riderKey(riderId) : undefined,
  ]);
  if (hasPhotos) logger.info('Links to photos', { rental: rentalId, reader: `${reader.kind} ${reader.id}` });
  return await Promise.all(
    reports.map(async ({ description, photos, ...report }) => {
      const isAwaited = isBefore(now, addSeconds(report.time, UPLOAD_SECONDS));
      const missing = isAwaited ? 'AWAITED' : 'GONE';
      const opened = description === undefined ? undefined : key?.open({ description }).description;
      const shown: Report = {
        ...report,
        vin,
        ...(opened === undefined ? {} : { description: opened }),
        photos: photos.map((photo, index) => ({ ...photo, number: index + 1, state: missing })),
      };
      const linked = shown.photos.map(async (photo): Promise<Photo> => {
        const address = keyOf(shown, photo);
        if (arrived.has(address)) {
          return { ...photo, state: 'ARRIVED', download: await downloadLink(address, LINK_SECONDS) };
        }
        return isAwaited && reader.kind === 'rider'
          ? { ...photo, upload: await uploadLink(address, photo, LINK_SECONDS) }
          : photo;
      });
      return { ...shown, photos: await Promise.all(linked) };
    }),
  );
}
