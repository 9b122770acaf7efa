import type { TSchema } from 'typebox';

/**
 * Validation of what comes in at an edge. The validators are compiled by Ajv: at build time for the functions' bundles
 * (the bundler registers them in front of the handler), on demand in tests and tools (`compile.ts` registers itself).
 */
export interface Violation {
  /** Where: a JSON pointer, empty for the value itself. */
  readonly path: string;
  /** What it should be. */
  readonly message: string;
}

export type Check = (value: unknown) => readonly Violation[];

/** Finds the check of a schema by the name under which it was compiled, such as `rentals.reserve.v1`. */
export type FindCheck = (name: string, schema: TSchema) => Check | undefined;

let find: FindCheck | undefined;

/** Registers where compiled validators are found: once, before the first message. */
export function registerChecks(finder: FindCheck): void {
  find = finder;
}

/** How the value violates the schema. Throws when the schema was not compiled, which is a fault of the build. */
export function violations(name: string, schema: TSchema, value: unknown): readonly Violation[] {
  const check = find?.(name, schema);
  if (check === undefined) {
    throw new Error(`No validator was compiled for ${name}: it is missing in the function's declaration`);
  }
  return check(value);
}

/** A validator that Ajv compiled. Returns whether a value follows the schema, and leaves the violations in `errors`. */
export interface Validator {
  (value: unknown): boolean;
  errors?:
    | readonly {
        readonly instancePath: string;
        readonly message?: string;
        readonly params: Readonly<Record<string, unknown>>;
      }[]
    | null;
}

/** Registers validators that were compiled at build: name → validator. */
export function registerValidators(validators: Readonly<Record<string, Validator>>): void {
  const checks = new Map(Object.entries(validators).map(([name, validator]) => [name, checkOf(validator)]));
  registerChecks((name) => checks.get(name));
}

/** At most this many violations are reported. */
const MOST_VIOLATIONS = 20;

export function checkOf(validator: Validator): Check {
  return (value) => {
    if (validator(value)) return [];
    return (validator.errors ?? []).slice(0, MOST_VIOLATIONS).map(({ instancePath, message, params }) => {
      const { additionalProperty, allowedValue, allowedValues } = params;
      const named = additionalProperty ?? allowedValue ?? allowedValues;
      const said = message ?? 'is not valid';
      return {
        path: instancePath,
        message: named === undefined ? said : `${said}: ${JSON.stringify(named)}`,
      };
    });
  };
}

/** Names under which a route's schemas are compiled. */
export const routeSchemaName = (routeId: string, part: 'params' | 'query' | 'body'): string =>
  `${routeId}.${part}`;
