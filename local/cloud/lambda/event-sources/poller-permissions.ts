import type { Cloud } from '../../core/cloud.ts';
import type { AccessRequest, Identity } from '../../core/identities.ts';
import { firstDenial } from '../../iam/first-denial.ts';
import { NotAllowed } from './give-up.ts';

/** Throws NotAllowed, which names the statement that is missing. */
export function requireAll(cloud: Cloud, identity: Identity, requests: readonly AccessRequest[]): void {
  const why = firstDenial(cloud, identity, requests);
  if (why !== undefined) throw new NotAllowed(why);
}
