import { castTo, FUNCTIONS } from './functions.ts';
import type { Lexer, Token } from './lexer.ts';
import { ADDITIVE, and, COMPARISON, isIn, MULTIPLICATIVE, negate, not, or } from './operators.ts';
import { type Evaluate, type Expression, parseNestedQuery } from './selection.ts';
import { member, type SqlFunction, type SqlValue } from './values.ts';

/** Parses one expression and stops behind it. */
export function parseExpression(lexer: Lexer): Expression {
  return parseOr(lexer);
}

function parseOr(lexer: Lexer): Expression {
  let left = parseAnd(lexer);
  while (lexer.accept('OR')) left = binary(or, left, parseAnd(lexer));
  return left;
}

function parseAnd(lexer: Lexer): Expression {
  let left = parseNot(lexer);
  while (lexer.accept('AND')) left = binary(and, left, parseNot(lexer));
  return left;
}

function parseNot(lexer: Lexer): Expression {
  if (!lexer.accept('NOT')) return parseComparison(lexer);
  const { evaluate } = parseNot(lexer);
  return { evaluate: (message, root) => not(evaluate(message, root)) };
}

function parseComparison(lexer: Lexer): Expression {
  const left = parseOperators(lexer, ADDITIVE, parseProduct);
  if (lexer.accept('IN')) return binary(isIn, left, parseList(lexer));
  if (lexer.at('NOT')) {
    lexer.take();
    lexer.expect('IN');
    const list = parseList(lexer);
    return binary((value, items) => not(isIn(value, items)), left, list);
  }
  const operator = symbolOf(lexer, COMPARISON);
  if (operator === undefined) return left;
  lexer.take();
  return binary(operator, left, parseOperators(lexer, ADDITIVE, parseProduct));
}

const parseProduct = (lexer: Lexer): Expression => parseOperators(lexer, MULTIPLICATIVE, parseUnary);

type Operators = Readonly<Record<string, (left: SqlValue, right: SqlValue) => SqlValue>>;

function parseOperators(
  lexer: Lexer,
  operators: Operators,
  operand: (lexer: Lexer) => Expression,
): Expression {
  let left = operand(lexer);
  for (;;) {
    const operator = symbolOf(lexer, operators);
    if (operator === undefined) return left;
    lexer.take();
    left = binary(operator, left, operand(lexer));
  }
}

function parseUnary(lexer: Lexer): Expression {
  if (!lexer.accept('-')) return parsePath(lexer);
  const { evaluate } = parseUnary(lexer);
  return { evaluate: (message, root) => negate(evaluate(message, root)) };
}

/** A value, and the members behind it: `decode(x, 'base64').a.b`. */
function parsePath(lexer: Lexer): Expression {
  let expression = parsePrimary(lexer);
  while (lexer.accept('.')) {
    const token = lexer.take();
    if (token.kind !== 'name')
      lexer.fail('expected the name of a member; for others use get(object, key)', token);
    const { evaluate } = expression;
    const name = token.text;
    expression = { evaluate: (message, root) => member(evaluate(message, root), name), name };
  }
  return expression;
}

function parsePrimary(lexer: Lexer): Expression {
  const token = lexer.take();
  if (token.kind === 'number') return constant(Number(token.text));
  if (token.kind === 'string') return constant(token.text);
  if (token.kind === 'name') return parseNamed(lexer, token);
  return parseSymbol(lexer, token);
}

function parseSymbol(lexer: Lexer, token: Token): Expression {
  if (token.text === '[') return array(parseItems(lexer, ']'));
  if (token.text === '{') return parseObject(lexer);
  if (token.text !== '(') lexer.fail('expected an expression', token);
  if (lexer.at('SELECT')) {
    const query = parseNestedQuery(lexer, parseExpression);
    lexer.expect(')');
    return { evaluate: query };
  }
  const inner = parseExpression(lexer);
  lexer.expect(')');
  return inner;
}

function parseNamed(lexer: Lexer, token: Token): Expression {
  switch (token.text.toUpperCase()) {
    case 'TRUE':
      return constant(true);
    case 'FALSE':
      return constant(false);
    case 'NULL':
      return constant(null);
    case 'CASE':
      return parseCase(lexer);
  }
  const name = token.text;
  if (lexer.accept('(')) return parseCall(lexer, token);
  lexer.readsPayload = true;
  return { evaluate: (_, root) => member(root, name), name };
}

