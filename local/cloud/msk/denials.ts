import type { Cloud } from '../core/cloud.ts';
import type { Identity } from '../core/identities.ts';
import { type BrokerDecision, brokerDecisionIn, requestsOf } from './broker-decisions.ts';
import type { ClusterService } from './cluster.ts';

/** Says in the journal what a client was denied at the broker, and which statements its role lacks for it. */
export function explainDenials(cloud: Cloud, clusters: ClusterService): void {
  cloud.engines.kafka.onLog?.((line) => {
    const decision = brokerDecisionIn(line);
    if (decision === undefined || decision.allowed) return;
    const identity = cloud.identities.byAccessKey(decision.user);
    for (const why of identity === undefined
      ? [ofUser(decision)]
      : missing(cloud, clusters, identity, decision))
      cloud.journal.write({ time: cloud.clock.now(), source: 'kafka', level: 'WARN', text: why });
  });
}

function ofUser({ user, operation, kind, name, request }: BrokerDecision): string {
  return `${request}: the user ${user} may not ${operation} the ${kind.toLowerCase()} ${name}: no access list of the broker allows it`;
}

function missing(
  cloud: Cloud,
  clusters: ClusterService,
  identity: Identity,
  denial: BrokerDecision,
): string[] {
  return requestsOf(clusters, denial).flatMap((request) => {
    const decision = cloud.identities.check(identity, request);
    return decision.allowed ? [] : [`${denial.request}: ${decision.why}`];
  });
}
