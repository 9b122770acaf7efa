import type { Cloud } from '../core/cloud.ts';
import type { LogLine } from '../core/journal.ts';
import { firstDenial } from '../iam/first-denial.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** A function writes its log with its own role: what it may not write is lost, and it goes on. */
export class OwnLog {
  private readonly cloud: Cloud;
  private readonly definition: FunctionDefinition;
  private readonly arn: string;
  private hasStream = false;
  private isOpen = true;

  constructor(cloud: Cloud, definition: FunctionDefinition, stream: string) {
    this.cloud = cloud;
    this.definition = definition;
    const group = `arn:aws:logs:${cloud.region}:${cloud.account}:log-group:${definition.logging.group}`;
    this.arn = `${group}:log-stream:${stream}`;
  }

  /** Looks whether lines get into the log from now on; if not, the journal says why. */
  open(): void {
    const actions = ['logs:PutLogEvents', ...(this.hasStream ? [] : ['logs:CreateLogStream'])];
    const why = firstDenial(
      this.cloud,
      this.definition.identity,
      actions.map((action) => ({ action, resource: this.arn })),
    );
    this.isOpen = why === undefined;
    if (why === undefined) this.hasStream = true;
    else this.warn(`what ${this.definition.name} writes gets into no log: ${why}`);
  }

  write(line: Omit<LogLine, 'time' | 'source'>): void {
    if (this.isOpen)
      this.cloud.journal.write({ time: this.cloud.clock.now(), source: this.definition.name, ...line });
  }

  private warn(text: string): void {
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'logs', level: 'WARN', text });
  }
}
