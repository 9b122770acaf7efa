import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  paginateListUserPoolClients,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientApi } from '../../../../local/cloud/cognito/client-api.ts';
import { UserPools } from '../../../../local/cloud/cognito/user-pools.ts';
import { administrator } from '../../../../local/cloud/core/administrator.ts';
import { createCloud, type RunningCloud } from '../../../../local/cloud/create-cloud.ts';

const UserPoolId = 'eu-west-1_pool';
const nowhere = { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() };

let cloud: RunningCloud;
let cognito: CognitoIdentityProviderClient;

beforeAll(async () => {
  cloud = await createCloud({
    engines: { kafka: nowhere, dynamodb: { endpoint: '' }, sqs: { endpoint: '' } },
  });
  cloud.part(UserPools).addPool({ poolId: UserPoolId, issuer: `https://cognito.example/${UserPoolId}` });
  cloud.part(ClientApi);
  cognito = new CognitoIdentityProviderClient({
    region: cloud.region,
    endpoint: cloud.endpoint.url,
    credentials: administrator,
  });
});
afterAll(async () => {
  cognito.destroy();
  await cloud.stop();
});

const make = async (ClientName: string, AllowedOAuthFlows: ('client_credentials' | 'code')[]) =>
  (
    await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName,
        GenerateSecret: true,
        AllowedOAuthFlows,
        AllowedOAuthScopes: ['roadstream/partner'],
        AccessTokenValidity: 30,
        TokenValidityUnits: { AccessToken: 'minutes' },
      }),
    )
  ).UserPoolClient;

describe('an app client that a function makes', () => {
  it('gets tokens by its secret, with its scope, for as long as it was made for', async () => {
    const { ClientId = '', ClientSecret = '' } = (await make('ptn_1', ['client_credentials'])) ?? {};
    const token = await cloud.part(UserPools).clientToken(UserPoolId, ClientId, ClientSecret);
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      client_id: ClientId,
      sub: ClientId,
      scope: 'roadstream/partner',
      token_use: 'access',
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(1800);
  });

  it('gets none with another secret, of another pool, or without the grant type', async () => {
    const pools = cloud.part(UserPools);
    const { ClientId = '', ClientSecret = '' } = (await make('ptn_2', ['code'])) ?? {};
    await expect(pools.clientToken(UserPoolId, ClientId, ClientSecret)).rejects.toThrow(/client_credentials/);
    await expect(pools.clientToken(UserPoolId, ClientId, 'another')).rejects.toThrow(/secret/);
    await expect(pools.clientToken('eu-west-1_other', ClientId, ClientSecret)).rejects.toThrow(/not known/);
  });

  it('is described with its secret, and listed without', async () => {
    const made = await make('ptn_3', ['client_credentials']);
    const described = await cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId, ClientId: made?.ClientId }),
    );
    expect(described.UserPoolClient).toMatchObject({ ClientSecret: made?.ClientSecret, ClientName: 'ptn_3' });
    const names: (string | undefined)[] = [];
    for await (const { UserPoolClients = [] } of paginateListUserPoolClients(
      { client: cognito },
      { UserPoolId, MaxResults: 1 },
    )) {
      expect(JSON.stringify(UserPoolClients)).not.toContain('Secret');
      names.push(...UserPoolClients.map(({ ClientName }) => ClientName));
    }
    expect(names).toEqual(['ptn_1', 'ptn_2', 'ptn_3']);
  });

  it('is of a pool that exists', async () => {
    const strange = new DescribeUserPoolClientCommand({ UserPoolId: 'eu-west-1_none', ClientId: 'x' });
    await expect(cognito.send(strange)).rejects.toThrow(/no user pool/);
  });
});
