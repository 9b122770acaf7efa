import { createHash } from 'node:crypto';
import type {
  AccessDecision,
  AccessRequest,
  Identities,
  Identity,
  PolicyStatement,
} from '../core/identities.ts';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import { requireKnownKeys } from './policy/condition-keys.ts';
import { decide } from './policy/evaluate.ts';
import { parsePolicy } from './policy/parse-policy.ts';
import { withCommonContext } from './policy/request-context.ts';
import { UsedPermissions } from './policy/used-permissions.ts';

interface Role {
  readonly identity: Identity;
  readonly statements: PolicyStatement[];
}

type Listener = (identity: Identity) => Promise<void>;

/** The same role has the same key at every start, so that what names it elsewhere (Kafka's ACLs) stays right. */
function credentials(roleArn: string): Pick<Identity, 'accessKeyId' | 'secretAccessKey'> {
  const hash = createHash('sha256').update(roleArn).digest('hex').toUpperCase();
  return { accessKeyId: `AKIA${hash.slice(0, 16)}`, secretAccessKey: hash.slice(16, 56) };
}

/** What the policies of a role are together, among all policies of a cloud. */
export function policyOfRole(roleName: string): string {
  return `role ${roleName}`;
}

export class RoleIdentities implements Identities {
  private readonly roles = new Map<string, Role>();
  private readonly byArn = new Map<string, Identity>();
  private readonly byKey = new Map<string, Identity>();
  private readonly listeners: Listener[] = [];
  private readonly used: UsedPermissions;

  constructor(used = new UsedPermissions()) {
    this.used = used;
  }

  addRole(roleName: string, roleArn: string): Identity {
    if (this.roles.has(roleName))
      throw new LocalCloudError('DUPLICATE', `two resources make a role named ${roleName}`);
    const identity: Identity = { roleName, roleArn, ...credentials(roleArn) };
    const role: Role = { identity, statements: [] };
    this.roles.set(roleName, role);
    this.used.include(policyOfRole(roleName), () => role.statements);
    this.byArn.set(roleArn, identity);
    this.byKey.set(identity.accessKeyId, identity);
    return identity;
  }

  addStatements(roleName: string, statements: readonly unknown[]): void {
    const role = this.roles.get(roleName);
    if (role === undefined)
      throw new LocalCloudError(
        'TEMPLATE_INVALID',
        `a policy is attached to the role ${roleName}, which is not there`,
      );
    const parsed = parsePolicy(statements);
    requireKnownKeys(parsed);
    role.statements.push(...parsed);
  }

  async changePolicy(roleName: string, statements: readonly PolicyStatement[]): Promise<void> {
    const role = this.roles.get(roleName);
    if (role === undefined)
      throw new LocalCloudError('TEMPLATE_INVALID', `no template makes the role ${roleName}`);
    role.statements.splice(0, role.statements.length, ...statements);
    for (const listener of this.listeners) await listener(role.identity);
  }

  onPolicyChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  byRoleArn(arn: string): Identity | undefined {
    return this.byArn.get(arn);
  }

  byAccessKey(accessKeyId: string): Identity | undefined {
    return this.byKey.get(accessKeyId);
  }

  authorize(identity: Identity, request: AccessRequest): AccessDecision {
    const decision = this.check(identity, request);
    if (decision.allowed) this.used.record(decision.by);
    return decision;
  }

  check(identity: Identity, request: AccessRequest): AccessDecision {
    const statements = this.roles.get(identity.roleName)?.statements ?? [];
    const { verdict, by } = decide(statements, withCommonContext(identity, request));
    if (verdict === 'allowed') return { allowed: true, by };
    const who = `role ${identity.roleName} is not authorized to perform ${request.action} on ${request.resource}`;
    if (verdict === 'denied')
      return { allowed: false, explicit: true, why: `${who}: a statement of its policies denies it` };
    const missing = JSON.stringify({ Effect: 'Allow', Action: request.action, Resource: request.resource });
    return {
      allowed: false,
      explicit: false,
      why: `${who}: no statement of its policies allows it; missing is ${missing}`,
    };
  }

  all(): readonly { readonly identity: Identity; readonly statements: readonly PolicyStatement[] }[] {
    return [...this.roles.values()];
  }
}
