import type { Cloud } from '../core/cloud.ts';
import { LocalApi, LocalApiError } from '../core/local-api.ts';
import { isSubject, subjectOf } from './sign-in-requests.ts';
import { SignInError, UserPools } from './user-pools.ts';

/** `POST /_local/token { kind, id }` and the issuer's public keys. */
export function serveTokens(cloud: Cloud): void {
  const api = cloud.part(LocalApi);
  const pools = cloud.part(UserPools);
  api.register('POST', '/_local/token', async ({ body: { kind, id } }) => {
    if (typeof kind !== 'string' || typeof id !== 'string' || !isSubject(id)) {
      throw new LocalApiError(
        400,
        'BAD_SUBJECT',
        'Send { "kind": "rider", "id": "ana" }; an id is 1 to 64 letters, digits, - and _.',
      );
    }
    try {
      return { token: await pools.accessTokenFor(kind, subjectOf(id, kind)) };
    } catch (error) {
      if (error instanceof SignInError) throw new LocalApiError(400, error.code, error.message);
      throw error;
    }
  });
  api.register('GET', '/_local/issuer/*', async ({ path }) => {
    const [, poolId] = /^\/_local\/issuer\/([^/]+)\/\.well-known\/jwks\.json$/.exec(path) ?? [];
    if (poolId === undefined)
      throw new LocalApiError(404, 'NOT_FOUND', 'Ask for /_local/issuer/<pool>/.well-known/jwks.json.');
    return pools.publicKeys(poolId);
  });
}
