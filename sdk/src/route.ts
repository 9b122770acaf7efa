/** What the client needs of a route. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly hasBody?: true;
  /** It takes effect once for an idempotency key, and may be answered with 202. */
  readonly isChange?: true;
  /** It needs no token. */
  readonly isOpen?: true;
  /** The property of a page that has its items. */
  readonly list?: string;
}

export type Input = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The address and the body of a request: what the path and the body do not take goes into the query. */
export function addressed(
  { path, hasBody }: Route,
  input: Input,
): { readonly path: string; readonly body?: Input } {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    if (value === undefined || value === '') throw new TypeError(`The path ${path} needs ${name}`);
    rest.delete(name);
    return encodeURIComponent(text(value));
  });
  if (hasBody === true) return { path: filled, body: Object.fromEntries(rest) };
  const query = new URLSearchParams([...rest].map(([name, value]): [string, string] => [name, text(value)]));
  return { path: query.size === 0 ? filled : `${filled}?${query}` };
}
