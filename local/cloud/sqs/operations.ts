import { AwsError, type AwsRequest, type AwsResponse } from '../core/aws-endpoint.ts';
import { type AwsInput, jsonInput, jsonResponse, unknownOperation } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { isRecord, own } from '../core/plain-value.ts';
import type { EngineAnswer, Queue, QueueService } from './queue.ts';
import { sendMessage, sendMessageBatch } from './send.ts';

type Operation = (queues: QueueService, queue: Queue, input: AwsInput) => Promise<EngineAnswer>;

const passedOn =
  (operation: string): Operation =>
  (queues, queue, input) =>
    queues.forward(operation, queue, input.values);

/** What the engine says of a queue, with what only the local cloud knows. */
async function getQueueAttributes(
  queues: QueueService,
  queue: Queue,
  input: AwsInput,
): Promise<EngineAnswer> {
  const answer = await queues.forward('GetQueueAttributes', queue, input.values);
  const attributes = answer.output['Attributes'];
  if (!isRecord(attributes)) return answer;
  const known: Record<string, string> = {
    QueueArn: queue.arn,
    DelaySeconds: String(queue.delaySeconds),
    ApproximateNumberOfMessagesDelayed: String(queues.held.count(queue.name)),
  };
  const corrected = Object.entries(attributes).map(([name, value]) => [name, known[name] ?? value]);
  return { ...answer, output: { Attributes: Object.fromEntries(corrected) } };
}

/** By operation: the permission that it needs, and what it does. */
const OPERATIONS: Readonly<Record<string, readonly [action: string, run: Operation]>> = {
  SendMessage: ['SendMessage', sendMessage],
  SendMessageBatch: ['SendMessage', sendMessageBatch],
  ReceiveMessage: ['ReceiveMessage', passedOn('ReceiveMessage')],
  DeleteMessage: ['DeleteMessage', passedOn('DeleteMessage')],
  DeleteMessageBatch: ['DeleteMessage', passedOn('DeleteMessageBatch')],
  ChangeMessageVisibility: ['ChangeMessageVisibility', passedOn('ChangeMessageVisibility')],
  ChangeMessageVisibilityBatch: ['ChangeMessageVisibility', passedOn('ChangeMessageVisibilityBatch')],
  PurgeQueue: ['PurgeQueue', passedOn('PurgeQueue')],
  GetQueueAttributes: ['GetQueueAttributes', getQueueAttributes],
};

async function serve(cloud: Cloud, queues: QueueService, request: AwsRequest): Promise<AwsResponse> {
  if (request.operation === undefined)
    throw new AwsError('UnknownOperationException', "the local cloud speaks SQS's JSON protocol only");
  const input = jsonInput(request);
  if (request.operation === 'ListQueues') {
    cloud.endpoint.authorize(request, 'sqs:ListQueues', '*');
    const prefix = input.optionalText('QueueNamePrefix') ?? '';
    const found = queues.all().filter(({ name }) => name.startsWith(prefix));
    return jsonResponse({ QueueUrls: found.map(({ url }) => url) });
  }
  if (request.operation === 'GetQueueUrl') {
    const queue = queues.find(input.text('QueueName'));
    queues.authorize(request, queue, 'GetQueueUrl');
    return jsonResponse({ QueueUrl: queue.url });
  }
  const [action, run] = own(OPERATIONS, request.operation) ?? [];
  if (action === undefined || run === undefined) throw unknownOperation(request);
  const queue = queues.find(input.text('QueueUrl'));
  queues.authorize(request, queue, action);
  const { status, output } = await run(queues, queue, input);
  return { ...jsonResponse(output), status };
}

/** Registers the SQS service. Queues are made by templates only. */
export function serveSqs(cloud: Cloud, queues: QueueService): void {
  cloud.endpoint.register('sqs', (request) => serve(cloud, queues, request));
}
