import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionDeclaration } from '../../shared/runtime/room.ts';

const ACTIONS: Readonly<
  Record<NonNullable<FunctionDeclaration['may']['partnerClients']>, readonly string[]>
> = {
  make: ['cognito-idp:CreateUserPoolClient', 'cognito-idp:ListUserPoolClients'],
  read: ['cognito-idp:DescribeUserPoolClient'],
};

/** To read users, and whether they have a second factor. */
export function readUsers(userPoolArn: string): PolicyStatement {
  return new PolicyStatement({ actions: ['cognito-idp:AdminGetUser'], resources: [userPoolArn] });
}

/** The declared use of the app clients of the user pool. Clients have no ARNs of their own. */
export function partnerClients(
  use: FunctionDeclaration['may']['partnerClients'],
  userPoolArn: string,
): PolicyStatement[] {
  return use === undefined
    ? []
    : [new PolicyStatement({ actions: [...ACTIONS[use]], resources: [userPoolArn] })];
}
