import type { PolicyStatement } from '../../core/identities.ts';
import { LocalCloudError } from '../../core/local-cloud-error.ts';

/** What the local services put into the context of a request, or what a call from a function truly lacks. */
const KNOWN = new Set(
  [
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'aws:PrincipalType',
    'aws:ResourceAccount',
    'aws:RequestedRegion',
    'aws:SecureTransport',
    'aws:CurrentTime',
    'aws:SourceArn',
    'aws:SourceAccount',
    'aws:CalledVia',
    'aws:ViaAWSService',
    'dynamodb:LeadingKeys',
    'kms:ViaService',
    'kms:CallerAccount',
    'kms:EncryptionContextKeys',
    'kms:SigningAlgorithm',
    'kms:EncryptionAlgorithm',
    'kms:MessageType',
    'kms:KeySpec',
    'kms:KeyUsage',
    'kms:GrantIsForAWSResource',
    's3:authType',
    's3:delimiter',
    's3:max-keys',
    's3:prefix',
    's3:signatureAge',
    's3:signatureversion',
    'secretsmanager:SecretId',
    'secretsmanager:VersionStage',
  ].map((key) => key.toLowerCase()),
);

/** Services whose permissions are checked here; the keys of others are never looked at. */
const CHECKED = /^(aws|dynamodb|sqs|s3|kms|secretsmanager|ses|kafka|kafka-cluster|iot|lambda|execute-api):/;

function isKnown(key: string): boolean {
  const isOfAnother = key.includes(':') && !CHECKED.test(key);
  return isOfAnother || KNOWN.has(key) || key.startsWith('kms:encryptioncontext:');
}

/**
 * Throws a LocalCloudError (POLICY_UNSUPPORTED) for a condition on a key that the local services do not fill: such
 * a condition would be taken as unmet, or with ForAllValues as met, whatever the request.
 */
export function requireKnownKeys(statements: readonly PolicyStatement[]): void {
  const unknown = statements
    .flatMap((statement) => Object.values(statement.conditions))
    .flatMap((keys) => Object.keys(keys))
    .filter((key) => !isKnown(key.toLowerCase()));
  if (unknown.length > 0)
    throw new LocalCloudError(
      'POLICY_UNSUPPORTED',
      `the local cloud does not know ${[...new Set(unknown)].join(', ')}, which a condition asks for`,
    );
}
