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

/** What is wrong with the value; empty when nothing is. Throws when the schema was not compiled: a fault of the build. */
export function violations(name: string, schema: TSchema, value: unknown): readonly Violation[] {
  const check = find?.(name, schema);
  if (check === undefined) {
    throw new Error(`No validator was compiled for ${name}: it is missing in the function's declaration`);
  }
  return check(value);
}

/** Names under which a route's schemas are compiled. */
export const routeSchemaName = (routeId: string, part: 'params' | 'query' | 'body'): string =>
  `${routeId}.${part}`;
