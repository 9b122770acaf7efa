import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Principal } from '../../shared/contracts/define.ts';
import { TICKET_PATTERN, TICKET_SECONDS, ticketWith } from '../../shared/contracts/realtime/realtime.ts';
import { addSeconds, type Instant, milliseconds } from '../../shared/kernel/time.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { dynamodb } from '../../shared/runtime/table/client.ts';
import { keys } from './keys.ts';

/** Tickets for connections: 256 random bits, kept as a hash, each for one principal and one use. */

export interface Bearer {
  readonly kind: Principal;
  readonly id: string;
}

export async function giveTicket(
  bearer: Bearer,
  now: Instant,
): Promise<{ readonly ticket: string; readonly expires: Instant }> {
  const ticket = ticketWith(randomBytes(32));
  const expires = addSeconds(now, TICKET_SECONDS);
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('table'),
      Item: {
        ...keys.ticket(ticket),
        kind: { S: bearer.kind },
        id: { S: bearer.id },
        expires: { S: expires },
        ttl: { N: String(Math.ceil(milliseconds(expires) / 1000)) },
      },
    }),
  );
  return { ticket, expires };
}

const PATTERN = new RegExp(TICKET_PATTERN);

/** Whose ticket it is; undefined for one that is none, was used, or is too old. Nobody can use it again. */
export async function redeemTicket(ticket: string, now: Instant): Promise<Bearer | undefined> {
  if (!PATTERN.test(ticket)) return undefined;
  try {
    const { Attributes } = await dynamodb.send(
      new DeleteItemCommand({
        TableName: variable('table'),
        Key: keys.ticket(ticket),
        ConditionExpression: 'expires > :now',
        ExpressionAttributeValues: { ':now': { S: now } },
        ReturnValues: 'ALL_OLD',
      }),
    );
    const { kind, id } = Attributes ?? {};
    return kind?.S === undefined || id?.S === undefined ? undefined : { kind: kind.S as Principal, id: id.S };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
