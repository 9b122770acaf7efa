/** A statement or template that cannot be loaded: says where and why. Providers turn it into a refusal. */
export class SqlSyntaxError extends Error {
  readonly code = 'IOT_SQL_REFUSED';
}

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'end';
  /** Names and symbols as written; strings without their quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /\s*(?:(?<name>[A-Za-z_]\w*)|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<single>'(?:[^']|'')*')|(?<double>"(?:[^"]|"")*")|(?<symbol><>|<=|>=|[-+*/%=<>(){}[\],.:]))/y;

/** Reads tokens one by one, so that an expression may end in the middle of a text, as in `${…}`. */
export class Lexer {
  readonly #source: string;
  #position: number;
  #next: Token | undefined;

  constructor(source: string, position = 0) {
    this.#source = source;
    this.#position = position;
  }

  peek(): Token {
    this.#next ??= this.#read();
    return this.#next;
  }

  /** Whether a name was read that stands for something in the payload. */
  readsPayload = false;

  take(): Token {
    const token = this.peek();
    this.#position = token.end;
    this.#next = undefined;
    return token;
  }

  /** Takes the next token if it is this symbol or, in any case of letters, this keyword. */
  accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.take();
    return true;
  }

  at(text: string): boolean {
    const { kind, text: found } = this.peek();
    return (kind === 'symbol' && found === text) || (kind === 'name' && found.toUpperCase() === text);
  }

  expect(text: string): Token {
    if (!this.at(text)) this.fail(`expected ${text}`);
    return this.take();
  }

  fail(why: string, at: Token = this.peek()): never {
    const found = at.kind === 'end' ? 'the end' : `“${this.#source.slice(at.start, at.end)}”`;
    throw new SqlSyntaxError(`${why}, found ${found} at character ${at.start + 1} of: ${this.#source}`);
  }

  #read(): Token {
    TOKEN.lastIndex = this.#position;
    const groups = TOKEN.exec(this.#source)?.groups;
    const end = TOKEN.lastIndex;
    if (groups === undefined) return this.#endOrUnknown();
    const { name, number, single, double, symbol } = groups;
    if (name !== undefined) return { kind: 'name', text: name, start: end - name.length, end };
    if (number !== undefined) return { kind: 'number', text: number, start: end - number.length, end };
    if (symbol !== undefined) return { kind: 'symbol', text: symbol, start: end - symbol.length, end };
    const quoted = single ?? double ?? '';
    const quote = quoted.slice(0, 1);
    const text = quoted.slice(1, -1).replaceAll(quote + quote, quote);
    return { kind: 'string', text, start: end - quoted.length, end };
  }

  /** A character that starts no token becomes a symbol: whoever reads it has no use for it and says so. */
  #endOrUnknown(): Token {
    const rest = this.#source.slice(this.#position);
    const start = this.#position + rest.length - rest.trimStart().length;
    const text = this.#source.charAt(start);
    return { kind: text === '' ? 'end' : 'symbol', text, start, end: start + text.length };
  }
}
