/** Parameters as Stripe's clients send them: `a[b]=1` and `a[0]=1` are nested, everything is text. */
export interface Parameters {
  readonly [name: string]: string | Parameters | undefined;
}

type Nested = { [name: string]: string | Nested };

/** Of a query or a body. */
export function parseForm(text: string): Parameters {
  const parameters = empty();
  for (const [name, value] of new URLSearchParams(text)) {
    const [first = '', ...rest] = name.split('[').map((part) => part.replace(/\]$/, ''));
    put(parameters, first, rest, value);
  }
  return parameters;
}

/** Names come from outside, so no name may reach a prototype. */
function empty(): Nested {
  return Object.create(null) as Nested;
}

function put(into: Nested, name: string, rest: readonly string[], value: string): void {
  const [next, ...others] = rest;
  if (next === undefined) {
    into[name] = value;
    return;
  }
  const present = into[name];
  const nested = typeof present === 'object' ? present : empty();
  into[name] = nested;
  // `expand[]` numbers its parts by their order.
  put(nested, next === '' ? String(Object.keys(nested).length) : next, others, value);
}

export function text(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}

export function nested(parameters: Parameters, name: string): Parameters {
  const value = parameters[name];
  return typeof value === 'object' ? value : {};
}

/** The values of a list, or of an object whose values are text. */
export function texts(parameters: Parameters, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(nested(parameters, name)).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}
