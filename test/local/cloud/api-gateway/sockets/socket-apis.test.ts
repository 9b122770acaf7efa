import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { deploy } from '../../../../../local/cloud/cloudformation/deploy.ts';
import { LocalAddresses } from '../../../../../local/cloud/core/local-addresses.ts';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { HttpServer } from '../../../../../local/cloud/http-server.ts';
import { providers } from '../../../../../local/cloud/providers.ts';
import { synthesized } from '../../cloudformation/synthesized.ts';
import { aFunction } from '../../lambda/a-function.ts';
import { clientSettings, openCloud, role } from '../../local-cloud.ts';

/** A WebSocket API as a template has it, its functions, and what AWS's own client does with its connections. */

const API = { Ref: 'Api' };

/** Answers with its event, and does what the query or the message asks for. */
const WORK = `export const handler = async (event) => {
  const { eventType } = event.requestContext;
  if (eventType === 'DISCONNECT') { console.log('END ' + JSON.stringify(event)); return { statusCode: 200 }; }
  const { status = 200, protocol = 'two' } = event.queryStringParameters ?? {};
  if (eventType === 'CONNECT') return status === 'none' ? {} : { statusCode: Number(status), headers: { 'sec-websocket-protocol': protocol } };
  const body = event.body.startsWith('{') ? JSON.parse(event.body) : {};
  if (body.action === 'throw') throw new Error('no');
  return { statusCode: 200, body: JSON.stringify(event) };
};`;
const GATE = `export const handler = async (event) => {
  const { who } = event.queryStringParameters;
  if (who === 'nobody') throw new Error('Unauthorized');
  if (who === 'broken') throw new Error('other');
  if (who === 'gossip') console.log('TOLD ' + JSON.stringify(event));
  const Effect = who === 'denied' ? 'Deny' : 'Allow';
  return { principalId: who, policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: event.methodArn }] }, context: { number: 7, yes: true, type: event.type } };
};`;

let cloud: RunningCloud;
let base: string;
let apiId: string;

const uri = (arn: string): string =>
  `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
const part = (type: string, properties: object): object => ({
  Type: `AWS::ApiGatewayV2::${type}`,
  Properties: { ApiId: API, ...properties },
});
const route = (RouteKey: string, more: object = {}): object =>
  part('Route', { RouteKey, Target: { 'Fn::Sub': 'integrations/${Work}' }, ...more });
const permission = (FunctionName: string, end: string): object => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: { 'Fn::Sub': `arn:aws:execute-api:eu-west-1:111111111111:\${Api}/${end}` },
  },
});

function template(work: string, gate: string): Record<string, object> {
  return {
    Api: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'talk',
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: '$request.body.action',
      },
    },
    Stage: part('Stage', {
      StageName: 'live',
      AutoDeploy: true,
      AccessLogSettings: {
        DestinationArn: 'arn:aws:logs:eu-west-1:111111111111:log-group:talk',
        Format: '{"route":"$context.routeKey","status":$context.status,"event":"$context.eventType"}',
      },
    }),
    Work: part('Integration', { IntegrationType: 'AWS_PROXY', IntegrationUri: uri(work) }),
    Gate: part('Authorizer', {
      Name: 'gate',
      AuthorizerType: 'REQUEST',
      AuthorizerUri: uri(gate),
      IdentitySource: ['route.request.querystring.who'],
    }),
    Connect: route('$connect', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Gate' } }),
    Disconnect: route('$disconnect'),
    Default: route('$default', { RouteResponseSelectionExpression: '$default' }),
    DefaultAnswer: part('RouteResponse', { RouteId: { Ref: 'Default' }, RouteResponseKey: '$default' }),
    Silent: route('silent'),
    Throw: route('throw', { RouteResponseSelectionExpression: '$default' }),
    WorkPermission: permission(work, 'live/*'),
    GatePermission: permission(gate, 'authorizers/*'),
    Poster: role({
      Effect: 'Allow',
      Action: 'execute-api:ManageConnections',
      Resource: {
        'Fn::Sub': 'arn:aws:execute-api:eu-west-1:111111111111:${Api}/live/POST/@connections/*',
      },
    }),
  };
}

/** Events that the authorizer was asked with, where the query told it to say them. */
const gossip: { queryStringParameters: object; multiValueHeaders: object }[] = [];

beforeAll(async () => {
  cloud = await openCloud();
  cloud.journal.follow(({ text }) => {
    const [, event] = /TOLD (\{.*\})/.exec(text) ?? [];
    if (event !== undefined) gossip.push(JSON.parse(event) as never);
  });
  const http = cloud.part(HttpServer);
  await http.listen(() => ({ ready: true, parts: [] }));
  base = `ws://127.0.0.1:${http.port}`;
  const work = aFunction(cloud, { name: 'work', code: WORK });
  const gate = aFunction(cloud, { name: 'gate', code: GATE });
  const Resources = template(work.arn, gate.arn);
  const deployed = await deploy(cloud, synthesized({ Test: { template: { Resources } } }), providers);
  apiId = deployed.resources.find(({ logicalId }) => logicalId === 'Api')?.created.ref ?? '';
  await cloud.start();
  await http.listenForOthers();
});
afterAll(async () => {
  await cloud.stop();
});

