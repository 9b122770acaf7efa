import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpApis } from '../../../../local/cloud/api-gateway/http-apis.ts';
import { deploy } from '../../../../local/cloud/cloudformation/deploy.ts';
import { serveTokens } from '../../../../local/cloud/cognito/token-api.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { HttpServer } from '../../../../local/cloud/http-server.ts';
import { Debugging } from '../../../../local/cloud/lambda/debugging/debugging.ts';
import { providers } from '../../../../local/cloud/providers.ts';
import { synthesized } from '../cloudformation/synthesized.ts';
import { aFunction } from '../lambda/a-function.ts';
import { openCloud } from '../local-cloud.ts';

const API = { Ref: 'Api' };
const POOL = { Ref: 'Pool' };
let cloud: RunningCloud;
let base: string;
let ready = false;
/** Answers from before the API was there. */
let early: readonly Response[] = [];

/** Its body says what to do: return it, throw, or take long. */
const CODE = `export const handler = async (event) => {
  if (event.routeKey === 'GET /throw') throw new Error('no');
  if (event.routeKey === 'GET /late') return new Promise((done) => setTimeout(() => done({ statusCode: 200 }), 2000));
  if (event.routeKey === 'GET /cookies') return { statusCode: 201, cookies: ['a=1', 'b=2'], headers: { 'X-Own': 'yes' }, body: 'aGk=', isBase64Encoded: true };
  if (event.routeKey === 'GET /echo') return { statusCode: 200, headers: { [event.queryStringParameters.name]: event.queryStringParameters.value }, body: '' };
  if (event.routeKey === 'POST /size') return 'x'.repeat(Number(event.queryStringParameters.answer));
  return event;
};`;

function route(RouteKey: string, given: object = {}, integration = 'Integration'): object {
  const Target = { 'Fn::Join': ['/', ['integrations', { Ref: integration }]] };
  return { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: API, RouteKey, Target, ...given } };
}

function integration(TimeoutInMillis: number | undefined, arn: string): object {
  return {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: API,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arn,
      PayloadFormatVersion: '2.0',
      ...(TimeoutInMillis === undefined ? {} : { TimeoutInMillis }),
    },
  };
}

function client(...AllowedOAuthScopes: readonly string[]): object {
  return {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: {
      UserPoolId: POOL,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes,
    },
  };
}

const WITH_TOKEN = {
  AuthorizationType: 'JWT',
  AuthorizerId: { Ref: 'Authorizer' },
  AuthorizationScopes: ['app/rider'],
};

