import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** To read secrets, each by its whole name. They are under the key that AWS manages, which needs no permission. */
export function readSecrets(arns: readonly string[]): PolicyStatement[] {
  return [new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [...arns] })];
}
