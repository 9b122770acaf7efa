import { emulated, inert, noEffect } from '../core/no-effect.ts';
import { physicalSuffix } from '../core/physical-id.ts';
import { own } from '../core/plain-value.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { ClientApi } from './client-api.ts';
import { UserPools } from './user-pools.ts';

/** The providers of AWS::Cognito: pools and clients whose tokens the local issuer makes. */

const NO_SIGN_IN = 'the sign-in page here has no passwords: whoever asks may be anybody';

/** Seconds in the units of TokenValidityUnits. */
const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

const userPool: Provider = {
  type: 'AWS::Cognito::UserPool',
  properties: {
    ...emulated(
      'LambdaConfig.PreTokenGenerationConfig.LambdaArn',
      'LambdaConfig.PreTokenGenerationConfig.LambdaVersion',
    ),
    ...noEffect('it names the pool for people', 'UserPoolName'),
    ...noEffect(
      NO_SIGN_IN,
      'AccountRecoverySetting',
      'AdminCreateUserConfig',
      'AliasAttributes',
      'AutoVerifiedAttributes',
      'DeviceConfiguration',
      'EmailConfiguration',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'EnabledMfas',
      'MfaConfiguration',
      'Policies',
      'Schema',
      'SmsConfiguration',
      'SmsVerificationMessage',
      'UserAttributeUpdateSettings',
      'UsernameAttributes',
      'UsernameConfiguration',
      'UserPoolAddOns',
      'UserPoolTier',
      'VerificationMessageTemplate',
    ),
    ...noEffect('a pool goes with its data directory', 'DeletionProtection', 'UserPoolTags'),
  },
  create: (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const trigger = properties.child('LambdaConfig').child('PreTokenGenerationConfig');
    if (trigger.has('LambdaVersion') && trigger.text('LambdaVersion') !== 'V2_0') {
      properties.refuse('the local cloud makes pre token generation events of version V2_0');
    }
    const poolId = `${cloud.region}_${physicalSuffix(resource, 9)}`;
    const name = `cognito-idp.${cloud.region}.amazonaws.com/${poolId}`;
    const arn = trigger.optionalText('LambdaArn');
    cloud.part(ClientApi);
    cloud.part(UserPools).addPool({
      poolId,
      issuer: `https://${name}`,
      ...(arn === undefined ? {} : { preTokenGeneration: arn }),
    });
    return {
      ref: poolId,
      attributes: {
        UserPoolId: poolId,
        Arn: `arn:aws:cognito-idp:${cloud.region}:${cloud.account}:userpool/${poolId}`,
        ProviderName: name,
        ProviderURL: `https://${name}`,
      },
    };
  },
};

const userPoolClient: Provider = {
  type: 'AWS::Cognito::UserPoolClient',
  properties: {
    ...emulated('UserPoolId', 'AllowedOAuthScopes', 'AccessTokenValidity', 'TokenValidityUnits.AccessToken'),
    ...emulated('CallbackURLs', 'LogoutURLs', 'AllowedOAuthFlows'),
    ...noEffect('it names the client for people', 'ClientName'),
    ...noEffect(
      NO_SIGN_IN,
      'AllowedOAuthFlowsUserPoolClient',
      'AuthSessionValidity',
      'DefaultRedirectURI',
      'EnableTokenRevocation',
      'ExplicitAuthFlows',
      'GenerateSecret',
      'IdTokenValidity',
      'PreventUserExistenceErrors',
      'ReadAttributes',
      'RefreshTokenRotation',
      'RefreshTokenValidity',
      'SupportedIdentityProviders',
      'TokenValidityUnits.IdToken',
      'TokenValidityUnits.RefreshToken',
      'WriteAttributes',
    ),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const units = properties.child('TokenValidityUnits');
    const unit =
      own(UNIT_SECONDS, units.optionalText('AccessToken') ?? 'hours') ??
      properties.refuse('unknown token unit');
    const clientId = physicalSuffix(resource, 26);
    resource.cloud.part(UserPools).addClient({
      clientId,
      poolId: properties.text('UserPoolId'),
      name: properties.optionalText('ClientName') ?? resource.logicalId,
      scopes: properties.texts('AllowedOAuthScopes'),
      callbackUrls: properties.texts('CallbackURLs'),
      logoutUrls: properties.texts('LogoutURLs'),
      flows: properties.texts('AllowedOAuthFlows'),
      accessTokenSeconds: (properties.optionalNumber('AccessTokenValidity') ?? 1) * unit,
    });
    return { ref: clientId, attributes: { ClientId: clientId, ClientSecret: 'none-here', Name: clientId } };
  },
};

/** A resource server's scopes are the clients': what a client may not have, nobody gets. */
const resourceServer = inert(
  'AWS::Cognito::UserPoolResourceServer',
  'a scope is had by the clients that name it',
  ['UserPoolId', 'Identifier', 'Name', 'Scopes'],
  (resource) => ({ ref: new PropertyReader(resource).text('Identifier') }),
);

const domain: Provider = {
  type: 'AWS::Cognito::UserPoolDomain',
  properties: {
    ...emulated('UserPoolId', 'Domain'),
    ...noEffect('the sign-in page is the local cloud’s own', 'CustomDomainConfig', 'ManagedLoginVersion'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const name = properties.text('Domain');
    resource.cloud.part(UserPools).addDomain(properties.text('UserPoolId'), name);
    return { ref: name };
  },
};

const group = inert(
  'AWS::Cognito::UserPoolGroup',
  'a local token is of the groups that its kind of principal has',
  ['UserPoolId', 'GroupName', 'Description', 'Precedence', 'RoleArn'],
  (resource) => ({ ref: new PropertyReader(resource).text('GroupName') }),
);

export const cognitoProviders: readonly Provider[] = [
  userPool,
  userPoolClient,
  resourceServer,
  domain,
  group,
];
