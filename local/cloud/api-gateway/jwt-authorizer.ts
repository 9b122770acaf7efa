import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { UserPools } from '../cognito/user-pools.ts';
import type { Cloud } from '../core/cloud.ts';

/** A JWT authorizer of an HTTP API. */
export interface JwtAuthorizer {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Such as `authorization`, lower case: from `$request.header.Authorization`. */
  readonly header: string;
}

export type Authorization =
  | {
      readonly allowed: true;
      readonly claims: Readonly<Record<string, string>>;
      readonly scopes: readonly string[] | null;
    }
  /** 401: no valid token. 403: valid, but without a scope that the route wants. */
  | { readonly allowed: false; readonly status: 401 | 403; readonly why: string };

/** Claims reach the function as text: lists and numbers as API Gateway writes them. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(String).join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function hasAudience(payload: JWTPayload, audience: readonly string[]): boolean {
  // A Cognito access token has no `aud`; API Gateway then checks `client_id`.
  const given = payload.aud ?? payload['client_id'];
  const list = Array.isArray(given) ? given : [given];
  return list.some((entry) => typeof entry === 'string' && audience.includes(entry));
}

/**
 * Checks a request's token as API Gateway does: signature by the issuer's keys, issuer, audience or client, times,
 * and that it has at least one of the route's scopes.
 */
export async function authorize(
  cloud: Cloud,
  authorizer: JwtAuthorizer,
  header: string | undefined,
  routeScopes: readonly string[],
): Promise<Authorization> {
  const token = header?.replace(/^Bearer\s+/i, '');
  if (token === undefined || token === '') return { allowed: false, status: 401, why: 'no token' };
  const pools = cloud.part(UserPools);
  const pool = pools.poolByIssuer(authorizer.issuer);
  if (pool === undefined) return { allowed: false, status: 401, why: `no issuer ${authorizer.issuer}` };
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(token, createLocalJWKSet(await pools.publicKeys(pool.poolId)), {
      issuer: authorizer.issuer,
      algorithms: ['RS256'],
      currentDate: new Date(cloud.clock.now()),
      requiredClaims: ['exp'],
    }));
  } catch (error) {
    return { allowed: false, status: 401, why: error instanceof Error ? error.message : String(error) };
  }
  // jose looks at exp and nbf; API Gateway refuses a token from the future too.
  if (payload.iat !== undefined && payload.iat * 1000 > cloud.clock.now())
    return { allowed: false, status: 401, why: 'the token was issued in the future' };
  if (!hasAudience(payload, authorizer.audience))
    return { allowed: false, status: 401, why: 'the token does not have a valid audience' };
  const given = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
  if (routeScopes.length > 0 && !routeScopes.some((scope) => given.includes(scope))) {
    return { allowed: false, status: 403, why: `none of the scopes ${routeScopes.join(', ')}` };
  }
  const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
  return { allowed: true, claims, scopes: routeScopes.length > 0 ? given : null };
}
