import { isRecord, own } from '../../core/plain-value.ts';

/** `$request.body.action`, also as `${request.body.action}`: where in a message its route's key stands. */
const EXPRESSION = /^(?:\$request\.body((?:\.[A-Za-z0-9_-]+)+)|\$\{request\.body((?:\.[A-Za-z0-9_-]+)+)\})$/;

/** The names that lead to the key; undefined for an expression that the local cloud does not know. */
export function selectionPath(expression: string): readonly string[] | undefined {
  const [, plain, braced] = EXPRESSION.exec(expression) ?? [];
  return (plain ?? braced)?.slice(1).split('.');
}

/** The key that a message selects; undefined when it has none, or is no JSON: then it is `$default`'s. */
export function selectedRoute(expression: string, body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const name of selectionPath(expression) ?? []) value = isRecord(value) ? own(value, name) : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
