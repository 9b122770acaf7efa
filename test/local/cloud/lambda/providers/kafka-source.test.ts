import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../../../../local/cloud/cloudformation/deploy.ts';
import { PropertyReader } from '../../../../../local/cloud/core/property-reader.ts';
import type { Provider } from '../../../../../local/cloud/core/provider.ts';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import type { KafkaMappingConfig } from '../../../../../local/cloud/lambda/event-sources/kafka/kafka-mapping-config.ts';
import type { FunctionDefinition } from '../../../../../local/cloud/lambda/function-definition.ts';
import { eventSourceMapping } from '../../../../../local/cloud/lambda/providers/event-source-mapping.ts';
import { kafkaMappingConfig } from '../../../../../local/cloud/lambda/providers/kafka-source.ts';
import { synthesized } from '../../cloudformation/synthesized.ts';
import { openCloud } from '../../local-cloud.ts';
import { aFunction } from '../a-function.ts';

/** What a template's properties mean for a topic as event source, and which AWS would refuse. */

const PROVISIONED = { ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2 } };
const DESTINATION = { DestinationConfig: { OnFailure: { Destination: 'kafka://failures' } } };

let cloud: RunningCloud;
let definition: FunctionDefinition;

beforeAll(async () => {
  cloud = await openCloud();
  definition = aFunction(cloud, { code: '' });
});
afterAll(async () => {
  await cloud.stop();
});

/** The mapping that a template with these properties makes; rejects with the refusal. */
async function configOf(more: object): Promise<KafkaMappingConfig> {
  const Properties = {
    FunctionName: 'work',
    EventSourceArn: 'arn:aws:kafka:eu-west-1:111111111111:cluster/cars/0a1b2c3d-1',
    Topics: ['cars.events'],
    StartingPosition: 'TRIM_HORIZON',
    ...more,
  };
  const made: KafkaMappingConfig[] = [];
  const create: Provider['create'] = (resource) => {
    made.push(kafkaMappingConfig(resource, new PropertyReader(resource), definition));
    return eventSourceMapping.create(resource);
  };
  const template = { Resources: { Source: { Type: eventSourceMapping.type, Properties } } };
  await deploy(cloud, synthesized({ Test: { template } }), [{ ...eventSourceMapping, create }]);
  const [config] = made;
  if (config === undefined) throw new Error('the mapping was not made');
  return config;
}

describe('[11] the batching window', () => {
  it.each([
    ['half a second when the template has none', {}, 500],
    ['half a second, too, with provisioned pollers', PROVISIONED, 500],
    ['none with provisioned pollers and 0', { ...PROVISIONED, MaximumBatchingWindowInSeconds: 0 }, 0],
    ['half a second at least without them', { MaximumBatchingWindowInSeconds: 0 }, 500],
    ['whole seconds', { MaximumBatchingWindowInSeconds: 7 }, 7000],
    ['five minutes at most', { MaximumBatchingWindowInSeconds: 300 }, 300_000],
  ])('is %s', async (_, more, milliseconds) => {
    expect((await configOf(more)).limits.windowMs).toBe(milliseconds);
  });

  it.each([0.5, -1, 301])('cannot be %d seconds', async (MaximumBatchingWindowInSeconds) => {
    await expect(configOf({ MaximumBatchingWindowInSeconds })).rejects.toThrow(
      /Test Source .*MaximumBatchingWindowInSeconds is /,
    );
  });
});

describe('[11] the batch size', () => {
  it.each([
    [{}, 100],
    [{ BatchSize: 1 }, 1],
    [{ BatchSize: 10_000 }, 10_000],
  ])('of %o is %i', async (more, records) => {
    expect((await configOf(more)).limits.records).toBe(records);
  });

  it.each([0, 10_001])('cannot be %i', async (BatchSize) => {
    await expect(configOf({ BatchSize })).rejects.toThrow(/BatchSize/);
  });
});

