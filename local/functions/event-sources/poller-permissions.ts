import type { Cloud } from '../../cloud/cloud.ts';
import { firstDenial } from '../../cloud/first-denial.ts';
import type { AccessRequest, Identity } from '../../cloud/identities.ts';
import { NotAllowed } from './give-up.ts';

/** Throws NotAllowed, which names the statement that is missing. */
export function requireAll(cloud: Cloud, identity: Identity, requests: readonly AccessRequest[]): void {
  const why = firstDenial(cloud, identity, requests);
  if (why !== undefined) throw new NotAllowed(why);
}
