import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { variable } from '../../../shared/runtime/environment.ts';
import { isLoopback, whyNotPublic } from './addresses.ts';

/** Which URLs events are sent to. Checked when an endpoint is registered, and again at every attempt. */

export type UrlRule = 'URL' | 'HTTPS_ONLY' | 'NO_USER' | 'NO_FRAGMENT' | 'PORT' | 'HOST' | 'DNS' | 'ADDRESS';

export interface UrlFault {
  readonly rule: UrlRule;
  readonly detail: string;
}

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All addresses of a name. Rejects when it has none. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

export interface Receivers {
  /** Whether receivers on this computer are allowed, also by http: for development, never on AWS. */
  readonly loopback: boolean;
  readonly resolve: Resolve;
}

/** Names that only mean something within a network. */
const INTERNAL_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa)$/;
const HTTPS_PORT = 443;
const FIRST_FREE_PORT = 1024;

const fault = (rule: UrlRule, detail: string): UrlFault => ({ rule, detail });

/** The host without the brackets of IPv6, and without a dot at its end. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

const isLoopbackHost = (host: string): boolean => host === 'localhost' || isLoopback(host);

/** What is wrong with the URL as it is written. `URL` has made plain addresses of 0x7f.1 and 2130706433. */
export function faultOfText(text: string, { loopback }: Pick<Receivers, 'loopback'>): UrlFault | undefined {
  const url = URL.parse(text);
  if (url === null) return fault('URL', 'is not a URL');
  if (url.username !== '' || url.password !== '')
    return fault('NO_USER', 'must have no user and no password');
  if (url.hash !== '') return fault('NO_FRAGMENT', 'must have no part after #');
  const host = hostOf(url);
  if (loopback && isLoopbackHost(host) && /^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol !== 'https:') return fault('HTTPS_ONLY', 'must begin with https://');
  const port = url.port === '' ? HTTPS_PORT : Number(url.port);
  if (port !== HTTPS_PORT && port < FIRST_FREE_PORT)
    return fault('PORT', `must have the port ${HTTPS_PORT}, or one from ${FIRST_FREE_PORT} on`);
  if (isIP(host) !== 0) return faultOfAddress(host);
  if (!host.includes('.') || INTERNAL_NAMES.test(host))
    return fault('HOST', 'must name a host of the public internet');
  return undefined;
}

function faultOfAddress(address: string): UrlFault | undefined {
  const why = whyNotPublic(address);
  return why === undefined
    ? undefined
    : fault('ADDRESS', `must lead to an address of the public internet; ${address} is ${why}`);
}

/**
 * The addresses of the URL's host: each of them was checked, and a connection goes to one of these. A fault when one of
 * them is not allowed, so that a name cannot hide an inner address behind a public one.
 */
export async function checkedAddresses(
  text: string,
  receivers: Receivers,
): Promise<readonly Address[] | UrlFault> {
  const wrong = faultOfText(text, receivers);
  if (wrong !== undefined) return wrong;
  const host = hostOf(new URL(text));
  const literal = isIP(host);
  if (literal !== 0) return [{ address: host, family: literal === 4 ? 4 : 6 }];
  const addresses = await receivers.resolve(host).catch(() => []);
  if (addresses.length === 0) return fault('DNS', `must name a host that exists; ${host} has no address`);
  const mayBeLoopback = receivers.loopback && isLoopbackHost(host);
  for (const { address } of addresses) {
    const found = mayBeLoopback && isLoopback(address) ? undefined : faultOfAddress(address);
    if (found !== undefined) return found;
  }
  return addresses;
}

export const isFault = (found: readonly Address[] | UrlFault): found is UrlFault => 'rule' in found;

/** As the operating system resolves names: all A and AAAA records. */
export const resolveBySystem: Resolve = async (hostname) =>
  (await systemLookup(hostname, { all: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

/** As the stage says. */
export function stageReceivers(): Receivers {
  return { loopback: variable('webhookReceivers') === 'loopback-too', resolve: resolveBySystem };
}
