import type { Cloud } from '../core/cloud.ts';
import type { AccessRequest, Identity } from '../core/identities.ts';
import type { ClusterService } from './cluster.ts';
import {
  CLUSTER_ACTIONS,
  describeAction,
  GROUP_ACTIONS,
  TOPIC_ACTIONS,
  TRANSACTION_ACTIONS,
} from './kafka-actions.ts';
import { AclOperationTypes } from './kafkajs-enums.ts';

/** What Kafka's authorizer writes into the broker's audit log. */
const DENIED =
  /Principal = User:(?<user>\S+) is Denied operation = (?<operation>\w+) from host = \S+ on resource = (?<kind>\w+):\w+:(?<name>.+) for request = (?<request>\w+) /;

const ACTIONS = {
  Cluster: CLUSTER_ACTIONS,
  Topic: TOPIC_ACTIONS,
  Group: GROUP_ACTIONS,
  TransactionalId: TRANSACTION_ACTIONS,
} as const;

const ARN_KINDS = { Topic: 'topic', Group: 'group', TransactionalId: 'transactional-id' } as const;

interface Denial {
  readonly user: string;
  readonly operation: string;
  readonly kind: keyof typeof ACTIONS;
  readonly name: string;
  readonly request: string;
}

function denialIn(line: string): Denial | undefined {
  const { user = '', operation = '', kind = '', name = '', request = '' } = DENIED.exec(line)?.groups ?? {};
  return kind in ACTIONS ? { user, operation, kind: kind as keyof typeof ACTIONS, name, request } : undefined;
}

/** Says in the journal what a client was denied at the broker, and which statements its role lacks for it. */
export function explainDenials(cloud: Cloud, clusters: ClusterService): void {
  cloud.engines.kafka.onLog?.((line) => {
    const denial = denialIn(line);
    if (denial === undefined) return;
    const identity = cloud.identities.byAccessKey(denial.user);
    for (const why of identity === undefined ? [ofUser(denial)] : missing(cloud, clusters, identity, denial))
      cloud.journal.write({ time: cloud.clock.now(), source: 'kafka', level: 'WARN', text: why });
  });
}

function ofUser({ user, operation, kind, name, request }: Denial): string {
  return `${request}: the user ${user} may not ${operation} the ${kind.toLowerCase()} ${name}: no access list of the broker allows it`;
}

function missing(cloud: Cloud, clusters: ClusterService, identity: Identity, denial: Denial): string[] {
  return requestsOf(clusters, denial).flatMap((request) => {
    const decision = cloud.identities.check(identity, request);
    return decision.allowed ? [] : [`${denial.request}: ${decision.why}`];
  });
}

/** Every permission that the operation takes on AWS: also what the guide calls required actions. */
function requestsOf(clusters: ClusterService, { operation, kind, name }: Denial): AccessRequest[] {
  const cluster = clusters.cluster?.arn ?? '';
  const resource = kind === 'Cluster' ? cluster : clusters.arnOf(ARN_KINDS[kind], name);
  const wanted = Object.entries(ACTIONS[kind])
    .filter(([, code]) => code === AclOperationTypes[operation as keyof typeof AclOperationTypes])
    .map(([action]) => action);
  const describe = kind === 'Cluster' ? [] : [describeAction(ACTIONS[kind])];
  return [
    { action: 'kafka-cluster:Connect', resource: cluster },
    ...[...new Set([...describe, ...wanted])].map((action) => ({
      action: `kafka-cluster:${action}`,
      resource,
    })),
  ];
}
