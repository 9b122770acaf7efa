import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keepLogicalId } from './stable-id.ts';

const LENGTH = 40;

/**
 * The two secrets between Stripe and us. Each begins as random text: what a stand-in takes, and Stripe does not. For
 * Stripe, an operator puts the values of its dashboard in their place (docs/providers.md), and no deployment changes them.
 */
export class StripeSecrets extends Construct {
  /** The key for Stripe's API. */
  readonly apiKey: Secret;
  /** With which Stripe signs callbacks. */
  readonly callback: Secret;

  constructor(scope: Construct, id: string, { keep }: { readonly keep: boolean }) {
    super(scope, id);
    this.apiKey = this.#secret('ApiKey', 'stripe/api-key', 'The key for Stripe’s API', keep);
    this.callback = this.#secret(
      'CallbackSecret',
      'stripe/callback-secret',
      'Signs Stripe’s callbacks',
      keep,
    );
  }

  #secret(id: string, name: string, description: string, keep: boolean): Secret {
    const secret = new Secret(this, id, {
      secretName: `roadstream/${name}`,
      description,
      generateSecretString: { excludePunctuation: true, passwordLength: LENGTH },
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    keepLogicalId(secret, `Stripe${id}`);
    return secret;
  }
}
