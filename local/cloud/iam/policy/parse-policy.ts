import type { PolicyStatement } from '../../core/identities.ts';
import { LocalCloudError } from '../../core/local-cloud-error.ts';
import { asText, isRecord, type PlainRecord } from '../../core/plain-value.ts';
import { requireKnownKeys } from './condition-keys.ts';
import { isConditionOperator } from './conditions.ts';

/** A statement of a policy that hangs on a resource: it also says whom it is for. */
export interface ResourceStatement extends PolicyStatement {
  /** ARNs, account ids, `*`, and services such as `lambda.amazonaws.com`. */
  readonly principals: readonly string[];
}

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
  'Principal',
]);

const DOCUMENT = new Set(['Id', 'Statement', 'Version']);
const PRINCIPALS = new Set(['AWS', 'CanonicalUser', 'Federated', 'Service']);

function refuse(what: string): never {
  throw new LocalCloudError('POLICY_UNSUPPORTED', what);
}

function requireOnly(value: PlainRecord, known: ReadonlySet<string>, where: string): void {
  const unknown = Object.keys(value).filter((name) => !known.has(name));
  if (unknown.length > 0) refuse(`the local cloud does not evaluate ${unknown.join(', ')} in ${where}`);
}

function texts(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(
    (item) => asText(item) ?? refuse(`${what} is not text: ${JSON.stringify(item)}`),
  );
}

function conditions(value: unknown): Record<string, Record<string, string[]>> {
  if (value === undefined) return {};
  if (!isRecord(value)) return refuse(`Condition is not an object: ${JSON.stringify(value)}`);
  const result: Record<string, Record<string, string[]>> = {};
  for (const [operator, keys] of Object.entries(value)) {
    if (!isConditionOperator(operator))
      refuse(`the condition operator ${operator} is not evaluated by the local cloud`);
    if (!isRecord(keys)) return refuse(`${operator} is not an object: ${JSON.stringify(keys)}`);
    result[operator] = Object.fromEntries(
      Object.entries(keys).map(([key, wanted]) => [key, texts(wanted, `${operator} ${key}`)]),
    );
  }
  return result;
}

function principals(value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  if (!isRecord(value)) return refuse(`Principal is not an object: ${JSON.stringify(value)}`);
  requireOnly(value, PRINCIPALS, 'a Principal');
  return Object.values(value).flatMap((item) => texts(item, 'Principal'));
}

function parseStatement(statement: PlainRecord): ResourceStatement {
  requireOnly(statement, ELEMENTS, 'a statement');
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    return refuse(`Effect is Allow or Deny, not ${JSON.stringify(effect)}`);
  const parsed: ResourceStatement = {
    effect,
    actions: texts(statement['Action'], 'Action'),
    notActions: texts(statement['NotAction'], 'NotAction'),
    resources: texts(statement['Resource'], 'Resource'),
    notResources: texts(statement['NotResource'], 'NotResource'),
    conditions: conditions(statement['Condition']),
    principals: principals(statement['Principal']),
  };
  if (parsed.actions.length + parsed.notActions.length === 0) refuse('a statement names no action');
  return parsed;
}

/**
 * The statements of a policy document, of a list of statements, or of one statement. Throws a LocalCloudError
 * (POLICY_UNSUPPORTED) for an element or condition operator that is not evaluated here.
 */
export function parsePolicy(document: unknown): ResourceStatement[] {
  if (Array.isArray(document)) return document.flatMap(parsePolicy);
  if (!isRecord(document)) return refuse(`a policy is not an object: ${JSON.stringify(document)}`);
  if (document['Statement'] === undefined) return [parseStatement(document)];
  requireOnly(document, DOCUMENT, 'a policy');
  return parsePolicy(document['Statement']);
}

/**
 * The same for the policy of a queue, key or secret: a statement that names no resource means that one. Refuses
 * conditions on what no local service fills, too.
 */
export function parseResourcePolicy(document: unknown): ResourceStatement[] {
  const statements = parsePolicy(document);
  requireKnownKeys(statements);
  return statements.map((statement) =>
    statement.resources.length + statement.notResources.length === 0
      ? { ...statement, resources: ['*'] }
      : statement,
  );
}
