import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { PlatformError } from '../platform/client.ts';
import type { Target } from './target.ts';

/**
 * What the platform tells line by line, until it ends, or the platform does. Throws PlatformError when it refuses.
 */
export async function* jsonLines(
  { platform }: Target,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): AsyncGenerator<string> {
  // Ctrl-C is how commands that follow something end.
  process.once('SIGINT', () => process.exit(0));
  const response = await fetch(`${platform.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok || response.body === null) {
    const { code = 'LOCAL_CLOUD', message = `${method} ${path} answered ${response.status}` } =
      (await response.json()) as { code?: string; message?: string };
    throw new PlatformError(code, response.status, message);
  }
  try {
    yield* createInterface({ input: Readable.fromWeb(response.body) });
  } catch (error) {
    // undici says this when the platform is stopped meanwhile.
    if (!(error instanceof TypeError && error.message === 'terminated')) throw error;
  }
}
