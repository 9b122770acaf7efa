import { createHash, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, importJWK, type JWK, SignJWT } from 'jose';
import type { Cloud } from '../core/cloud.ts';
import { kept, write } from '../core/kept.ts';
import { isRecord } from '../core/plain-value.ts';
import { Functions } from '../lambda/functions.ts';

/** An app client of a user pool. */
export interface PoolClient {
  readonly clientId: string;
  readonly poolId: string;
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number;
  /** The pages that may get codes, as the templates name them. */
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

export interface UserPool {
  readonly poolId: string;
  readonly issuer: string;
  /** ARN of the function that Cognito asks before it makes tokens (version 2 event). */
  readonly preTokenGeneration?: string;
}

export interface Subject {
  readonly id: string;
  readonly groups: readonly string[];
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** What cannot be signed in: no pool, no client with that scope. */
export class SignInError extends Error {
  readonly code = 'SIGN_IN';
  constructor(message: string) {
    super(message);
    this.name = 'SignInError';
  }
}

/**
 * Stands in for Amazon Cognito: the pools and clients of the templates, and access tokens of the shape that Cognito
 * gives to the clients' users. There are no passwords here: whoever may use this computer may be anybody.
 */
export class UserPools {
  private readonly cloud: Cloud;
  private readonly pools = new Map<string, UserPool>();
  private readonly clients = new Map<string, PoolClient>();
  private readonly domains: string[] = [];
  private readonly keys = new Map<string, Promise<SigningKey>>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  addPool(pool: UserPool): void {
    this.pools.set(pool.poolId, pool);
  }

  addClient(client: PoolClient): void {
    this.clients.set(client.clientId, client);
  }

  client(clientId: string): PoolClient | undefined {
    return this.clients.get(clientId);
  }

  addDomain(prefix: string): void {
    this.domains.push(prefix);
  }

  /** The prefixes of the pools' domains. */
  domainPrefixes(): readonly string[] {
    return this.domains;
  }

  poolByIssuer(issuer: string): UserPool | undefined {
    return [...this.pools.values()].find((pool) => pool.issuer === issuer);
  }

  /** The public keys with which tokens of this pool are checked. */
  async publicKeys(poolId: string): Promise<{ keys: JWK[] }> {
    return { keys: [(await this.key(poolId)).publicJwk] };
  }

  /** An access token of the client that may have the scope `…/<kind>`. Throws SignInError when there is none. */
  async accessTokenFor(kind: string, subject: Subject): Promise<string> {
    const client = [...this.clients.values()].find(({ scopes }) =>
      scopes.some((scope) => scope.endsWith(`/${kind}`)),
    );
    if (client === undefined) {
      const kinds = [...this.clients.values()]
        .flatMap(({ scopes }) => scopes)
        .filter((scope) => scope.includes('/'));
      throw new SignInError(
        `No app client of the templates has a scope …/${kind}; they have: ${kinds.join(', ') || 'none'}.`,
      );
    }
    return this.issueAccessToken(client, subject);
  }

  async issueAccessToken(client: PoolClient, subject: Subject): Promise<string> {
    const pool = this.pools.get(client.poolId);
    if (pool === undefined) throw new SignInError(`There is no user pool ${client.poolId}.`);
    const scopes = await this.grantedScopes(pool, client, subject);
    const { kid, privateKey } = await this.key(pool.poolId);
    const now = Math.floor(this.cloud.clock.now() / 1000);
    return new SignJWT({
      sub: subject.id,
      ...(subject.groups.length === 0 ? {} : { 'cognito:groups': [...subject.groups] }),
      iss: pool.issuer,
      version: 2,
      client_id: client.clientId,
      origin_jti: randomUUID(),
      token_use: 'access',
      scope: scopes.join(' '),
      auth_time: now,
      exp: now + client.accessTokenSeconds,
      iat: now,
      jti: randomUUID(),
      username: subject.id,
    })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
  }

  /** The client's scopes, less those that the pool's trigger takes away. */
  private async grantedScopes(
    pool: UserPool,
    client: PoolClient,
    subject: Subject,
  ): Promise<readonly string[]> {
    if (pool.preTokenGeneration === undefined) return client.scopes;
    const event = {
      version: '2',
      triggerSource: 'TokenGeneration_HostedAuth',
      region: this.cloud.region,
      userPoolId: pool.poolId,
      userName: subject.id,
      callerContext: { awsSdkVersion: 'local', clientId: client.clientId },
      request: {
        userAttributes: { sub: subject.id },
        groupConfiguration: { groupsToOverride: subject.groups, iamRolesToOverride: [], preferredRole: null },
        scopes: client.scopes,
      },
      response: { claimsAndScopeOverrideDetails: null },
    };
    const result = await this.cloud.part(Functions).invoke(pool.preTokenGeneration, event, {
      source: 'cognito-idp.amazonaws.com',
      sourceArn: `arn:aws:cognito-idp:${this.cloud.region}:${this.cloud.account}:userpool/${pool.poolId}`,
    });
    if (result.functionError !== undefined) {
      throw new SignInError(
        `The pool’s pre token generation function failed: ${JSON.stringify(result.payload)}`,
      );
    }
    return overridden(client.scopes, result.payload);
  }

  private key(poolId: string): Promise<SigningKey> {
    const known = this.keys.get(poolId);
    if (known !== undefined) return known;
    const made = this.openKey(`user-pool-${poolId}`);
    this.keys.set(poolId, made);
    return made;
  }

  /** Kept in the data directory, so that tokens hold over a restart. */
  private async openKey(name: string): Promise<SigningKey> {
    const found = kept(this.cloud.dataDirectory, name);
    const privateJwk = isRecord(found) ? (found as JWK) : await newRsaKey();
    if (!isRecord(found)) write(this.cloud.dataDirectory, name, privateJwk);
    const { kty, n, e } = privateJwk;
    const kid = createHash('sha256').update(String(n)).digest('base64url').slice(0, 22);
    return {
      kid,
      privateKey: (await importJWK(privateJwk, 'RS256')) as CryptoKey,
      publicJwk: { kty, n, e, kid, alg: 'RS256', use: 'sig' },
    };
  }
}

async function newRsaKey(): Promise<JWK> {
  const { privateKey } = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  return exportJWK(privateKey);
}

function overridden(scopes: readonly string[], payload: unknown): readonly string[] {
  const { response } = (payload ?? {}) as {
    response?: {
      claimsAndScopeOverrideDetails?: {
        accessTokenGeneration?: { scopesToAdd?: string[]; scopesToSuppress?: string[] } | null;
      } | null;
    };
  };
  const change = response?.claimsAndScopeOverrideDetails?.accessTokenGeneration ?? {};
  const suppressed = new Set(change.scopesToSuppress ?? []);
  return [...scopes.filter((scope) => !suppressed.has(scope)), ...(change.scopesToAdd ?? [])];
}
