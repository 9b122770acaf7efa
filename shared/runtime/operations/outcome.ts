import type { Refusal } from '../domain.ts';

/** The answer to the sender of a message. It never changes. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly result?: unknown }
  | ({ readonly kind: 'refused' } & Refusal);