async function deployApi(functionArn: string, silentArn: string): Promise<void> {
  const Resources = {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Rider: client('openid', 'app/rider'),
    Operator: client('app/operator'),
    Stranger: client('app/stranger'),
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'api',
        ProtocolType: 'HTTP',
        CorsConfiguration: {
          AllowOrigins: ['https://app.example'],
          AllowMethods: ['*'],
          AllowHeaders: ['authorization'],
        },
      },
    },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: API,
        StageName: '$default',
        AutoDeploy: true,
        AccessLogSettings: {
          DestinationArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:api',
          Format:
            '{"route":"$context.routeKey","status":$context.status,"client":"$context.authorizer.claims.client_id","agent":"$context.identity.userAgent","why":"$context.authorizer.error","inherited":"$context.constructor"}',
        },
      },
    },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: API,
        Name: 'users',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: {
          Issuer: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${Pool}' },
          Audience: [{ Ref: 'Rider' }, { Ref: 'Operator' }],
        },
      },
    },
    Integration: integration(undefined, functionArn),
    Hasty: integration(300, functionArn),
    Silent: integration(30_000, silentArn),
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: functionArn,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:eu-west-1:111111111111:${Api}/*/*' },
      },
    },
    Rentals: route('POST /rentals/{id}', WITH_TOKEN),
    Thrower: route('GET /throw'),
    Late: route('GET /late', {}, 'Hasty'),
    Forbidden: route('GET /forbidden', {}, 'Silent'),
    Cookies: route('GET /cookies'),
    Echo: route('GET /echo'),
    Size: route('POST /size'),
    Health: route('GET /health'),
  };
  await deploy(cloud, synthesized({ Test: { template: { Resources } } }), providers);
}

beforeAll(async () => {
  cloud = await openCloud();
  await cloud.part(HttpServer).listen(() => ({ ready, parts: [{ name: 'resources', ready }] }));
  base = `http://127.0.0.1:${cloud.part(HttpServer).port}`;
  serveTokens(cloud);
  early = [await fetch(`${base}/health`), await rent()];
  const { arn } = aFunction(cloud, { code: CODE });
  const silent = aFunction(cloud, { name: 'silent', code: CODE });
  await deployApi(arn, silent.arn);
  await cloud.start();
  ready = true;
});
afterAll(async () => {
  await cloud.stop();
});

async function token(kind: string): Promise<string> {
  const response = await fetch(`${base}/_local/token`, {
    method: 'POST',
    body: JSON.stringify({ kind, id: 'ana' }),
  });
  return ((await response.json()) as { token: string }).token;
}

async function rent(authorization?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
  return await fetch(`${base}/rentals/rnt%201?a=1&a=2`, { method: 'POST', headers, body: '{"x":1}' });
}

describe('an HTTP API', () => {
  it('is not there before everything is ready, and says what is missing', async () => {
    expect(early.map(({ status }) => status)).toEqual([503, 503]);
    expect(await early[0]?.text()).toContain('resources');
    expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ routeKey: 'GET /health' });
  });

  it('[22] invokes the route’s function with the request and the token’s claims, as text', async () => {
    const response = await rent(`Bearer ${await token('rider')}`);
    expect(response.status).toBe(200);
    const id = response.headers.get('apigw-requestid');
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /rentals/{id}',
      rawQueryString: 'a=1&a=2',
      queryStringParameters: { a: '1,2' },
      pathParameters: { id: 'rnt 1' },
      body: '{"x":1}',
      isBase64Encoded: false,
      requestContext: {
        requestId: id,
        stage: '$default',
        http: { method: 'POST' },
        authorizer: { jwt: { claims: { sub: 'ana', token_use: 'access', version: '2' } } },
      },
    });
  });

  it.each([
    ['without a token', () => Promise.resolve(undefined), 401, 'Unauthorized', 'Bearer'],
    ['with no real one', () => Promise.resolve('Bearer x.y.z'), 401, 'Unauthorized', /invalid_token/],
    [
      'with one of another client',
      async () => `Bearer ${await token('stranger')}`,
      401,
      'Unauthorized',
      /audience/,
    ],
    [
      'without the scope',
      async () => `Bearer ${await token('operator')}`,
      403,
      'Forbidden',
      /insufficient_scope/,
    ],
  ])('[22] refuses a request %s', async (_, authorization, status, message, challenge) => {
    const response = await rent(await authorization());
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
    expect(response.headers.get('www-authenticate')).toMatch(challenge);
  });

  it.each([
    ['/nowhere', 404, 'Not Found'],
    ['/rentals/1', 404, 'Not Found'],
    ['/throw', 500, 'Internal Server Error'],
    ['/forbidden', 500, 'Internal Server Error'],
  ])('answers GET %s with %i', async (path, status, message) => {
    const response = await fetch(`${base}${path}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
  });

  it('answers with status, headers, cookies and bytes of the function', async () => {
    const response = await fetch(`${base}/cookies`);
    expect([response.status, await response.text()]).toEqual([201, 'hi']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-own')).toBe('yes');
  });

  it('[22] answers 503 when the function is later than the integration’s timeout', async () => {
    const response = await fetch(`${base}/late`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });

  it('waits for a function that is in a debugger, however long it takes', async () => {
    const session = await cloud.part(Debugging).begin('work', { port: 0 });
    expect((await fetch(`${base}/late`)).status).toBe(200);
    await session.end();
  });

  /** Posts so many bytes and asks for so many; the status, and the length of the answer. */
  async function exchange(sent: number, type: string, answer = 1): Promise<[number | undefined, number]> {
    return await new Promise((resolve, reject) => {
      const options = { method: 'POST', headers: { 'content-type': type } };
      const outgoing = request(`${base}/size?answer=${answer}`, options, (response) => {
        let length = 0;
        response.on('data', (chunk: Buffer) => (length += chunk.length));
        response.once('end', () => resolve([response.statusCode, length]));
      });
      outgoing.once('error', reject);
      outgoing.end(Buffer.alloc(sent, 'x'));
    });
  }

  it.each([
    ['text of 6 MB less some KB', 6_280_000, 'text/plain', 200],
    ['text that makes the event larger than 6 MB', 6_291_556, 'text/plain', 413],
    ['bytes that make it larger in base64', 4_800_000, 'application/octet-stream', 413],
    ['more than 10 MB', 10 * 2 ** 20 + 1, 'text/plain', 413],
  ])('[22] takes a body no larger than Lambda’s limit: %s', async (_, bytes, type, status) => {
    expect((await exchange(bytes, type))[0]).toBe(status);
  });

  it.each([
    ['all of it has come', 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['half of it has come', 'POST /size HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nx'],
  ])('ends a request whose client left before its body was read: %s', async (_, text) => {
    const apis = cloud.part(HttpApis);
    const [api] = apis.list();
    if (api === undefined) throw new Error('there is no API');
    const errors: string[] = [];
    cloud.journal.follow(
      ({ source, level, text: said }) => {
        if (source === 'http' && level === 'ERROR') errors.push(said);
      },
      { backlog: 0 },
    );
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const asked = once(server, 'request');
      socket.write(text);
      const [incoming] = (await asked) as [IncomingMessage];
      socket.destroy();
      await new Promise((resolve) => void incoming.once('close', resolve));
      expect(await apis.answer(api, incoming)).toMatchObject({ status: 400 });
      expect(errors).toEqual([]);
    } finally {
      server.close();
    }
  });

  it('[22] answers 500 for a function whose response is larger than 6 MB', async () => {
    expect(await exchange(1, 'text/plain', 6_280_000)).toEqual([200, 6_280_000]);
    expect((await exchange(1, 'text/plain', 6_291_556))[0]).toBe(500);
  });

  it('[22] answers 431 when request line and headers are more than 10,240 bytes', async () => {
    const answered = async (query: number, header: number): Promise<number> => {
      const headers = { 'x-long': 'x'.repeat(header) };
      return (await fetch(`${base}/health?${'q'.repeat(query)}`, { headers })).status;
    };
    expect(await answered(1, 9700)).toBe(200);
    expect(await answered(1, 10_240)).toBe(431);
    // The request line counts too.
    expect(await answered(4000, 6300)).toBe(431);
  });

  it('[22] gives functions 30 s where the template says nothing, and no more', async () => {
    const [api] = cloud.part(HttpApis).list();
    const timeouts = [...(api?.integrations.values() ?? [])].map((made) => made.timeoutMilliseconds);
    expect(timeouts.toSorted((a, b) => a - b)).toEqual([300, 30_000, 30_000]);
    for (const milliseconds of [49, 30_001]) {
      const Api = {
        Type: 'AWS::ApiGatewayV2::Api',
        Properties: { Name: `api-${milliseconds}`, ProtocolType: 'HTTP' },
      };
      const template = { Resources: { Api, Integration: integration(milliseconds, 'arn') } };
      await expect(deploy(cloud, synthesized({ Other: { template } }), providers)).rejects.toThrow(
        /Other Integration .*TimeoutInMillis is 50 to 30000/,
      );
    }
  });

  it('answers a preflight itself, and allows no other origin', async () => {
    const preflight = async (origin: string) =>
      await fetch(`${base}/rentals/1`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const good = await preflight('https://app.example');
    expect(good.status).toBe(204);
    expect(good.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('writes the access log in the stage’s format', async () => {
    const lines: string[] = [];
    cloud.journal.follow(({ source, text }) => (source === 'http' ? lines.push(text) : 0), { backlog: 0 });
    const response = await rent(`Bearer ${await token('rider')}`);
    const { requestContext } = (await response.json()) as {
      requestContext: { authorizer: { jwt: { claims: { client_id: string } } } };
    };
    const { client_id: client } = requestContext.authorizer.jwt.claims;
    expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      route: 'POST /rentals/{id}',
      status: 200,
      client,
      agent: 'node',
      why: '-',
      inherited: '-',
    });
  });

  it('takes any name in the query, what every object inherits too', async () => {
    const response = await fetch(`${base}/health?constructor=1&__proto__=2&toString=3`);
    const { queryStringParameters } = (await response.json()) as { queryStringParameters: object };
    expect(Object.entries(queryStringParameters)).toEqual([
      ['constructor', '1'],
      ['__proto__', '2'],
      ['toString', '3'],
    ]);
  });

  /** Of a token's header, which nobody has signed yet when it is read. */
  const foreign = '☃\r\nx-forged: yes","status":200,"\u202e';

  it('answers a token whose header cannot be quoted in ours, and goes on', async () => {
    const lines: string[] = [];
    cloud.journal.follow(({ source, text }) => (source === 'http' ? lines.push(text) : 0), { backlog: 0 });
    const header = { alg: 'RS256', crit: [foreign], [foreign]: 1 };
    const parts = [header, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const refused = await rent(`Bearer ${parts.join('.')}.AAAA`);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('invalid_token');
    expect(refused.headers.get('x-forged')).toBeNull();
    expect((await rent(`Bearer ${await token('rider')}`)).status).toBe(200);

    const quoting = lines.filter((line) => line.includes('x-forged'));
    expect(quoting).toHaveLength(2);
    for (const line of quoting) expect(line).not.toMatch(/[\r\n\u202e]/);
    const access = quoting.find((line) => line.startsWith('{'));
    expect(JSON.parse(access ?? '')).toMatchObject({ status: 401, why: expect.stringContaining('x-forged') });
  });

  it.each([
    ['x-own', '☃'],
    ['x-own', 'a\r\nset-cookie: b=c'],
    ['x own', 'a'],
    ['', 'a'],
  ])('answers 500 for a function that returns the header %j: %j', async (name, value) => {
    const query = new URLSearchParams({ name, value });
    const response = await fetch(`${base}/echo?${query.toString()}`);
    expect(response.status).toBe(500);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});
