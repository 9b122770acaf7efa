import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TopicContract } from '../../shared/contracts/define.ts';
import type { KafkaArns } from '../kafka-arns.ts';

const names = (topics: readonly TopicContract[]): string[] => [...new Set(topics.map(({ name }) => name))];

function connect(kafka: KafkaArns): PolicyStatement {
  return new PolicyStatement({ actions: ['kafka-cluster:Connect'], resources: [kafka.cluster] });
}

/** To write records. Producers have one request in flight, so they do not need idempotent writes. */
export function produce(kafka: KafkaArns, topics: readonly TopicContract[]): PolicyStatement[] {
  if (topics.length === 0) return [];
  return [
    connect(kafka),
    new PolicyStatement({
      actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
      resources: names(topics).map((name) => kafka.topic(name)),
    }),
  ];
}

/** To write to topics that the function may already read, and therefore describe. */
export function writeBack(kafka: KafkaArns, topics: readonly TopicContract[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['kafka-cluster:WriteData'],
      resources: names(topics).map((name) => kafka.topic(name)),
    }),
  ];
}

/** To read records as a member of a group. */
export function consume(
  kafka: KafkaArns,
  topics: readonly TopicContract[],
  groups: readonly string[],
): PolicyStatement[] {
  if (topics.length === 0) return [];
  return [
    connect(kafka),
    new PolicyStatement({
      actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
      resources: names(topics).map((name) => kafka.topic(name)),
    }),
    new PolicyStatement({
      actions: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
      resources: groups.map((group) => kafka.group(group)),
    }),
  ];
}

/** What a function that is in the network itself may do there anyway. */
const ENTER_NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
];

/** Lambda's pollers use the function's role. Besides reading, they find the cluster and enter its network. */
export function poll(kafka: KafkaArns, isInNetwork: boolean): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'],
      resources: [kafka.cluster],
    }),
    new PolicyStatement({
      actions: ['kafka-cluster:DescribeClusterDynamicConfiguration'],
      resources: [kafka.cluster],
    }),
    new PolicyStatement({
      actions: ['ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs', ...(isInNetwork ? [] : ENTER_NETWORK)],
      resources: ['*'],
    }),
  ];
}
