import type { Principal } from '../../shared/contracts/define.ts';

/**
 * Who hears what. A stream is what one rider hears, or what all operators hear; its pushes have one sequence, and the
 * last of them are kept for whoever was away.
 */
export type Stream = string;

/** What all operators hear. */
export const FLEET: Stream = 'fleet';

export const streamOfRider = (riderId: string): Stream => `rider/${riderId}`;

/** The stream that a principal may hear. Throws for one that gets no tickets. */
export function streamOf({ kind, id }: { readonly kind: Principal; readonly id: string }): Stream {
  if (kind === 'rider') return streamOfRider(id);
  if (kind === 'operator') return FLEET;
  throw new Error(`There is nothing to hear for a ${kind}`);
}

/** So many pushes of a stream are kept, and no longer than a day. */
export function keptOf(stream: Stream): number {
  return stream === FLEET ? 1_000 : 200;
}

export const KEPT_SECONDS = 86_400;
