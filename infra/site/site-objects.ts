import { extname } from 'node:path';

/** A file as the site's bucket has it. */
export interface SiteObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Pages and what they ask for by a name that stays; the others have a hash in their name. */
  readonly isPage: boolean;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.geojson': 'application/geo+json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Vite puts a hash of the content into the names of what it emits. */
const HASHED = /\/assets\/[^/]+-[\w-]{8}\.\w+$/;
const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/**
 * The objects of the built files, by their paths. CloudFront asks S3 for `console/` when the browser asks for
 * `/console/`, so that the page of a folder is also under the folder's name.
 */
export function siteObjects(files: ReadonlyMap<string, Buffer>): readonly SiteObject[] {
  return [...files].flatMap(([path, body]) => {
    const contentType = CONTENT_TYPES[extname(path)];
    if (contentType === undefined) throw new Error(`The site has no content type for ${path}`);
    const isHashed = HASHED.test(`/${path}`);
    const object = { body, contentType, cacheControl: isHashed ? FOREVER : ASK_AGAIN, isPage: !isHashed };
    const folder = /^(?<folder>.+\/)index\.html$/.exec(path)?.groups?.['folder'];
    return [path, ...(folder === undefined ? [] : [folder, folder.slice(0, -1)])].map((key) => ({
      key,
      ...object,
    }));
  });
}
