import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { CfnPolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { readUsers } from '../permissions/cognito.ts';
import { SIGN_IN_DOMAIN } from '../sign-in/domain.ts';
import { OPERATORS_GROUP, RESOURCE_SERVER } from '../sign-in/scopes.ts';
import type { Stage } from '../stages.ts';
import { NodeFunction } from './node-function.ts';
import { keepLogicalId } from './stable-id.ts';

export interface SignInProps {
  readonly stage: Stage;
  /** The bundle of the function that keeps the operator scope to operators. */
  readonly scopesBundle: string;
  /** Scheme and host of the web apps. */
  readonly siteUrl: string;
}

const descriptions = {
  rider: 'Acts as the rider that the token is about',
  operator: 'Acts for the company that runs the fleet',
  partner: 'Acts as a partner of the company',
} as const;

/**
 * Who may call the API: a user pool, one scope for each kind of principal, and an app client for riders and one for
 * operators. Each partner gets a client of its own, from a function of the partners room. Access tokens have the client in
 * `client_id` and the kind in `scope`.
 */
export class SignIn extends Construct {
  readonly pool: UserPool;
  /** The ids of the app clients of riders and operators: the audience of the API. */
  readonly clientIds: readonly string[];
  /** The ids of the app clients of the web apps. */
  readonly appClients: Readonly<Record<'rider' | 'operator', string>>;
  /** Scheme and host of the pages and routes of the pool. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const { signIn } = props.stage;
    this.pool = this.userPool(props);
    const scopes = {
      rider: new ResourceServerScope({ scopeName: 'rider', scopeDescription: descriptions.rider }),
      operator: new ResourceServerScope({ scopeName: 'operator', scopeDescription: descriptions.operator }),
      partner: new ResourceServerScope({ scopeName: 'partner', scopeDescription: descriptions.partner }),
    };
    const server = this.pool.addResourceServer('Api', {
      identifier: RESOURCE_SERVER,
      scopes: Object.values(scopes),
    });
    const person = (principal: 'rider' | 'operator', page: string): UserPoolClient =>
      this.pool.addClient(principal, {
        // A web app can keep no secret: it proves with PKCE that it began the sign-in.
        generateSecret: false,
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.OPENID, OAuthScope.resourceServer(server, scopes[principal])],
          callbackUrls: [...signIn.callbackUrls, page],
          logoutUrls: [...signIn.logoutUrls, page],
        },
        accessTokenValidity: Duration.hours(1),
        refreshTokenValidity: Duration.days(principal === 'rider' ? 90 : 1),
        preventUserExistenceErrors: true,
        enableTokenRevocation: true,
        readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
        writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      });
    const rider = person('rider', `${props.siteUrl}/rider/`);
    const operator = person('operator', `${props.siteUrl}/console/`);
    this.appClients = { rider: rider.userPoolClientId, operator: operator.userPoolClientId };
    this.clientIds = [rider, operator].map(({ userPoolClientId }) => userPoolClientId);
    new CfnUserPoolGroup(this, 'Operators', {
      userPoolId: this.pool.userPoolId,
      groupName: OPERATORS_GROUP,
      description: 'May sign in as operators',
    });
    const domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix: SIGN_IN_DOMAIN } });
    this.url = domain.baseUrl();
  }

  private userPool({ stage, scopesBundle }: SignInProps): UserPool {
    const pool = new UserPool(this, 'Users', {
      userPoolName: 'roadstream',
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection: stage.keepData,
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(stage.signIn.threatProtection
        ? {
            featurePlan: FeaturePlan.PLUS,
            standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
          }
        : { featurePlan: FeaturePlan.ESSENTIALS }),
    });
    const { function: scopes } = new NodeFunction(this, 'Scopes', {
      stage,
      name: 'platform-token-scopes',
      description: 'Keeps the operator scope to users of the group operators who have a second factor',
      bundle: scopesBundle,
      // Cognito waits for five seconds, also when the function has just been started.
      memoryMb: 256,
      timeoutSeconds: 5,
    });
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, scopes, LambdaVersion.V2_0);
    // Not in the role itself: the pool needs the function, which needs the role.
    new CfnPolicy(this, 'SecondFactors', {
      policyName: 'second-factors',
      roles: scopes.role === undefined ? [] : [scopes.role.roleName],
      policyDocument: new PolicyDocument({ statements: [readUsers(pool.userPoolArn)] }),
    });
    keepLogicalId(pool, 'Users');
    return pool;
  }
}
