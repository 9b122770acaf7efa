import { PushRequest } from '../../shared/contracts/realtime/realtime.ts';
import { violations } from '../../shared/contracts/validate.ts';
import { logger } from '../../shared/runtime/observability.ts';
import type { QueueEvent, QueueResponse } from '../../shared/runtime/queue-event.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { deliver } from './deliver.ts';
import { PUSH_REQUEST_CHECK } from './ports.ts';

/** A stream's requests are served together; when they fail, all of them come again. */
export async function handler({ Records }: QueueEvent): Promise<QueueResponse> {
  const asked = Records.map(({ messageId, body }) => ({ messageId, request: requestIn(body) }));
  const streams = Map.groupBy(asked, ({ request }) => request?.stream);
  const failed = await Promise.all(
    [...streams].map(async ([stream, some]) => {
      try {
        const requests = some.flatMap(({ request }) => request ?? []);
        if (stream === undefined) throw new TypeError('This is no request of this room');
        await deliver(stream, requests, now());
        return [];
      } catch (error) {
        logger.error('Requests of a stream failed and come again', { stream, error: error as Error });
        return some.map(({ messageId }) => ({ itemIdentifier: messageId }));
      }
    }),
  );
  return { batchItemFailures: failed.flat() };
}

function requestIn(body: string): PushRequest | undefined {
  const value: unknown = JSON.parse(body);
  return violations(PUSH_REQUEST_CHECK, PushRequest, value).length === 0 ? (value as PushRequest) : undefined;
}
