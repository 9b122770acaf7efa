import { OPERATOR_SCOPE, OPERATORS_GROUP } from './scopes.ts';
import { hasSecondFactor } from './second-factor.ts';

/** The part of Cognito's event before token generation (pre token generation, version 2) that is read here. */
export interface TokenEvent {
  readonly userPoolId: string;
  readonly userName: string;
  readonly request: {
    readonly groupConfiguration?: { readonly groupsToOverride?: readonly string[] | null };
  };
  readonly response: Readonly<Record<string, unknown>>;
}

/**
 * Removes the operator scope from the tokens of users who are not operators, or have no second factor. Cognito gives scopes
 * by app client, not by user: without this, every rider who signs in through the operators' client would be an operator.
 * When the second factor cannot be asked for, there is no token.
 */
export async function handler(event: TokenEvent): Promise<TokenEvent> {
  const isOperator = isInGroup(event) && (await hasSecondFactor(event));
  if (isOperator) return event;
  return {
    ...event,
    response: {
      ...event.response,
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress: [OPERATOR_SCOPE] } },
    },
  };
}

const isInGroup = ({ request }: TokenEvent): boolean =>
  request.groupConfiguration?.groupsToOverride?.includes(OPERATORS_GROUP) ?? false;
