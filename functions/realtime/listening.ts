import type { PushRequest } from '../../shared/contracts/realtime/realtime.ts';
import { addSeconds, type Instant, isBefore, milliseconds } from '../../shared/kernel/time.ts';
import { RuntimeFailure } from '../../shared/runtime/failure.ts';
import type { Incoming } from '../../shared/runtime/operations/messages.ts';
import type { Handled } from '../../shared/runtime/operations/operations.ts';
import { askInOrder } from '../../shared/runtime/outbox/queues.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { Appender } from './appender.ts';
import { append, type Head } from './history.ts';
import { learnOwner, ownerOf } from './owners.ts';
import { pushesPort } from './ports.ts';
import { ownerIn, pushesOf, rentalAskedOf } from './routing.ts';
import { KEPT_SECONDS } from './streams.ts';

/** What a record becomes: pushes in the streams of those who hear of it, and word to the function that sends them. */

/** The rental's own events come on another topic: what a car answered may be here before. */
const OWNER_IS_KNOWN_AFTER_SECONDS = 60;

const appender = new Appender(async (pushes) => {
  const heads = await append(pushes, now());
  await Promise.all(heads.filter(({ listener }) => listener !== undefined).map(nudge));
});

/** Says that a stream's connections may lack something, up to this sequence. */
function nudge({ stream, last }: Head): Promise<void> {
  const request: PushRequest = { stream };
  return askInOrder(pushesPort, JSON.stringify(request), { group: stream, id: `${stream}@${last}` });
}

export async function listen({ message, arrivalTime }: Incoming): Promise<Handled> {
  const owner = ownerIn(message);
  if (owner !== undefined) await learnOwner(owner, now());
  if (isBefore(addSeconds(arrivalTime, KEPT_SECONDS), now()))
    return { kind: 'ignored', reason: 'nobody is told after a day' };
  const rental = rentalAskedOf(message);
  const rider = rental === undefined ? undefined : await knownOwner(rental, arrivalTime);
  await appender.add(pushesOf(message, rider));
  return { kind: 'decided', outcome: { kind: 'accepted' } };
}

/** Throws EARLIER_MISSING as long as the rental may be heard of yet. */
async function knownOwner(rental: string, arrivalTime: Instant): Promise<string | undefined> {
  const owner = await ownerOf(rental);
  const age = (Date.now() - milliseconds(arrivalTime)) / 1000;
  if (owner !== undefined || age > OWNER_IS_KNOWN_AFTER_SECONDS) return owner;
  throw new RuntimeFailure('EARLIER_MISSING', `Whose rental ${rental} is has not been heard yet`);
}
