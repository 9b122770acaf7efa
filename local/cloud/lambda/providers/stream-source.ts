import { physicalUuid } from '../../core/physical-id.ts';
import type { PropertyReader } from '../../core/property-reader.ts';
import type { Resource } from '../../core/provider.ts';
import { EVENT_BYTES } from '../event-sources/batch.ts';
import { toReadStream } from '../event-sources/dynamodb/poller-access.ts';
import type { StreamMappingConfig } from '../event-sources/dynamodb/stream-mapping-config.ts';
import { type RecordFilter, recordFilter } from '../event-sources/filter-criteria.ts';
import type { FunctionDefinition } from '../function-definition.ts';
import { requireRoleMay } from '../role-check.ts';
import { onFailureOf, recordAgeMs, reportsFailures, retriesOf } from './event-source-properties.ts';

const DEFAULT_BATCH_SIZE = 100;
const MAXIMUM_BATCH_SIZE = 10_000;
const MAXIMUM_WINDOW_SECONDS = 300;
const MAXIMUM_PARALLELIZATION = 10;
/** So long DynamoDB keeps the records of a stream: after it a batch that still fails is given up. */
const RETENTION_MS = 24 * 3600 * 1000;

const NOT_FOR_STREAMS = [
  'Topics',
  'StartingPositionTimestamp',
  'AmazonManagedKafkaEventSourceConfig',
  'ProvisionedPollerConfig',
  'ScalingConfig',
] as const;

function startingPosition(properties: PropertyReader): StreamMappingConfig['startingPosition'] {
  const at = properties.text('StartingPosition');
  return at === 'TRIM_HORIZON' || at === 'LATEST'
    ? at
    : properties.refuse(`StartingPosition ${at}: a DynamoDB stream has TRIM_HORIZON and LATEST`);
}

function destinationOf(properties: PropertyReader): string | undefined {
  const destination = onFailureOf(properties);
  if (destination === undefined || destination.split(':')[2] === 'sqs') return destination;
  return properties.refuse(`on-failure destination ${destination}: only queues are emulated for streams`);
}

function filterOf(properties: PropertyReader): RecordFilter {
  try {
    return recordFilter(properties.raw('FilterCriteria'));
  } catch (error) {
    return properties.refuse(error instanceof Error ? error.message : String(error));
  }
}

/** Reads a mapping whose source is the stream of a DynamoDB table. */
export function streamMappingConfig(
  resource: Resource,
  properties: PropertyReader,
  definition: FunctionDefinition,
): StreamMappingConfig {
  for (const name of NOT_FOR_STREAMS)
    if (properties.has(name)) properties.refuse(`${name} is not for DynamoDB streams`);
  const onFailure = destinationOf(properties);
  const windowSeconds = properties.optionalWhole('MaximumBatchingWindowInSeconds', 0, MAXIMUM_WINDOW_SECONDS);
  return {
    id: physicalUuid(resource),
    functionArn: definition.arn,
    streamArn: properties.text('EventSourceArn'),
    startingPosition: startingPosition(properties),
    enabled: properties.optionalText('Enabled') !== 'false',
    limits: {
      records: properties.optionalWhole('BatchSize', 1, MAXIMUM_BATCH_SIZE) ?? DEFAULT_BATCH_SIZE,
      bytes: EVENT_BYTES,
      windowMs: (windowSeconds ?? 0) * 1000,
    },
    parallelization: properties.optionalWhole('ParallelizationFactor', 1, MAXIMUM_PARALLELIZATION) ?? 1,
    retry: {
      maximumAttempts: retriesOf(properties),
      maximumAgeMs: Math.min(recordAgeMs(properties), RETENTION_MS),
      bisect: properties.flag('BisectBatchOnFunctionError'),
      reportsFailures: reportsFailures(properties),
    },
    filter: filterOf(properties),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}

/** Refuses a mapping whose function's role may not do what its pollers do with it. */
export function requireStreamAccess(
  resource: Resource,
  config: StreamMappingConfig,
  definition: FunctionDefinition,
): void {
  for (const { action, resource: target } of toReadStream(config.streamArn))
    requireRoleMay(resource, definition.identity, action, target);
  if (config.onFailure !== undefined)
    requireRoleMay(resource, definition.identity, 'sqs:SendMessage', config.onFailure);
}
