import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Cloud } from '../core/cloud.ts';
import { keep } from '../core/kept.ts';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import type { KeyMaterial } from './key.ts';

type Spec = KeyMaterial['spec'];

function generate(spec: Spec): string {
  if (spec === 'SYMMETRIC_DEFAULT') return randomBytes(32).toString('base64');
  return generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}

function parse(spec: Spec, found: unknown): string {
  const prefix = `${spec} `;
  if (typeof found === 'string' && found.startsWith(prefix)) return found.slice(prefix.length);
  throw new LocalCloudError(
    'DATA_DIRECTORY',
    `the key kept in the data directory is not ${spec}; start with another`,
  );
}

/** The key's material: that of the last start on this data directory, or new. */
export function keyMaterial(cloud: Cloud, name: string, spec: Spec): KeyMaterial {
  const kept = keep(
    cloud.dataDirectory,
    `kms/${name}`,
    (found) => found,
    () => `${spec} ${generate(spec)}`,
  );
  const text = parse(spec, kept);
  return spec === 'SYMMETRIC_DEFAULT'
    ? { spec, secret: Buffer.from(text, 'base64') }
    : { spec, privateKey: createPrivateKey(text) };
}
