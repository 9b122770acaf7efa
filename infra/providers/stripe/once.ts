import { isReplayedFailure } from './failures.ts';

/** As many keys as one question may use up. */
const MOST_KEYS = 5;

interface Asked {
  readonly question: string;
  readonly check: string;
  readonly attempt: number;
}

/**
 * Makes something at Stripe at most once, however often it is asked for. Stripe keeps the outcome of a key for a day at
 * least, errors of its own included: such a key would repeat its error for ever. So before a question is repeated, and
 * before the next key is used, `look` finds what the question made. The next key is used only when the one before has
 * an outcome and nothing was made, never while a request may be under way.
 */
export async function once<Made>(
  { question, check, attempt }: Asked,
  look: () => Promise<Made | undefined>,
  make: (idempotencyKey: string) => Promise<Made>,
): Promise<Made> {
  let hasLooked = attempt > 1;
  const known = hasLooked ? await look() : undefined;
  if (known !== undefined) return known;
  for (let number = 1; ; number++) {
    try {
      return await make(`roadstream/${question}/${check}/${number}`);
    } catch (error) {
      if (!isReplayedFailure(error) || number === MOST_KEYS) throw error;
      const found = hasLooked ? undefined : await look();
      if (found !== undefined) return found;
      hasLooked = true;
    }
  }
}
