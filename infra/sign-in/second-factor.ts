import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { clientLimits } from '../../shared/runtime/client-limits.ts';

let client: CognitoIdentityProviderClient | undefined;

/**
 * Whether Cognito asks this user for a second factor at each sign-in: one that the user has set up and switched on. The
 * event before token generation does not say it.
 */
export async function hasSecondFactor({
  userPoolId,
  userName,
}: {
  readonly userPoolId: string;
  readonly userName: string;
}): Promise<boolean> {
  client ??= new CognitoIdentityProviderClient(clientLimits);
  const { UserMFASettingList = [] } = await client.send(
    new AdminGetUserCommand({ UserPoolId: userPoolId, Username: userName }),
  );
  return UserMFASettingList.length > 0;
}
