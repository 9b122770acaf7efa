import type { Principal } from '../../shared/contracts/define.ts';

/** The resource server whose scopes name the kind of principal, such as `roadstream/rider`. */
export const RESOURCE_SERVER = 'roadstream';

export function scope(principal: Principal): string {
  return `${RESOURCE_SERVER}/${principal}`;
}

/** Users of this group may sign in as operators. */
export const OPERATORS_GROUP = 'operators';
export const OPERATOR_SCOPE = scope('operator');
