import type { Cloud } from '../core/cloud.ts';
import { LocalApi, LocalApiError } from '../core/local-api.ts';
import { writeResponse } from '../core/write-response.ts';
import { isSubject, subjectOf } from './sign-in-requests.ts';
import { KEYS_PATH, SignInError, UserPools } from './user-pools.ts';

/** `POST /_local/token { kind, id }`, the issuer's public keys, and tokens for app clients themselves. */
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
  api.register('POST', '/_local/issuer/*', async ({ path, body, authorization }, response) => {
    const poolId = poolIn(path, TOKEN_PATH);
    if (poolId === undefined)
      throw new LocalApiError(404, 'NOT_FOUND', `Post to /_local/issuer/<pool>${TOKEN_PATH}.`);
    const answer = (status: number, content: object): void =>
      writeResponse(response, {
        status,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(content),
      });
    if (body['grant_type'] !== 'client_credentials') {
      answer(400, { error: 'unsupported_grant_type' });
      return undefined;
    }
    try {
      const token = await pools.clientToken(poolId, ...clientIn(authorization, body));
      answer(200, { access_token: token, token_type: 'Bearer', expires_in: 3600 });
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      answer(400, { error: 'invalid_client', error_description: error.message });
    }
    return undefined;
  });
}

const TOKEN_PATH = '/oauth2/token';

/** The pool of `/_local/issuer/<pool><rest>`. */
function poolIn(path: string, rest: string): string | undefined {
  const [, poolId, after] = /^\/_local\/issuer\/([^/]+)(\/.*)$/.exec(path) ?? [];
  return after === rest ? poolId : undefined;
}

/** RFC 6749, 2.3.1: by HTTP Basic, or in the body. */
function clientIn(
  authorization: string | undefined,
  body: Readonly<Record<string, unknown>>,
): [clientId: string, secret: string] {
  const [, basic] = /^Basic\s+(\S+)$/i.exec(authorization ?? '') ?? [];
  if (basic === undefined) return [textIn(body, 'client_id'), textIn(body, 'client_secret')];
  const [clientId = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [decodeURIComponent(clientId), decodeURIComponent(secret.join(':'))];
}

function textIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}
