import { createPublicKey, verify } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { type CodeSigning, kmsCodeSigning } from '../../../../shared/runtime/keys/code-signing.ts';
import { clientSettings, deployResources, openCloud, refOf } from '../../../local/cloud/local-cloud.ts';

/** Codes that are signed by a key of KMS, and checked without it. */

const TYP = 'test+jws';
const SAID = { jti: 'cpn_1', exp: 1_800_000_000 };
const KEY = {
  Type: 'AWS::KMS::Key',
  Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' },
};

let cloud: RunningCloud;
let codes: CodeSigning;
let others: CodeSigning;

beforeAll(async () => {
  cloud = await openCloud();
  const deployed = await deployResources(cloud, { Ours: KEY, Theirs: KEY });
  const client = new KMSClient(clientSettings(cloud));
  codes = kmsCodeSigning(refOf(deployed, 'Ours'), client);
  others = kmsCodeSigning(refOf(deployed, 'Theirs'), client);
});
afterAll(() => cloud.stop());

it('says what was signed, to whoever has the published key', async () => {
  const code = await codes.sign(TYP, SAID);
  expect(await codes.read(TYP, code)).toEqual(SAID);
  const [jwk] = await codes.keys();
  const [header = '', payload = '', signature = ''] = code.split('.');
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
    alg: 'ES256',
    kid: jwk?.kid,
    typ: TYP,
  });
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const bytes = Buffer.from(signature, 'base64url');
  expect(
    verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, bytes),
  ).toBe(true);
  // Fit for a QR code of a size that phones show.
  expect(code.length).toBeLessThan(330);
});

it('refuses a code of which one bit is changed, wherever it is', async () => {
  const code = await codes.sign(TYP, SAID);
  for (let at = 0; at < code.length; at++) {
    for (const bit of [1, 2, 16]) {
      const changed = String.fromCharCode(code.charCodeAt(at) ^ bit);
      const other = code.slice(0, at) + changed + code.slice(at + 1);
      expect(await codes.read(TYP, other)).toBeUndefined();
    }
  }
});

it('refuses what another key signed, what was signed for something else, and what is no code', async () => {
  const code = await codes.sign(TYP, SAID);
  const [header, payload, signature] = code.split('.');
  expect(await codes.read('other+jws', code)).toBeUndefined();
  expect(await codes.read(TYP, await others.sign(TYP, SAID))).toBeUndefined();
  for (const wrong of [
    '',
    '..',
    'a.b.c',
    `${header}.${payload}.`,
    `${code}.x`,
    `${header}.${payload}.${signature}=`,
  ]) {
    expect(await codes.read(TYP, wrong)).toBeUndefined();
  }
});
