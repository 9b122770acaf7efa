import 'reflect-metadata';
import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/**
 * The local certificate authority: signs the certificates of every local server and of every car. P-256 with SHA-256.
 *
 * Validity begins well in the past and ends far away, because TLS compares it with the computer's clock while the
 * platform's may have been moved. Certificates end when those of AWS IoT do.
 */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

/** A certificate with its private key, both PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface SignedRequest {
  readonly certificate: string;
  /** As AWS IoT makes them: SHA-256 over the DER bytes, in hexadecimal. */
  readonly certificateId: string;
}

/** A certificate signing request that cannot be signed: not PEM, its signature is wrong, or its key is too weak. */
export class BadRequestError extends Error {
  readonly code = 'CERTIFICATE_REQUEST_REFUSED';
}

x509.cryptoProvider.set(webcrypto);

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const NOT_BEFORE = new Date('2000-01-01T00:00:00Z');
const AUTHORITY_NOT_AFTER = new Date('2099-12-31T23:59:59Z');
const NOT_AFTER = new Date('2049-12-31T23:59:59Z');
const AUTHORITY_NAME = 'CN=Roadstream local authority,O=Roadstream';
/** The subject of every certificate that AWS IoT makes from a request, whatever the request says. */
const DEVICE_NAME = 'CN=AWS IoT Certificate';
const { KeyUsageFlags: usage, ExtendedKeyUsage: purpose } = x509;

export async function createAuthority(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: AUTHORITY_NAME,
    notBefore: NOT_BEFORE,
    notAfter: AUTHORITY_NOT_AFTER,
    signingAlgorithm: SIGNATURE,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usage.keyCertSign | usage.cRLSign | usage.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys.privateKey) };
}

/** A server's certificate for these names: host names and IP addresses. */
export async function issueServerCertificate(
  authority: Authority,
  names: readonly string[],
): Promise<Issued> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const alternatives = names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const);
  const certificate = await sign(authority, keys.publicKey, `CN=${names[0] ?? 'localhost'}`, [
    new x509.ExtendedKeyUsageExtension([purpose.serverAuth]),
    new x509.SubjectAlternativeNameExtension([...alternatives]),
  ]);
  return { certificate: certificate.toString('pem'), key: await privateKeyPem(keys.privateKey) };
}

/** A client's certificate with a new key, as `CreateKeysAndCertificate` makes them. */
export async function issueClientCertificate(authority: Authority): Promise<Issued & SignedRequest> {
  const keys = await webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const certificate = await sign(authority, keys.publicKey, DEVICE_NAME, [clientPurpose()]);
  return { ...signed(certificate), key: await privateKeyPem(keys.privateKey) };
}

/**
 * Signs a client's request (PKCS #10, PEM) as `CreateCertificateFromCsr` does: the key is the request's, the subject
 * is not. Keys are RSA of at least 2048 bits, P-256, P-384 or P-521.
 *
 * @throws {BadRequestError}
 */
export async function signRequest(authority: Authority, requestPem: string): Promise<SignedRequest> {
  const request = parseRequest(requestPem);
  const key = request.publicKey.algorithm as { name: string; modulusLength?: number };
  if (key.name !== 'ECDSA' && !(key.name.startsWith('RSA') && (key.modulusLength ?? 0) >= 2048)) {
    throw new BadRequestError('the key of a certificate request must be RSA of at least 2048 bits, or ECDSA');
  }
  if (!(await request.verify().catch(() => false))) {
    throw new BadRequestError('the signature of the certificate request does not match its key');
  }
  return signed(await sign(authority, request.publicKey, DEVICE_NAME, [clientPurpose()]));
}

/** The id that AWS IoT gives a certificate: SHA-256 over its DER bytes, in hexadecimal. */
export function certificateId(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

function parseRequest(pem: string): x509.Pkcs10CertificateRequest {
  try {
    return new x509.Pkcs10CertificateRequest(pem);
  } catch (cause) {
    throw new BadRequestError('not a certificate request (PKCS #10) in PEM', { cause });
  }
}

function clientPurpose(): x509.Extension {
  return new x509.ExtendedKeyUsageExtension([purpose.clientAuth]);
}

interface Issuer {
  readonly name: string;
  readonly signingKey: webcrypto.CryptoKey;
  readonly identifier: x509.AuthorityKeyIdentifierExtension;
}

/** Parsing the authority takes longer than signing, and a fleet is signed one by one. */
const issuers = new WeakMap<Authority, Promise<Issuer>>();

function issuerOf(authority: Authority): Promise<Issuer> {
  const known = issuers.get(authority) ?? readIssuer(authority);
  issuers.set(authority, known);
  return known;
}

async function readIssuer(authority: Authority): Promise<Issuer> {
  const certificate = new x509.X509Certificate(authority.certificate);
  const der = x509.PemConverter.decodeFirst(authority.key);
  return {
    name: certificate.subject,
    signingKey: await webcrypto.subtle.importKey('pkcs8', der, KEY, false, ['sign']),
    identifier: await x509.AuthorityKeyIdentifierExtension.create(certificate.publicKey),
  };
}

async function sign(
  authority: Authority,
  publicKey: x509.PublicKeyType,
  subject: string,
  extensions: x509.Extension[],
): Promise<x509.X509Certificate> {
  const { name, signingKey, identifier } = await issuerOf(authority);
  return x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: name,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    signingAlgorithm: SIGNATURE,
    publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(usage.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      identifier,
      ...extensions,
    ],
  });
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function signed(certificate: x509.X509Certificate): SignedRequest {
  return {
    certificate: certificate.toString('pem'),
    certificateId: certificateId(new Uint8Array(certificate.rawData)),
  };
}

/** 128 random bits, positive. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
