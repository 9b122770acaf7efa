import { matchesArn } from '../iam/policy/pattern.ts';
import { FunctionError } from './function-error.ts';

/** One `AWS::Lambda::Permission`. */
export interface Permission {
  readonly action: string;
  /** A service such as `apigateway.amazonaws.com`, an account, or `*`. */
  readonly principal: string;
  /** With `*` and `?` as in `ArnLike`. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

export interface Caller {
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount: string;
}

function permits(permission: Permission, caller: Caller): boolean {
  if (permission.action !== 'lambda:InvokeFunction' && permission.action !== 'lambda:*') return false;
  if (permission.principal !== caller.principal && permission.principal !== '*') return false;
  if (permission.sourceAccount !== undefined && permission.sourceAccount !== caller.sourceAccount)
    return false;
  if (permission.sourceArn === undefined) return true;
  return caller.sourceArn !== undefined && matchesArn(permission.sourceArn, caller.sourceArn, {});
}

/** Which services may invoke which function: a service needs a statement of the function's own policy. */
export class ResourcePolicies {
  private readonly permissions = new Map<string, Permission[]>();

  add(functionName: string, permission: Permission): void {
    const known = this.permissions.get(functionName) ?? [];
    this.permissions.set(functionName, [...known, permission]);
  }

  /** Throws FUNCTION_NOT_PERMITTED, naming the `AWS::Lambda::Permission` that is missing. */
  require(functionName: string, caller: Caller): void {
    const permissions = this.permissions.get(functionName) ?? [];
    if (permissions.some((permission) => permits(permission, caller))) return;
    const from = caller.sourceArn === undefined ? '' : ` from ${caller.sourceArn}`;
    const missing = {
      Action: 'lambda:InvokeFunction',
      Principal: caller.principal,
      SourceArn: caller.sourceArn,
    };
    throw new FunctionError(
      'FUNCTION_NOT_PERMITTED',
      `${caller.principal}${from} may not invoke ${functionName}: missing is an AWS::Lambda::Permission ${JSON.stringify(missing)}`,
    );
  }
}
