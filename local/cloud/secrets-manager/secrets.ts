import { DynamicReferences } from '../cloudformation/dynamic-references.ts';
import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import { serveJson } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { isRecord, own } from '../core/plain-value.ts';
import type { ResourceStatement } from '../iam/policy/parse-policy.ts';
import { authorizeWithPolicy } from '../iam/resource-access.ts';
import { Keys } from '../kms/keys.ts';

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
  readonly versionId: string;
  /** Platform time, milliseconds. */
  readonly created: number;
  /** Undefined for the key that AWS manages, which everybody in the account may use. */
  readonly kmsKeyId: string | undefined;
}

const CURRENT = 'AWSCURRENT';

/** What stands between `{{resolve:secretsmanager:` and `}}`: an ARN has colons of its own. */
const REFERENCE =
  /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::SecretString)?(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/;

/** The field of a secret that is a JSON object, or all of it when no field is named. Throws an Error. */
export function secretField(value: string, field: string | undefined, name: string): string {
  if (field === undefined || field === '') return value;
  try {
    const parsed: unknown = JSON.parse(value);
    const found = isRecord(parsed) ? own(parsed, field) : undefined;
    if (typeof found === 'string') return found;
  } catch {
    // Said below.
  }
  throw new Error(`the secret ${name} has no field ${field}`);
}

/** The secrets of one cloud, and the Secrets Manager service in front of them. */
export class Secrets {
  private readonly secrets = new Map<string, Secret>();
  private readonly policies = new Map<string, ResourceStatement[]>();
  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.part(DynamicReferences).register('secretsmanager', (reference) => this.resolve(reference));
    serveJson(cloud.endpoint, 'secretsmanager', {
      GetSecretValue: (input, request) => {
        const stage = input.optionalText('VersionStage') ?? CURRENT;
        return this.getValue(input.text('SecretId'), stage, request);
      },
    });
  }

  add(secret: Secret): void {
    this.secrets.set(secret.arn, secret);
  }

  addPolicy(arn: string, statements: readonly ResourceStatement[]): void {
    this.policies.set(arn, [...(this.policies.get(arn) ?? []), ...statements]);
    this.cloud.usedPermissions.include(`secret ${arn}`, () => this.policies.get(arn) ?? []);
  }

  /** By name, ARN, or ARN without the six letters at its end. Throws ResourceNotFoundException. */
  find(idOrArn: string): Secret {
    const found =
      this.secrets.get(idOrArn) ??
      [...this.secrets.values()].find(({ name, arn }) => name === idOrArn || arn.slice(0, -7) === idOrArn);
    if (found === undefined) throw new AwsError('ResourceNotFoundException', `there is no secret ${idOrArn}`);
    return found;
  }

  private resolve(reference: string): string {
    const [, id = '', field, stage] = REFERENCE.exec(reference) ?? [];
    if (stage !== undefined && stage !== '' && stage !== CURRENT)
      throw new Error(`secrets have only ${CURRENT} here`);
    const secret = this.find(id);
    return secretField(secret.value, field, secret.name);
  }

  private getValue(id: string, stage: string, request: AwsRequest): object {
    const secret = this.find(id);
    const context = { 'secretsmanager:SecretId': [secret.arn], 'secretsmanager:VersionStage': [stage] };
    authorizeWithPolicy(
      this.cloud,
      request,
      { action: 'secretsmanager:GetSecretValue', resource: secret.arn, context },
      this.policies.get(secret.arn) ?? [],
      'either',
    );
    this.authorizeKey(secret, request);
    if (stage !== CURRENT)
      throw new AwsError('ResourceNotFoundException', `${secret.name} has no version ${stage}`);
    return {
      ARN: secret.arn,
      Name: secret.name,
      SecretString: secret.value,
      VersionId: secret.versionId,
      VersionStages: [CURRENT],
      CreatedDate: secret.created / 1000,
    };
  }

  /** Secrets Manager decrypts in the caller's name, so the caller needs the customer's key too. */
  private authorizeKey(secret: Secret, request: AwsRequest): void {
    if (secret.kmsKeyId === undefined) return;
    const keys = this.cloud.part(Keys);
    keys.authorize(request, keys.find(secret.kmsKeyId), 'kms:Decrypt', {
      'kms:ViaService': [`secretsmanager.${this.cloud.region}.amazonaws.com`],
      'kms:EncryptionContext:SecretARN': [secret.arn],
      'kms:EncryptionContextKeys': ['SecretARN', 'SecretVersionId'],
    });
  }
}
