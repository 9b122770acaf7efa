import type { AccessRequest } from '../core/identities.ts';
import type { ClusterService } from './cluster.ts';
import {
  CLUSTER_ACTIONS,
  describeAction,
  GROUP_ACTIONS,
  impliesDescribe,
  TOPIC_ACTIONS,
  TRANSACTION_ACTIONS,
} from './kafka-actions.ts';
import { AclOperationTypes } from './kafkajs-enums.ts';

/** What the authorizer writes into the broker's audit log (`RecordingAuthorizer.java`). */
const DECIDED =
  /Principal = User:(?<user>\S+) is (?<verdict>Allowed|Denied) operation = (?<operation>\w+) from host = \S+ on resource = (?<kind>\w+):\w+:(?<name>.+) for request = (?<request>\w+) /;

const ACTIONS = {
  Cluster: CLUSTER_ACTIONS,
  Topic: TOPIC_ACTIONS,
  Group: GROUP_ACTIONS,
  TransactionalId: TRANSACTION_ACTIONS,
} as const;

const ARN_KINDS = { Topic: 'topic', Group: 'group', TransactionalId: 'transactional-id' } as const;

/** One operation of a client that the broker allowed or denied. */
export interface BrokerDecision {
  readonly allowed: boolean;
  /** An access key, or the name of who came with a password or without any. */
  readonly user: string;
  readonly operation: string;
  readonly kind: keyof typeof ACTIONS;
  readonly name: string;
  readonly request: string;
}

export function brokerDecisionIn(line: string): BrokerDecision | undefined {
  const { groups } = DECIDED.exec(line) ?? {};
  const { user = '', verdict, operation = '', kind = '', name = '', request = '' } = groups ?? {};
  if (!Object.hasOwn(ACTIONS, kind)) return undefined;
  const allowed = verdict === 'Allowed';
  return { allowed, user, operation, kind: kind as keyof typeof ACTIONS, name, request };
}

/** Every permission that the operation takes of a role: also what the guide calls required actions. */
export function requestsOf(
  clusters: ClusterService,
  { operation, kind, name }: Pick<BrokerDecision, 'operation' | 'kind' | 'name'>,
): AccessRequest[] {
  const cluster = clusters.cluster?.arn ?? '';
  const resource = kind === 'Cluster' ? cluster : clusters.arnOf(ARN_KINDS[kind], name);
  const code = AclOperationTypes[operation as keyof typeof AclOperationTypes];
  const wanted = Object.entries(ACTIONS[kind])
    .filter(([, other]) => other === code)
    .map(([action]) => action);
  const describe = kind !== 'Cluster' && impliesDescribe(code) ? [describeAction(ACTIONS[kind])] : [];
  return [
    { action: 'kafka-cluster:Connect', resource: cluster },
    ...[...describe, ...wanted].map((action) => ({ action: `kafka-cluster:${action}`, resource })),
  ];
}
