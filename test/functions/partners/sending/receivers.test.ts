import { describe, expect, it } from 'vitest';
import {
  type Address,
  checkedAddresses,
  isFault,
  type Receivers,
} from '../../../../functions/partners/sending/receivers.ts';

const address = (text: string): Address => ({ address: text, family: text.includes(':') ? 6 : 4 });
const PUBLIC = address('93.184.215.14');

/** A name server that answers these addresses for every name. */
const receivers = (addresses: readonly Address[], loopback = false): Receivers => ({
  loopback,
  resolve: () => Promise.resolve(addresses),
});

async function ruleOf(url: string, from: Receivers = receivers([PUBLIC])): Promise<string | undefined> {
  const found = await checkedAddresses(url, from);
  return isFault(found) ? found.rule : undefined;
}

/** Addresses of each kind that is not on the public internet. */
const INNER = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '100.127.255.255',
  '127.0.0.1',
  '127.1.2.3',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:93.184.215.14',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::169.254.169.254',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '2620:4f:8000::1',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fdff::1',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
  'ff0e::1',
] as const;

const inUrl = (text: string): string => (text.includes(':') ? `[${text}]` : text);

describe('an address that is not on the public internet', () => {
  it.each(INNER)('%s is refused when the URL has it', async (inner) => {
    expect(await ruleOf(`https://${inUrl(inner)}/hook`)).toBe('ADDRESS');
  });

  it.each(INNER)('%s is refused when a name leads to it', async (inner) => {
    expect(await ruleOf('https://hotel.example/hook', receivers([address(inner)]))).toBe('ADDRESS');
  });

  it.each(INNER)('%s is refused behind a public one', async (inner) => {
    expect(await ruleOf('https://hotel.example/hook', receivers([PUBLIC, address(inner)]))).toBe('ADDRESS');
  });
});

describe('other ways to write one', () => {
  it.each([
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://127.0.1/',
    'https://0/',
    'https://169.254.169.254./',
    'https://2852039166/',
    'https://0xa9fea9fe/latest/meta-data/',
    'https://①②⑦.0.0.1/',
    'https://127。0。0。1/',
    'https://[0:0:0:0:0:ffff:7f00:1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://%31%32%37.0.0.1/',
  ])('%s is refused', async (url) => {
    expect(await ruleOf(url)).toBe('ADDRESS');
  });

  it.each([
    'https://[fe80::1%25eth0]/',
    'https://[::1/',
    'https://127.0.0.1.256/',
    'https://',
    'hotel.example/hook',
    '/hook',
    '',
  ])('%s is no URL', async (url) => {
    expect(await ruleOf(url)).toBe('URL');
  });
});

describe('a name', () => {
  it.each([
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://hooks.localhost/',
    'https://printer.local/',
    'https://db.internal/',
    'https://metadata.google.internal/',
    'https://instance-data.ec2.internal/',
    'https://router.lan/',
    'https://nas.home.arpa/',
    'https://wiki.corp/',
    'https://intranet/',
    'https://metadata/',
  ])('of an inner network is refused, whatever it leads to: %s', async (url) => {
    expect(await ruleOf(url)).toBe('HOST');
  });

  it('without an address is refused', async () => {
    expect(await ruleOf('https://hotel.example/', receivers([]))).toBe('DNS');
    const broken: Receivers = { loopback: false, resolve: () => Promise.reject(new Error('SERVFAIL')) };
    expect(await ruleOf('https://hotel.example/', broken)).toBe('DNS');
  });
});

describe('the rest of a URL', () => {
  it.each([
    ['HTTPS_ONLY', 'http://hotel.example/hook'],
    ['HTTPS_ONLY', 'ftp://hotel.example/hook'],
    ['HTTPS_ONLY', 'file:///etc/passwd'],
    ['HTTPS_ONLY', 'gopher://hotel.example/'],
    ['NO_USER', 'https://user@hotel.example/'],
    ['NO_USER', 'https://user:secret@hotel.example/'],
    ['NO_USER', 'https://hotel.example@127.0.0.1/'],
    ['NO_FRAGMENT', 'https://hotel.example/#hook'],
    ['PORT', 'https://hotel.example:22/'],
    ['PORT', 'https://hotel.example:25/'],
    ['PORT', 'https://hotel.example:80/'],
  ])('breaks the rule %s: %s', async (rule, url) => {
    expect(await ruleOf(url)).toBe(rule);
  });

  it.each([
    'https://hotel.example/hook',
    'https://hotel.example:8443/hook?key=1',
    'https://HOTEL.example/',
    'https://93.184.215.14/hook',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hook',
  ])('is allowed: %s', async (url) => {
    expect(await ruleOf(url)).toBeUndefined();
  });
});

describe('where the stage allows receivers on this computer', () => {
  const here = receivers([address('127.0.0.1'), address('::1')], true);

  it.each(['http://localhost:9000/hook', 'http://127.0.0.1:9000/', 'https://[::1]:9443/'])(
    '%s is allowed',
    async (url) => {
      expect(await ruleOf(url, here)).toBeUndefined();
    },
  );

  it.each([
    ['ADDRESS', 'https://10.0.0.1/'],
    ['ADDRESS', 'https://169.254.169.254/'],
    ['HTTPS_ONLY', 'http://hotel.example/'],
    ['HTTPS_ONLY', 'http://169.254.169.254/'],
  ])('anything else is refused as elsewhere, by %s: %s', async (rule, url) => {
    expect(await ruleOf(url, receivers([PUBLIC], true))).toBe(rule);
  });

  it('a public name that leads to this computer is refused', async () => {
    expect(await ruleOf('https://hotel.example/', here)).toBe('ADDRESS');
  });
});
