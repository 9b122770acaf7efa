import { Aws } from 'aws-cdk-lib';

/** The prefix must be unique among all accounts of a region. */
export const SIGN_IN_DOMAIN = `roadstream-${Aws.ACCOUNT_ID}`;

/** Where people sign in, and where apps get their tokens. */
export function signInUrl(): string {
  return `https://${SIGN_IN_DOMAIN}.auth.${Aws.REGION}.amazoncognito.com`;
}
