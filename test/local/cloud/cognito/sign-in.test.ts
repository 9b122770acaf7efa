import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { HttpServer } from '../../../../local/cloud/http-server.ts';
import { deployResources, openCloud, refOf } from '../local-cloud.ts';

let cloud: RunningCloud;
let base = '';
let rider = '';
let operator = '';

const PAGE = 'https://app.example.org/rider/';
const verifier = 'a'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

const client = (scope: string): object => ({
  Type: 'AWS::Cognito::UserPoolClient',
  Properties: {
    UserPoolId: { Ref: 'Pool' },
    AllowedOAuthScopes: ['openid', `roadstream/${scope}`],
    CallbackURLs: [PAGE],
    LogoutURLs: [PAGE],
    AccessTokenValidity: 60,
    TokenValidityUnits: { AccessToken: 'minutes' },
  },
});

beforeAll(async () => {
  cloud = await openCloud();
  await cloud.part(HttpServer).listen(() => ({ ready: true, parts: [] }));
  const deployed = await deployResources(cloud, {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Domain: {
      Type: 'AWS::Cognito::UserPoolDomain',
      Properties: { UserPoolId: { Ref: 'Pool' }, Domain: 'people' },
    },
    Rider: client('rider'),
    Operator: client('operator'),
  });
  await cloud.part(HttpServer).listenForOthers();
  [rider, operator] = [refOf(deployed, 'Rider'), refOf(deployed, 'Operator')];
  base = `http://127.0.0.1:${cloud.part(HttpServer).port}/_sign-in/people`;
});
afterAll(() => cloud.stop());

const asked = (change: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({
    response_type: 'code',
    client_id: rider,
    redirect_uri: PAGE,
    state: 's&1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...change,
  }).toString();

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${base}/${path}`, { redirect: 'manual', headers });

async function codeFor(subject: string): Promise<string> {
  const answer = await get(`oauth2/continue?${asked({ subject })}`);
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

const tokens = (form: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${base}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });

const redeem = (code: string, change: Readonly<Record<string, string>> = {}): Promise<Response> =>
  tokens({
    grant_type: 'authorization_code',
    client_id: rider,
    code,
    redirect_uri: PAGE,
    code_verifier: verifier,
    ...change,
  });

const claimsOf = (token: string): unknown =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('the sign-in page', () => {
  it('offers people of the client’s kind, and escapes what the page was asked with', async () => {
    const answer = await get(`oauth2/authorize?${asked({ state: '"><script>' })}`);
    expect(answer.status).toBe(200);
    const page = await answer.text();
    expect(page).toContain('Sign in as rider');
    expect(page).toContain('value="ana"');
    expect(page).not.toContain('<script>');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('leads back to the page with a code and the page’s own state', async () => {
    const answer = await get(`oauth2/continue?${asked({ subject: 'ana' })}`);
    const url = new URL(answer.headers.get('location') ?? '');
    expect(`${url.origin}${url.pathname}`).toBe(PAGE);
    expect(url.searchParams.get('state')).toBe('s&1');
  });

  it('remembers who has signed in, for this client only, until the sign-out', async () => {
    const { headers } = await get(`oauth2/continue?${asked({ subject: 'ana' })}`);
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
    const known = { cookie: cookie.split(';')[0] ?? '' };
    expect((await get(`oauth2/authorize?${asked()}`, known)).status).toBe(302);
    expect((await get(`oauth2/authorize?${asked({ client_id: operator })}`, known)).status).toBe(200);
    const out = await get(`logout?client_id=${rider}&logout_uri=${encodeURIComponent(PAGE)}`, known);
    expect([out.status, out.headers.get('location')]).toEqual([302, PAGE]);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it.each([
    ['a page that the templates do not name', { redirect_uri: 'https://evil.example/rider/' }],
    ['a page that only begins like theirs', { redirect_uri: `${PAGE}../evil` }],
    ['an unknown client', { client_id: 'nobody' }],
    ['no PKCE', { code_challenge: '' }],
    ['plain PKCE', { code_challenge_method: 'plain' }],
    ['the implicit grant', { response_type: 'token' }],
  ])('refuses %s, and leads nowhere', async (_, change) => {
    for (const path of ['authorize', 'continue']) {
      const answer = await get(`oauth2/${path}?${asked({ ...change, subject: 'ana' })}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('refuses names that no token may have, and hosts of others', async () => {
    expect((await get(`oauth2/continue?${asked({ subject: 'a b' })}`)).status).toBe(400);
    expect((await get(`logout?client_id=${rider}&logout_uri=https://evil.example/`)).status).toBe(400);
  });
});

describe('the token endpoint', () => {
  it('gives an access token of the client’s kind for the code, and another for the refresh token', async () => {
    const answer = await redeem(await codeFor('ana'));
    const given = (await answer.json()) as Record<string, string>;
    expect(given).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(claimsOf(given['access_token'] ?? '')).toMatchObject({
      sub: 'ana',
      client_id: rider,
      scope: 'openid roadstream/rider',
      token_use: 'access',
    });
    const renewed = await tokens({
      grant_type: 'refresh_token',
      client_id: rider,
      refresh_token: given['refresh_token'] ?? '',
    });
    expect(claimsOf(((await renewed.json()) as { access_token: string }).access_token)).toMatchObject({
      sub: 'ana',
    });
  });

  it('takes a code once, also after a wrong verifier', async () => {
    const used = await codeFor('ana');
    expect((await redeem(used)).status).toBe(200);
    expect(await (await redeem(used)).json()).toMatchObject({ error: 'invalid_grant' });
    const guessed = await codeFor('ana');
    expect((await redeem(guessed, { code_verifier: 'b'.repeat(43) })).status).toBe(400);
    expect((await redeem(guessed)).status).toBe(400);
  });

  it('takes no code that is older than five minutes', async () => {
    const code = await codeFor('ana');
    await cloud.clock.advance(5 * 60_000 + 1);
    expect((await redeem(code)).status).toBe(400);
  });

  it.each([
    ['another client', { client_id: () => operator }, 'invalid_client'],
    ['another page', { redirect_uri: () => 'https://app.example.org/' }, 'invalid_grant'],
    ['another grant', { grant_type: () => 'password' }, 'unsupported_grant_type'],
  ])('refuses %s', async (_, change, error) => {
    const given = Object.fromEntries(Object.entries(change).map(([name, value]) => [name, value()]));
    expect(await (await redeem(await codeFor('ana'), given)).json()).toMatchObject({ error });
  });
});
