import { own } from '../../core/plain-value.ts';

/**
 * IAM's patterns: `*` for any text, `?` for one character, `${key}` for what the request's context says. What a
 * variable stands for is taken as it is, wildcards in it too.
 */

export type Variables = Readonly<Record<string, readonly string[]>>;

const TOKENS = /\$\{([^}]*)\}|\*|\?|[^$*?]+|\$/g;
const compiled = new Map<string, RegExp>();

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

/** `${aws:username}`, `${aws:username, 'default'}`; `${*}`, `${?}` and `${$}` stand for the characters themselves. */
function variable(expression: string, variables: Variables): string | undefined {
  if (['*', '?', '$'].includes(expression)) return expression;
  const [name = '', ...fallback] = expression.split(',');
  const values = own(variables, name.trim().toLowerCase());
  if (values?.length === 1) return values[0];
  return fallback.length > 0 ? fallback.join(',').trim().replaceAll("'", '') : undefined;
}

function source(pattern: string, variables: Variables): string | undefined {
  let text = '';
  for (const match of pattern.matchAll(TOKENS)) {
    const [token, expression] = match;
    if (expression !== undefined) {
      const value = variable(expression, variables);
      if (value === undefined) return undefined;
      text += literal(value);
    } else if (token === '*') text += '.*';
    else if (token === '?') text += '.';
    else text += literal(token);
  }
  return text;
}

/** The pattern's expression; undefined when it names a variable that the context does not have. */
function expression(pattern: string, variables: Variables, flags: string): RegExp | undefined {
  const key = `${flags} ${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const text = source(pattern, variables);
  if (text === undefined) return undefined;
  const made = new RegExp(`^${text}$`, `s${flags}`);
  if (!pattern.includes('${')) compiled.set(key, made);
  return made;
}

export function matches(pattern: string, text: string, variables: Variables = {}): boolean {
  if (pattern === '*' || pattern === text) return true;
  return expression(pattern, variables, '')?.test(text) ?? false;
}

/** Actions do not tell upper from lower case. */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === '*' || (expression(pattern, {}, 'i')?.test(action) ?? false);
}

const ARN_PARTS = 6;

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** Each of an ARN's six parts by itself, as the Arn conditions compare: `*` does not reach over a colon. */
export function matchesArn(pattern: string, arn: string, variables: Variables): boolean {
  const patterns = arnParts(pattern);
  const parts = arnParts(arn);
  return patterns.every((part, index) => matches(part, parts[index] ?? '', variables));
}
