import { emptyRecord } from '../../core/plain-value.ts';
import type { Lexer } from './lexer.ts';
import { isArray, isObject, SqlEvaluationError, type SqlMessage, type SqlValue } from './values.ts';

/** Computes a value from a message and from what names refer to: the payload, or an element in a nested query. */
export type Evaluate = (message: SqlMessage, root: SqlValue) => SqlValue;

export interface Expression {
  readonly evaluate: Evaluate;
  /** The last name of a path: what the value is called in the output when nothing else says so. */
  readonly name?: string;
}

type ParseExpression = (lexer: Lexer) => Expression;

/** What follows SELECT. */
export interface Selection {
  readonly evaluate: Evaluate;
  /** `*` and nothing else: the payload passes as it is. */
  readonly everything: boolean;
}

interface Item {
  readonly evaluate: Evaluate;
  /** Where the value goes: `AS a.b` makes an object in an object. Empty for `*`. */
  readonly place: readonly string[];
}

type Output = { [key: string]: SqlValue };

/** Parses `VALUE expression`, or expressions with their names and `*`. */
export function parseSelection(lexer: Lexer, parseExpression: ParseExpression): Selection {
  if (lexer.accept('VALUE')) return { evaluate: parseExpression(lexer).evaluate, everything: false };
  const items: Item[] = [];
  do items.push(lexer.accept('*') ? everything : parseItem(lexer, parseExpression));
  while (lexer.accept(','));
  return {
    evaluate: (message, root) => selectItems(items, message, root),
    everything: items.length === 1 && items[0] === everything,
  };
}

/** Parses `SELECT … FROM path WHERE …` inside of an expression: an array for an array, one result for an object. */
export function parseNestedQuery(lexer: Lexer, parseExpression: ParseExpression): Evaluate {
  lexer.expect('SELECT');
  const { evaluate } = parseSelection(lexer, parseExpression);
  lexer.expect('FROM');
  const source = parseExpression(lexer).evaluate;
  const where = lexer.accept('WHERE') ? parseExpression(lexer).evaluate : () => true;
  return (message, root) => {
    const value = source(message, root);
    const accepted = (element: SqlValue): boolean => where(message, element) === true;
    if (isArray(value)) return value.filter(accepted).map((element) => evaluate(message, element));
    return isObject(value) && accepted(value) ? evaluate(message, value) : undefined;
  };
}

const everything: Item = { evaluate: (_, root) => root, place: [] };

function parseItem(lexer: Lexer, parseExpression: ParseExpression): Item {
  const start = lexer.peek();
  const { evaluate, name } = parseExpression(lexer);
  if (lexer.accept('AS')) return { evaluate, place: parsePlace(lexer) };
  if (name === undefined) lexer.fail('a computed value needs a name: add AS and one', start);
  return { evaluate, place: [name] };
}

function parsePlace(lexer: Lexer): string[] {
  const place: string[] = [];
  do {
    const token = lexer.take();
    if (token.kind !== 'name') lexer.fail('expected a name after AS', token);
    place.push(token.text);
  } while (lexer.accept('.'));
  return place;
}

function selectItems(items: readonly Item[], message: SqlMessage, root: SqlValue): SqlValue {
  const output = emptyRecord<SqlValue>();
  for (const { evaluate, place } of items) {
    const value = evaluate(message, root);
    if (place.length > 0) put(output, place, value);
    else if (isObject(value)) Object.assign(output, value);
    // The guide: data can be added to an empty or a JSON payload.
    else if (message.payload.length > 0)
      throw new SqlEvaluationError('* with other values needs a JSON object');
  }
  return output;
}

function put(output: Output, place: readonly string[], value: SqlValue): void {
  const [name = '', ...rest] = place;
  if (rest.length === 0) {
    output[name] = value;
    return;
  }
  const existing = output[name];
  const inner: Output = isObject(existing) ? { ...existing } : {};
  output[name] = inner;
  put(inner, rest, value);
}
