import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Instant, milliseconds } from '../../shared/kernel/time.ts';
import { dynamodb } from '../../shared/runtime/dynamodb-client.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { keys } from './keys.ts';
import type { RentalOwner } from './routing.ts';

/** Whose rental each is: what cars answer names the rental only. */

/** Longer than any rental, and what may still be said of it afterwards. */
const KEPT_SECONDS = 90 * 86_400;

export async function learnOwner({ rentalId, riderId }: RentalOwner, now: Instant): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('table'),
      Item: {
        ...keys.rental(rentalId),
        rider: { S: riderId },
        ttl: { N: String(Math.ceil(milliseconds(now) / 1000) + KEPT_SECONDS) },
      },
    }),
  );
}

export async function ownerOf(rentalId: string): Promise<string | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: variable('table'), Key: keys.rental(rentalId), ConsistentRead: true }),
  );
  return Item?.['rider']?.S;
}
