import { OPERATOR_SCOPE, OPERATORS_GROUP } from './scopes.ts';

/** What Cognito sends before it makes a user's tokens (pre token generation, version 2); only what is read here. */
export interface TokenEvent {
  readonly request: {
    readonly groupConfiguration?: { readonly groupsToOverride?: readonly string[] | null };
  };
  readonly response: Readonly<Record<string, unknown>>;
}

/**
 * Takes the operator scope out of the tokens of whoever is no operator. Cognito gives scopes by app client, not by
 * user: without this, any rider who signs in through the operators' client would be one.
 */
export async function handler(event: TokenEvent): Promise<TokenEvent> {
  const isOperator = event.request.groupConfiguration?.groupsToOverride?.includes(OPERATORS_GROUP) ?? false;
  if (isOperator) return event;
  return {
    ...event,
    response: {
      ...event.response,
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToSuppress: [OPERATOR_SCOPE] } },
    },
  };
}
