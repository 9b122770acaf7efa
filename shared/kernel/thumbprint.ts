import { createHash } from 'node:crypto';

/** The thumbprint of a public key on P-256 (RFC 7638, SHA-256, base64url), from its coordinates in base64url. */
export function thumbprint({ x, y }: { readonly x: string; readonly y: string }): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
}
