import { Aws } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';

/** What the tokens of a user pool name as their issuer. */
export function issuerOf({ userPoolId }: Pick<IUserPool, 'userPoolId'>): string {
  return `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${userPoolId}`;
}
