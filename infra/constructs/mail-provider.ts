import { Duration } from 'aws-cdk-lib';
import { CfnEmailIdentity } from 'aws-cdk-lib/aws-ses';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Bundles, bundleOf } from '../bundle.ts';
import { sendMail } from '../permissions/ses.ts';
import { MAIL_FROM, MAIL_PROVIDER } from '../providers/mail/settings.ts';
import type { Stage } from '../stages.ts';
import { NodeFunction } from './node-function.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

const MEMORY_MB = 256;
/** As long as the platform waits for a provider. */
const TIMEOUT_SECONDS = 20;

export interface MailProviderProps {
  readonly stage: Stage;
  readonly bundles: Bundles;
  readonly notify: ITopic;
}

/** The function that sends mail through SES, and the domain that it may send from. */
export class MailProvider extends Construct {
  constructor(scope: Construct, id: string, { stage, bundles, notify }: MailProviderProps) {
    super(scope, id);
    const { from } = stage.mail;
    const domain = from.slice(from.indexOf('@') + 1);
    const identity = new CfnEmailIdentity(this, 'Domain', { emailIdentity: domain });
    const { function: lambda } = new NodeFunction(this, 'Node', {
      stage,
      name: MAIL_PROVIDER,
      description: 'Provider of mail: sends through SES',
      bundle: bundleOf(bundles, MAIL_PROVIDER),
      memoryMb: MEMORY_MB,
      timeoutSeconds: TIMEOUT_SECONDS,
      environment: { [MAIL_FROM]: from },
      permissions: sendMail(domain),
    });
    lambda.node.addDependency(identity);
    new RunbookAlarm(this, 'Errors', {
      notify,
      metric: lambda.metricErrors({ period: Duration.minutes(1) }),
      impact: 'SES does not take our mails: receipts and reminders wait.',
      section: 'function-errors',
      atLeast: 1,
      periods: 3,
    });
  }
}
