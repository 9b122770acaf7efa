import { ArnFormat, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, type KeyProps, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { roleName } from './node-function.ts';
import { keepLogicalId } from './stable-id.ts';

/** An administrator's actions on a key: everything except using it. */
const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

export interface PlatformKeyProps {
  readonly logicalId: string;
  readonly alias: string;
  readonly description: string;
  readonly keep: boolean;
}

function create(scope: Construct, props: PlatformKeyProps, more: KeyProps): Key {
  const key = new Key(scope, props.logicalId, {
    alias: `alias/roadstream/${props.alias}`,
    description: props.description,
    removalPolicy: props.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(props.keep ? 30 : 7),
    ...more,
  });
  keepLogicalId(key, props.logicalId);
  return key;
}

/** A rotating key for data that a service encrypts at rest. IAM policies of the account decide who may use it. */
export function encryptionKey(scope: Construct, props: PlatformKeyProps): Key {
  return create(scope, props, { enableKeyRotation: true });
}

/**
 * A rotating key for tables. Every principal with access to a table may use it, only through DynamoDB, so the
 * functions' policies need not name it.
 */
export function tableKey(scope: Construct, props: PlatformKeyProps): Key {
  const throughDynamo = new PolicyStatement({
    sid: 'ThroughDynamoDbOnly',
    principals: [new AnyPrincipal()],
    actions: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey*',
      'kms:ReEncrypt*',
    ],
    resources: ['*'],
    conditions: {
      StringEquals: {
        'kms:CallerAccount': Aws.ACCOUNT_ID,
        'kms:ViaService': `dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}`,
      },
    },
  });
  const policy = new PolicyDocument({ statements: [administration(), throughDynamo] });
  return create(scope, props, { enableKeyRotation: true, policy });
}

/** A key whose own policy names the functions that may use it. Not even an administrator's role may. */
export function functionsKey(
  scope: Construct,
  props: PlatformKeyProps & {
    readonly actions: readonly string[];
    /** Functions by name: `<room>-<name>`. */
    readonly functions: readonly string[];
    readonly signing?: boolean;
  },
): Key {
  const stack = Stack.of(scope);
  const roles = props.functions.map((name) =>
    stack.formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: roleName(name),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }),
  );
  const use = new PolicyStatement({
    sid: 'TheseFunctionsOnly',
    principals: [new AccountRootPrincipal()],
    actions: [...props.actions],
    resources: ['*'],
    conditions: { ArnEquals: { 'aws:PrincipalArn': roles } },
  });
  const kind: KeyProps = props.signing
    ? { keySpec: KeySpec.ECC_NIST_P256, keyUsage: KeyUsage.SIGN_VERIFY }
    : { enableKeyRotation: true };
  return create(scope, props, {
    ...kind,
    policy: new PolicyDocument({ statements: [administration(props.signing), use] }),
  });
}

function administration(signing = false): PolicyStatement {
  return new PolicyStatement({
    sid: 'Administration',
    principals: [new AccountRootPrincipal()],
    // Cars need the public half of a signing key.
    actions: signing ? [...ADMINISTRATION, 'kms:GetPublicKey'].toSorted() : ADMINISTRATION,
    resources: ['*'],
  });
}
