import type { AccessRequest } from '../../../cloud/identities.ts';
import type { KafkaMappingConfig } from './kafka-mapping-config.ts';

/** What Lambda's pollers do at the brokers with the function's role (Lambda developer guide, MSK permissions). */

type Source = Pick<KafkaMappingConfig, 'source' | 'topic' | 'group' | 'onFailure'>;

const TOPIC = 'kafka://';

/** `arn:aws:kafka:…:topic/<cluster>/<uuid>/<topic>` beside `arn:aws:kafka:…:cluster/<cluster>/<uuid>`. */
function beside(clusterArn: string, kind: 'topic' | 'group', name: string): string {
  return `${clusterArn.replace(':cluster/', `:${kind}/`)}/${name}`;
}

export function toRead({ source, topic, group }: Source): AccessRequest[] {
  const cluster = source.eventSourceArn;
  const on = (resource: string, ...actions: string[]): AccessRequest[] =>
    actions.map((action) => ({ action: `kafka-cluster:${action}`, resource }));
  return [
    ...on(cluster, 'Connect', 'DescribeClusterDynamicConfiguration'),
    ...on(beside(cluster, 'topic', topic), 'DescribeTopic', 'ReadData'),
    ...on(beside(cluster, 'group', group), 'DescribeGroup', 'AlterGroup'),
  ];
}

/** To hand records over that are given up; nothing for a mapping without a topic for them. */
export function toGiveUp({ source, onFailure }: Source): AccessRequest[] {
  if (onFailure?.startsWith(TOPIC) !== true) return [];
  const cluster = source.eventSourceArn;
  const resource = beside(cluster, 'topic', onFailure.slice(TOPIC.length));
  return [
    { action: 'kafka-cluster:Connect', resource: cluster },
    { action: 'kafka-cluster:DescribeTopic', resource },
    { action: 'kafka-cluster:WriteData', resource },
  ];
}