interface Talk {
  readonly socket: WebSocket;
  readonly id: string;
  /** Says it, and gives the answer. */
  readonly ask: (text: string) => Promise<Record<string, unknown>>;
}

async function connect(path = '/live?who=ana', protocols: string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(`${base}${path}`, protocols);
  await once(socket, 'open');
  return socket;
}

async function talk(path?: string, protocols?: string[]): Promise<Talk> {
  const socket = await connect(path, protocols);
  const ask = async (text: string): Promise<Record<string, unknown>> => {
    const answered = once(socket, 'message');
    socket.send(text);
    const [data] = (await answered) as [Buffer];
    return JSON.parse(data.toString()) as Record<string, unknown>;
  };
  const { requestContext } = (await ask('hello')) as { requestContext: { connectionId: string } };
  return { socket, id: requestContext.connectionId, ask };
}

/** With which status the handshake is refused. */
async function refusedWith(path: string): Promise<number> {
  const socket = new WebSocket(`${base}${path}`);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  return response.statusCode;
}

/** AWS's own client, told by the text that a template would put into its environment. */
function management(logicalId?: string): ApiGatewayManagementApiClient {
  const endpoint = cloud
    .part(LocalAddresses)
    .localized(`https://${apiId}.execute-api.eu-west-1.amazonaws.com/live`);
  return new ApiGatewayManagementApiClient({ ...clientSettings(cloud, logicalId), endpoint });
}

