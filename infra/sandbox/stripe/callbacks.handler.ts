import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../../../shared/runtime/client-limits.ts';
import { KeptSecret, setting } from '../../providers/kept-secret.ts';
import { signatureHeader } from './callbacks.ts';
import { DynamodbStore } from './dynamodb-store.ts';
import { type LaterMessage, sendLater } from './later-queue.ts';
import { standInEnvironment } from './settings.ts';
import { StandIn } from './stand-in.ts';

/** How long the receiver of a callback may take. */
const TIMEOUT_MS = 8000;
/** Seconds until a callback that was not received is sent again. After the last time it is given up, as by Stripe. */
const PAUSES = [5, 60, 300, 900];

const secret = new KeptSecret(setting(standInEnvironment.callbackSecret));
const queueUrl = setting(standInEnvironment.queueUrl);
const url = setting(standInEnvironment.callbackUrl);
const now = () => Math.floor(Date.now() / 1000);
const standIn = new StandIn({
  store: new DynamodbStore(new DynamoDBClient(clientLimits), setting(standInEnvironment.table)),
  // Nobody calls the API here.
  apiKey: '',
  now,
  outwait: async () => await Promise.resolve(),
});

interface Event {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Sends callbacks, and lets happen what was to happen later. */
export const handler = async ({ Records }: Event) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    try {
      await work(JSON.parse(body) as LaterMessage);
    } catch (error) {
      console.error(`A task of the stand-in failed: ${String(error)}`);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};

async function work({ task, sent }: LaterMessage): Promise<void> {
  if (task.kind !== 'callback') {
    await sendLater(queueUrl, await standIn.perform(task));
    return;
  }
  const received = await isReceived(task.body);
  const afterSeconds = PAUSES[sent];
  if (!received && afterSeconds !== undefined) await sendLater(queueUrl, [{ task, afterSeconds }], sent + 1);
}

async function isReceived(body: string): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signatureHeader(body, [await secret.value()], now()),
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
