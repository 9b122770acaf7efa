import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  paginateListUserPoolClients,
} from '@aws-sdk/client-cognito-identity-provider';
import { clientLimits } from '../../../shared/runtime/client-limits.ts';
import { variable } from '../../../shared/runtime/environment.ts';

/** Partners' app clients in the user pool: what they get tokens with, by the grant type client_credentials. */

export const PARTNER_SCOPE = 'roadstream/partner';
const CLIENTS_ON_A_PAGE = 60;
const TOKEN_HOURS = 1;

let client: CognitoIdentityProviderClient | undefined;
const cognito = (): CognitoIdentityProviderClient => {
  client ??= new CognitoIdentityProviderClient(clientLimits);
  return client;
};

/** The id of the partner's client, which is made if there is none. */
export async function clientOf(partnerId: string): Promise<string> {
  return (await known(partnerId)) ?? (await made(partnerId));
}

async function known(partnerId: string): Promise<string | undefined> {
  const pages = paginateListUserPoolClients(
    { client: cognito() },
    { UserPoolId: variable('userPoolId'), MaxResults: CLIENTS_ON_A_PAGE },
  );
  for await (const { UserPoolClients = [] } of pages) {
    const found = UserPoolClients.find(({ ClientName }) => ClientName === partnerId);
    if (found?.ClientId !== undefined) return found.ClientId;
  }
  return undefined;
}

async function made(partnerId: string): Promise<string> {
  const { UserPoolClient } = await cognito().send(
    new CreateUserPoolClientCommand({
      UserPoolId: variable('userPoolId'),
      ClientName: partnerId,
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [PARTNER_SCOPE],
      AccessTokenValidity: TOKEN_HOURS,
      TokenValidityUnits: { AccessToken: 'hours' },
    }),
  );
  if (UserPoolClient?.ClientId === undefined) throw new Error('The user pool made no client');
  return UserPoolClient.ClientId;
}

/** The secret of a client. The user pool alone keeps it. */
export async function clientSecretOf(clientId: string): Promise<string> {
  const { UserPoolClient } = await cognito().send(
    new DescribeUserPoolClientCommand({ UserPoolId: variable('userPoolId'), ClientId: clientId }),
  );
  if (UserPoolClient?.ClientSecret === undefined) throw new Error(`The client ${clientId} has no secret`);
  return UserPoolClient.ClientSecret;
}
