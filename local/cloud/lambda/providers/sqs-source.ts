import { physicalUuid } from '../../core/physical-id.ts';
import type { PropertyReader } from '../../core/property-reader.ts';
import type { Resource } from '../../core/provider.ts';
import type { SqsMappingConfig } from '../event-sources/sqs/sqs-mapping-config.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import { requireRoleMay } from '../role-check.ts';
import { filterOf, reportsFailures } from './event-source-properties.ts';

const DEFAULT_BATCH_SIZE = 10;
const LARGEST_WITHOUT_WINDOW = 10;
/** Lambda begins with five pollers and scales from there. */
const DEFAULT_CONCURRENCY = 5;

const NOT_FOR_QUEUES = [
  'Topics',
  'StartingPosition',
  'StartingPositionTimestamp',
  'AmazonManagedKafkaEventSourceConfig',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'ParallelizationFactor',
] as const;

/** Reads a mapping whose source is a queue. */
export function sqsMappingConfig(
  resource: Resource,
  properties: PropertyReader,
  definition: FunctionDefinition,
): SqsMappingConfig {
  for (const name of NOT_FOR_QUEUES) {
    if (properties.has(name))
      properties.refuse(`${name} is not for queues: the queue itself says what is retried`);
  }
  if (properties.has('ProvisionedPollerConfig')) {
    properties.refuse('ProvisionedPollerConfig is emulated for Kafka only');
  }
  const batchSize = properties.optionalWhole('BatchSize', 1, 10_000) ?? DEFAULT_BATCH_SIZE;
  const windowSeconds = properties.optionalWhole('MaximumBatchingWindowInSeconds', 0, 300) ?? 0;
  if (batchSize > LARGEST_WITHOUT_WINDOW && windowSeconds === 0) {
    properties.refuse(`BatchSize ${batchSize} needs a MaximumBatchingWindowInSeconds of at least 1`);
  }
  const scaling = properties.child('ScalingConfig');
  return {
    id: physicalUuid(resource),
    functionArn: definition.arn,
    queueArn: properties.text('EventSourceArn'),
    enabled: properties.optionalText('Enabled') !== 'false',
    batchSize,
    windowMs: windowSeconds * 1000,
    concurrency: scaling.optionalWhole('MaximumConcurrency', 2, 1000) ?? DEFAULT_CONCURRENCY,
    reportsFailures: reportsFailures(properties),
    filter: filterOf(properties, 'body', 'drop'),
  };
}

/** Refuses a mapping whose function's role may not do what its pollers do with it. */
export function requireSqsAccess(
  resource: Resource,
  config: SqsMappingConfig,
  definition: FunctionDefinition,
): void {
  for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']) {
    requireRoleMay(resource, definition.identity, action, config.queueArn);
  }
}
