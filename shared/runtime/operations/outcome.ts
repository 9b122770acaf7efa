import type { ErrorCode } from '../../contracts/errors.ts';

/** The answer to the sender of a message. It never changes. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly result?: unknown }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string };
