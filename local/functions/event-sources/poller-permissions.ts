import type { Cloud } from '../../cloud/cloud.ts';
import type { AccessRequest, Identity } from '../../cloud/identities.ts';
import { NotAllowed } from './give-up.ts';

/** Throws NotAllowed, which names the statement that is missing. */
export function requireAll(cloud: Cloud, identity: Identity, requests: readonly AccessRequest[]): void {
  for (const request of requests) {
    const decision = cloud.identities.check(identity, request);
    if (!decision.allowed) throw new NotAllowed(decision.why);
  }
}
