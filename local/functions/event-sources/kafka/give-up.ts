import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from '../../../cloud/cloud.ts';
import { sendToQueue } from '../../destination.ts';
import type { FunctionDefinition } from '../../function-definition.ts';
import { FailureProducer } from './failure-producer.ts';
import { type FailureContext, queueFailureRecord, topicFailureRecord } from './failure-record.ts';
import type { KafkaMappingConfig } from './kafka-mapping-config.ts';
import type { LogRecord } from './log-record.ts';
import type { Verdict } from './run-batch.ts';

const TOPIC = 'kafka://';
const DELIVERY_ATTEMPTS = 5;
const PAUSE_MS = 500;

async function deliver(
  cloud: Cloud,
  definition: FunctionDefinition,
  destination: string,
  context: FailureContext,
  records: readonly LogRecord[],
): Promise<void> {
  if (destination.startsWith(TOPIC)) {
    const topic = destination.slice(TOPIC.length);
    for (const record of records) {
      await cloud.part(FailureProducer).send(topic, record.key, topicFailureRecord(context, record));
    }
    return;
  }
  await sendToQueue(cloud, definition, destination, queueFailureRecord(context, records));
}

/**
 * Hands records that are given up to the mapping's destination. Without one they are dropped, as Lambda does. When the
 * destination stays unreachable they are dropped too, and the journal says so.
 */
export async function deliverGivenUp(
  cloud: Cloud,
  definition: FunctionDefinition,
  config: KafkaMappingConfig,
  records: readonly LogRecord[],
  verdict: Verdict,
): Promise<void> {
  const write = (text: string): void =>
    cloud.journal.write({ time: cloud.clock.now(), source: 'event-sources', level: 'ERROR', text });
  const what = `${records.length} records of ${config.topic} for ${definition.name} (${verdict.condition})`;
  if (config.onFailure === undefined) {
    write(`dropped ${what}: the mapping has no on-failure destination`);
    return;
  }
  const context = { ...config.source, ...verdict, functionArn: definition.arn, now: cloud.clock.now() };
  for (let attempt = 1; attempt <= DELIVERY_ATTEMPTS; attempt += 1) {
    try {
      await deliver(cloud, definition, config.onFailure, context, records);
      return;
    } catch (error) {
      if (attempt === DELIVERY_ATTEMPTS)
        write(`dropped ${what}: ${config.onFailure} took nothing: ${String(error)}`);
      else await delay(PAUSE_MS);
    }
  }
}
