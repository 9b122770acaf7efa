import type { Answered } from './post.ts';

/** What an answer means. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** 410: nothing is to be sent any more. */
  | { readonly kind: 'gone' }
  /** `pauses`: the receiver wants to be left alone for so long as `Retry-After` says. */
  | { readonly kind: 'failed'; readonly error: string; readonly pauses: boolean };

const GONE = 410;
/** Too many requests, and out of service. */
const PAUSES: ReadonlySet<number> = new Set([429, 503]);

/** Only a whole answer of 200 to 299 is a delivery. A redirect is not followed, and so it is none. */
export function outcomeOf({ status, error }: Answered): Outcome {
  const pauses = status !== undefined && PAUSES.has(status);
  if (status === GONE) return { kind: 'gone' };
  if (error !== undefined) return { kind: 'failed', error, pauses };
  if (status === undefined) return { kind: 'failed', error: 'NO_ANSWER', pauses };
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  return { kind: 'failed', error: status >= 300 && status < 400 ? 'REDIRECT' : `HTTP_${status}`, pauses };
}
