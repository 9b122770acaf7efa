import type { Cloud } from '../core/cloud.ts';
import type { AccessRequest, Identity } from '../core/identities.ts';

/**
 * The sentence that names the first statement which is missing, or denies; undefined when all of this is allowed and may
 * be done.
 */
export function firstDenial(
  { identities }: Pick<Cloud, 'identities'>,
  identity: Identity,
  requests: readonly AccessRequest[],
): string | undefined {
  for (const request of requests) {
    const decision = identities.authorize(identity, request);
    if (!decision.allowed) return decision.why;
  }
  return undefined;
}
