import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { type Instant, instant } from '../../shared/kernel/time.ts';
import { clientLimits } from '../../shared/runtime/client-limits.ts';

/** The other side of open connections: API Gateway, at the endpoint that the SDK finds in the environment. */
const client = new ApiGatewayManagementApiClient(clientLimits);

/** False when the connection is gone. */
export function post(ConnectionId: string, text: string): Promise<boolean> {
  return unlessGone(() =>
    client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(text) })),
  );
}

/** Ends the connection; false when it was gone. */
export function close(ConnectionId: string): Promise<boolean> {
  return unlessGone(() => client.send(new DeleteConnectionCommand({ ConnectionId })));
}

/** When something was last said on the connection; undefined when it is gone. */
export async function activeAt(ConnectionId: string): Promise<Instant | undefined> {
  let active: Instant | undefined;
  await unlessGone(async () => {
    const { LastActiveAt, ConnectedAt } = await client.send(new GetConnectionCommand({ ConnectionId }));
    active = instant((LastActiveAt ?? ConnectedAt)?.getTime() ?? Date.now());
  });
  return active;
}

async function unlessGone(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'GoneException') return false;
    throw error;
  }
}
