import { createHash } from 'node:crypto';
import {
  arrivedPhotos,
  downloadLink,
  type PhotoLink,
  photoKey,
  storedOnce,
} from '../../../shared/runtime/photos/photos.ts';

/** Where the PDFs are: beside each other by rental, so that one list says which are there. */

export const folderOf = (rentalId: string): string => photoKey('documents', rentalId);
export const keyOf = (rentalId: string, number: string): string => `${folderOf(rentalId)}/${number}.pdf`;

/** How long a link is valid. */
const LINK_SECONDS = 900;

export interface StoredPdf {
  /** Base64. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Stores the PDF, unless there is one already: that one stays, and counts. */
export async function storePdf(key: string, make: () => Promise<Uint8Array>): Promise<StoredPdf> {
  const pdf = await storedOnce(key, 'application/pdf', make);
  return { sha256: createHash('sha256').update(pdf).digest('base64'), bytes: pdf.length };
}

/** A link to each PDF of the rental that is stored, by its number. */
export async function linksOf(
  rentalId: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, PhotoLink>> {
  const arrived = await arrivedPhotos(`${folderOf(rentalId)}/`);
  const links = numbers
    .filter((number) => arrived.has(keyOf(rentalId, number)))
    .map(async (number) => [number, await downloadLink(keyOf(rentalId, number), LINK_SECONDS)] as const);
  return new Map(await Promise.all(links));
}
