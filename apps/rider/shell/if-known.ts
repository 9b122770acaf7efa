import { ApiError } from '@roadstream/sdk';

/** Other rooms hear of a rental a moment after the rider, and do not know it until then: undefined. */
export async function ifKnown<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
