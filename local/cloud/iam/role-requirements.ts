import type { Cloud } from '../core/cloud.ts';

/** Throws a Refusal, naming the missing statement, unless the roles of a resource may do what it needs. */
export type RoleCheck = () => void;

/**
 * What services look up in a role's policies when a resource is made: network permissions of functions and pollers, the
 * right to invoke. Policies may be attached after the resource, so all is checked once everything is there.
 */
export class RoleRequirements {
  private readonly checks: RoleCheck[] = [];

  constructor(cloud: Cloud) {
    cloud.onStart('permissions of the roles', async () => await Promise.resolve(this.check()));
  }

  add(check: RoleCheck): void {
    this.checks.push(check);
  }

  /** Throws the first Refusal. */
  check(): void {
    for (const check of this.checks) check();
  }

  /** What would be refused if everything were made now, a text each. */
  unmet(): string[] {
    return this.checks.flatMap((check) => {
      try {
        check();
        return [];
      } catch (error) {
        return [String(error)];
      }
    });
  }
}
