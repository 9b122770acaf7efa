import type { Client, DamageReport } from '@roadstream/sdk';

/** Photos of damage: announced with their checksums, then uploaded directly to S3 by the links that the platform signs. */

export type Claim = Parameters<Client['createDamageReport']>[0]['photos'][number];
export type UploadLink = NonNullable<DamageReport['photos'][number]['upload']>;

export const MOST_PHOTOS = 6;
const MOST_BYTES = 10_000_000;
/** 10 MB on a slow network. */
const LONGEST_MS = 180_000;
export const PHOTO_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/heic'] as const;

/** Why it cannot be sent; undefined when it can. */
export function refusalOf({ type, size }: File): 'photoType' | 'photoSize' | undefined {
  if (!PHOTO_TYPES.some((known) => known === type)) return 'photoType';
  return size === 0 || size > MOST_BYTES ? 'photoSize' : undefined;
}

export async function claimOf(file: File): Promise<Claim> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return {
    contentType: file.type as Claim['contentType'],
    bytes: file.size,
    sha256: btoa(String.fromCharCode(...new Uint8Array(digest))),
  };
}

export class UploadFailed extends Error {
  override readonly name = 'UploadFailed';
}

/** Uploads the photo. `onProgress` hears which part of it has left the phone, from 0 to 1. Throws UploadFailed. */
export function upload(
  { method, url, headers }: UploadLink,
  file: File,
  onProgress: (part: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // fetch says nothing of how far an upload is.
    const request = new XMLHttpRequest();
    request.open(method, url);
    // The browser sets the length itself, and allows no page to do it.
    for (const [name, value] of Object.entries(headers))
      if (name !== 'content-length') request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener('load', () =>
      request.status === 200 ? resolve() : reject(new UploadFailed(`S3 answers ${request.status}`)),
    );
    request.addEventListener('error', () => reject(new UploadFailed('There is no connection')));
    request.addEventListener('timeout', () => reject(new UploadFailed('It took too long')));
    request.timeout = LONGEST_MS;
    request.send(file);
  });
}
