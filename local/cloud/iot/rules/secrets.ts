import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Cloud } from '../../core/cloud.ts';
import type { SecretReference } from '../sql/template.ts';
import { requireRole } from './role.ts';

/** “The AWS IoT rules engine caches each secret for up to 15 minutes.” Platform time. */
const CACHE_MILLISECONDS = 15 * 60_000;

interface Secret {
  readonly text: string | undefined;
  readonly bytes: Uint8Array | undefined;
}

interface Cached {
  readonly until: number;
  readonly secret: Promise<Secret>;
}

/** What `get_secret` reads, with the permissions of the role that it names. */
export class Secrets {
  private readonly cloud: Cloud;
  private readonly cache = new Map<string, Cached>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  /** Rejects when the role may not read the secret, or it is not there. */
  async get(reference: SecretReference): Promise<string> {
    const { secretId, type, key } = reference;
    const { text, bytes } = await this.cached(reference);
    if (type === 'SecretBinary') return Buffer.from(bytes ?? []).toString('base64');
    return key === undefined ? (text ?? '') : memberOf(secretId, text, key);
  }

  private cached({ secretId, roleArn }: SecretReference): Promise<Secret> {
    const key = `${roleArn} ${secretId}`;
    const known = this.cache.get(key);
    const now = this.cloud.clock.now();
    if (known !== undefined && now < known.until) return known.secret;
    const secret = this.read(secretId, roleArn);
    this.cache.set(key, { until: now + CACHE_MILLISECONDS, secret });
    secret.catch(() => this.cache.delete(key));
    return secret;
  }

  private async read(secretId: string, roleArn: string): Promise<Secret> {
    const role = requireRole(this.cloud, roleArn);
    const client = new SecretsManagerClient({
      region: this.cloud.region,
      endpoint: this.cloud.endpoint.url,
      credentials: role.identity,
      maxAttempts: 1,
    });
    try {
      const found = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      role.require('secretsmanager:DescribeSecret', found.ARN ?? secretId);
      return { text: found.SecretString, bytes: found.SecretBinary };
    } catch (cause) {
      throw new Error(`get_secret cannot read ${secretId}`, { cause });
    } finally {
      client.destroy();
    }
  }
}

function memberOf(secretId: string, text: string | undefined, key: string): string {
  const secret: unknown = JSON.parse(text ?? 'null');
  const value: unknown = typeof secret === 'object' && secret !== null ? Reflect.get(secret, key) : undefined;
  if (typeof value !== 'string') throw new Error(`the secret ${secretId} has no member ${key}`);
  return value;
}
