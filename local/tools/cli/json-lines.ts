import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Target } from './target.ts';

/**
 * The lines of a stream of the platform, until the stream or the platform ends. Throws PlatformError when it refuses.
 */
export async function* jsonLines(
  { platform }: Pick<Target, 'platform'>,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): AsyncGenerator<string> {
  // Ctrl-C is the usual end of a command that follows something.
  process.once('SIGINT', () => process.exit(0));
  const told = await platform.localStream(method, path, body);
  try {
    yield* createInterface({ input: Readable.fromWeb(told) });
  } catch (error) {
    // undici throws this when the platform stops meanwhile.
    if (!(error instanceof TypeError && error.message === 'terminated')) throw error;
  }
}
