import type { PolicyStatement } from '../core/identities.ts';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import { matches, matchesAction } from '../iam/policy/pattern.ts';

/** A name, or the beginning of names. */
export interface NamePattern {
  readonly name: string;
  readonly isPrefix: boolean;
}

/** Whether every name that fits the second fits the first. */
export function covers(first: NamePattern, second: NamePattern): boolean {
  if (first.name === '*' && !first.isPrefix) return true;
  return first.isPrefix ? second.name.startsWith(first.name) : !second.isPrefix && first.name === second.name;
}

/** No client names its group so: a pattern that fits it fits every name. */
const NOBODY = '\u0000';

function refuse(why: string): never {
  throw new LocalCloudError('POLICY_UNSUPPORTED', why);
}

/** What an ARN's pattern says of the name behind the prefix (`…:group/<cluster>/<id>/`); undefined when nothing. */
function namePart(pattern: string, prefix: string): string | undefined {
  if (matches(pattern, `${prefix}${NOBODY}`)) return '*';
  const prefixParts = prefix.split('/').slice(0, -1);
  const parts = pattern.split('/');
  const fits =
    parts.length > prefixParts.length &&
    prefixParts.every((part, index) => matches(parts[index] ?? '', part));
  return fits ? parts.slice(prefixParts.length).join('/') : undefined;
}

function concerns({ actions, notActions }: PolicyStatement, action: string): boolean {
  if (actions.some((pattern) => matchesAction(pattern, action))) return true;
  return notActions.length > 0 && !notActions.some((pattern) => matchesAction(pattern, action));
}

function namesIn(statement: PolicyStatement, action: string, prefix: string): string[] {
  const { effect, resources, notResources, conditions } = statement;
  const names = resources.map((resource) => namePart(resource, prefix)).filter((name) => name !== undefined);
  const isPlain = effect === 'Allow' && Object.keys(conditions).length === 0;
  if (notResources.length > 0 || (names.length > 0 && !isPlain))
    refuse(`${action}: the local broker evaluates neither Deny, nor NotResource, nor conditions for it`);
  return names;
}

function pattern(name: string, action: string): NamePattern {
  if (name === '*') return { name, isPrefix: false };
  const isPrefix = name.endsWith('*');
  const literal = isPrefix ? name.slice(0, -1) : name;
  if (/[*?]/.test(literal))
    refuse(`${action}: the local broker knows names and their beginnings, not ${name}`);
  return { name: literal, isPrefix };
}

/**
 * The names of groups or transactions that the statements allow an action on. The broker's lists know a name or a
 * beginning only: wildcards elsewhere, conditions and denials are a LocalCloudError (POLICY_UNSUPPORTED).
 */
export function namePatterns(
  statements: readonly PolicyStatement[],
  action: string,
  prefix: string,
): NamePattern[] {
  const names = statements
    .filter((statement) => concerns(statement, action))
    .flatMap((statement) => namesIn(statement, action, prefix));
  return [...new Set(names)].map((name) => pattern(name, action));
}
