import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { telemetry } from '../../shared/contracts/car.ts';
import { administrator } from '../cloud/administrator.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Deployed } from '../cloud/deploy.ts';
import { Iot } from '../iot/iot.ts';
import type { Connection } from './connection.ts';

/** The output in which our templates name the key that signs commands. */
const SIGNING_KEY_OUTPUT = 'CommandSigningKeyArn';

/** What cars of this platform need to know; undefined for an app that takes no telemetry of ours. */
export async function carConnection(cloud: Cloud, deployed: Deployed): Promise<Connection | undefined> {
  const iot = cloud.part(Iot);
  const filter = telemetry.topic.replace('{vin}', '+');
  const rule = iot.rules().find((candidate) => candidate.filter === filter);
  const keyId = Object.values(deployed.outputs)
    .map((outputs) => outputs[SIGNING_KEY_OUTPUT])
    .find((value) => typeof value === 'string');
  if (rule === undefined || keyId === undefined || iot.mqtt.port === undefined) return undefined;
  const caPath = join(cloud.dataDirectory, 'ca.pem');
  writeFileSync(caPath, cloud.authority.certificate);
  return {
    host: iot.mqtt.host,
    port: iot.mqtt.port,
    caPath,
    telemetryRule: rule.name,
    keys: [{ kid: keyId, publicKeyPem: await publicKeyPem(cloud, keyId) }],
  };
}

async function publicKeyPem(cloud: Cloud, keyId: string): Promise<string> {
  const kms = new KMSClient({
    region: cloud.region,
    endpoint: cloud.endpoint.url,
    credentials: administrator,
  });
  try {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
    const base64 = Buffer.from(PublicKey ?? []).toString('base64');
    return `-----BEGIN PUBLIC KEY-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END PUBLIC KEY-----\n`;
  } finally {
    kms.destroy();
  }
}
