import type { KeyObject } from 'node:crypto';
import type { AwsRequest } from '../core/aws-endpoint.ts';
import type { ResourceStatement } from '../iam/policy/parse-policy.ts';

export type KeyMaterial =
  | { readonly spec: 'ECC_NIST_P256'; readonly privateKey: KeyObject }
  | { readonly spec: 'SYMMETRIC_DEFAULT'; readonly secret: Buffer };

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly material: KeyMaterial;
  readonly policy: readonly ResourceStatement[];
}

/** What the operations of KMS need of the keys. */
export interface KeyService {
  /** By id, ARN, alias name or alias ARN. Throws NotFoundException. */
  find(reference: string): Key;
  /** Throws AccessDeniedException unless the caller may do `action` with this key. */
  authorize(
    request: AwsRequest,
    key: Key,
    action: string,
    context?: Readonly<Record<string, readonly string[]>>,
  ): void;
}
