import { createPublicKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { type TrustedKeys, telemetry } from '../../../shared/contracts/car/car.ts';
import type { Deployed } from '../../cloud/cloudformation/deploy.ts';
import { administrator } from '../../cloud/core/administrator.ts';
import type { Cloud } from '../../cloud/core/cloud.ts';
import { Iot } from '../../cloud/iot/iot.ts';
import type { Connection } from './connection.ts';

/** The output of our templates with the keys that sign for cars, as JSON. KMS has the public keys. */
const TRUSTED_KEYS_OUTPUT = 'TrustedKeys';

/** What cars need to connect to this platform. Undefined for an app without our telemetry rule. */
export async function carConnection(cloud: Cloud, deployed: Deployed): Promise<Connection | undefined> {
  const iot = cloud.part(Iot);
  const filter = telemetry.topic.replace('{vin}', '+');
  const rule = iot.rules().find((candidate) => candidate.filter === filter);
  const list = Object.values(deployed.outputs)
    .map((outputs) => outputs[TRUSTED_KEYS_OUTPUT])
    .find((value) => typeof value === 'string');
  if (rule === undefined || list === undefined || iot.mqtt.port === undefined) return undefined;
  const caPath = join(cloud.dataDirectory, 'ca.pem');
  writeFileSync(caPath, cloud.authority.certificate);
  return {
    host: iot.mqtt.host,
    port: iot.mqtt.port,
    caPath,
    telemetryRule: rule.name,
    trust: await trustedKeys(cloud, JSON.parse(list) as KeysWithoutHalves),
  };
}

interface KeysWithoutHalves {
  readonly version: number;
  readonly keys: readonly { readonly kid: string; readonly actions: string[] }[];
}

async function trustedKeys(cloud: Cloud, { version, keys }: KeysWithoutHalves): Promise<TrustedKeys> {
  const kms = new KMSClient({
    region: cloud.region,
    endpoint: cloud.endpoint.url,
    credentials: administrator,
  });
  try {
    return {
      version,
      keys: await Promise.all(
        keys.map(async ({ kid, actions }) => {
          const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: kid }));
          const key = Buffer.from(PublicKey ?? []);
          const { x = '', y = '' } = createPublicKey({ key, format: 'der', type: 'spki' }).export({
            format: 'jwk',
          });
          return { kid, x, y, actions };
        }),
      ),
    };
  } finally {
    kms.destroy();
  }
}
