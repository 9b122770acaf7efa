import { setTimeout as pause } from 'node:timers/promises';
import { deadLetters } from '../contracts/platform/platform.ts';
import type { CarReach } from './car-reach.ts';
import { deadLetterOf } from './dead-letters/dead-letters.ts';
import type { Domain, DomainEvent, Message } from './domain.ts';
import { consume, type Handling, type Observed } from './kafka/consume.ts';
import { decoder } from './kafka/decode.ts';
import { publisher } from './kafka/publish.ts';
import {
  type BatchResponse,
  failuresOf,
  type KafkaEvent,
  type KafkaRecord,
  recordsOf,
} from './kafka/records.ts';
import { logger, type MetricName, measure } from './observability.ts';
import type { Incoming } from './operations/messages.ts';
import type { Handled } from './operations/operations.ts';
import { Reader } from './readers.ts';
import type { RoomDeclaration } from './room.ts';
import { declarationOf, type InvocationContext, roomWork } from './room-function.ts';
import { now } from './room-table.ts';

/** The most keys that an invocation handles at the same time. */
const CONCURRENCY = 16;
/** With less time left, the function starts no other message: the rest is retried. */
const TIME_FOR_A_MESSAGE_MS = 6_000;
/** The function has to answer before Lambda stops it. */
const TIME_TO_ANSWER_MS = 1_000;

type RecordsHandler = (event: KafkaEvent, context: InvocationContext) => Promise<BatchResponse>;

/** The handler of a function that decides a room's messages: an MSK event in, what was not handled out. */
export function consumer<State, In extends Message, Event extends DomainEvent>(setup: {
  readonly room: RoomDeclaration;
  readonly functionName: string;
  readonly domain: Domain<State, In, Event>;
  /** Of a function that speaks to cars. */
  readonly cars?: CarReach;
}): RecordsHandler {
  const { room, functionName, domain, cars } = setup;
  return handlesRecords({
    room,
    functionName,
    work: () => {
      const { store, operations } = roomWork(room, declarationOf(room, functionName), domain, cars);
      const reader = new Reader(room, functionName);
      return {
        store: reader.waiting(store),
        handle: (incoming) => operations.handle(reader.own(incoming) as Incoming<In>),
      };
    },
  });
}

/** How records are handled. */
export interface RecordWork {
  readonly handle: (incoming: Incoming) => Promise<Handled>;
  /** Knows which messages wait for earlier ones of their key. Without it no message waits, even on a blocking topic. */
  readonly store?: Handling['store'];
}

const nobodyWaits: Handling['store'] = {
  wait: () => Promise.resolve(),
  passed: () => Promise.resolve(),
};

/** The handler of a function that takes decoded records of topics, in order. `work` is called at the first records. */
export function handlesRecords(setup: {
  readonly room: RoomDeclaration;
  readonly functionName: string;
  readonly work: () => RecordWork;
}): RecordsHandler {
  const { room, functionName } = setup;
  const consumes = declarationOf(room, functionName).consumes ?? [];
  const decode = decoder(consumes);
  const blocking = new Set(consumes.flatMap(({ topic }) => (topic.onPoison === 'block' ? [topic.name] : [])));
  const name = `${room.name}-${functionName}`;
  let work: RecordWork | undefined;

  return async (event, context) => {
    work ??= setup.work();
    const { store, handle } = work;
    const tally = new Tally();
    let over = false;
    const handling: Handling = {
      decode,
      handle,
      store: store ?? nobodyWaits,
      over: () => over,
      deadLetter: async (record, why) => {
        await publisher().send(deadLetters.name, [deadLetterOf(record, why, name, now())]);
      },
      blocking: (topic) => store !== undefined && blocking.has(topic),
      concurrency: CONCURRENCY,
      outOfTime: () => context.getRemainingTimeInMillis() < TIME_FOR_A_MESSAGE_MS,
      observe: (record, observed) => tally.take(record, observed),
    };
    const { unfinished, done } = consume(recordsOf(event), handling);
    await within(done, context.getRemainingTimeInMillis() - TIME_TO_ANSWER_MS);
    over = true;
    tally.tell(unfinished.size);
    return failuresOf([...unfinished]);
  };
}

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  const answered = new AbortController();
  const limit = pause(Math.max(0, milliseconds), undefined, { signal: answered.signal }).catch(
    () => undefined,
  );
  await Promise.race([work, limit]);
  answered.abort();
}

/** Logs the records of an invocation, and counts them for its metrics. */
class Tally {
  private readonly counts: Partial<Record<MetricName, number>> = {};

  take(record: KafkaRecord, observed: Observed): void {
    const { topic, partition, offset } = record;
    const place = { topic, partition, offset };
    switch (observed.kind) {
      case 'failed':
        logger.error('A message failed and will be retried', { ...place, error: observed.error as Error });
        break;
      case 'dead-lettered':
        this.count('DeadLetters');
        logger.error('A message went to the dead letters', { ...place, ...observed.why });
        break;
      case 'handled':
        this.handled(record, observed);
        break;
    }
  }

  private handled(record: KafkaRecord, { incoming, handled }: Extract<Observed, { kind: 'handled' }>): void {
    const { message, traceparent } = incoming;
    const outcome = handled.kind === 'decided' || handled.kind === 'again' ? handled.outcome : undefined;
    const code = outcome?.kind === 'refused' ? outcome.code : undefined;
    const reason = handled.kind === 'ignored' ? handled.reason : undefined;
    if (handled.kind !== 'waits') this.count('MessagesHandled');
    if (handled.kind === 'decided' && code === 'EXPIRED') this.count('MessagesExpired');
    if (handled.kind === 'decided') {
      for (const [name, count] of Object.entries(handled.counts ?? {})) this.count(name as MetricName, count);
    }
    const delay = Date.now() - record.timestamp;
    this.counts.HandlingDelay = Math.max(this.counts.HandlingDelay ?? 0, delay);
    const { type, id } = message;
    logger.info('Handled', { type, operation: id, traceparent, result: handled.kind, code, reason });
  }

  private count(name: MetricName, more = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + more;
  }

  tell(failed: number): void {
    measure({ ...this.counts, ...(failed === 0 ? {} : { MessagesFailed: failed }) });
  }
}
