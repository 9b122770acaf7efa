import { init } from 'redoc/bundles/redoc.standalone.js';
import { loadConfig, type SiteConfig } from '../sign-in/config.ts';

/** The pages of the API documents: Redoc shows what the contracts say, with the addresses of this platform. */

interface ApiDocument extends Record<string, unknown> {
  /** A list in OpenAPI, by name in AsyncAPI. */
  readonly servers: readonly object[] | Readonly<Record<string, object>>;
}

async function loadDocument(path: string): Promise<ApiDocument> {
  const response = await fetch(path, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${path} is answered with ${response.status}`);
  return (await response.json()) as ApiDocument;
}

const isList = (servers: ApiDocument['servers']): servers is readonly object[] => Array.isArray(servers);

/** The document was written before anybody knew where the platform would be. */
function locatedAt({ servers, ...document }: ApiDocument, { api, socket }: SiteConfig): ApiDocument {
  if (isList(servers)) return { ...document, servers: [{ url: api, description: 'This platform' }] };
  const { protocol, host } = new URL(socket);
  const here = { protocol: protocol.replace(':', ''), host, description: 'This platform' };
  return { ...document, servers: { ...servers, socket: here } };
}

const main = document.querySelector<HTMLElement>('#document');
const path = main?.dataset['document'];
if (main === null || path === undefined) throw new Error('The page names no document');
const [given, config] = await Promise.all([loadDocument(path), loadConfig()]);
init(locatedAt(given, config), { router: 'hash', disableTelemetry: true, hideDownloadButtons: true }, main);
