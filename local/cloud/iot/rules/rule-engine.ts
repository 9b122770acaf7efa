import type { Cloud } from '../../core/cloud.ts';
import { errorText } from '../error-text.ts';
import type { Faults } from '../faults.ts';
import type { IotLog } from '../log.ts';
import { destinationOf } from '../topics.ts';
import type { Failure, Invocation } from './action.ts';
import { Rule, type RuleCounters, type RuleDefinition } from './rule.ts';
import { RuleMessage } from './rule-message.ts';

/** A message that the rules engine takes. */
export interface EngineMessage {
  /** As published: with the prefix of Basic Ingest. */
  readonly topic: string;
  readonly payload: Buffer;
  /** Undefined when it did not come over MQTT. */
  readonly clientId: string | undefined;
  readonly principal: string | undefined;
}

export interface RuleInfo extends Readonly<RuleCounters> {
  readonly name: string;
  readonly filter: string | undefined;
  readonly disabled: boolean;
  readonly hasErrorAction: boolean;
}

/** Runs rules on messages: not while the message is taken, but right after, so that its PUBACK waits for nothing. */
export class RuleEngine {
  private readonly cloud: Cloud;
  private readonly faults: Faults;
  private readonly log: IotLog;
  private readonly rules = new Map<string, Rule>();
  private waiting: { readonly message: EngineMessage; readonly time: number }[] = [];
  private scheduled = false;
  private held = false;
  private running = 0;

  constructor(cloud: Cloud, faults: Faults, log: IotLog) {
    this.cloud = cloud;
    this.faults = faults;
    this.log = log;
  }

  add(definition: RuleDefinition): void {
    this.rules.set(definition.name, new Rule(definition));
  }

  list(): RuleInfo[] {
    return [...this.rules.values()].map(({ definition, counters }) => ({
      name: definition.name,
      filter: definition.statement.filter,
      disabled: definition.disabled,
      hasErrorAction: definition.errorAction !== undefined,
      ...counters,
    }));
  }

  /** Nothing waits, and no action is under way. */
  get quiet(): boolean {
    return this.waiting.length === 0 && this.running === 0;
  }

  accept(message: EngineMessage): void {
    this.waiting.push({ message, time: this.cloud.clock.now() });
    this.schedule();
  }

  /** Keeps messages waiting until `resume`. */
  pause(): void {
    this.held = true;
  }

  resume(): void {
    this.held = false;
    if (this.waiting.length > 0) this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.held) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.held) return;
      const { waiting } = this;
      this.waiting = [];
      for (const { message, time } of waiting) this.dispatch(message, time);
    });
  }

  private dispatch({ topic, payload, clientId, principal }: EngineMessage, time: number): void {
    const destination = destinationOf(topic);
    const { account } = this.cloud;
    if (destination.kind === 'basic-ingest') {
      const rule = this.rules.get(destination.rule);
      if (rule === undefined || rule.definition.disabled) {
        this.cloud.journal.count('iot.rule-not-found');
        this.log.write('WARN', `RuleNotFound: ${topic} names no enabled rule`);
        return;
      }
      // FROM does not matter: it is optional for rules that are only used by Basic Ingest.
      this.invoke(
        rule,
        new RuleMessage({ payload, topic: destination.topic, clientId, principal, time, account }),
      );
      return;
    }
    const message = new RuleMessage({ payload, topic, clientId, principal, time, account });
    for (const rule of this.rules.values()) {
      if (!rule.definition.disabled && rule.listensTo(topic)) this.invoke(rule, message);
    }
  }

  private invoke(rule: Rule, message: RuleMessage): void {
    this.count(rule, 'matched');
    let output: Buffer | undefined;
    try {
      output = rule.definition.statement.run(message);
    } catch (error) {
      this.count(rule, 'sqlErrors');
      this.log.write(
        'ERROR',
        `rule ${rule.definition.name}, message ${message.id} on ${message.topic}: ${errorText(error)}`,
      );
      return;
    }
    if (output === undefined) return;
    this.act(rule, message, output);
    if (this.faults.strikes('duplicate-at-rule')) this.act(rule, message, output);
  }

  private act(rule: Rule, message: RuleMessage, output: Buffer): void {
    const { name: ruleName, arn: ruleArn, actions } = rule.definition;
    const invocation: Invocation = { ruleName, ruleArn, message, output };
    const failures: Failure[] = [];
    let left = actions.length;
    if (left === 0) return;
    this.running++;
    const done = (failure?: Failure): void => {
      this.count(rule, failure === undefined ? 'succeeded' : 'failed');
      if (failure !== undefined) failures.push(failure);
      if (--left > 0) return;
      if (failures.length > 0) this.failed(rule, invocation, failures);
      this.running--;
    };
    for (const action of actions) action.run(invocation, done);
  }

  /** One message for the error action, whatever the number of actions that failed. */
  private failed(rule: Rule, invocation: Invocation, failures: readonly Failure[]): void {
    const { message } = invocation;
    const { name, errorAction } = rule.definition;
    this.log.write(
      'ERROR',
      `rule ${name}, message ${message.id} on ${message.topic}: ${JSON.stringify(failures)}`,
    );
    if (errorAction === undefined) {
      this.count(rule, 'lost');
      return;
    }
    const report = {
      ruleName: name,
      topic: message.topic,
      cloudwatchTraceId: message.id,
      clientId: message.clientId ?? 'n/a',
      base64OriginalPayload: message.payload.toString('base64'),
      failures,
    };
    this.running++;
    errorAction.run({ ...invocation, output: Buffer.from(JSON.stringify(report)) }, (failure) => {
      this.running--;
      if (failure === undefined) return;
      this.count(rule, 'lost');
      this.log.write(
        'ERROR',
        `rule ${name}, error action for message ${message.id}: ${JSON.stringify(failure)}`,
      );
    });
  }

  private count(rule: Rule, counter: keyof RuleCounters): void {
    rule.counters[counter]++;
    this.cloud.journal.count(`iot.rule.${rule.definition.name}.${counter}`);
  }
}
