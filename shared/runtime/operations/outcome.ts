import type { ErrorCode } from '../../contracts/errors.ts';

/** What whoever asked is answered. It never changes. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly result?: unknown }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string };
