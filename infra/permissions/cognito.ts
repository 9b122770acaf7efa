import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionDeclaration } from '../../shared/runtime/room.ts';

const ACTIONS: Readonly<
  Record<NonNullable<FunctionDeclaration['may']['partnerClients']>, readonly string[]>
> = {
  make: ['cognito-idp:CreateUserPoolClient', 'cognito-idp:ListUserPoolClients'],
  read: ['cognito-idp:DescribeUserPoolClient'],
};

/** The declared use of the app clients of the user pool. Clients have no ARNs of their own. */
export function partnerClients(
  use: FunctionDeclaration['may']['partnerClients'],
  userPoolArn: string,
): PolicyStatement[] {
  return use === undefined
    ? []
    : [new PolicyStatement({ actions: [...ACTIONS[use]], resources: [userPoolArn] })];
}
