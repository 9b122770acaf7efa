import { errorOf } from './api-error.ts';
import type { Operation } from './generated/api.ts';
import { type HttpAnswer, type HttpRequest, retryAfter, type Transport } from './transport.ts';
import { pause } from './waiting.ts';

/** The longest that the platform lets a request wait for its outcome. */
const WAIT_SECONDS = 10;
const LOOK_AGAIN_MS = 1_000;

/**
 * Sends a change and returns the answer of its outcome. A change that is still under way (202) is followed until it is
 * decided; then the request is sent again with the same key, because only its own answer has everything.
 */
export async function changed(
  transport: Transport,
  request: Omit<HttpRequest, 'isRepeatable'>,
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const keyed: HttpRequest = {
    ...request,
    headers: { ...request.headers, 'idempotency-key': idempotencyKey, prefer: `wait=${WAIT_SECONDS}` },
    isRepeatable: true,
  };
  for (;;) {
    const answer = await transport.send(keyed, signal);
    if (answer.status !== 202) return answer;
    await decided(transport, answer, signal);
  }
}

/** Resolves when the operation has succeeded. Throws its problem when it was rejected or came too late. */
async function decided(transport: Transport, pending: HttpAnswer, signal: AbortSignal): Promise<void> {
  const path = pending.headers.get('location') ?? `/v1/operations/${(pending.body as Operation).operationId}`;
  for (let last = pending; ; ) {
    await pause(retryAfter(last.headers) ?? LOOK_AGAIN_MS, signal);
    last = await transport.send({ method: 'GET', path, isRepeatable: true }, signal);
    const { state, problem } = last.body as Operation;
    if (state === 'SUCCEEDED') return;
    if (state !== 'PENDING') throw errorOf((problem as { status?: number })?.status ?? 500, problem);
  }
}
