import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The next message of a forked child; rejects when it ends without one. */
export async function childAnswer<Answer>(child: ChildProcess, who: string): Promise<Answer> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${who} ended with ${code}`);
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Answer];
    return answer;
  } finally {
    over.abort();
  }
}
