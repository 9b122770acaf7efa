import type { IncomingMessage } from 'node:http';

/** HTTP APIs take no more (API Gateway quotas). */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

/** The body; undefined when it is too large; the rest is thrown away as it comes, so that the client hears the answer. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  const isWhole = await new Promise<boolean>((resolve, reject) => {
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LARGEST_BODY_BYTES) chunks.push(chunk);
      else resolve(false);
    });
    incoming.once('end', () => resolve(true));
    incoming.once('error', reject);
  });
  return isWhole ? Buffer.concat(chunks) : undefined;
}
