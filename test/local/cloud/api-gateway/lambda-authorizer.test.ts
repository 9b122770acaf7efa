import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveTokens } from '../../../../local/cloud/cognito/token-api.ts';
import { UserPools } from '../../../../local/cloud/cognito/user-pools.ts';
import { LocalAddresses } from '../../../../local/cloud/core/local-addresses.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { HttpServer } from '../../../../local/cloud/http-server.ts';
import { aFunction } from '../lambda/a-function.ts';
import { deployResources, openCloud, refOf } from '../local-cloud.ts';

/** A Lambda authorizer of an HTTP API, and tokens that an app client gets for itself. */

const API = { Ref: 'Api' };
const BEHIND = 'export const handler = async (event) => event;';
/** Says what the token says, and counts how often it was asked. */
const AUTHORIZER = `let count = 0;
export const handler = async (event) => {
  count += 1;
  const [, said] = event.headers.authorization.split(' ');
  if (said === 'broken') throw new Error('no');
  if (said === 'strange') return { yes: true };
  return { isAuthorized: said !== 'denied', context: { said, count, type: event.type, routeArn: event.routeArn, source: event.identitySource } };
};`;

let cloud: RunningCloud;
let base = '';
let poolId = '';

beforeAll(async () => {
  cloud = await openCloud();
  await cloud.part(HttpServer).listen(() => ({ ready: true, parts: [] }));
  base = `http://127.0.0.1:${cloud.part(HttpServer).port}`;
  serveTokens(cloud);
  const behind = aFunction(cloud, { name: 'behind', code: BEHIND });
  const authorizer = aFunction(cloud, { name: 'authorizer', code: AUTHORIZER });
  const permission = (FunctionName: string, rest: string): object => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Sub': `arn:aws:execute-api:eu-west-1:111111111111:\${Api}/${rest}` },
    },
  });
  const route = (RouteKey: string): object => ({
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: API,
      RouteKey,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: 'Authorizer' },
    },
  });
  const deployed = await deployResources(cloud, {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Domain: {
      Type: 'AWS::Cognito::UserPoolDomain',
      Properties: { UserPoolId: { Ref: 'Pool' }, Domain: 'app-1' },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: API, StageName: '$default', AutoDeploy: true },
    },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: API,
        Name: 'callers',
        AuthorizerType: 'REQUEST',
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        AuthorizerResultTtlInSeconds: 60,
        IdentitySource: ['$request.header.Authorization'],
        AuthorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${authorizer.arn}/invocations`,
      },
    },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: API,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: behind.arn,
        PayloadFormatVersion: '2.0',
      },
    },
    Behind: permission(behind.arn, '*/*'),
    Asks: permission(authorizer.arn, 'authorizers/*'),
    Things: route('GET /things/{id}'),
    Others: route('GET /others'),
  });
  poolId = refOf(deployed, 'Pool');
  await cloud.part(HttpServer).listenForOthers();
  await cloud.start();
});
afterAll(async () => {
  await cloud.stop();
});

const get = (path: string, authorization?: string): Promise<Response> =>
  fetch(`${base}${path}`, { headers: authorization === undefined ? {} : { authorization } });

describe('a Lambda authorizer', () => {
  it('is asked, and what it says reaches the function', async () => {
    const response = await get('/things/7', 'Bearer ana');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      pathParameters: { id: '7' },
      requestContext: {
        authorizer: {
          lambda: {
            said: 'ana',
            type: 'REQUEST',
            source: ['Bearer ana'],
            routeArn: expect.stringMatching(/^arn:aws:execute-api:.*\/\$default\/GET\/things\/\{id\}$/),
          },
        },
      },
    });
  });

  it('is not asked again for the same token within its time, on no route', async () => {
    const countOf = async (response: Response): Promise<unknown> =>
      ((await response.json()) as { requestContext: { authorizer: { lambda: { count: number } } } })
        .requestContext.authorizer.lambda.count;
    const first = await countOf(await get('/things/7', 'Bearer eva'));
    expect(await countOf(await get('/others', 'Bearer eva'))).toBe(first);
    await cloud.clock.advance(61_000);
    expect(await countOf(await get('/others', 'Bearer eva'))).not.toBe(first);
  });

  it.each([
    ['without a token', undefined, 401, 'Unauthorized'],
    ['that it denies', 'Bearer denied', 403, 'Forbidden'],
    ['when it fails', 'Bearer broken', 500, 'Internal Server Error'],
    ['when it answers something else', 'Bearer strange', 500, 'Internal Server Error'],
  ])('lets no request through %s', async (_, authorization, status, message) => {
    const response = await get('/things/7', authorization);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
  });
});

describe('the token route of a pool', () => {
  const here = (url: string): string => cloud.part(LocalAddresses).localized(url);
  const made = () =>
    cloud.part(UserPools).makeClient({
      poolId,
      name: 'partner',
      scopes: ['app/partner'],
      flows: ['client_credentials'],
      accessTokenSeconds: 3600,
      hasSecret: true,
    });
  const token = (body: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(here('https://app-1.auth.eu-west-1.amazoncognito.com/oauth2/token'), {
      method: 'POST',
      headers,
      body: new URLSearchParams(body),
    });

  it('gives an app client a token, by its secret in the header or in the body', async () => {
    const { clientId, secret = '' } = made();
    const grant = { grant_type: 'client_credentials' };
    const basic = await token(grant, { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` });
    expect(await basic.json()).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) });
    const inBody = await token({ ...grant, client_id: clientId, client_secret: secret });
    expect(inBody.status).toBe(200);
  });

  it.each([
    ['another secret', { grant_type: 'client_credentials', client_secret: 'another' }, 'invalid_client'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('gives none for %s', async (_, body, error) => {
    const answer = await token({ client_id: made().clientId, ...body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error });
  });

  it('has the pool’s keys where the template says, and the issuer keeps its name', async () => {
    const { issuer = '' } = cloud.part(UserPools).poolByIssuer(issuerOf()) ?? {};
    const keys = await fetch(here(`${issuer}/.well-known/jwks.json`));
    expect(await keys.json()).toMatchObject({ keys: [{ kty: 'RSA' }] });
    expect(here(issuer)).toBe(issuer);
  });
});

const issuerOf = (): string => `https://cognito-idp.eu-west-1.amazonaws.com/${poolId}`;
