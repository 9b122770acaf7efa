import { AwsError } from '../core/aws-endpoint.ts';
import { type AwsInput, serveJson } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { own } from '../core/plain-value.ts';
import { type PoolClient, UserPools } from './user-pools.ts';

/** Cognito's own API, as far as app clients go: what a function makes while the platform runs. */

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const MOST_ON_A_PAGE = 60;

/** Once for each cloud. */
export function serveClients(cloud: Cloud): void {
  const pools = cloud.part(UserPools);
  const poolOf = (input: AwsInput): string => {
    const poolId = input.text('UserPoolId');
    if (pools.hasPool(poolId)) return poolId;
    throw new AwsError('ResourceNotFoundException', `there is no user pool ${poolId}`);
  };
  const arnOf = (poolId: string): string =>
    `arn:aws:cognito-idp:${cloud.region}:${cloud.account}:userpool/${poolId}`;

  serveJson(cloud.endpoint, 'cognito-idp', {
    CreateUserPoolClient: (input, request) => {
      const poolId = poolOf(input);
      cloud.endpoint.authorize(request, 'cognito-idp:CreateUserPoolClient', arnOf(poolId));
      const client = pools.makeClient({
        poolId,
        name: input.text('ClientName'),
        scopes: input.texts('AllowedOAuthScopes'),
        flows: input.texts('AllowedOAuthFlows'),
        accessTokenSeconds: tokenSeconds(input),
        hasSecret: input.values['GenerateSecret'] === true,
      });
      return { UserPoolClient: shown(client) };
    },
    DescribeUserPoolClient: (input, request) => {
      const poolId = poolOf(input);
      cloud.endpoint.authorize(request, 'cognito-idp:DescribeUserPoolClient', arnOf(poolId));
      const clientId = input.text('ClientId');
      const client = pools.clientsOf(poolId).find((one) => one.clientId === clientId);
      if (client === undefined)
        throw new AwsError('ResourceNotFoundException', `there is no app client ${clientId}`);
      return { UserPoolClient: shown(client) };
    },
    ListUserPoolClients: (input, request) => {
      const poolId = poolOf(input);
      cloud.endpoint.authorize(request, 'cognito-idp:ListUserPoolClients', arnOf(poolId));
      const most = input.optionalNumber('MaxResults') ?? MOST_ON_A_PAGE;
      if (most < 1 || most > MOST_ON_A_PAGE)
        throw new AwsError('InvalidParameterException', `MaxResults is 1 to ${MOST_ON_A_PAGE}`);
      const all = pools.clientsOf(poolId);
      const from = Number(input.optionalText('NextToken') ?? 0);
      const next = from + most;
      return {
        UserPoolClients: all
          .slice(from, next)
          .map(({ clientId, name }) => ({ ClientId: clientId, ClientName: name, UserPoolId: poolId })),
        ...(next < all.length ? { NextToken: String(next) } : {}),
      };
    },
  });
}

function tokenSeconds(input: AwsInput): number {
  const { AccessToken = 'hours' } = input.textRecord('TokenValidityUnits');
  const unit = own(UNIT_SECONDS, AccessToken);
  if (unit === undefined) throw new AwsError('InvalidParameterException', `there is no unit ${AccessToken}`);
  return (input.optionalNumber('AccessTokenValidity') ?? 1) * unit;
}

function shown({ clientId, poolId, name, scopes, secret }: PoolClient): object {
  return {
    ClientId: clientId,
    ClientName: name,
    UserPoolId: poolId,
    AllowedOAuthScopes: scopes,
    ...(secret === undefined ? {} : { ClientSecret: secret }),
  };
}
