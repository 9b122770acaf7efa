import { AwsError, type AwsRequest, type AwsResponse } from '../../core/aws-endpoint.ts';
import type { Cloud } from '../../core/cloud.ts';
import { oneLine } from '../../core/foreign-text.ts';
import { LARGEST_MESSAGE_BYTES, type SocketConnection } from './socket-connection.ts';

const NORMAL = 1000;

interface Connections {
  connection(apiId: string, connectionId: string): SocketConnection | undefined;
}

/** `/<api>/<stage>/@connections/<id>`: the API's id stands in the host on AWS. */
const PATH = /^\/(?<apiId>[^/]+)\/(?<stage>[^/]+)\/(?:@|%40)connections\/(?<id>[^/]+)$/;

/** The `execute-api` service of `AWS_ENDPOINT_URL`: what functions do with open connections of WebSocket APIs. */
export function serveConnections(cloud: Cloud, connections: Connections): void {
  cloud.endpoint.register('execute-api', async (request) => {
    const { apiId = '', stage = '', id = '' } = PATH.exec(request.path)?.groups ?? {};
    const connectionId = decodeURIComponent(id);
    if (id === '' || !['GET', 'POST', 'DELETE'].includes(request.method))
      throw new AwsError(
        'UnknownOperationException',
        `execute-api: ${request.method} ${request.path} is not emulated`,
        404,
      );
    authorize(cloud, request, `${apiId}/${stage}/${request.method}/@connections/${connectionId}`);
    const connection = connections.connection(apiId, connectionId);
    if (connection === undefined || connection.facts.stage !== stage)
      throw new AwsError('GoneException', `the connection ${connectionId} is gone`, 410);
    return await carryOut(connection, request);
  });
}

/** As this API says it: forbidden, with 403. */
function authorize(cloud: Cloud, request: AwsRequest, resource: string): void {
  const { region, account, endpoint, journal, clock } = cloud;
  try {
    endpoint.authorize(
      request,
      'execute-api:ManageConnections',
      `arn:aws:execute-api:${region}:${account}:${resource}`,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    journal.write({
      time: clock.now(),
      source: 'aws',
      level: 'WARN',
      text: `execute-api: ${oneLine(error.message)}`,
    });
    throw new AwsError('ForbiddenException', error.message, 403);
  }
}

async function carryOut(connection: SocketConnection, { method, body }: AwsRequest): Promise<AwsResponse> {
  switch (method) {
    case 'POST':
      if (body.length > LARGEST_MESSAGE_BYTES)
        throw new AwsError(
          'PayloadTooLargeException',
          `${body.length} bytes are more than the ${LARGEST_MESSAGE_BYTES} of a message`,
          413,
        );
      await connection.send(body.toString('utf8')).catch(() => {
        throw new AwsError('GoneException', 'the connection broke', 410);
      });
      return { status: 200 };
    case 'DELETE':
      connection.end(NORMAL, 'Connection Closed Normally');
      return { status: 204 };
    default:
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(described(connection)),
      };
  }
}

function described({ facts, lastActiveAt }: SocketConnection): object {
  const { sourceIp, userAgent } = facts.handshake;
  return {
    connectedAt: new Date(facts.connectedAt).toISOString(),
    identity: { sourceIp, ...(userAgent === undefined ? {} : { userAgent }) },
    lastActiveAt: new Date(lastActiveAt).toISOString(),
  };
}