describe('a WebSocket API', () => {
  it.each([
    ['without what the authorizer must be given', '/live', 401],
    ['as somebody whom it does not know', '/live?who=nobody', 401],
    ['as somebody whom it refuses', '/live?who=denied', 403],
    ['when the authorizer fails', '/live?who=broken', 500],
    ['when $connect says no', '/live?who=ana&status=418', 418],
    ['when $connect says nothing', '/live?who=ana&status=none', 502],
    ['at another stage', '/other?who=ana', 403],
  ])('refuses a client %s', async (_, path, status) => {
    expect(await refusedWith(path)).toBe(status);
  });

  it('says which of the offered subprotocols it is', async () => {
    const socket = await connect('/live?who=ana', ['one', 'two']);
    expect(socket.protocol).toBe('two');
    socket.terminate();
  });

  it('hands a message over as AWS does, with what the authorizer said', async () => {
    const { socket, id, ask } = await talk('/live?who=ana', ['two']);
    const event = await ask('{"action":"unknown"}');
    expect(event).toEqual({
      requestContext: {
        routeKey: '$default',
        authorizer: { principalId: 'ana', number: '7', yes: 'true', type: 'REQUEST' },
        messageId: expect.any(String),
        eventType: 'MESSAGE',
        extendedRequestId: expect.any(String),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        messageDirection: 'IN',
        stage: 'live',
        connectedAt: expect.any(Number),
        requestTimeEpoch: expect.any(Number),
        identity: { sourceIp: '127.0.0.1' },
        requestId: expect.any(String),
        domainName: `${apiId}.execute-api.eu-west-1.amazonaws.com`,
        connectionId: id,
        apiId,
      },
      body: '{"action":"unknown"}',
      isBase64Encoded: false,
    });
    expect(id).toMatch(/^[\w-]{15}=$/);
    socket.terminate();
  });

  it('answers where the route has a response, and says so when a function fails', async () => {
    const { socket, id, ask } = await talk();
    expect(await ask('{"action":"throw"}')).toMatchObject({
      message: 'Internal server error',
      connectionId: id,
    });
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    socket.send('{"action":"silent"}');
    await ask('after it');
    await cloud.clock.advance(0);
    expect(heard).toHaveLength(1);
    socket.terminate();
  });

  it.each([
    ['a frame of more than 32 KB', (socket: WebSocket) => socket.send('x'.repeat(32_769)), 1009],
    [
      'a message of more than 128 KB',
      (socket: WebSocket) => {
        for (let n = 0; n < 5; n++) socket.send('x'.repeat(30_000), { fin: n === 4 });
      },
      1009,
    ],
    ['bytes', (socket: WebSocket) => socket.send(Buffer.from('x')), 1003],
  ])('ends a connection that sends %s', async (_, send, code) => {
    const socket = await connect();
    const closed = once(socket, 'close');
    send(socket);
    expect((await closed)[0]).toBe(code);
  });

  it('takes a message of up to 128 KB in frames of up to 32 KB', async () => {
    const { socket } = await talk();
    const answered = once(socket, 'message');
    for (let n = 0; n < 4; n++) socket.send('x'.repeat(32_768), { fin: n === 3 });
    const [data] = (await answered) as [Buffer];
    expect((JSON.parse(data.toString()) as { body: string }).body).toHaveLength(131_072);
    socket.terminate();
  });

  it('tells $disconnect why a connection ended', async () => {
    const { socket, id } = await talk();
    const told = Promise.withResolvers<{ requestContext: Record<string, unknown> }>();
    const end = cloud.journal.follow(
      ({ text }) => {
        const [, event] = /END (\{.*\})/.exec(text) ?? [];
        if (event?.includes(id) === true) told.resolve(JSON.parse(event) as never);
      },
      { backlog: 0 },
    );
    socket.close(4000, 'enough');
    expect((await told.promise).requestContext).toMatchObject({
      routeKey: '$disconnect',
      eventType: 'DISCONNECT',
      authorizer: { principalId: 'ana' },
      disconnectStatusCode: 4000,
      disconnectReason: 'enough',
    });
    end();
  });

  it('ends a connection after ten minutes without a message, and after two hours', async () => {
    const idle = (await talk()).socket;
    const busy = await talk();
    const ended = once(idle, 'close');
    const over = once(busy.socket, 'close');
    await cloud.clock.advance(6 * 60_000);
    await busy.ask('still here');
    await cloud.clock.advance(5 * 60_000);
    expect((await ended)[0]).toBe(1001);
    // Some minutes on each side of two hours: time goes on while this test waits.
    for (let minutes = 11; minutes < 115; minutes += 8) {
      await busy.ask('still here');
      await cloud.clock.advance(8 * 60_000);
    }
    expect(busy.socket.readyState).toBe(WebSocket.OPEN);
    await busy.ask('still here');
    await cloud.clock.advance(8 * 60_000);
    expect((await over)[0]).toBe(1001);
  });

  it('takes any name in query and headers, what every object inherits too', async () => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
    const query = names.map((name) => `${name}=1`).join('&');
    const headers = Object.fromEntries(names.map((name) => [name, '2']));
    const socket = new WebSocket(`${base}/live?who=gossip&${query}`, { headers });
    await once(socket, 'open');
    const [told] = gossip;
    for (const name of names) {
      expect(Object.entries(told?.queryStringParameters ?? {})).toContainEqual([name, '1']);
      expect(Object.entries(told?.multiValueHeaders ?? {})).toContainEqual([name, ['2']]);
    }
    socket.terminate();
  });

  it('opens nothing under a protocol that would add headers to the handshake', async () => {
    const socket = new WebSocket(`${base}/live?who=ana&protocol=two%0d%0aset-cookie:%20a=b`, ['two']);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect([response.statusCode, response.headers['set-cookie']]).toEqual([502, undefined]);
    socket.on('error', () => undefined);
    socket.terminate();
  });

  it('writes the access log in the stage’s format', async () => {
    const lines: unknown[] = [];
    cloud.journal.follow(
      ({ source, text }) => (source === 'http' && text.startsWith('{') ? lines.push(JSON.parse(text)) : 0),
      { backlog: 0 },
    );
    const { socket } = await talk();
    await cloud.clock.advance(0);
    // The ends of others' connections may come at any time.
    expect(lines.filter((line) => (line as { event: string }).event !== 'DISCONNECT')).toEqual([
      { route: '$connect', status: 200, event: 'CONNECT' },
      { route: '$default', status: 200, event: 'MESSAGE' },
    ]);
    socket.terminate();
  });
});

