import { describe, expect, it } from 'vitest';
import { handler, type TokenEvent } from '../../../infra/sign-in/scopes.handler.ts';

/** As Cognito sends it, cut to what matters. */
const event = (groups: readonly string[] | null | undefined): TokenEvent => ({
  request: { groupConfiguration: { groupsToOverride: groups } },
  response: { claimsAndScopeOverrideDetails: null },
});

describe('the scopes of a token', () => {
  it.each([[[]], [['riders']], [null], [undefined]])(
    'have no operator for a user of the groups %j',
    async (groups) => {
      const { response } = await handler(event(groups));
      expect(response).toEqual({
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { scopesToSuppress: ['roadstream/operator'] },
        },
      });
    },
  );

  it('have no operator when Cognito sends no groups', async () => {
    const { response } = await handler({ request: {}, response: {} });
    expect(JSON.stringify(response)).toContain('roadstream/operator');
  });

  it('are unchanged for operators', async () => {
    const given = event(['operators', 'riders']);
    expect(await handler(given)).toEqual(given);
  });
});
