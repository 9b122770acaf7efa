import { emulated, noEffect, TAGS_REASON } from '../../core/no-effect.ts';
import { PropertyReader } from '../../core/property-reader.ts';
import type { Created, Provider, Resource } from '../../core/provider.ts';
import { StreamMapping } from '../event-sources/dynamodb/stream-mapping.ts';
import { EventSources } from '../event-sources/event-sources.ts';
import { KafkaMapping } from '../event-sources/kafka/kafka-mapping.ts';
import { SqsMapping } from '../event-sources/sqs/sqs-mapping.ts';
import { needPollerPaths } from '../function-paths.ts';
import { Functions } from '../functions.ts';
import { LambdaCalls, QUEUE_SOURCE } from '../lambda-calls.ts';
import { kafkaMappingConfig, requireKafkaAccess } from './kafka-source.ts';
import { requireSqsAccess, sqsMappingConfig } from './sqs-source.ts';
import { requireStreamAccess, streamMappingConfig } from './stream-source.ts';

const PROPERTIES: Provider['properties'] = {
  ...emulated('FunctionName', 'EventSourceArn', 'Enabled', 'BatchSize', 'MaximumBatchingWindowInSeconds'),
  ...emulated('Topics', 'StartingPosition', 'StartingPositionTimestamp'),
  ...emulated('AmazonManagedKafkaEventSourceConfig.ConsumerGroupId'),
  ...emulated('ProvisionedPollerConfig.MinimumPollers', 'ProvisionedPollerConfig.MaximumPollers'),
  ...noEffect('pollers cost nothing here, in a group or not', 'ProvisionedPollerConfig.PollerGroupName'),
  ...emulated('FunctionResponseTypes', 'FilterCriteria.Filters[].Pattern'),
  ...emulated('DestinationConfig.OnFailure.Destination', 'ScalingConfig.MaximumConcurrency'),
  ...emulated('MaximumRetryAttempts', 'MaximumRecordAgeInSeconds', 'BisectBatchOnFunctionError'),
  ...emulated('ParallelizationFactor'),
  ...noEffect('the journal and the counters here are always on', 'MetricsConfig', 'LoggingConfig'),
  ...noEffect('nothing is stored encrypted here', 'KmsKeyArn'),
  ...noEffect(TAGS_REASON, 'Tags'),
};

function create(resource: Resource): Created {
  const { cloud } = resource;
  const properties = new PropertyReader(resource);
  const functions = cloud.part(Functions);
  const sources = cloud.part(EventSources);
  const definition = functions.definition(properties.text('FunctionName'));
  const service = properties.text('EventSourceArn').split(':')[2];
  if (service === 'kafka') {
    const config = kafkaMappingConfig(resource, properties, definition);
    needPollerPaths(resource, definition, config);
    sources.add({
      mapping: new KafkaMapping(cloud, functions, sources.switches, config),
      requireAccess: () => requireKafkaAccess(resource, config, definition),
    });
    return { ref: config.id, attributes: { Id: config.id } };
  }
  if (service === 'sqs') {
    const config = sqsMappingConfig(resource, properties, definition);
    cloud.part(LambdaCalls).add(definition.name, QUEUE_SOURCE);
    sources.add({
      mapping: new SqsMapping(cloud, functions, sources.switches, config),
      requireAccess: () => requireSqsAccess(resource, config, definition),
    });
    return { ref: config.id, attributes: { Id: config.id } };
  }
  if (service === 'dynamodb') {
    const config = streamMappingConfig(resource, properties, definition);
    cloud.part(LambdaCalls).addDelivery(definition.name, config.onFailure);
    sources.add({
      mapping: new StreamMapping(cloud, functions, sources.switches, config),
      requireAccess: () => requireStreamAccess(resource, config, definition),
    });
    return { ref: config.id, attributes: { Id: config.id } };
  }
  return properties.refuse(
    `EventSourceArn ${properties.text('EventSourceArn')}: only MSK clusters, queues and DynamoDB streams`,
  );
}

export const eventSourceMapping: Provider = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties: PROPERTIES,
  create,
};
