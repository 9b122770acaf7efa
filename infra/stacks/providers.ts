import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CALLBACK_PATH } from '../../shared/contracts/payments/provider.ts';
import { type Bundles, bundleOf } from '../bundle.ts';
import { MailProvider } from '../constructs/mail-provider.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { StripeProvider } from '../constructs/stripe-provider.ts';
import { StripeStandIn } from '../constructs/stripe-stand-in.ts';
import { MAIL_PROVIDER } from '../providers/mail/settings.ts';
import { sandboxLicence } from '../sandbox/providers.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data.ts';
import type { FoundationStack } from './foundation.ts';

const LICENCE_MEMORY_MB = 128;
const LICENCE_TIMEOUT_SECONDS = 10;

export interface ProvidersProps extends StackProps {
  readonly stage: Stage;
  readonly foundation: FoundationStack;
  readonly data: DataStack;
  readonly bundles: Bundles;
  /** Scheme and host of the platform's HTTP API. */
  readonly platformUrl: string;
  /** The address of the riders' app. */
  readonly appUrl: string;
}

/**
 * The functions that stand for providers, as far as the stage names ours, and what takes the place of third parties.
 * Rooms know them only by name. Holds no data.
 */
export class ProvidersStack extends Stack {
  constructor(scope: Construct, id: string, given: ProvidersProps) {
    const { stage, foundation, data, bundles, platformUrl, appUrl, ...props } = given;
    super(scope, id, props);
    if (stage.providers.licence === sandboxLicence.name) {
      new NodeFunction(this, sandboxLicence.name, {
        stage,
        name: sandboxLicence.name,
        description: sandboxLicence.description,
        bundle: bundleOf(bundles, sandboxLicence.name),
        memoryMb: LICENCE_MEMORY_MB,
        timeoutSeconds: LICENCE_TIMEOUT_SECONDS,
      });
    }
    if (stage.providers.mail === MAIL_PROVIDER) {
      new MailProvider(this, 'Mail', { stage, bundles, notify: foundation.alarms });
    }
    const { stripe: secrets, stripeStandIn: table } = data;
    if (secrets === undefined) return;
    const notify = foundation.alarms;
    const callbackUrl = `${platformUrl}${CALLBACK_PATH}`;
    const { api } = stage.stripe;
    const url =
      api !== 'stand-in' || table === undefined
        ? api
        : new StripeStandIn(this, 'StandIn', { stage, bundles, notify, secrets, table, callbackUrl }).url;
    new StripeProvider(this, 'Provider', { stage, bundles, notify, secrets, url, appUrl });
  }
}
