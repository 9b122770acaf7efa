import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnBatchScramSecret } from 'aws-cdk-lib/aws-msk';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keepLogicalId } from './stable-id.ts';

/** MSK accepts only secrets with this prefix in the name and under a customer managed key. */
const REQUIRED_PREFIX = 'AmazonMSK_';

export interface ScramSecretProps {
  readonly clusterArn: string;
  readonly user: string;
  readonly key: IKey;
  readonly keep: boolean;
}

/**
 * A Kafka user for clients that cannot use IAM, with a random password. MSK attaches a policy to the secret by itself.
 * A policy of ours would replace it and lock the cluster out.
 */
export class ScramSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { clusterArn, user, key, keep }: ScramSecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      secretName: `${REQUIRED_PREFIX}roadstream_${user}`,
      description: `Kafka's user ${user} (SASL/SCRAM)`,
      encryptionKey: key,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: user }),
        generateStringKey: 'password',
        excludePunctuation: true,
        passwordLength: 64,
      },
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    keepLogicalId(this.secret, 'ScramSecret');
    new CfnBatchScramSecret(this, 'Association', { clusterArn, secretArnList: [this.secret.secretArn] });
  }
}
