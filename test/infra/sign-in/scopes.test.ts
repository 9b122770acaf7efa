import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler, type TokenEvent } from '../../../infra/sign-in/scopes.handler.ts';
import { ClientApi } from '../../../local/cloud/cognito/client-api.ts';
import { UserPools, WITHOUT_SECOND_FACTOR } from '../../../local/cloud/cognito/user-pools.ts';
import { administrator } from '../../../local/cloud/core/administrator.ts';
import { createCloud, type RunningCloud } from '../../../local/cloud/create-cloud.ts';

const userPoolId = 'eu-west-1_pool';
const nowhere = { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() };
const environment = { ...process.env };
let cloud: RunningCloud;

beforeAll(async () => {
  cloud = await createCloud({
    engines: { kafka: nowhere, dynamodb: { endpoint: '' }, sqs: { endpoint: '' } },
  });
  cloud.part(UserPools).addPool({ poolId: userPoolId, issuer: `https://cognito.example/${userPoolId}` });
  cloud.part(ClientApi);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: cloud.endpoint.url,
    AWS_REGION: cloud.region,
    AWS_ACCESS_KEY_ID: administrator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: administrator.secretAccessKey,
  });
});
afterAll(async () => {
  await cloud.stop();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});

/** As Cognito sends it, cut to what matters. */
const event = (groups: readonly string[] | null | undefined, userName = 'olga'): TokenEvent => ({
  userPoolId,
  userName,
  request: { groupConfiguration: { groupsToOverride: groups } },
  response: { claimsAndScopeOverrideDetails: null },
});
const withoutOperator = {
  claimsAndScopeOverrideDetails: {
    accessTokenGeneration: { scopesToSuppress: ['roadstream/operator'] },
  },
};

describe('the scopes of a token', () => {
  it.each([[[]], [['riders']], [null], [undefined]])(
    'have no operator for a user of the groups %j',
    async (groups) => {
      const { response } = await handler(event(groups));
      expect(response).toEqual(withoutOperator);
    },
  );

  it('have no operator when Cognito sends no groups', async () => {
    const { response } = await handler({ userPoolId, userName: 'olga', request: {}, response: {} });
    expect(response).toEqual(withoutOperator);
  });

  it('have no operator for one without a second factor', async () => {
    const { response } = await handler(event(['operators'], WITHOUT_SECOND_FACTOR));
    expect(response).toEqual(withoutOperator);
  });

  it('are unchanged for operators who have one', async () => {
    const given = event(['operators', 'riders']);
    expect(await handler(given)).toEqual(given);
  });

  it('are nobody’s when it cannot be asked', async () => {
    const elsewhere = { ...event(['operators']), userPoolId: 'eu-west-1_other' };
    await expect(handler(elsewhere)).rejects.toThrow('eu-west-1_other');
  });
});
