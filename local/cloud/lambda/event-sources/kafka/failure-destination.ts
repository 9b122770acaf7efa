import type { Cloud } from '../../../core/cloud.ts';
import { sendToQueue } from '../../destination.ts';
import type { FunctionDefinition } from '../../function-definition.ts';
import { FailureProducer } from './failure-producer.ts';
import { type KafkaFailureContext, queueFailureRecord, topicFailureRecord } from './failure-record.ts';
import type { LogRecord } from './log-record.ts';
import { topicOfDestination } from './topic-destination.ts';

/** Hands records that are given up to a topic, one by one with their keys, or to a queue, as one message. */
export async function deliverToDestination(
  cloud: Cloud,
  definition: FunctionDefinition,
  destination: string,
  context: KafkaFailureContext,
  records: readonly LogRecord[],
): Promise<void> {
  const topic = topicOfDestination(destination);
  if (topic !== undefined) {
    for (const record of records) {
      await cloud.part(FailureProducer).send(topic, record.key, topicFailureRecord(context, record));
    }
    return;
  }
  await sendToQueue(cloud, definition, destination, queueFailureRecord(context, records));
}
