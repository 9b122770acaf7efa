import type { Cloud } from '../cloud/cloud.ts';
import type { LogLine } from '../cloud/journal.ts';
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
    const why =
      this.denial('logs:PutLogEvents') ?? (this.hasStream ? undefined : this.denial('logs:CreateLogStream'));
    this.isOpen = why === undefined;
    if (why === undefined) this.hasStream = true;
    else this.warn(`what ${this.definition.name} writes gets into no log: ${why}`);
  }

  write(line: Omit<LogLine, 'time' | 'source'>): void {
    if (this.isOpen)
      this.cloud.journal.write({ time: this.cloud.clock.now(), source: this.definition.name, ...line });
  }

  private denial(action: string): string | undefined {
    const decision = this.cloud.identities.check(this.definition.identity, { action, resource: this.arn });
    return decision.allowed ? undefined : decision.why;
  }

  private warn(text: string): void {
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'logs', level: 'WARN', text });
  }
}
