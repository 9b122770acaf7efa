import type { Cloud } from '../core/cloud.ts';
import { oneLine } from '../core/foreign-text.ts';
import type { Identity } from '../core/identities.ts';
import { firstDenial } from '../iam/first-denial.ts';

const STREAM = 'rules';

/**
 * What AWS IoT says of its own work. With `AWS::IoT::Logging` it writes with the role named there, and what that role
 * may not write is lost; the journal says so. Without, the journal has it all the same.
 */
export class IotLog {
  private readonly cloud: Cloud;
  private readonly group: string;
  private role: Identity | undefined;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.group = `arn:aws:logs:${cloud.region}:${cloud.account}:log-group:AWSIotLogsV2`;
  }

  use(role: Identity): void {
    this.role = role;
  }

  write(level: 'WARN' | 'ERROR', text: string): void {
    const why = this.denial();
    const line =
      why === undefined
        ? { level, text: oneLine(text) }
        : { level: 'WARN' as const, text: `AWS IoT logs nothing: ${why}` };
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'iot', ...line });
  }

  private denial(): string | undefined {
    const { role, group } = this;
    if (role === undefined) return undefined;
    const needed = [
      { action: 'logs:CreateLogGroup', resource: `${group}:log-stream:` },
      { action: 'logs:CreateLogStream', resource: `${group}:log-stream:${STREAM}` },
      { action: 'logs:PutLogEvents', resource: `${group}:log-stream:${STREAM}` },
    ];
    return firstDenial(this.cloud, role, needed);
  }
}
