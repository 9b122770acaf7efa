import { setTimeout as pause } from 'node:timers/promises';
import type { AclEntry, AclOperationTypes, Admin } from 'kafkajs';
import type { Cloud } from '../core/cloud.ts';
import type { Identity } from '../core/identities.ts';
import { accessControlEntry, isOfRole, sameEntry, scramUserEntries } from './access-control-entry.ts';
import type { ClusterService } from './cluster.ts';
import { existingEntries } from './existing-entries.ts';
import {
  CLUSTER_ACTIONS,
  describeAction,
  GROUP_ACTIONS,
  impliesDescribe,
  TOPIC_ACTIONS,
  TRANSACTION_ACTIONS,
} from './kafka-actions.ts';
import { covers, type NamePattern, namePatterns } from './name-patterns.ts';

const POLL_MILLISECONDS = 20;
const MOST_POLLS = 1000;

/**
 * What the roles' `kafka-cluster` statements allow, as access control lists of the local broker. Topics are the
 * templates' and each is asked of the policy evaluator; groups and transactions are named by clients, so the
 * statements' patterns become literal and prefixed entries.
 */
export class KafkaPermissions {
  private readonly cloud: Cloud;
  private readonly clusters: ClusterService;
  /** What the broker's lists say of each role, since they were first brought in line. */
  private readonly entries = new Map<Identity, readonly AclEntry[]>();
  /** One change of the lists after the other. */
  private changing: Promise<void> = Promise.resolve();

  constructor(cloud: Cloud, clusters: ClusterService) {
    this.cloud = cloud;
    this.clusters = clusters;
    cloud.identities.onPolicyChange(async (identity) => await this.follow(identity));
  }

  /** Brings the broker's lists in line with the policies. Called at the start, and after roles or topics changed. */
  async synchronize(): Promise<void> {
    const { cluster } = this.clusters;
    if (cluster === undefined) return;
    if (cluster.allowsIam) {
      for (const { identity } of this.cloud.identities.all())
        this.entries.set(identity, this.entriesOf(identity, cluster.arn));
    }
    await this.change();
  }

  private async follow(identity: Identity): Promise<void> {
    const { cluster } = this.clusters;
    const before = this.entries.get(identity);
    if (cluster === undefined || before === undefined) return;
    const entries = this.entriesOf(identity, cluster.arn);
    if (JSON.stringify(entries) === JSON.stringify(before)) return;
    this.entries.set(identity, entries);
    await this.change();
  }

  private async change(): Promise<void> {
    const { cluster, scramUsers } = this.clusters;
    const change = this.changing.then(async () => {
      const wanted = [
        ...[...this.entries.values()].flat(),
        ...(cluster?.allowsEveryone === true ? scramUsers.flatMap(scramUserEntries) : []),
      ];
      await this.bringInLine(await this.clusters.admin(), wanted);
    });
    this.changing = change.catch(() => undefined);
    await change;
  }

  /** The broker takes changes in a moment later than it answers, so it is asked until it shows them. */
  private async bringInLine(admin: Admin, wanted: readonly AclEntry[]): Promise<void> {
    for (let poll = 0; poll < MOST_POLLS; poll++) {
      const existing = await existingEntries(admin);
      const missing = wanted.filter((entry) => !existing.some((other) => sameEntry(entry, other)));
      const stale = existing.filter(
        (entry) => isOfRole(entry) && !wanted.some((other) => sameEntry(entry, other)),
      );
      if (missing.length + stale.length === 0) return;
      if (poll === 0 && missing.length > 0) await admin.createAcls({ acl: missing });
      if (poll === 0 && stale.length > 0) await admin.deleteAcls({ filters: stale });
      await pause(POLL_MILLISECONDS);
    }
    throw new Error('the broker does not show the permissions that it was given');
  }

  /** A client that may not connect can do nothing, which the broker's lists can only say by having none for it. */
  private entriesOf(identity: Identity, clusterArn: string): AclEntry[] {
    if (!this.allows(identity, 'Connect', clusterArn)) return [];
    return [
      ...this.clusterEntries(identity, clusterArn),
      ...this.clusters.topics.flatMap((topic) => this.topicEntries(identity, topic)),
      ...this.patternEntries(identity, 'group', GROUP_ACTIONS),
      ...this.patternEntries(identity, 'transactional-id', TRANSACTION_ACTIONS),
    ];
  }

  private clusterEntries(identity: Identity, arn: string): AclEntry[] {
    return Object.entries(CLUSTER_ACTIONS)
      .filter(([action]) => this.allows(identity, action, arn))
      .map(([, operation]) => accessControlEntry(identity, { kind: 'cluster', operation }));
  }

  /** On AWS reading and writing need DescribeTopic as well; in the broker they bring it along. */
  private topicEntries(identity: Identity, topic: string): AclEntry[] {
    const arn = this.clusters.arnOf('topic', topic);
    const describes = this.allows(identity, 'DescribeTopic', arn);
    return Object.entries(TOPIC_ACTIONS)
      .filter(
        ([action, operation]) =>
          this.allows(identity, action, arn) && (describes || !impliesDescribe(operation)),
      )
      .map(([, operation]) => accessControlEntry(identity, { kind: 'topic', name: topic, operation }));
  }

  /** Here too the broker lets whoever may change something describe it, while on AWS that takes an action of its own. */
  private patternEntries(
    identity: Identity,
    kind: 'group' | 'transactional-id',
    actions: Readonly<Record<string, AclOperationTypes>>,
  ): AclEntry[] {
    const statements =
      this.cloud.identities.all().find((entry) => entry.identity === identity)?.statements ?? [];
    const patterns = (action: string): NamePattern[] =>
      namePatterns(statements, `kafka-cluster:${action}`, this.clusters.arnOf(kind, ''));
    const described = patterns(describeAction(actions));
    return Object.entries(actions).flatMap(([action, operation]) =>
      patterns(action)
        .filter((pattern) => !impliesDescribe(operation) || described.some((other) => covers(other, pattern)))
        .map((pattern) => accessControlEntry(identity, { kind, operation, ...pattern })),
    );
  }

  private allows(identity: Identity, action: string, resource: string): boolean {
    return this.cloud.identities.check(identity, { action: `kafka-cluster:${action}`, resource }).allowed;
  }
}
