import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import type { Cloud } from '../core/cloud.ts';
import { authorizeWithPolicy } from '../iam/resource-access.ts';
import type { Key, KeyService } from './key.ts';
import { serveKms } from './operations.ts';

/** The keys and aliases of one cloud, and the KMS service in front of them. */
export class Keys implements KeyService {
  private readonly keys = new Map<string, Key>();
  private readonly aliases = new Map<string, string>();
  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    serveKms(cloud, this);
  }

  add(key: Key): void {
    this.keys.set(key.id, key);
    this.cloud.usedPermissions.include(`key ${key.id}`, () => key.policy);
  }

  /** `name` begins with `alias/`; `target` is a key's id or ARN. */
  addAlias(name: string, target: string): void {
    this.aliases.set(name, this.find(target).id);
  }

  /** By id, ARN, alias name or alias ARN. Throws NotFoundException. */
  find(reference: string): Key {
    const name = reference.startsWith('arn:') ? (reference.split(':')[5] ?? '') : reference;
    const id = name.startsWith('alias/') ? this.aliases.get(name) : name.replace(/^key\//, '');
    const key = this.keys.get(id ?? '');
    if (key === undefined) throw new AwsError('NotFoundException', `there is no key or alias ${reference}`);
    return key;
  }

  /** Throws AccessDeniedException unless the caller may do `action` with this key. */
  authorize(
    request: AwsRequest,
    key: Key,
    action: string,
    context: Readonly<Record<string, readonly string[]>> = {},
  ): void {
    authorizeWithPolicy(
      this.cloud,
      request,
      {
        action,
        resource: key.arn,
        context: {
          'kms:CallerAccount': [this.cloud.account],
          'kms:KeySpec': [key.material.spec],
          ...context,
        },
      },
      key.policy,
      'resource-first',
    );
  }
}
