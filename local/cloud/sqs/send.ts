import { createHash, randomUUID } from 'node:crypto';
import { AwsError } from '../core/aws-endpoint.ts';
import { AwsInput } from '../core/aws-json.ts';
import { isRecord, type PlainRecord } from '../core/plain-value.ts';
import type { EngineAnswer, Queue, QueueService } from './queue.ts';

/** Fifteen minutes. */
const LONGEST_DELAY_SECONDS = 900;
const LARGEST_MESSAGE_BYTES = 262_144;

/** Seconds that a message is held, after its queue's delay and its own. */
function delayOf(queue: Queue, message: AwsInput): number {
  const own = message.optionalNumber('DelaySeconds');
  if (own !== undefined && queue.isFifo)
    throw new AwsError('InvalidParameterValue', 'a FIFO queue takes no delay of a single message');
  const delay = own ?? queue.delaySeconds;
  if (Number.isInteger(delay) && delay >= 0 && delay <= LONGEST_DELAY_SECONDS) return delay;
  throw new AwsError('InvalidParameterValue', `DelaySeconds is 0 to ${LONGEST_DELAY_SECONDS}, not ${delay}`);
}

/** What the engine would refuse when the delay is over must be refused now. */
function bodyOf(message: AwsInput): string {
  const body = message.text('MessageBody');
  const bytes = Buffer.byteLength(body);
  if (bytes >= 1 && bytes <= LARGEST_MESSAGE_BYTES) return body;
  throw new AwsError(
    'InvalidParameterValue',
    `a message has 1 to ${LARGEST_MESSAGE_BYTES} bytes, not ${bytes}`,
  );
}

async function hold(
  queues: QueueService,
  queue: Queue,
  message: AwsInput,
  delaySeconds: number,
): Promise<PlainRecord> {
  const body = bodyOf(message);
  const id = randomUUID();
  const due = queues.now() + delaySeconds * 1000;
  await queues.held.hold({ id, queue: queue.name, due, message: message.values });
  return { MessageId: id, MD5OfMessageBody: createHash('md5').update(body).digest('hex') };
}

export async function sendMessage(
  queues: QueueService,
  queue: Queue,
  input: AwsInput,
): Promise<EngineAnswer> {
  const delay = delayOf(queue, input);
  if (delay > 0) return { status: 200, output: await hold(queues, queue, input, delay) };
  return queues.forward('SendMessage', queue, input.values);
}

function listOf(value: unknown): PlainRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Entries with a delay are held, the others go to the engine; the answer is one. */
export async function sendMessageBatch(
  queues: QueueService,
  queue: Queue,
  input: AwsInput,
): Promise<EngineAnswer> {
  const entries = input.list('Entries');
  const delayed = entries.filter((entry) => delayOf(queue, entry) > 0);
  if (delayed.length === 0) return queues.forward('SendMessageBatch', queue, input.values);
  const held: PlainRecord[] = [];
  for (const entry of delayed) {
    const { Id, ...message } = entry.values;
    held.push({ Id, ...(await hold(queues, queue, new AwsInput(message), delayOf(queue, entry))) });
  }
  const others = entries.filter((entry) => !delayed.includes(entry)).map(({ values }) => values);
  if (others.length === 0) return { status: 200, output: { Successful: held, Failed: [] } };
  const { status, output } = await queues.forward('SendMessageBatch', queue, { Entries: others });
  if (status !== 200) return { status, output };
  return {
    status,
    output: { Successful: [...listOf(output['Successful']), ...held], Failed: listOf(output['Failed']) },
  };
}
