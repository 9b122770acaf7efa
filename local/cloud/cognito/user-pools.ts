import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, importJWK, type JWK, SignJWT } from 'jose';
import type { Cloud } from '../core/cloud.ts';
import { kept, write } from '../core/kept.ts';
import { LocalAddresses } from '../core/local-addresses.ts';
import { isRecord } from '../core/plain-value.ts';
import { Functions } from '../lambda/functions.ts';

/** An app client of a user pool. */
export interface PoolClient {
  readonly clientId: string;
  readonly poolId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly flows: readonly string[];
  readonly accessTokenSeconds: number;
  /** The pages that may get codes, as the templates name them. */
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly secret?: string;
}

/** What Cognito is asked for to make an app client. */
export interface NewClient extends Omit<PoolClient, 'clientId' | 'secret' | 'callbackUrls' | 'logoutUrls'> {
  readonly hasSecret: boolean;
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

/** Somebody who has no second factor, to see what becomes of that. Everybody else has one. */
export const WITHOUT_SECOND_FACTOR = 'oskar';
export const hasSecondFactor = (id: string): boolean => id !== WITHOUT_SECOND_FACTOR;

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export const KEYS_PATH = '/.well-known/jwks.json';

const clientsFile = (poolId: string): string => `user-pool-${poolId}-clients`;

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
  /** By pool, those that were made while the platform runs. */
  private readonly made = new Map<string, readonly PoolClient[]>();
  /** By pool. */
  private readonly domains = new Map<string, string>();
  private readonly keys = new Map<string, Promise<SigningKey>>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  addPool(pool: UserPool): void {
    this.pools.set(pool.poolId, pool);
  }

  hasPool(poolId: string): boolean {
    return this.pools.has(poolId);
  }

  addClient(client: PoolClient): void {
    this.clients.set(client.clientId, client);
  }

  client(clientId: string): PoolClient | undefined {
    return this.clients.get(clientId);
  }

  /** The prefixes of the pools' domains. */
  domainPrefixes(): readonly string[] {
    return [...this.domains.values()];
  }

  /** The app clients of a pool: those of the templates, and those that were made since. */
  clientsOf(poolId: string): readonly PoolClient[] {
    const own = [...this.clients.values()].filter((client) => client.poolId === poolId);
    return [...own, ...this.madeIn(poolId)];
  }

  /** Makes an app client, which is kept in the data directory. */
  makeClient({ hasSecret, ...wanted }: NewClient): PoolClient {
    const client: PoolClient = {
      ...wanted,
      // It signs in as itself, and not by pages.
      callbackUrls: [],
      logoutUrls: [],
      clientId: randomBytes(13).toString('hex'),
      ...(hasSecret ? { secret: randomBytes(26).toString('hex') } : {}),
    };
    const made = [...this.madeIn(wanted.poolId), client];
    this.made.set(wanted.poolId, made);
    write(this.cloud.dataDirectory, clientsFile(wanted.poolId), made);
    return client;
  }

  private madeIn(poolId: string): readonly PoolClient[] {
    const known = this.made.get(poolId) ?? [
      ...((kept(this.cloud.dataDirectory, clientsFile(poolId)) as readonly PoolClient[] | undefined) ?? []),
    ];
    this.made.set(poolId, known);
    return known;
  }

  /** Where the routes of the pools are, once it is known at which port. */
  servedAt(port: number): void {
    const addresses = this.cloud.part(LocalAddresses);
    for (const { poolId, issuer } of this.pools.values()) {
      // The issuer itself keeps its name, because tokens contain it.
      addresses.add(
        `${issuer}${KEYS_PATH}`,
        () => `http://127.0.0.1:${port}/_local/issuer/${poolId}${KEYS_PATH}`,
      );
    }
  }

  /** The pool that has the domain with this prefix. Throws a SignInError. */
  poolWithDomain(prefix: string): string {
    const [poolId] = [...this.domains].find(([, domain]) => domain === prefix) ?? [];
    if (poolId === undefined) throw new SignInError(`No user pool has the domain ${prefix}.`);
    return poolId;
  }

  addDomain(poolId: string, domain: string): void {
    this.domains.set(poolId, domain);
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

  /** An access token for an app client itself, by the grant type client_credentials. Throws SignInError. */
  async clientToken(poolId: string, clientId: string, secret: string): Promise<string> {
    const client = this.clientsOf(poolId).find((one) => one.clientId === clientId);
    if (client?.secret === undefined || client.secret !== secret)
      throw new SignInError('The client is not known, or its secret is another.');
    if (!client.flows.includes('client_credentials'))
      throw new SignInError('The client may not use the grant type client_credentials.');
    return await this.signed(this.poolOf(client), client, client.scopes, { sub: clientId });
  }

  async issueAccessToken(client: PoolClient, subject: Subject): Promise<string> {
    const pool = this.poolOf(client);
    return await this.signed(pool, client, await this.grantedScopes(pool, client, subject), {
      sub: subject.id,
      username: subject.id,
      origin_jti: randomUUID(),
      ...(subject.groups.length === 0 ? {} : { 'cognito:groups': [...subject.groups] }),
    });
  }

  private poolOf({ poolId }: PoolClient): UserPool {
    const pool = this.pools.get(poolId);
    if (pool === undefined) throw new SignInError(`There is no user pool ${poolId}.`);
    return pool;
  }

  private async signed(
    pool: UserPool,
    client: PoolClient,
    scopes: readonly string[],
    claims: Readonly<Record<string, unknown>>,
  ): Promise<string> {
    const { kid, privateKey } = await this.key(pool.poolId);
    const now = Math.floor(this.cloud.clock.now() / 1000);
    return new SignJWT({
      ...claims,
      iss: pool.issuer,
      version: 2,
      client_id: client.clientId,
      token_use: 'access',
      scope: scopes.join(' '),
      auth_time: now,
      exp: now + client.accessTokenSeconds,
      iat: now,
      jti: randomUUID(),
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
