import { isTopicFilter } from '../topics.ts';
import { parseExpression } from './expression.ts';
import { Lexer } from './lexer.ts';
import { parseSelection } from './selection.ts';
import { SqlEvaluationError, type SqlMessage } from './values.ts';

/** A rule's query: what it listens to, and what it makes of a message. */
export interface Statement {
  /** The topic filter of FROM. Without it a rule is invoked by Basic Ingest only. */
  readonly filter: string | undefined;
  /**
   * What goes to the actions; undefined when WHERE is not true.
   *
   * @throws {SqlEvaluationError}
   */
  run(message: SqlMessage): Buffer | undefined;
}

/**
 * Parses a query in SQL version 2016-03-23.
 *
 * @throws {SqlSyntaxError} for what AWS IoT would refuse, and for what the local cloud does not have
 */
export function parseStatement(sql: string): Statement {
  const lexer = new Lexer(sql);
  lexer.expect('SELECT');
  const { evaluate, everything } = parseSelection(lexer, parseExpression);
  const filter = lexer.accept('FROM') ? parseFilter(lexer) : undefined;
  const where = lexer.accept('WHERE') ? parseExpression(lexer).evaluate : undefined;
  if (lexer.peek().kind !== 'end') lexer.fail('expected the end of the statement');
  return {
    filter,
    run(message) {
      // `SELECT *` passes any bytes, without looking at them.
      if (everything && where === undefined) return message.payload;
      const { document } = message;
      if (where !== undefined && where(message, document) !== true) return undefined;
      if (everything) return message.payload;
      const value = evaluate(message, document);
      if (value === undefined) throw new SqlEvaluationError('Undefined result');
      return Buffer.from(JSON.stringify(value));
    },
  };
}

function parseFilter(lexer: Lexer): string {
  const token = lexer.take();
  if (token.kind !== 'string') lexer.fail('expected a topic filter in quotes', token);
  if (!isTopicFilter(token.text)) lexer.fail('expected a topic filter with whole levels as wildcards', token);
  return token.text;
}
