import { randomUUID } from 'node:crypto';
import type { Cloud } from '../core/cloud.ts';
import { brokerDecisionIn, requestsOf } from './broker-decisions.ts';
import type { ClusterService } from './cluster.ts';

/** A group that no client has: the broker logs the request for it by this name. */
const GROUP_PREFIX = 'local-cloud-';

/**
 * Counts at the roles' permissions what the broker allowed. The broker logs each operation once until its access lists
 * change, and its log may arrive a moment after the client has its answer.
 */
export class AllowedOperations {
  private readonly cloud: Cloud;
  private readonly clusters: ClusterService;
  private readonly awaited = new Map<string, () => void>();

  constructor(cloud: Cloud, clusters: ClusterService) {
    this.cloud = cloud;
    this.clusters = clusters;
    cloud.engines.kafka.onLog?.((line) => this.hear(line));
  }

  /**
   * Resolves when everything is heard that the broker has decided before, denials too: a request of our own comes last
   * in its log. A broker that was started elsewhere has no log here.
   */
  async heard(): Promise<void> {
    if (this.cloud.engines.kafka.onLog === undefined) return;
    const group = `${GROUP_PREFIX}${randomUUID()}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.awaited.set(group, resolve);
    try {
      const admin = await this.clusters.admin();
      await admin.describeGroups([group]);
      await promise;
    } finally {
      this.awaited.delete(group);
    }
  }

  private hear(line: string): void {
    const decision = brokerDecisionIn(line);
    if (decision?.allowed !== true) return;
    this.awaited.get(decision.name)?.();
    const { identities } = this.cloud;
    const identity = identities.byAccessKey(decision.user);
    if (identity === undefined) return;
    const requests = requestsOf(this.clusters, decision);
    // The broker's lists are a moment behind a policy that changes. Then the policy did not grant this.
    if (!requests.every((request) => identities.check(identity, request).allowed)) return;
    for (const request of requests) identities.authorize(identity, request);
  }
}
