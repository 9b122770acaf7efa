import type { TSchema } from 'typebox';
import { schemaNames, schemasByName, textOf } from './sdk/named-schemas.ts';

/** The contracts' schemas in the dialects of documents: those with a name once, and references to them. */

type Part = Readonly<Record<string, unknown>>;

interface Dialect {
  /** Refers to a schema that may be described otherwise where it is used. */
  readonly reference: (target: string, description: string | undefined) => Part;
  /** A list whose items have an order. */
  readonly tuple: (items: readonly unknown[], further: unknown) => Part;
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class Schemas {
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** A schema; one with a name is a reference to it. */
  schema(schema: TSchema): Part {
    const name = schemaNames.get(textOf(schema));
    if (name === undefined) return this.#parts(schema);
    const { description } = schema as { readonly description?: string };
    return this.#dialect.reference(`#/components/schemas/${name}`, description);
  }

  /** The schemas that a document refers to, directly or by another, under their names. */
  components(document: object): Readonly<Record<string, Part>> {
    const found = new Map<string, Part>();
    const waiting = namesIn(document);
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const schema = schemasByName.get(name);
      if (schema === undefined || found.has(name)) continue;
      const shown = this.#parts(schema);
      found.set(name, shown);
      waiting.push(...namesIn(shown));
    }
    return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #parts(schema: object): Part {
    const { items, additionalItems, ...rest } = schema as Part;
    const own = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name, this.#keyword(name, value)]),
    );
    if (items === undefined) return own;
    if (!Array.isArray(items)) return { ...own, items: this.#part(items) };
    return {
      ...own,
      ...this.#dialect.tuple(
        items.map((item) => this.#part(item)),
        this.#part(additionalItems),
      ),
    };
  }

  #keyword(name: string, value: unknown): unknown {
    if (SCHEMA.has(name)) return this.#part(value);
    if (LIST.has(name) && Array.isArray(value)) return value.map((one) => this.#part(one));
    if (RECORD.has(name) && isPart(value))
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#part(one)]));
    return value;
  }

  #part(value: unknown): unknown {
    return isPart(value) ? this.schema(value) : value;
  }
}

/** The keywords whose values are a schema, a list of schemas, or schemas by name. */
const SCHEMA = new Set(['additionalProperties', 'propertyNames', 'contains', 'not', 'if', 'then', 'else']);
const LIST = new Set(['anyOf', 'oneOf', 'allOf']);
const RECORD = new Set(['properties', 'patternProperties']);

const namesIn = (document: object): string[] =>
  [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);

/** JSON Schema 2020-12. */
export const inOpenApi = new Schemas({
  reference: (target, description) => ({
    ...(description === undefined ? {} : { description }),
    $ref: target,
  }),
  tuple: (items, further) => ({
    prefixItems: items,
    // The same as `false`, which some programs take for a keyword that is absent.
    ...(further === undefined ? {} : { items: further === false ? { not: {} } : further }),
  }),
});

/** JSON Schema draft 07, in which a reference has nothing beside it. */
export const inAsyncApi = new Schemas({
  reference: (target, description) =>
    description === undefined ? { $ref: target } : { description, allOf: [{ $ref: target }] },
  tuple: (items, further) => ({ items, ...(further === undefined ? {} : { additionalItems: further }) }),
});
