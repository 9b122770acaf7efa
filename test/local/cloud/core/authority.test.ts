import 'reflect-metadata';
import { generateKeyPairSync, webcrypto, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Authority,
  createAuthority,
  issueClientCertificate,
  issueServerCertificate,
  signRequest,
} from '../../../../local/cloud/core/authority.ts';

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority();
});

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

async function request(algorithm: typeof RSA | typeof P256): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=whoever',
    keys,
    signingAlgorithm: algorithm,
  });
  return made.toString('pem');
}

describe('the local authority', () => {
  it('is valid for more than ten years, and was long before today', () => {
    const certificate = new X509Certificate(authority.certificate);
    expect(certificate.ca).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.parse('2010-01-01'));
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.parse('2060-01-01'));
  });

  it('issues what a TLS server and its client accept of each other', async () => {
    const server = await issueServerCertificate(authority, ['localhost', '127.0.0.1']);
    const client = await issueClientCertificate(authority);
    const listener = createServer({
      key: server.key,
      cert: server.certificate,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const accepted = once(listener, 'secureConnection');
    const socket = connect({
      host: '127.0.0.1',
      port: (listener.address() as AddressInfo).port,
      ca: authority.certificate,
      cert: client.certificate,
      key: client.key,
    });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    await accepted;
    socket.destroy();
    listener.close();
  });

  it.each([
    ['RSA', RSA],
    ['P-256', P256],
  ])('signs a request with an %s key under the name and id that AWS IoT gives', async (_, algorithm) => {
    const signed = await signRequest(authority, await request(algorithm));
    const certificate = new X509Certificate(signed.certificate);
    expect(certificate.subject).toBe('CN=AWS IoT Certificate');
    expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(signed.certificateId).toBe(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
  });

  it('refuses what is no request, and one whose signature is wrong', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const noRequest = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await expect(signRequest(authority, noRequest)).rejects.toMatchObject({
      code: 'CERTIFICATE_REQUEST_REFUSED',
    });
    const der = Buffer.from(x509.PemConverter.decodeFirst(await request(P256)));
    const place = der.indexOf('whoever');
    der[place] = 'W'.charCodeAt(0);
    const forged = x509.PemConverter.encode(new Uint8Array(der).buffer, 'CERTIFICATE REQUEST');
    await expect(signRequest(authority, forged)).rejects.toThrow('signature');
  });
});
