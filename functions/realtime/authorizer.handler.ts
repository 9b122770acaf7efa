import { SUBPROTOCOL } from '../../shared/contracts/realtime/realtime.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { type AuthorizerEvent, subprotocolsOf } from './socket-event.ts';
import { type Bearer, redeemTicket } from './tickets.ts';

/** The ticket stands beside the protocol. It is used up here, whatever becomes of the connection. */
async function bearerOf(event: AuthorizerEvent): Promise<Bearer | undefined> {
  const protocols = subprotocolsOf(event);
  const [ticket, ...others] = protocols.filter((name) => name !== SUBPROTOCOL);
  if (ticket === undefined || others.length > 0 || !protocols.includes(SUBPROTOCOL)) return undefined;
  return await redeemTicket(ticket, now());
}

/** Lets a connection be made, or not: what `$connect` demands, as a policy. */
export async function handler(event: AuthorizerEvent): Promise<object> {
  const bearer = await bearerOf(event);
  const statement = { Action: 'execute-api:Invoke', Resource: event.methodArn };
  const policy = (Effect: 'Allow' | 'Deny') => ({
    Version: '2012-10-17',
    Statement: [{ ...statement, Effect }],
  });
  if (bearer === undefined) return { principalId: 'nobody', policyDocument: policy('Deny') };
  return {
    principalId: `${bearer.kind}/${bearer.id}`,
    policyDocument: policy('Allow'),
    context: { kind: bearer.kind, id: bearer.id },
  };
}
