import { parseExpression } from './expression.ts';
import { Lexer, SqlSyntaxError } from './lexer.ts';
import type { Evaluate } from './selection.ts';
import { type SqlMessage, type SqlValue, toText } from './values.ts';

/** A property of an action with `${…}` in it. Sees the payload and functions, never the names that AS gives. */
export interface Template {
  /** Whether it says the same for every message. */
  readonly constant: boolean;
  /** @throws {TemplateError} when a substitution has no result */
  render(message: SqlMessage): string;
}

/**
 * A substitution that came out Undefined. The guide does not say what AWS IoT does; the local cloud fails the action
 * rather than send a record under an empty key.
 */
export class TemplateError extends Error {
  readonly code = 'IOT_TEMPLATE_UNDEFINED';
}

/**
 * @throws {SqlSyntaxError}
 */
export function parseTemplate(text: string): Template {
  const pieces: (string | Evaluate)[] = [];
  // Most templates need only functions: then the payload is not parsed.
  let readsPayload = false;
  let position = 0;
  for (;;) {
    const start = text.indexOf('${', position);
    if (start < 0) break;
    pieces.push(text.slice(position, start));
    const lexer = new Lexer(text, start + 2);
    pieces.push(parseExpression(lexer).evaluate);
    position = lexer.expect('}').end;
    readsPayload ||= lexer.readsPayload;
  }
  pieces.push(text.slice(position));
  if (pieces.length === 1) return { constant: true, render: () => text };
  return {
    constant: false,
    render: (message) => {
      const root = readsPayload ? message.document : undefined;
      let rendered = '';
      for (const piece of pieces) {
        rendered += typeof piece === 'string' ? piece : substitute(piece, message, root, text);
      }
      return rendered;
    },
  };
}

/** A reference to a secret: `${get_secret('id', 'SecretString', 'key', 'role')}`, as client properties have them. */
export interface SecretReference {
  readonly secretId: string;
  readonly type: 'SecretString' | 'SecretBinary';
  /** The member of a secret that is a JSON object. */
  readonly key: string | undefined;
  readonly roleArn: string;
}

/**
 * Parses a client property: plain text, or one `get_secret`.
 *
 * @throws {SqlSyntaxError} for any other substitution: it could not depend on a message
 */
export function parseSecretTemplate(text: string): string | SecretReference {
  if (!text.includes('${')) return text;
  const lexer = new Lexer(text, text.indexOf('${') + 2);
  if (!text.startsWith('${') || lexer.peek().text.toLowerCase() !== 'get_secret') {
    throw new SqlSyntaxError(`a client property is plain text or \${get_secret(…)}, not: ${text}`);
  }
  lexer.take();
  lexer.expect('(');
  const args = [stringArgument(lexer)];
  while (lexer.accept(',')) args.push(stringArgument(lexer));
  lexer.expect(')');
  if (lexer.expect('}').end !== text.length) lexer.fail('expected nothing behind get_secret(…)');
  const [secretId = '', type, third = '', fourth] = args;
  if ((type !== 'SecretString' && type !== 'SecretBinary') || args.length < 3 || args.length > 4) {
    throw new SqlSyntaxError(
      `get_secret takes an id, SecretString or SecretBinary, a key and a role: ${text}`,
    );
  }
  return { secretId, type, key: fourth === undefined ? undefined : third, roleArn: fourth ?? third };
}

function substitute(evaluate: Evaluate, message: SqlMessage, root: SqlValue, template: string): string {
  const text = toText(evaluate(message, root));
  if (text === undefined)
    throw new TemplateError(`Undefined result in the substitution template ${template}`);
  return text;
}

function stringArgument(lexer: Lexer): string {
  const token = lexer.take();
  if (token.kind !== 'string') lexer.fail('expected a text in quotes', token);
  return token.text;
}
