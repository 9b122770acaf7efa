import { errorText } from '../error-text.ts';
import type { Faults } from '../faults.ts';
import type { Action, Failure, Invocation } from '../rules/action.ts';
import type { Destinations } from '../rules/destinations.ts';
import type { Template } from '../sql/template.ts';
import type { ClientProperties } from './client-properties.ts';
import type { LaneRecord, RecordLane } from './record-lane.ts';

/** An `Action` of type `kafka`. */
export interface KafkaActionDefinition {
  readonly destinationArn: string;
  readonly topic: Template;
  readonly key: Template | undefined;
  readonly partition: Template | undefined;
  readonly headers: readonly { readonly key: Template; readonly value: Template }[];
  readonly clientProperties: ClientProperties;
}

/** What carries records to the brokers: `KafkaProducers`. */
export interface Lanes {
  lane(topic: string, properties: ClientProperties): RecordLane;
}

const KIND = 'KafkaAction';

export function kafkaAction(
  definition: KafkaActionDefinition,
  lanes: Lanes,
  destinations: Destinations,
  faults: Faults,
): Action {
  return {
    kind: KIND,
    run: (invocation, done) => {
      let topic = '';
      const failed = (error: unknown): Failure => ({
        failedAction: KIND,
        failedResource: topic,
        errorMessage: errorText(error),
      });
      try {
        topic = definition.topic.render(invocation.message);
        requireEnabled(destinations, definition.destinationArn);
        const record = recordOf(definition, invocation);
        if (faults.strikes('lose-acknowledged-record')) {
          done();
          return;
        }
        const lane = lanes.lane(topic, definition.clientProperties);
        lane.push(record, (error) => done(error === undefined ? undefined : failed(error)));
      } catch (error) {
        done(failed(error));
      }
    },
  };
}

function requireEnabled(destinations: Destinations, arn: string): void {
  const status = destinations.get(arn)?.status;
  if (status !== 'ENABLED') throw new Error(`the VPC destination ${arn} is ${status ?? 'not there'}`);
}

function recordOf(
  { key, partition, headers }: KafkaActionDefinition,
  { message, output }: Invocation,
): LaneRecord {
  return {
    key: key?.render(message) ?? null,
    value: output,
    partition: partition === undefined ? undefined : partitionOf(partition.render(message)),
    headers: Object.fromEntries(
      headers.map((header) => [header.key.render(message), header.value.render(message)]),
    ),
  };
}

function partitionOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${text} is not the number of a partition`);
}
