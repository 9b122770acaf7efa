import { X509Certificate } from 'node:crypto';
import { thumbprint } from '../../shared/kernel/thumbprint.ts';

/** The thumbprint of the key that a certificate (PEM) is for. Throws when it is none for a key on P-256. */
export function keyThumbprint(certificatePem: string): string {
  const { kty, crv, x, y } = new X509Certificate(certificatePem).publicKey.export({ format: 'jwk' });
  if (kty === 'EC' && crv === 'P-256' && x !== undefined && y !== undefined) return thumbprint({ x, y });
  throw new Error(`The certificate is for a key of ${kty} ${crv ?? ''}, and cars have keys on P-256`);
}
