import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { STORY_KEPT_DAYS } from '../../shared/contracts/stories/stories.ts';
import { addSeconds, isBefore, milliseconds } from '../../shared/kernel/time.ts';
import { variable } from '../../shared/runtime/environment.ts';
import type { Incoming } from '../../shared/runtime/operations/messages.ts';
import type { Handled } from '../../shared/runtime/operations/operations.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { dynamodb } from '../../shared/runtime/table/client.ts';
import { readModelItemOf } from '../../shared/runtime/table/commit-transaction.ts';
import { steps, storyOf } from './read-models.ts';
import { stepOf } from './step.ts';

const KEPT_SECONDS = STORY_KEPT_DAYS * 86_400;

/** An event becomes a step. The same event again is the same item, so the order in which they come does not matter. */
export async function note(incoming: Incoming): Promise<Handled> {
  const telling = stepOf(incoming);
  if (telling === undefined) return { kind: 'ignored', reason: 'it is of no rental' };
  const { rentalId, step } = telling;
  const goneAt = addSeconds(step.time, KEPT_SECONDS);
  // A new room reads its topics from the beginning.
  if (isBefore(goneAt, now())) return { kind: 'ignored', reason: 'stories are kept for 90 days' };
  const { eventId, time } = step;
  const item = steps({ rentalId, eventId }, step, storyOf({ rentalId }, `${time}/${eventId}`));
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('table'),
      Item: { ...readModelItemOf(item), ttl: { N: String(Math.ceil(milliseconds(goneAt) / 1000)) } },
    }),
  );
  return { kind: 'decided', outcome: { kind: 'accepted' } };
}
