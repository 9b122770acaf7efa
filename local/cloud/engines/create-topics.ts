import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';
import { EngineError } from './engine-error.ts';

const LIMIT_MILLISECONDS = 30_000;
const PAUSE_MILLISECONDS = 20;

type TopicAdmin = Pick<Admin, 'createTopics' | 'fetchTopicMetadata' | 'fetchTopicOffsets'>;

/**
 * Makes topics, and asks the broker until each partition of them has its log. A busy broker accepts a topic before it
 * knows it, and names leaders before they can be written to: what is sent in between is refused for some partitions,
 * and clients send it again for all. (The client's own `waitForLeaders` gives up at the first such answer.)
 * Throws EngineError ENGINE_TIMEOUT.
 */
export async function createTopics(admin: TopicAdmin, topics: readonly ITopicConfig[]): Promise<void> {
  if (topics.length === 0) return;
  await admin.createTopics({ topics: [...topics], waitForLeaders: false });
  const names = topics.map(({ topic }) => topic);
  const limit = Date.now() + LIMIT_MILLISECONDS;
  for (;;) {
    const failure = await refusal(admin, names);
    if (failure === undefined) return;
    if (!isPassing(failure)) throw failure;
    if (Date.now() > limit)
      throw new EngineError('ENGINE_TIMEOUT', `Kafka does not serve ${names.join(', ')} after 30 s`, {
        cause: failure,
      });
    await pause(PAUSE_MILLISECONDS);
  }
}

/** Told by what the error says: the client exports the classes of its errors in a way that Node does not see. */
function isPassing(failure: unknown): boolean {
  return failure instanceof Error && 'retriable' in failure && failure.retriable === true;
}

/** Why the broker does not serve all partitions of the topics; undefined when it does. */
async function refusal(admin: TopicAdmin, names: string[]): Promise<unknown> {
  try {
    await admin.fetchTopicMetadata({ topics: names });
    for (const name of names) await admin.fetchTopicOffsets(name);
    return undefined;
  } catch (error) {
    return error;
  }
}
