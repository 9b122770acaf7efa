import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloud, type RunningCloud } from '../../../local/cloud/create-cloud.ts';
import { authorize } from '../../../local/http/jwt-authorizer.ts';
import { UserPools } from '../../../local/http/user-pools.ts';

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
    scopes: ['openid', 'roadstream/rider'],
    accessTokenSeconds: 3600,
  });
  token = await pools.accessTokenFor('rider', { id: 'ana', groups: ['a', 'b'] });
});
afterAll(async () => {
  await cloud.stop();
});

describe('the JWT authorizer', () => {
  it('passes claims on as text, and the token’s scopes', async () => {
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
  ] as const)('refuses %s', async (_, header, of, scopes, status) => {
    const given = header === 'own' ? `Bearer ${token}` : header;
    expect(await authorize(cloud, of, given, scopes)).toMatchObject({ allowed: false, status });
  });

  it('refuses a token that another key signed, and one without a signature', async () => {
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

  it('refuses a token whose time is over on the platform’s clock', async () => {
    const short = await cloud.part(UserPools).accessTokenFor('rider', { id: 'ida', groups: [] });
    await cloud.clock.advance(3601 * 1000);
    expect(await authorize(cloud, authorizer, `Bearer ${short}`, [])).toMatchObject({
      allowed: false,
      status: 401,
    });
  });
});