describe('@connections', () => {
  it('sends, tells and ends, for AWS’s own client', async () => {
    const { socket, id: ConnectionId } = await talk();
    const client = management();
    const heard = once(socket, 'message');
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from('häy') }));
    expect(String((await heard)[0])).toBe('häy');
    const told = await client.send(new GetConnectionCommand({ ConnectionId }));
    expect(told).toMatchObject({
      Identity: { SourceIp: '127.0.0.1' },
      ConnectedAt: expect.any(Date),
      LastActiveAt: expect.any(Date),
    });
    const closed = once(socket, 'close');
    await client.send(new DeleteConnectionCommand({ ConnectionId }));
    expect((await closed)[0]).toBe(1000);
    await cloud.clock.advance(0);
    for (const command of [
      new PostToConnectionCommand({ ConnectionId, Data: Buffer.from('x') }),
      new PostToConnectionCommand({ ConnectionId: 'nobody=', Data: Buffer.from('x') }),
    ])
      await expect(client.send(command)).rejects.toMatchObject({
        name: 'GoneException',
        $metadata: { httpStatusCode: 410 },
      });
    client.destroy();
  });

  it('takes no more than 128 KB', async () => {
    const { socket, id: ConnectionId } = await talk();
    const client = management();
    const post = (bytes: number) =>
      client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.alloc(bytes, 'x') }));
    await expect(post(131_072)).resolves.toBeDefined();
    await expect(post(131_073)).rejects.toMatchObject({ name: 'PayloadTooLargeException' });
    client.destroy();
    socket.terminate();
  });

  it('[21] is for roles that may do just that', async () => {
    const { socket, id: ConnectionId } = await talk();
    const client = management('Poster');
    await expect(
      client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from('x') })),
    ).resolves.toBeDefined();
    await expect(client.send(new GetConnectionCommand({ ConnectionId }))).rejects.toMatchObject({
      name: 'ForbiddenException',
      message: expect.stringContaining(
        `not authorized to perform execute-api:ManageConnections on arn:aws:execute-api:eu-west-1:111111111111:${apiId}/live/GET/@connections/${ConnectionId}`,
      ),
    });
    client.destroy();
    socket.terminate();
  });

  it('and the API are where a function’s environment says', () => {
    const local = (text: string): string => cloud.part(LocalAddresses).localized(text);
    const host = `${apiId}.execute-api.eu-west-1.amazonaws.com`;
    expect(local(`wss://${host}/live`)).toBe(`${base}/live`);
    expect(local(`{"a":"https://${host}/live"}`)).toBe(`{"a":"${cloud.endpoint.url}/${apiId}/live"}`);
    expect(local('https://other.execute-api.eu-west-1.amazonaws.com/live')).toContain('https://other.');
  });
});

describe('a template', () => {
  it.each([
    ['Api', { RouteSelectionExpression: '$request.header.x' }, /RouteSelectionExpression/],
    ['Work', { IntegrationType: 'MOCK' }, /IntegrationType is AWS_PROXY here, not MOCK/],
    ['Work', { TimeoutInMillis: 29_001 }, /TimeoutInMillis is 50 to 29000/],
    ['Gate', { AuthorizerType: 'JWT' }, /AuthorizerType is REQUEST here, not JWT/],
    ['Gate', { IdentitySource: ['$request.header.x'] }, /takes route\.request\.header/],
    [
      'Disconnect',
      { AuthorizationType: 'CUSTOM', AuthorizerId: 'x' },
      /only \$connect can have an authorizer/,
    ],
    ['Silent', { RouteKey: '$other' }, /there is no route \$other/],
    ['Stage', { AutoDeploy: false }, /would need a deployment/],
    ['DefaultAnswer', { RouteId: { Ref: 'Silent' } }, /has no RouteResponseSelectionExpression/],
  ])('whose %s has %j is refused', async (logicalId, change, why) => {
    const Resources = template(
      'arn:aws:lambda:eu-west-1:1:function:work',
      'arn:aws:lambda:eu-west-1:1:function:gate',
    );
    const { WorkPermission: _, GatePermission: __, Poster: ___, ...rest } = Resources;
    const { Type, Properties } = rest[logicalId] as { Type: string; Properties: object };
    const changed = { ...rest, [logicalId]: { Type, Properties: { ...Properties, ...change } } };
    await expect(
      deploy(cloud, synthesized({ Refused: { template: { Resources: changed } } }), providers),
    ).rejects.toThrow(why);
  });
});
