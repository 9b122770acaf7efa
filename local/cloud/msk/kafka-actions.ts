import type { AclOperationTypes as Operation } from 'kafkajs';
import { AclOperationTypes } from './kafkajs-enums.ts';

/**
 * IAM's actions for MSK and the broker's operations behind them (Amazon MSK developer guide, "Semantics of IAM
 * authorization policy actions and resources"). `CreateTopic` is left out: topics come from templates only.
 */

export const CLUSTER_ACTIONS: Readonly<Record<string, Operation>> = {
  DescribeCluster: AclOperationTypes.DESCRIBE,
  AlterCluster: AclOperationTypes.ALTER,
  DescribeClusterDynamicConfiguration: AclOperationTypes.DESCRIBE_CONFIGS,
  AlterClusterDynamicConfiguration: AclOperationTypes.ALTER_CONFIGS,
  WriteDataIdempotently: AclOperationTypes.IDEMPOTENT_WRITE,
};

export const TOPIC_ACTIONS: Readonly<Record<string, Operation>> = {
  DescribeTopic: AclOperationTypes.DESCRIBE,
  AlterTopic: AclOperationTypes.ALTER,
  DeleteTopic: AclOperationTypes.DELETE,
  DescribeTopicDynamicConfiguration: AclOperationTypes.DESCRIBE_CONFIGS,
  AlterTopicDynamicConfiguration: AclOperationTypes.ALTER_CONFIGS,
  ReadData: AclOperationTypes.READ,
  WriteData: AclOperationTypes.WRITE,
};

export const GROUP_ACTIONS: Readonly<Record<string, Operation>> = {
  DescribeGroup: AclOperationTypes.DESCRIBE,
  AlterGroup: AclOperationTypes.READ,
  DeleteGroup: AclOperationTypes.DELETE,
};

export const TRANSACTION_ACTIONS: Readonly<Record<string, Operation>> = {
  DescribeTransactionalId: AclOperationTypes.DESCRIBE,
  AlterTransactionalId: AclOperationTypes.WRITE,
};

/** The one of these actions that AWS wants beside each of the others: “required actions” in the guide's table. */
export function describeAction(actions: Readonly<Record<string, Operation>>): string {
  return Object.keys(actions).find((action) => actions[action] === AclOperationTypes.DESCRIBE) ?? '';
}

const IMPLYING: ReadonlySet<Operation> = new Set([
  AclOperationTypes.READ,
  AclOperationTypes.WRITE,
  AclOperationTypes.DELETE,
  AclOperationTypes.ALTER,
]);

/** Whether the broker lets whoever may do this describe the resource as well. */
export function impliesDescribe(operation: Operation): boolean {
  return IMPLYING.has(operation);
}