function parseCall(lexer: Lexer, token: Token): Expression {
  const name = token.text.toLowerCase();
  if (name === 'cast') return parseCast(lexer);
  if (name === 'encode') return parseEncode(lexer);
  if (name === 'get_secret')
    lexer.fail('get_secret works only in the client properties of a Kafka action', token);
  const known: SqlFunction | undefined = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) lexer.fail(`the local cloud does not know the function ${token.text}`, token);
  const args = parseItems(lexer, ')').map(({ evaluate }) => evaluate);
  const [fewest, most] = known.takes;
  if (args.length < fewest || args.length > most) {
    lexer.fail(`${token.text} takes ${fewest === most ? fewest : `${fewest} to ${most}`} arguments`, token);
  }
  const { call } = known;
  return {
    evaluate: (message, root) =>
      call(
        args.map((evaluate) => evaluate(message, root)),
        message,
      ),
  };
}

function parseCast(lexer: Lexer): Expression {
  const { evaluate } = parseExpression(lexer);
  lexer.expect('AS');
  const type = lexer.take();
  const cast = castTo(type.text.toLowerCase());
  if (cast === undefined) lexer.fail('cast to an unknown type', type);
  lexer.expect(')');
  return { evaluate: (message, root) => cast(evaluate(message, root)) };
}

/** `encode(*, 'base64')` is of the payload's bytes, whatever they are; of any other value it is of its text. */
function parseEncode(lexer: Lexer): Expression {
  const value = lexer.accept('*') ? undefined : parseExpression(lexer).evaluate;
  lexer.expect(',');
  const scheme = lexer.take();
  if (scheme.kind !== 'string' || scheme.text !== 'base64') lexer.fail("encode knows only 'base64'", scheme);
  lexer.expect(')');
  if (value === undefined) return { evaluate: ({ payload }) => payload.toString('base64') };
  return {
    evaluate: (message, root) => {
      const result = value(message, root);
      if (result === undefined || result === null) return undefined;
      return Buffer.from(typeof result === 'string' ? result : JSON.stringify(result)).toString('base64');
    },
  };
}

/** `CASE v WHEN t THEN r … ELSE e END`; Undefined when `v` is. */
function parseCase(lexer: Lexer): Expression {
  const subject = parseExpression(lexer).evaluate;
  const branches: { readonly when: Evaluate; readonly result: Evaluate }[] = [];
  while (lexer.accept('WHEN')) {
    const when = parseExpression(lexer).evaluate;
    lexer.expect('THEN');
    branches.push({ when, result: parseExpression(lexer).evaluate });
  }
  if (branches.length === 0) lexer.fail('expected WHEN');
  const otherwise = lexer.accept('ELSE') ? parseExpression(lexer).evaluate : () => undefined;
  lexer.expect('END');
  const same = COMPARISON['='] ?? (() => undefined);
  return {
    evaluate: (message, root) => {
      const value = subject(message, root);
      if (value === undefined) return undefined;
      const branch = branches.find(({ when }) => same(value, when(message, root)) === true);
      return (branch?.result ?? otherwise)(message, root);
    },
  };
}

function parseObject(lexer: Lexer): Expression {
  const entries: [string, Evaluate][] = [];
  while (!lexer.accept('}')) {
    if (entries.length > 0) lexer.expect(',');
    const key = lexer.take();
    if (key.kind !== 'string') lexer.fail('expected a key in quotes', key);
    lexer.expect(':');
    entries.push([key.text, parseExpression(lexer).evaluate]);
  }
  return {
    evaluate: (message, root) =>
      Object.fromEntries(entries.map(([key, evaluate]) => [key, evaluate(message, root)])),
  };
}

/** `IN (a, b)`, or `IN` a value that is an array. */
function parseList(lexer: Lexer): Expression {
  if (lexer.accept('(')) return array(parseItems(lexer, ')'));
  return parsePath(lexer);
}

/** Expressions between commas, up to the closing symbol. */
function parseItems(lexer: Lexer, close: string): Expression[] {
  const items: Expression[] = [];
  while (!lexer.accept(close)) {
    if (items.length > 0) lexer.expect(',');
    items.push(parseExpression(lexer));
  }
  return items;
}

function symbolOf<T>(lexer: Lexer, operators: Readonly<Record<string, T>>): T | undefined {
  const { kind, text } = lexer.peek();
  return kind === 'symbol' ? operators[text] : undefined;
}

function constant(value: SqlValue): Expression {
  return { evaluate: () => value };
}

function array(items: readonly Expression[]): Expression {
  return { evaluate: (message, root) => items.map(({ evaluate }) => evaluate(message, root)) };
}

function binary(
  operator: (left: SqlValue, right: SqlValue) => SqlValue,
  left: Expression,
  right: Expression,
): Expression {
  return {
    evaluate: (message, root) => operator(left.evaluate(message, root), right.evaluate(message, root)),
  };
}
