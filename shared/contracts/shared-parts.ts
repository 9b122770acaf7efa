type Schema = Readonly<Record<string, unknown>>;

/** Characters. A shorter schema takes more code as a separate function than inline. */
const WORTH_SHARING = 40;

/**
 * Parts that several schemas contain, such as a VIN or a car's state. Each is compiled once, and the schemas refer to
 * it. The violations and their paths stay the same.
 */
export class SharedParts {
  private readonly ids = new Map<string, string>();
  private readonly parts = new Map<string, Schema>();

  constructor(schemas: readonly object[]) {
    const counts = new Map<string, number>();
    for (const schema of schemas) count(schema, counts, true);
    const shared = [...counts].filter(([, times]) => times > 1);
    for (const [n, [text]] of shared.entries()) this.ids.set(text, `shared-part-${n}`);
    for (const [text, id] of this.ids) {
      this.parts.set(id, this.refer(JSON.parse(text) as Schema));
    }
  }

  get all(): readonly { readonly $id: string; readonly schema: Schema }[] {
    return [...this.parts].map(([$id, schema]) => ({ $id, schema }));
  }

  /** The schema with references in place of its shared parts. The schema as a whole is never replaced. */
  refer<Whole extends object>(schema: Whole): Whole {
    const entries = Object.entries(schema).map(([key, inner]) => [key, this.referred(inner)]);
    return (Array.isArray(schema) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)) as Whole;
  }

  private referred(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const $ref = isWorthAFunction(value) ? this.ids.get(JSON.stringify(value)) : undefined;
    return $ref === undefined ? this.refer(value) : { $ref };
  }
}

function count(value: unknown, counts: Map<string, number>, isWhole = false): void {
  if (typeof value !== 'object' || value === null) return;
  if (!isWhole && isWorthAFunction(value)) {
    const text = JSON.stringify(value);
    if (text.length >= WORTH_SHARING) {
      counts.set(text, (counts.get(text) ?? 0) + 1);
      // Its inner parts are shared along with it.
      if (counts.get(text) !== 1) return;
    }
  }
  for (const inner of Object.values(value)) count(inner, counts);
}

/** Only these take code: objects, lists, texts with a pattern, numbers. */
function isWorthAFunction(value: object): boolean {
  if (!('type' in value)) return false;
  if (value.type === 'object') return 'properties' in value;
  return value.type === 'number' || value.type === 'array' || (value.type === 'string' && 'pattern' in value);
}
