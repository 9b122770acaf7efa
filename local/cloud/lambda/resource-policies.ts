import type { PolicyStatement } from '../core/identities.ts';
import { matchesArn } from '../iam/policy/pattern.ts';
import type { UsedPermissions } from '../iam/policy/used-permissions.ts';
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

interface Given {
  readonly permission: Permission;
  /** The same, as what is used of all policies is counted. */
  readonly statement: PolicyStatement;
}

function given(functionName: string, permission: Permission): Given {
  const { action, sourceArn } = permission;
  const conditions: PolicyStatement['conditions'] =
    sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': [sourceArn] } };
  const statement = {
    effect: 'Allow' as const,
    actions: [action],
    notActions: [],
    resources: [functionName],
    notResources: [],
    conditions,
  };
  return { permission, statement };
}

/** Which services may invoke which function: a service needs a statement of the function's own policy. */
export class ResourcePolicies {
  private readonly permissions = new Map<string, Given[]>();
  private readonly used: UsedPermissions;

  constructor(used: UsedPermissions) {
    this.used = used;
  }

  add(functionName: string, permission: Permission): void {
    const known = this.permissions.get(functionName) ?? [];
    this.permissions.set(functionName, [...known, given(functionName, permission)]);
    this.used.include(`function ${functionName}`, () =>
      (this.permissions.get(functionName) ?? []).map(({ statement }) => statement),
    );
  }

  /** Throws FUNCTION_NOT_PERMITTED, naming the `AWS::Lambda::Permission` that is missing. */
  require(functionName: string, caller: Caller): void {
    const permitting = (this.permissions.get(functionName) ?? []).filter(({ permission }) =>
      permits(permission, caller),
    );
    if (permitting.length > 0) {
      this.used.record(
        permitting.map(({ permission: { action }, statement }) => ({
          statement,
          action,
          resource: functionName,
        })),
      );
      return;
    }
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
