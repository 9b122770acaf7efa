import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';

/** HTTP APIs take no more (API Gateway quotas). */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

/** The client has left before all of its request had come. Nobody hears the answer. */
export class ClientGone extends Error {
  constructor() {
    super('the client left before its request was complete');
  }
}

/**
 * The body; undefined when it is too large; the rest is thrown away as it comes, so that the client hears the answer. Throws
 * ClientGone, also when the client has left before it is asked: a message that is destroyed says nothing more of itself.
 */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  const isWhole = await new Promise<boolean>((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LARGEST_BODY_BYTES) chunks.push(chunk);
      else resolve(false);
    });
    finished(incoming, { writable: false }, (error) => {
      if (error === undefined || error === null) resolve(true);
      else reject(new ClientGone());
    });
  });
  return isWhole ? Buffer.concat(chunks) : undefined;
}
