import type { Cloud } from '../core/cloud.ts';
import { LocalApi, LocalApiError } from '../core/local-api.ts';
import { isSubject, subjectOf } from './sign-in-requests.ts';
import { KEYS_PATH, SignInError, UserPools } from './user-pools.ts';

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
    const poolId = poolIn(path, KEYS_PATH);
    if (poolId === undefined)
      throw new LocalApiError(404, 'NOT_FOUND', `Ask for /_local/issuer/<pool>${KEYS_PATH}.`);
    return pools.publicKeys(poolId);
  });
}

/** The pool of `/_local/issuer/<pool><rest>`. */
function poolIn(path: string, rest: string): string | undefined {
  const [, poolId, after] = /^\/_local\/issuer\/([^/]+)(\/.*)$/.exec(path) ?? [];
  return after === rest ? poolId : undefined;
}
