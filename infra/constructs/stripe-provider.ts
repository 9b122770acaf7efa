import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Bundles, bundleOf } from '../bundle.ts';
import { readSecrets } from '../permissions/secrets.ts';
import { STRIPE_PROVIDER, stripeEnvironment } from '../providers/stripe/settings.ts';
import type { Stage } from '../stages.ts';
import { NodeFunction } from './node-function.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import type { StripeSecrets } from './stripe-secrets.ts';

const MEMORY_MB = 256;
/** As long as the platform waits for a provider. */
const TIMEOUT_SECONDS = 20;

export interface StripeProviderProps {
  readonly stage: Stage;
  readonly bundles: Bundles;
  readonly notify: ITopic;
  readonly secrets: StripeSecrets;
  /** Scheme and host of Stripe's API. */
  readonly url: string;
  /** The address of the riders' app, to which Stripe sends riders back after an authentication. */
  readonly appUrl: string;
}

/** The function that stands for the payment provider Stripe. It may read the two secrets, and nothing else. */
export class StripeProvider extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stage, bundles, notify, secrets, url, appUrl }: StripeProviderProps,
  ) {
    super(scope, id);
    const { secretArn: apiKey } = secrets.apiKey;
    const { secretArn: callback } = secrets.callback;
    const { function: lambda } = new NodeFunction(this, 'Node', {
      stage,
      name: STRIPE_PROVIDER,
      description: 'Payment provider: asks Stripe',
      bundle: bundleOf(bundles, STRIPE_PROVIDER),
      memoryMb: MEMORY_MB,
      timeoutSeconds: TIMEOUT_SECONDS,
      environment: {
        [stripeEnvironment.url]: url,
        [stripeEnvironment.apiKeySecret]: apiKey,
        [stripeEnvironment.callbackSecret]: callback,
        [stripeEnvironment.returnUrl]: appUrl,
      },
      permissions: readSecrets([apiKey, callback]),
    });
    new RunbookAlarm(this, 'Errors', {
      notify,
      metric: lambda.metricErrors({ period: Duration.minutes(1) }),
      impact: 'Stripe refuses our requests, or its key is wrong: payments and payment methods wait.',
      section: 'function-errors',
      atLeast: 1,
      periods: 3,
    });
  }
}
