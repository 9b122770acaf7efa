import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

export function send(queueArns: readonly string[]): PolicyStatement[] {
  if (queueArns.length === 0) return [];
  return [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [...queueArns] })];
}

/** Lambda's pollers use the function's role for these. */
export function take(queueArns: readonly string[]): PolicyStatement[] {
  if (queueArns.length === 0) return [];
  return [
    new PolicyStatement({
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      resources: [...queueArns],
    }),
  ];
}
