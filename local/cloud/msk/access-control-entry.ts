import type { AclEntry, AclOperationTypes as Operation } from 'kafkajs';
import type { Identity } from '../core/identities.ts';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from './kafkajs-enums.ts';

const RESOURCE_TYPES = {
  cluster: AclResourceTypes.CLUSTER,
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
} as const;

/** The broker's own name for itself as a resource. */
const CLUSTER_NAME = 'kafka-cluster';

export interface Permission {
  readonly kind: keyof typeof RESOURCE_TYPES;
  readonly operation: Operation;
  /** Only the cluster has none. `*` is every name. */
  readonly name?: string;
  readonly isPrefix?: boolean;
}

function entry(
  principal: string,
  { kind, operation, name = CLUSTER_NAME, isPrefix = false }: Permission,
): AclEntry {
  return {
    principal,
    host: '*',
    operation,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: RESOURCE_TYPES[kind],
    resourceName: name,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
  };
}

/** The broker takes the access key of a token for its principal. */
export function accessControlEntry(identity: Identity, permission: Permission): AclEntry {
  return entry(`User:${identity.accessKeyId}`, permission);
}

/** Whether the entry is one that a local cloud made for a role: a broker from elsewhere may have others. */
export function isOfRole({ principal }: AclEntry): boolean {
  return /^User:AKIA[0-9A-F]{16}$/.test(principal);
}

/** Who comes with a password is in no policy: MSK lets them do everything unless it is told otherwise. */
export function scramUserEntries(username: string): AclEntry[] {
  const operation = AclOperationTypes.ALL;
  return [
    entry(`User:${username}`, { kind: 'cluster', operation }),
    entry(`User:${username}`, { kind: 'topic', name: '*', operation }),
    entry(`User:${username}`, { kind: 'group', name: '*', operation }),
    entry(`User:${username}`, { kind: 'transactional-id', name: '*', operation }),
  ];
}

export function sameEntry(a: AclEntry, b: AclEntry): boolean {
  return (
    a.principal === b.principal &&
    a.operation === b.operation &&
    a.permissionType === b.permissionType &&
    a.resourceType === b.resourceType &&
    a.resourceName === b.resourceName &&
    a.resourcePatternType === b.resourcePatternType &&
    a.host === b.host
  );
}
