import type { AccessRequest } from '../../../core/identities.ts';
import { besideCluster } from '../../../msk/cluster-arns.ts';
import type { KafkaMappingConfig } from './kafka-mapping-config.ts';
import { topicOfDestination } from './topic-destination.ts';

/** What Lambda's pollers do at the brokers with the function's role (Lambda developer guide, MSK permissions). */

type Source = Pick<KafkaMappingConfig, 'source' | 'topic' | 'group' | 'onFailure'>;

export function toRead({ source, topic, group }: Source): AccessRequest[] {
  const cluster = source.eventSourceArn;
  const on = (resource: string, ...actions: string[]): AccessRequest[] =>
    actions.map((action) => ({ action: `kafka-cluster:${action}`, resource }));
  return [
    ...on(cluster, 'Connect', 'DescribeClusterDynamicConfiguration'),
    ...on(besideCluster(cluster, 'topic', topic), 'DescribeTopic', 'ReadData'),
    ...on(besideCluster(cluster, 'group', group), 'DescribeGroup', 'AlterGroup'),
  ];
}

/** To hand records over that are given up; nothing for a mapping without a topic for them. */
export function toGiveUp({ source, onFailure }: Source): AccessRequest[] {
  const topic = topicOfDestination(onFailure);
  if (topic === undefined) return [];
  const cluster = source.eventSourceArn;
  const resource = besideCluster(cluster, 'topic', topic);
  return [
    { action: 'kafka-cluster:Connect', resource: cluster },
    { action: 'kafka-cluster:DescribeTopic', resource },
    { action: 'kafka-cluster:WriteData', resource },
  ];
}
