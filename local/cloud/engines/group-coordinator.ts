import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from './engine-error.ts';
import { compact, kafkaRequest, NO_TAGS, unsignedVarint } from './kafka-wire.ts';

const FIND_COORDINATOR = { key: 10, version: 4 };
const GROUP = 'roadstream-first';
const LIMIT_MILLISECONDS = 30_000;
const PAUSE_MILLISECONDS = 20;
/** Throttle time, array length, and the name of the one group come before the broker's number. */
const BEFORE_NODE = 4 + 1 + 1 + GROUP.length;

/**
 * Asks for a group's coordinator until there is one: a new broker makes the topic of consumer offsets at the first
 * such question, and every consumer that asks before it is made logs an error. Throws EngineError ENGINE_TIMEOUT.
 */
export async function awaitGroupCoordinator(internal: string): Promise<void> {
  const limit = Date.now() + LIMIT_MILLISECONDS;
  const forGroups = Buffer.from([0]);
  const body = Buffer.concat([forGroups, unsignedVarint(2), compact(GROUP), NO_TAGS]);
  while ((await kafkaRequest(internal, { ...FIND_COORDINATOR, body })).readInt32BE(BEFORE_NODE) < 0) {
    if (Date.now() > limit)
      throw new EngineError('ENGINE_TIMEOUT', `Kafka at ${internal} has no group coordinator after 30 s`);
    await pause(PAUSE_MILLISECONDS);
  }
}
