import type { Permission, PolicyStatement } from '../../core/identities.ts';

/** The place of a permission: its policy, and its statement there, counted from 0. */
interface Place {
  /** Such as `role work-role`. */
  readonly policy: string;
  readonly statement: number;
  readonly action: string;
  readonly resource: string;
}

/** How often a permission has granted a request since it was put into its policy. */
export interface PermissionUse extends Place {
  /** Requests that nothing else allowed. Without this permission they would be denied. */
  readonly alone: number;
  /** Requests that others would have allowed as well. */
  readonly shared: number;
  /** These others. */
  readonly sharedWith: readonly Place[];
}

interface Use {
  readonly permission: Permission;
  alone: number;
  shared: number;
  readonly sharedWith: Set<Use>;
}

type Statements = () => readonly PolicyStatement[];

/**
 * Counts, for the policies of one cloud, the granted requests at the permissions that granted them. Requests are not
 * kept, so the counts take no more memory than the policies.
 */
export class UsedPermissions {
  private readonly policies = new Map<string, Statements>();
  /** A statement that no policy has any more takes its counts with it. */
  private readonly uses = new WeakMap<PolicyStatement, Map<string, Use>>();

  /** Makes the policy part of what `all` returns, with the statements that the policy has by then. */
  include(policy: string, statements: Statements): void {
    this.policies.set(policy, statements);
  }

  /** One request was granted, and each of these would have been enough. */
  record(by: readonly Permission[]): void {
    const [first] = by;
    if (first === undefined) return;
    if (by.length === 1) {
      this.use(first).alone += 1;
      return;
    }
    const uses = by.map((permission) => this.use(permission));
    for (const use of uses) {
      use.shared += 1;
      for (const other of uses) if (other !== use) use.sharedWith.add(other);
    }
  }

  /** Every permission that policies give, also what was never used. */
  all(): PermissionUse[] {
    const placed = [...this.policies].flatMap(([policy, statements]) =>
      statements().flatMap((given, statement) =>
        this.usesOf(given).map((use): [Use, Place] => {
          const { action, resource } = use.permission;
          return [use, { policy, statement, action, resource }];
        }),
      ),
    );
    const places = new Map(placed);
    return placed.map(([{ alone, shared, sharedWith }, place]) => ({
      ...place,
      alone,
      shared,
      sharedWith: [...sharedWith].flatMap((other) => places.get(other) ?? []),
    }));
  }

  /** Those of one policy. */
  of(policy: string): PermissionUse[] {
    return this.all().filter((use) => use.policy === policy);
  }

  private usesOf(statement: PolicyStatement): Use[] {
    const { effect, actions, resources } = statement;
    if (effect === 'Deny') return [];
    for (const action of actions) for (const resource of resources) this.use({ statement, action, resource });
    return [...(this.uses.get(statement)?.values() ?? [])];
  }

  private use(permission: Permission): Use {
    const { statement, action, resource } = permission;
    let known = this.uses.get(statement);
    if (known === undefined) this.uses.set(statement, (known = new Map<string, Use>()));
    const key = `${action} ${resource}`;
    let use = known.get(key);
    if (use === undefined) known.set(key, (use = { permission, alone: 0, shared: 0, sharedWith: new Set() }));
    return use;
  }
}
