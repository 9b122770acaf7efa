import { ApiError } from '@roadstream/sdk';

const TRIES = 5;
const BETWEEN_TRIES_MS = 800;

/** Other rooms hear of a rental a moment after the rider: with this code it is worth another try. */
export async function soon<Answer>(code: ApiError['code'], call: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ApiError && error.code === code && tries < TRIES)) throw error;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
    }
  }
}
