import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../../../shared/runtime/client-limits.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import { KeptSecret, setting } from '../../providers/kept-secret.ts';
import { DynamodbStore } from './dynamodb-store.ts';
import { sendLater } from './later-queue.ts';
import { standInEnvironment } from './settings.ts';
import { StandIn } from './stand-in.ts';

/** Longer than the adapter waits, and shorter than this function may run. */
const OUTWAIT_MS = 9000;

const apiKey = new KeptSecret(setting(standInEnvironment.apiKeySecret));
const queueUrl = setting(standInEnvironment.queueUrl);
const origin = setting(standInEnvironment.origin);
const store = new DynamodbStore(new DynamoDBClient(clientLimits), setting(standInEnvironment.table));

interface Event extends HttpEvent {
  readonly rawQueryString: string;
  readonly requestContext: HttpEvent['requestContext'] & { readonly http: { readonly method: string } };
}

/** Plays Stripe's API. */
export const handler = async (event: Event): Promise<HttpResult> => {
  const { rawPath, rawQueryString, headers, body = '', isBase64Encoded, requestContext } = event;
  const standIn = new StandIn({
    store,
    apiKey: await apiKey.value(),
    now: () => Math.floor(Date.now() / 1000),
    outwait: async () => await sleep(OUTWAIT_MS),
  });
  const answer = await standIn.answer({
    method: requestContext.http.method,
    path: rawPath,
    query: rawQueryString,
    headers,
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
    origin,
  });
  await sendLater(queueUrl, answer.later);
  return { statusCode: answer.status, headers: answer.headers, body: answer.body };
};
