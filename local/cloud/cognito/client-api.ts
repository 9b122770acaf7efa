import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import { type AwsInput, serveJson } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { own } from '../core/plain-value.ts';
import { hasSecondFactor, type PoolClient, UserPools } from './user-pools.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const MOST_ON_A_PAGE = 60;

/** Cognito's own API, as far as app clients go, which functions make while the platform runs; and whether a user has a second factor. */
export class ClientApi {
  readonly #cloud: Cloud;
  readonly #pools: UserPools;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#pools = cloud.part(UserPools);
    serveJson(cloud.endpoint, 'cognito-idp', {
      CreateUserPoolClient: (input, request) => this.#create(input, this.#poolOf(input, request)),
      DescribeUserPoolClient: (input, request) => this.#describe(input, this.#poolOf(input, request)),
      AdminGetUser: (input, request) => this.#user(input, this.#poolOf(input, request)),
      ListUserPoolClients: (input, request) => this.#list(input, this.#poolOf(input, request)),
    });
  }

  /** The pool, if the caller may do with it what the request says. */
  #poolOf(input: AwsInput, request: AwsRequest): string {
    const poolId = input.text('UserPoolId');
    const { region, account, endpoint } = this.#cloud;
    const arn = `arn:aws:cognito-idp:${region}:${account}:userpool/${poolId}`;
    endpoint.authorize(request, `cognito-idp:${request.operation}`, arn);
    if (this.#pools.hasPool(poolId)) return poolId;
    throw new AwsError('ResourceNotFoundException', `there is no user pool ${poolId}`);
  }

  #create(input: AwsInput, poolId: string): object {
    const client = this.#pools.makeClient({
      poolId,
      name: input.text('ClientName'),
      scopes: input.texts('AllowedOAuthScopes'),
      flows: input.texts('AllowedOAuthFlows'),
      accessTokenSeconds: tokenSeconds(input),
      hasSecret: input.values['GenerateSecret'] === true,
    });
    return { UserPoolClient: shown(client) };
  }

  #describe(input: AwsInput, poolId: string): object {
    const clientId = input.text('ClientId');
    const client = this.#pools.clientsOf(poolId).find((one) => one.clientId === clientId);
    if (client !== undefined) return { UserPoolClient: shown(client) };
    throw new AwsError('ResourceNotFoundException', `there is no app client ${clientId}`);
  }

  /** Whoever may use this computer may be anybody, so everybody is a user. */
  #user(input: AwsInput, _poolId: string): object {
    const id = input.text('Username');
    return {
      Username: id,
      UserAttributes: [{ Name: 'sub', Value: id }],
      Enabled: true,
      UserStatus: 'CONFIRMED',
      ...(hasSecondFactor(id) ? { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] } : {}),
    };
  }

  #list(input: AwsInput, poolId: string): object {
    const most = input.optionalNumber('MaxResults') ?? MOST_ON_A_PAGE;
    if (most < 1 || most > MOST_ON_A_PAGE)
      throw new AwsError('InvalidParameterException', `MaxResults is 1 to ${MOST_ON_A_PAGE}`);
    const all = this.#pools.clientsOf(poolId);
    const from = Number(input.optionalText('NextToken') ?? 0);
    const next = from + most;
    return {
      UserPoolClients: all
        .slice(from, next)
        .map(({ clientId, name }) => ({ ClientId: clientId, ClientName: name, UserPoolId: poolId })),
      ...(next < all.length ? { NextToken: String(next) } : {}),
    };
  }
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
