import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
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
  const told = await platform.localStream(method, path, body);
  try {
    yield* createInterface({ input: Readable.fromWeb(told) });
  } catch (error) {
    // undici says this when the platform is stopped meanwhile.
    if (!(error instanceof TypeError && error.message === 'terminated')) throw error;
  }
}
