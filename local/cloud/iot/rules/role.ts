import type { Cloud } from '../../core/cloud.ts';
import type { Identity } from '../../core/identities.ts';

/** A role that the rules engine assumed. */
export interface AssumedRole {
  readonly identity: Identity;
  /** Throws, naming the statement that is missing, unless the role may. */
  require(action: string, resource: string): void;
}

/** @throws {Error} when no template has the role */
export function requireRole(cloud: Cloud, roleArn: string): AssumedRole {
  const identity = cloud.identities.byRoleArn(roleArn);
  if (identity === undefined)
    throw new Error(`the rules engine cannot assume ${roleArn}: no template has that role`);
  return {
    identity,
    require: (action, resource) => {
      const decision = cloud.identities.authorize(identity, { action, resource });
      if (!decision.allowed) throw new Error(decision.why);
    },
  };
}
