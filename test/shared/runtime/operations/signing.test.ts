import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { COMMAND_JWS_TYPE } from '../../../../shared/contracts/car/car.ts';
import { recordGrant } from '../../../../shared/contracts/vehicles/grants.ts';
import { joseSignature } from '../../../../shared/runtime/keys/kms-signer.ts';
import { draftsOf } from '../../../../shared/runtime/operations/drafts.ts';
import { type Signer, signed } from '../../../../shared/runtime/operations/signing.ts';
import { withSignature } from '../../../../shared/runtime/with-signature.ts';
import { oneKey } from '../keys/one-key.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer: Signer = {
  keyId: 'arn:aws:kms:eu-west-1:111111111111:key/commands',
  sign: async (bytes) => joseSignature(sign('sha256', bytes, privateKey)),
};

describe('a signed command', () => {
  it('is a JWS over the exact bytes of its payload, by a key that the car knows', async () => {
    const payload = '{"vin":"WRS00001X0T000001", "note":"é"}';
    const into = { topic: 'cars/1/commands' };
    const draft = { to: 'signature', typ: COMMAND_JWS_TYPE, payload, into } as const;
    const [delivery] = await signed([draft], oneKey(signer));
    expect(delivery).toMatchObject({ to: 'car', topic: 'cars/1/commands' });
    const jws = delivery?.to === 'car' ? delivery.payload : '';
    expect(decodeProtectedHeader(jws)).toEqual({
      alg: 'ES256',
      kid: signer.keyId,
      typ: 'roadstream-command+jws',
    });
    const verified = await compactVerify(jws, publicKey, { algorithms: ['ES256'] });
    expect(Buffer.from(verified.payload).toString('utf8')).toBe(payload);
  });

  it('leaves the other deliveries unchanged and in order', async () => {
    const others = [
      { to: 'car', topic: 'cars/1/receipts', payload: '{}' },
      { to: 'port', port: 'bank', body: '{}' },
    ] as const;
    expect(await signed(others, undefined)).toEqual(others);
  });

  it('is refused without a key', async () => {
    const draft = { to: 'signature', typ: 't', payload: '{}', into: { topic: 'cars/1/commands' } } as const;
    await expect(signed([draft], undefined)).rejects.toThrow(/signCommands/);
  });
});

describe('a text that is signed for the log', () => {
  it('comes back as a command of the room, in the right field', async () => {
    const { vin, grantId } = recordGrant.example;
    const signs = { field: 'grant', typ: 'roadstream-grant+jws', payload: { id: grantId } } as const;
    const output = withSignature(recordGrant, { vin, grantId }, signs);
    const record = { topic: 'test', partition: 0, offset: 0, timestamp: 0, consumer: 'test' };
    const from = {
      operation: 'op',
      source: '/test',
      time: '2026-01-31T09:00:00.000Z',
      traceparent: '',
      record,
    };
    const [delivery] = await signed(draftsOf([output], from), oneKey(signer));
    expect(delivery).toMatchObject({ to: 'topic', topic: 'vehicles.commands', key: vin });
    const { type, data } = JSON.parse(delivery?.to === 'topic' ? delivery.value : '') as {
      type: string;
      data: { vin: string; grantId: string; grant: string };
    };
    expect({ type, ...data }).toMatchObject({ type: recordGrant.type, vin, grantId });
    expect(decodeProtectedHeader(data.grant)).toMatchObject({ typ: 'roadstream-grant+jws' });
    const verified = await compactVerify(data.grant, publicKey);
    expect(JSON.parse(Buffer.from(verified.payload).toString('utf8'))).toEqual({ id: grantId });
  });
});

describe('KMS’s signatures', () => {
  it('become r and s of 32 bytes each, whatever their leading bits', () => {
    for (let n = 0; n < 300; n++) {
      const bytes = Buffer.from(`message ${n}`);
      const signature = joseSignature(sign('sha256', bytes, privateKey));
      expect(signature).toHaveLength(64);
      expect(verify('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    }
  });

  it.each([
    ['is empty', ''],
    ['is cut off', '3006020101'],
    ['holds one integer', '3003020101'],
    ['has something behind it', '30080201010201010000'],
    ['is no sequence', '0201010201'],
  ])('are refused when the answer %s', (_what, hex) => {
    expect(() => joseSignature(Buffer.from(hex, 'hex'))).toThrow(/no ECDSA signature/);
  });
});
