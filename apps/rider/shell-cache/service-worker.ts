/**
 * Keeps the shell of the app: the page, its scripts and styles, its icons, all of them the same for everybody. So the app
 * opens without a network, and says that there is none. Nothing else is ever kept: no answer of the platform, nothing of a
 * rider.
 */

/** What of a service worker is used here: the types of browsers are those of pages. */
interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lifetime {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface ShellWorker {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Lifetime) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}

/** The build puts in: paths of files, and a version that changes with them. */
declare const SHELL_FILES: readonly string[];
declare const SHELL_VERSION: string;

const PAGE = '/rider/';
const NAMED = 'roadstream-shell-';
const CACHE = `${NAMED}${SHELL_VERSION}`;
const worker = self as unknown as ShellWorker;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Not those that the browser may have from before.
      await cache.addAll([PAGE, ...SHELL_FILES].map((path) => new Request(path, { cache: 'reload' })));
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith(NAMED) && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (request.mode === 'navigate' && pathname === PAGE) event.respondWith(page(request));
  else if (SHELL_FILES.includes(pathname)) event.respondWith(file(request, pathname));
});

/** The newest page, or the one that is kept when there is no network. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(PAGE);
    if (kept === undefined) throw error;
    return kept;
  }
}

/** Files have their content's hash in their names, or change with the version. */
async function file(request: Request, pathname: string): Promise<Response> {
  return (await (await caches.open(CACHE)).match(pathname)) ?? (await fetch(request));
}
