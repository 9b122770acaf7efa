import { physicalUuid } from '../../core/physical-id.ts';
import type { PropertyReader } from '../../core/property-reader.ts';
import type { Resource } from '../../core/provider.ts';
import { EVENT_BYTES } from '../event-sources/batch.ts';
import type { StartingPosition } from '../event-sources/kafka/kafka-log.ts';
import type { KafkaMappingConfig } from '../event-sources/kafka/kafka-mapping-config.ts';
import { toGiveUp, toRead } from '../event-sources/kafka/poller-access.ts';
import type { PollerRange } from '../event-sources/kafka/poller-count.ts';
import { topicOfDestination } from '../event-sources/kafka/topic-destination.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import { requireRoleMay } from '../role-check.ts';
import { filterOf, onFailureOf, recordAgeMs, reportsFailures, retriesOf } from './event-source-properties.ts';

const DEFAULT_BATCH_SIZE = 100;
const MAXIMUM_BATCH_SIZE = 10_000;
const DEFAULT_WINDOW_MS = 500;
const MAXIMUM_WINDOW_SECONDS = 300;
/** With a destination and no limit set, Lambda stops here. */
const RETRIES_WITH_DESTINATION = 10;

/** What only provisioned mode has; Lambda's own validation refuses it otherwise, templates' linters do not. */
const PROVISIONED_ONLY = [
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'FunctionResponseTypes',
] as const;

function pollersOf(properties: PropertyReader): PollerRange {
  if (!properties.has('ProvisionedPollerConfig')) return { minimum: 1, maximum: 1 };
  const config = properties.child('ProvisionedPollerConfig');
  const minimum = config.optionalWhole('MinimumPollers', 1, 200) ?? 1;
  const maximum = config.optionalWhole('MaximumPollers', 1, 2000) ?? 200;
  if (maximum < minimum) config.refuse('MaximumPollers is less than MinimumPollers');
  return { minimum, maximum };
}

function startingPosition(properties: PropertyReader): StartingPosition {
  const at = properties.text('StartingPosition');
  if (at === 'TRIM_HORIZON' || at === 'LATEST') return { at };
  if (at !== 'AT_TIMESTAMP') return properties.refuse(`StartingPosition ${at} is none of Kafka's`);
  return { at, time: properties.number('StartingPositionTimestamp') * 1000 };
}

function windowMs(properties: PropertyReader, isProvisioned: boolean): number {
  const seconds = properties.optionalWhole('MaximumBatchingWindowInSeconds', 0, MAXIMUM_WINDOW_SECONDS);
  // Without provisioned pollers there is no window shorter than the default.
  if (seconds === undefined || (seconds === 0 && !isProvisioned)) return DEFAULT_WINDOW_MS;
  return seconds * 1000;
}

function kafkaRetries(properties: PropertyReader, hasDestination: boolean): number {
  const retries = retriesOf(properties);
  return hasDestination && retries === Number.POSITIVE_INFINITY ? RETRIES_WITH_DESTINATION : retries;
}

function destinationOf(
  properties: PropertyReader,
  topic: string,
  isProvisioned: boolean,
): string | undefined {
  const destination = onFailureOf(properties);
  if (destination === undefined) return undefined;
  const target = topicOfDestination(destination);
  if (target !== undefined) {
    if (!isProvisioned)
      properties.refuse('a Kafka topic as on-failure destination needs provisioned pollers');
    if (target === topic) {
      properties.refuse(`${topic} is the source itself and cannot be its on-failure destination`);
    }
    return destination;
  }
  if (destination.split(':')[2] !== 'sqs') {
    properties.refuse(`on-failure destination ${destination}: only Kafka topics and queues are emulated`);
  }
  return destination;
}

/** Reads a mapping whose source is an Amazon MSK cluster. */
export function kafkaMappingConfig(
  resource: Resource,
  properties: PropertyReader,
  definition: FunctionDefinition,
): KafkaMappingConfig {
  const isProvisioned = properties.has('ProvisionedPollerConfig');
  if (properties.has('ParallelizationFactor')) properties.refuse('ParallelizationFactor is for streams only');
  for (const name of PROVISIONED_ONLY) {
    if (properties.has(name) && !isProvisioned) {
      properties.refuse(`${name} works with provisioned pollers only: set ProvisionedPollerConfig`);
    }
  }
  const [topic, ...others] = properties.texts('Topics');
  if (topic === undefined || others.length > 0) return properties.refuse('Topics must name one topic');
  const id = physicalUuid(resource);
  const managed = properties.child('AmazonManagedKafkaEventSourceConfig');
  const onFailure = destinationOf(properties, topic, isProvisioned);
  const batchSize = properties.optionalWhole('BatchSize', 1, MAXIMUM_BATCH_SIZE) ?? DEFAULT_BATCH_SIZE;
  return {
    id,
    functionArn: definition.arn,
    source: {
      eventSourceArn: properties.text('EventSourceArn'),
      bootstrapServers: resource.cloud.engines.kafka.iam,
    },
    topic,
    group: managed.optionalText('ConsumerGroupId') ?? id,
    startingPosition: startingPosition(properties),
    enabled: properties.optionalText('Enabled') !== 'false',
    limits: { records: batchSize, bytes: EVENT_BYTES, windowMs: windowMs(properties, isProvisioned) },
    pollers: pollersOf(properties),
    retry: {
      maximumAttempts: kafkaRetries(properties, onFailure !== undefined),
      maximumAgeMs: recordAgeMs(properties),
      bisect: properties.flag('BisectBatchOnFunctionError'),
      reportsFailures: reportsFailures(properties),
    },
    filter: filterOf(properties, 'value', 'pass'),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}

const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeVpcs',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
];

/** Refuses a mapping whose function's role may not do what its pollers do with it. */
export function requireKafkaAccess(
  resource: Resource,
  config: KafkaMappingConfig,
  definition: FunctionDefinition,
): void {
  const cluster = config.source.eventSourceArn;
  const may = (action: string, target: string): void =>
    requireRoleMay(resource, definition.identity, action, target);
  may('kafka:DescribeClusterV2', cluster);
  may('kafka:GetBootstrapBrokers', cluster);
  for (const { action, resource: target } of [...toRead(config), ...toGiveUp(config)]) may(action, target);
  for (const action of NETWORK_ACTIONS) may(action, '*');
  if (config.onFailure?.startsWith('arn:') === true) may('sqs:SendMessage', config.onFailure);
}
