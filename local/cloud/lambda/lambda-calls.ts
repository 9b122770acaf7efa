import { matchesAction } from '../iam/policy/pattern.ts';

/** What Lambda does with a function's role. */
export interface LambdaCall {
  /** May have wildcards. */
  readonly action: string;
  /** Any, without one. */
  readonly resource?: string;
}

const any = (...actions: readonly string[]): LambdaCall[] => actions.map((action) => ({ action }));

/** For every function: its log, its traces, its place in a network, and streams, which nobody else reads. */
const ALWAYS: readonly LambdaCall[] = [
  ...any('logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'xray:*'),
  ...any('ec2:*NetworkInterface*', 'ec2:*PrivateIpAddresses', 'ec2:DescribeSubnets'),
  ...any('ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'),
  ...any(
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:DescribeStream',
    'dynamodb:ListStreams',
  ),
];

export const KAFKA_SOURCE = any('kafka:DescribeCluster*', 'kafka:GetBootstrapBrokers');
export const QUEUE_SOURCE = any(
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ChangeMessageVisibility',
);

/**
 * What Lambda itself does with functions' roles (reading sources, delivering what failed): it needs the permission, and
 * no way out of the function's network.
 */
export class LambdaCalls {
  private readonly calls = new Map<string, LambdaCall[]>();

  add(functionName: string, calls: readonly LambdaCall[]): void {
    this.calls.set(functionName, [...(this.calls.get(functionName) ?? []), ...calls]);
  }

  /** Delivering to a queue, topic or function, if there is one. */
  addDelivery(functionName: string, arn: string | undefined): void {
    if (arn === undefined) return;
    const actions = ['sqs:SendMessage', 'sns:Publish', 'lambda:InvokeFunction', 'events:PutEvents'];
    this.add(
      functionName,
      actions.map((action) => ({ action, resource: arn })),
    );
  }

  has(functionName: string, action: string, resource: string): boolean {
    return [...ALWAYS, ...(this.calls.get(functionName) ?? [])].some(
      (call) => matchesAction(call.action, action) && (call.resource ?? resource) === resource,
    );
  }
}
