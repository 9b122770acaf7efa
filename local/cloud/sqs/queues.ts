import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import type { Cloud } from '../core/cloud.ts';
import { EngineProxy } from '../core/engine-proxy.ts';
import { isRecord, type PlainRecord } from '../core/plain-value.ts';
import { evaluateResourcePolicy } from '../iam/policy/evaluate.ts';
import type { ResourceStatement } from '../iam/policy/parse-policy.ts';
import { authorizeWithPolicy } from '../iam/resource-access.ts';
import { HeldMessages } from './held-messages.ts';
import { serveSqs } from './operations.ts';
import type { EngineAnswer, Queue, QueueService } from './queue.ts';

function messagesIn(operation: string, { Entries }: PlainRecord): number {
  if (operation === 'SendMessage') return 1;
  return operation === 'SendMessageBatch' && Array.isArray(Entries) ? Entries.length : 0;
}

/** The queues of one cloud, and the SQS service in front of the engine. */
export class Queues implements QueueService {
  readonly held: HeldMessages;
  private readonly queues = new Map<string, Queue>();
  private readonly handedOver = new Map<string, number>();
  private readonly policies = new Map<string, readonly ResourceStatement[]>();
  private readonly proxy: EngineProxy;
  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.proxy = new EngineProxy(cloud.engines.sqs.endpoint, cloud.region, 'sqs');
    this.held = new HeldMessages(cloud, (name, message) => this.release(name, message));
    cloud.onStop('queues', async () => {
      await this.held.close();
      this.proxy.close();
    });
    serveSqs(cloud, this);
  }

  add(queue: Queue): void {
    this.queues.set(queue.name, queue);
  }

  setPolicy(name: string, statements: readonly ResourceStatement[]): void {
    this.policies.set(name, statements);
    this.cloud.usedPermissions.include(`queue ${name}`, () => statements);
  }

  /** Platform time, milliseconds. */
  now(): number {
    return this.cloud.clock.now();
  }

  all(): readonly Queue[] {
    return [...this.queues.values()];
  }

  url(name: string): string {
    return `${this.cloud.endpoint.url}/${this.cloud.account}/${name}`;
  }

  arn(name: string): string {
    return `arn:aws:sqs:${this.cloud.region}:${this.cloud.account}:${name}`;
  }

  /**
   * How many messages were handed to the engine for a queue since the start, those that it is about to get included:
   * whoever has taken as many need not ask it for more.
   */
  sent(reference: string): number {
    return this.handedOver.get(this.find(reference).name) ?? 0;
  }

  /** By name, URL or ARN: what they have in common is how they end. Throws QueueDoesNotExist. */
  find(reference: string): Queue {
    const queue = this.queues.get(reference.split(/[/:]/).at(-1) ?? '');
    if (queue === undefined) throw new AwsError('QueueDoesNotExist', `there is no queue ${reference}`);
    return queue;
  }

  /** Throws AccessDeniedException unless the caller's role or the queue's policy allows it. */
  authorize(request: AwsRequest, queue: Queue, action: string): void {
    const policy = this.policies.get(queue.name) ?? [];
    authorizeWithPolicy(
      this.cloud,
      request,
      { action: `sqs:${action}`, resource: queue.arn },
      policy,
      'either',
    );
  }

  /**
   * Sends a message on behalf of a service such as `events.amazonaws.com`, for the resource that it acts for. Throws
   * AccessDeniedException unless the queue's own policy lets it in.
   */
  async sendAs(service: string, sourceArn: string, queueArn: string, message: PlainRecord): Promise<void> {
    const queue = this.find(queueArn);
    const request = {
      action: 'sqs:SendMessage',
      resource: queue.arn,
      context: { 'aws:SourceArn': [sourceArn], 'aws:SourceAccount': [this.cloud.account] },
    };
    const caller = { arn: service, account: this.cloud.account };
    const policy = this.policies.get(queue.name) ?? [];
    const { verdict, by } = evaluateResourcePolicy(policy, caller, request).caller;
    if (verdict !== 'allowed')
      throw new AwsError(
        'AccessDeniedException',
        `the policy of ${queue.arn} does not allow sqs:SendMessage to ${service} for ${sourceArn}`,
      );
    this.cloud.usedPermissions.record(by);
    const { status, output } = await this.forward('SendMessage', queue, message);
    if (status !== 200)
      throw new Error(`the engine does not take a message for ${queue.name}: ${JSON.stringify(output)}`);
  }

  /** Lets the engine carry out an operation on a queue. */
  async forward(operation: string, queue: Queue, input: PlainRecord): Promise<EngineAnswer> {
    const messages = messagesIn(operation, input);
    if (messages > 0) this.handedOver.set(queue.name, this.sent(queue.name) + messages);
    const response = await this.proxy.send({
      target: `AmazonSQS.${operation}`,
      contentType: 'application/x-amz-json-1.0',
      body: JSON.stringify({ ...input, QueueUrl: queue.engineUrl }),
    });
    const text = response.body?.toString() ?? '';
    const output: unknown = text === '' ? {} : JSON.parse(text);
    return { status: response.status, output: isRecord(output) ? output : {} };
  }

  private async release(name: string, message: PlainRecord): Promise<void> {
    const { DelaySeconds: _held, ...rest } = message;
    const { status, output } = await this.forward('SendMessage', this.find(name), rest);
    if (status !== 200)
      throw new Error(`the engine does not take a message for ${name}: ${JSON.stringify(output)}`);
  }
}
