import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { TrustedKeys } from '../../contracts/car/car.ts';
import { clientLimits } from '../client-limits.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Signing } from '../operations/signing.ts';
import { type ChainKey, checkKeyChain, type KeyChain, keyForList, listAfter } from './key-chain.ts';
import { kmsSigner } from './kms-signer.ts';

/** Signs with the keys of a chain (JSON). The private keys never leave KMS; lists contain only the public keys. */
export function kmsSigning(chainText: string, client: KMSClient = new KMSClient(clientLimits)): Signing {
  const chain = JSON.parse(chainText) as KeyChain;
  checkKeyChain(chain);
  return {
    keyFor: (list) => kmsSigner(keyForList(chain, list).kid, client),
    listAfter: async (list) => {
      const next = listAfter(chain, list);
      if (next === undefined) return undefined;
      const { version, signedBy } = next;
      const keys = await Promise.all(next.keys.map((key) => trusted(client, key)));
      const payload: TrustedKeys = { version, keys };
      return { payload: JSON.stringify(payload), signer: kmsSigner(signedBy.kid, client) };
    },
  };
}

/** A key in the form of the lists for cars. */
async function trusted(client: KMSClient, { kid, actions }: ChainKey): Promise<TrustedKeys['keys'][number]> {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: kid }));
  const key = Buffer.from(PublicKey ?? []);
  const { crv, x, y } = createPublicKey({ key, format: 'der', type: 'spki' }).export({ format: 'jwk' });
  if (crv === 'P-256' && x !== undefined && y !== undefined) return { kid, x, y, actions: [...actions] };
  throw new RuntimeFailure('UNEXPECTED_ANSWER', `KMS has no public key on P-256 under ${kid}`);
}
