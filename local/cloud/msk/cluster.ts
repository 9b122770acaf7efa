import type { Admin } from 'kafkajs';

export interface Cluster {
  readonly arn: string;
  readonly name: string;
  readonly allowsIam: boolean;
  readonly allowsScram: boolean;
  /** `allow.everyone.if.no.acl.found`, which only those without a role have any use of. */
  readonly allowsEveryone: boolean;
  readonly kafkaVersion: string;
  readonly brokers: number;
}

/** What permissions, denials and operations need of the cluster. */
export interface ClusterService {
  readonly cluster: Cluster | undefined;
  readonly topics: readonly string[];
  readonly scramUsers: readonly string[];
  /** `kind` is `topic`, `group` or `transactional-id`; named as IAM's policies name them. */
  arnOf(kind: 'topic' | 'group' | 'transactional-id', name: string): string;
  /** As the broker's super user; connected at the first call. */
  admin(): Promise<Admin>;
}
