import {
  GetBootstrapBrokersCommand,
  type GetBootstrapBrokersCommandOutput,
  KafkaClient,
} from '@aws-sdk/client-kafka';
import { type CustomResourceEvent, type Provided, respond } from './cloudformation-response.ts';

const kafka = new KafkaClient();

/** Custom resource `Custom::BootstrapBrokers`: `ClusterArn` → the addresses for IAM and for SCRAM. */
export function handler(event: CustomResourceEvent): Promise<void> {
  return respond(event, () => bootstrapBrokers(event));
}

async function bootstrapBrokers(event: CustomResourceEvent): Promise<Provided> {
  const { ClusterArn: arn } = event.ResourceProperties;
  if (typeof arn !== 'string') throw new TypeError('ClusterArn must be the ARN of an MSK cluster');
  if (event.RequestType === 'Delete') return { physicalId: event.PhysicalResourceId ?? arn, data: {} };
  const brokers = await kafka.send(new GetBootstrapBrokersCommand({ ClusterArn: arn }));
  return {
    physicalId: arn,
    data: {
      BootstrapBrokerStringSaslIam: named(brokers, 'BootstrapBrokerStringSaslIam'),
      BootstrapBrokerStringSaslScram: named(brokers, 'BootstrapBrokerStringSaslScram'),
    },
  };
}

function named(
  brokers: GetBootstrapBrokersCommandOutput,
  name: 'BootstrapBrokerStringSaslIam' | 'BootstrapBrokerStringSaslScram',
): string {
  const value = brokers[name];
  if (value === undefined || value === '') {
    throw new Error(`MSK returned no ${name}: is this kind of authentication enabled on the cluster?`);
  }
  return value;
}