describe('[14] retries', () => {
  it.each([
    ['endless without a destination', {}, Number.POSITIVE_INFINITY],
    ['endless when the template says so', { MaximumRetryAttempts: -1 }, Number.POSITIVE_INFINITY],
    ['ten with a destination', DESTINATION, 10],
    [
      'ten with a destination, also when the template says endless',
      { MaximumRetryAttempts: -1, ...DESTINATION },
      10,
    ],
    ['what the template says', { MaximumRetryAttempts: 100, ...DESTINATION }, 100],
    ['none', { MaximumRetryAttempts: 0 }, 0],
  ])('are %s', async (_, more, attempts) => {
    expect((await configOf({ ...PROVISIONED, ...more })).retry.maximumAttempts).toBe(attempts);
  });

  it.each([
    [{}, Number.POSITIVE_INFINITY],
    [{ MaximumRecordAgeInSeconds: -1 }, Number.POSITIVE_INFINITY],
    [{ MaximumRecordAgeInSeconds: 60 }, 60_000],
    [{ MaximumRecordAgeInSeconds: 604_800 }, 604_800_000],
  ])('end with the age of %o', async (more, milliseconds) => {
    expect((await configOf({ ...PROVISIONED, ...more })).retry.maximumAgeMs).toBe(milliseconds);
  });

  it.each([
    ['MaximumRetryAttempts', 3],
    ['MaximumRecordAgeInSeconds', 60],
    ['BisectBatchOnFunctionError', true],
    ['FunctionResponseTypes', ['ReportBatchItemFailures']],
  ])('%s is refused without provisioned pollers', async (name, value) => {
    await expect(configOf({ [name]: value })).rejects.toThrow(
      new RegExp(`Test Source .*${name} works with provisioned pollers only`),
    );
    await expect(configOf({ ...PROVISIONED, [name]: value })).resolves.toBeDefined();
  });

  it.each([
    ['MaximumRetryAttempts', -2],
    ['MaximumRetryAttempts', 10_001],
    ['MaximumRecordAgeInSeconds', 59],
    ['MaximumRecordAgeInSeconds', 604_801],
  ])('%s cannot be %i', async (name, value) => {
    await expect(configOf({ ...PROVISIONED, [name]: value })).rejects.toThrow(name);
  });
});

describe('[15] the on-failure destination', () => {
  it('is another topic, or a queue', async () => {
    expect((await configOf({ ...PROVISIONED, ...DESTINATION })).onFailure).toBe('kafka://failures');
    const Destination = 'arn:aws:sqs:eu-west-1:111111111111:failures';
    expect((await configOf({ DestinationConfig: { OnFailure: { Destination } } })).onFailure).toBe(
      Destination,
    );
  });

  it.each([
    ['the source itself', PROVISIONED, 'kafka://cars.events', /source itself/],
    ['a topic without provisioned pollers', {}, 'kafka://failures', /needs provisioned pollers/],
    ['a bucket', PROVISIONED, 'arn:aws:s3:::failures', /only Kafka topics and queues/],
  ])('cannot be %s', async (_, more, Destination, why) => {
    await expect(configOf({ ...more, DestinationConfig: { OnFailure: { Destination } } })).rejects.toThrow(
      why,
    );
  });
});

it('[10] pollers are between the minimum and the maximum of the template, and one without provisioned ones', async () => {
  expect((await configOf({})).pollers).toEqual({ minimum: 1, maximum: 1 });
  expect((await configOf(PROVISIONED)).pollers).toEqual({ minimum: 1, maximum: 2 });
  const ProvisionedPollerConfig = { MinimumPollers: 3, MaximumPollers: 2 };
  await expect(configOf({ ProvisionedPollerConfig })).rejects.toThrow(/MaximumPollers is less/);
});

it('[18] a filter sees the value only', async () => {
  const FilterCriteria = { Filters: [{ Pattern: '{"key":["a"]}' }] };
  await expect(configOf({ FilterCriteria })).rejects.toThrow(/value only/);
});
