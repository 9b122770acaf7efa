import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Cloud } from '../core/cloud.ts';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { parseResourcePolicy } from '../iam/policy/parse-policy.ts';
import { Queues } from './queues.ts';

type Attributes = Readonly<Record<string, string>>;

/** The engine itself, for making queues. */
class QueueEngine {
  private readonly client: SQSClient;

  constructor(cloud: Cloud) {
    this.client = new SQSClient({
      region: cloud.region,
      endpoint: cloud.engines.sqs.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    cloud.onStop('queue engine', () => Promise.resolve(this.client.destroy()));
  }

  /** Makes the queue, or gives the one in the data directory these attributes. Returns its URL at the engine. */
  async make(name: string, fixed: Attributes, changeable: Attributes): Promise<string> {
    const { QueueUrl = '' } = await this.client.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { ...fixed } }),
    );
    if (Object.keys(changeable).length > 0)
      await this.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { ...changeable } }));
    return QueueUrl;
  }
}

/** What a FIFO queue is made with and cannot change. */
function fifoAttributes(properties: PropertyReader): Attributes {
  const deduplication = String(properties.flag('ContentBasedDeduplication'));
  if (!properties.flag('FifoQueue')) return {};
  return { FifoQueue: 'true', ContentBasedDeduplication: deduplication };
}

/** Attributes that the engine takes as they are. */
const PASSED_ON = ['VisibilityTimeout', 'ReceiveMessageWaitTimeSeconds'];

function changeableAttributes(properties: PropertyReader): Attributes {
  const attributes: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = properties.optionalText(name);
    if (value !== undefined) attributes[name] = value;
  }
  if (properties.has('RedrivePolicy')) {
    const redrive = properties.child('RedrivePolicy');
    attributes['RedrivePolicy'] = JSON.stringify({
      deadLetterTargetArn: redrive.text('deadLetterTargetArn'),
      maxReceiveCount: redrive.number('maxReceiveCount'),
    });
  }
  return attributes;
}

const ENCRYPTION_REASON = 'the engine does not encrypt what it stores';

const queue: Provider = {
  type: 'AWS::SQS::Queue',
  properties: {
    ...emulated(
      'ContentBasedDeduplication',
      'DelaySeconds',
      'FifoQueue',
      'QueueName',
      'RedrivePolicy.deadLetterTargetArn',
      'RedrivePolicy.maxReceiveCount',
      ...PASSED_ON,
    ),
    ...noEffect(ENCRYPTION_REASON, 'KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'SqsManagedSseEnabled'),
    ...noEffect('the engine takes messages of up to 256 KB', 'MaximumMessageSize'),
    ...noEffect('the engine keeps a message until it is taken', 'MessageRetentionPeriod'),
    ...noEffect('the engine has no throughput quotas', 'DeduplicationScope', 'FifoThroughputLimit'),
    ...noEffect(
      'only templates make queues here, and each names its dead-letter queue',
      'RedriveAllowPolicy',
    ),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: async (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const isFifo = properties.flag('FifoQueue');
    const name = properties.optionalText('QueueName') ?? `${resource.generatedName}${isFifo ? '.fifo' : ''}`;
    const queues = cloud.part(Queues);
    const engineUrl = await cloud
      .part(QueueEngine)
      .make(name, fifoAttributes(properties), changeableAttributes(properties));
    queues.add({
      name,
      arn: queues.arn(name),
      url: queues.url(name),
      engineUrl,
      delaySeconds: properties.optionalNumber('DelaySeconds') ?? 0,
      isFifo,
    });
    return {
      ref: queues.url(name),
      attributes: { Arn: queues.arn(name), QueueName: name, QueueUrl: queues.url(name) },
    };
  },
};

const queuePolicy: Provider = {
  type: 'AWS::SQS::QueuePolicy',
  properties: emulated('PolicyDocument', 'Queues'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const queues = resource.cloud.part(Queues);
    try {
      const statements = parseResourcePolicy(properties.raw('PolicyDocument'));
      for (const url of properties.texts('Queues')) queues.setPolicy(queues.find(url).name, statements);
    } catch (error) {
      properties.refuse(error instanceof Error ? error.message : String(error));
    }
    return { ref: resource.generatedName, attributes: { Id: resource.generatedName } };
  },
};

export const sqsProviders: readonly Provider[] = [queue, queuePolicy];
