import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { variable } from '../../shared/runtime/environment.ts';
import { logger } from '../../shared/runtime/observability.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { clients } from './read-models.ts';

/**
 * Who calls a route that partners may call: each partner has an app client of its own, so no list of clients can be in the
 * template. The token of a rider or an operator is as good here as at API Gateway's own authorizer.
 */

/** The part of API Gateway's event (payload format 2.0) that is read here. */
export interface AuthorizerEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A simple response. The function behind the route gets the context. */
export type AuthorizerAnswer =
  | { readonly isAuthorized: false }
  | {
      readonly isAuthorized: true;
      readonly context: { readonly kind: 'rider' | 'operator' | 'partner' | 'nobody'; readonly id: string };
    };

const REFUSED: AuthorizerAnswer = { isAuthorized: false };
/** API Gateway would answer 403, without a code. The function behind the route answers 401 with one. */
const NOBODY: AuthorizerAnswer = { isAuthorized: true, context: { kind: 'nobody', id: '' } };
/** Stronger than what stands behind it: a token has one kind, because no client has two of these scopes. */
const KINDS = ['operator', 'partner', 'rider'] as const;

let keys: ReturnType<typeof createRemoteJWKSet> | undefined;

export async function handler({ headers = {} }: AuthorizerEvent): Promise<AuthorizerAnswer> {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(headers['authorization'] ?? '') ?? [];
  const claims = token === undefined ? undefined : await verified(token);
  return claims === undefined ? NOBODY : await principalOf(claims);
}

/** Undefined for a token that is not valid. Throws when the keys cannot be had, so that the caller tries again. */
async function verified(token: string): Promise<JWTPayload | undefined> {
  keys ??= createRemoteJWKSet(new URL(variable('tokenKeysUrl')));
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: variable('tokenIssuer'),
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'client_id', 'sub'],
      currentDate: new Date(Date.now()),
    });
    return payload['token_use'] === 'access' ? payload : undefined;
  } catch (error) {
    // Errors of this kind are about the token; others, about the way to the keys.
    if (error instanceof Error && 'code' in error && /^ERR_(JWT|JWS|JWKS_NO)/.test(String(error.code))) {
      logger.info('A token was refused', { reason: String(error.code) });
      return undefined;
    }
    throw error;
  }
}

async function principalOf(claims: JWTPayload): Promise<AuthorizerAnswer> {
  const scopes = typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : [];
  const kind = KINDS.find((one) => scopes.includes(`roadstream/${one}`));
  const clientId = String(claims['client_id']);
  if (kind === undefined) return REFUSED;
  if (kind !== 'partner') {
    // Their clients are in the template.
    const known = variable('peopleClients').split(',');
    return known.includes(clientId)
      ? { isAuthorized: true, context: { kind, id: claims.sub ?? '' } }
      : REFUSED;
  }
  const partner = await readOne(clients, { clientId });
  return partner?.status === 'ACTIVE'
    ? { isAuthorized: true, context: { kind, id: partner.partnerId } }
    : REFUSED;
}
