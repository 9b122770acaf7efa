import { type CryptoKey, decodeProtectedHeader, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize } from '../../../../local/cloud/api-gateway/jwt-authorizer.ts';
import { UserPools } from '../../../../local/cloud/cognito/user-pools.ts';
import { kept } from '../../../../local/cloud/core/kept.ts';
import { createCloud, type RunningCloud } from '../../../../local/cloud/create-cloud.ts';

const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_pool';
const authorizer = { issuer, audience: ['riders'], header: 'authorization' };
const nowhere = { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() };

let cloud: RunningCloud;
let token: string;

beforeAll(async () => {
  cloud = await createCloud({
    engines: { kafka: nowhere, dynamodb: { endpoint: '' }, sqs: { endpoint: '' } },
  });
  const pools = cloud.part(UserPools);
  pools.addPool({ poolId: 'eu-west-1_pool', issuer });
  pools.addClient({
    clientId: 'riders',
    poolId: 'eu-west-1_pool',
    name: 'rider',
    flows: ['code'],
    scopes: ['openid', 'roadstream/rider'],
    accessTokenSeconds: 3600,
    callbackUrls: [],
    logoutUrls: [],
  });
  token = await pools.accessTokenFor('rider', { id: 'ana', groups: ['a', 'b'] });
});
afterAll(async () => {
  await cloud.stop();
});

/** Of the platform's clock, from now, as tokens count them. */
function seconds(fromNow: number): number {
  return Math.floor(Date.now() / 1000) + fromNow;
}

/** A token with these claims instead of the usual ones, under the pool's key id. */
async function signed(key: CryptoKey, claims: Record<string, unknown>): Promise<string> {
  const { kid = '' } = decodeProtectedHeader(token);
  const usual = { iss: issuer, client_id: 'riders', exp: seconds(600), iat: seconds(-5) };
  return await new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
}

describe('the JWT authorizer', () => {
  it('[22] passes claims on as text, and the token’s scopes', async () => {
    const result = await authorize(cloud, authorizer, `Bearer ${token}`, ['roadstream/rider']);
    expect(result).toMatchObject({
      allowed: true,
      scopes: ['openid', 'roadstream/rider'],
      claims: {
        sub: 'ana',
        client_id: 'riders',
        token_use: 'access',
        'cognito:groups': '[a b]',
        version: '2',
      },
    });
    expect(result.allowed && 'aud' in result.claims).toBe(false);
  });

  it.each([
    ['no token', undefined, authorizer, ['roadstream/rider'], 401],
    ['something else', 'Bearer nonsense', authorizer, ['roadstream/rider'], 401],
    [
      'a token of another audience',
      'own',
      { ...authorizer, audience: ['others'] },
      ['roadstream/rider'],
      401,
    ],
    ['a token of another issuer', 'own', { ...authorizer, issuer: `${issuer}x` }, ['roadstream/rider'], 401],
    ['a token without the scope', 'own', authorizer, ['roadstream/operator'], 403],
  ] as const)('[22] refuses %s', async (_, header, of, scopes, status) => {
    const given = header === 'own' ? `Bearer ${token}` : header;
    expect(await authorize(cloud, of, given, scopes)).toMatchObject({ allowed: false, status });
  });

  it.each<readonly [string, Record<string, unknown>, boolean]>([
    ['takes a token with the claims of Cognito’s', {}, true],
    ['refuses one of another issuer', { iss: `${issuer}x` }, false],
    ['refuses one of another client', { client_id: 'others' }, false],
    ['takes one for the audience, whatever its client', { aud: 'riders', client_id: 'others' }, true],
    ['refuses one for another audience, whatever its client', { aud: 'others' }, false],
    ['takes one for several audiences', { aud: ['others', 'riders'] }, true],
    ['refuses one that has ended', { exp: seconds(-1) }, false],
    ['refuses one without an end', { exp: undefined }, false],
    ['refuses one that has not begun', { nbf: seconds(60) }, false],
    ['refuses one from the future', { iat: seconds(60) }, false],
  ])('[22] %s, though its signature is right', async (_, claims, allowed) => {
    const own = kept(cloud.dataDirectory, 'user-pool-eu-west-1_pool') as JWK;
    const given = await signed((await importJWK(own, 'RS256')) as CryptoKey, claims);
    expect(await authorize(cloud, authorizer, `Bearer ${given}`, [])).toMatchObject(
      allowed ? { allowed } : { allowed, status: 401 },
    );
  });

  it('[22] refuses a token that another key signed', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const forged = await signed(privateKey, {});
    expect(await authorize(cloud, authorizer, `Bearer ${forged}`, [])).toMatchObject({
      allowed: false,
      status: 401,
      why: expect.stringMatching(/signature/),
    });
  });

  it('[22] refuses a token of another algorithm, and one without a signature', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const forged = await new SignJWT({ client_id: 'riders', scope: 'roadstream/rider' })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(issuer)
      .setExpirationTime('1h')
      .sign(privateKey);
    const [header, payload] = token.split('.');
    for (const bad of [forged, `${header}.${payload}.`, `${header}.${payload}.AAAA`]) {
      expect(await authorize(cloud, authorizer, `Bearer ${bad}`, [])).toMatchObject({
        allowed: false,
        status: 401,
      });
    }
  });

  it('[22] refuses a token whose time is over on the platform’s clock', async () => {
    const short = await cloud.part(UserPools).accessTokenFor('rider', { id: 'ida', groups: [] });
    await cloud.clock.advance(3601 * 1000);
    expect(await authorize(cloud, authorizer, `Bearer ${short}`, [])).toMatchObject({
      allowed: false,
      status: 401,
    });
  });
});
