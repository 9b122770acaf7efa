import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type Instant, milliseconds } from '../../shared/kernel/time.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { dynamodb } from '../../shared/runtime/table/client.ts';
import { keys } from './keys.ts';
import type { RentalOwner } from './routing.ts';

/** Whose rental each is: what cars answer names the rental only. */

/** Longer than any rental, and what may still be said of it afterwards. */
const KEPT_SECONDS = 90 * 86_400;

/** What this environment has written or read. */
const known = new Map<string, string>();
const MOST_KNOWN = 5_000;

function remember({ rentalId, riderId }: RentalOwner): void {
  const [oldest] = known.keys();
  if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  known.set(rentalId, riderId);
}

/** Each event of a rental says whose it is; the first that is heard here is written down. */
export async function learnOwner(owner: RentalOwner, now: Instant): Promise<void> {
  const { rentalId, riderId } = owner;
  if (known.has(rentalId)) return;
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
  remember(owner);
}

export async function ownerOf(rentalId: string): Promise<string | undefined> {
  const riderId = known.get(rentalId);
  if (riderId !== undefined) return riderId;
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: variable('table'), Key: keys.rental(rentalId), ConsistentRead: true }),
  );
  const found = Item?.['rider']?.S;
  if (found !== undefined) remember({ rentalId, riderId: found });
  return found;
}
