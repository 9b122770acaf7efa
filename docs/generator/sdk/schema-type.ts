import type { TSchema } from 'typebox';
import { schemaNames, textOf } from './named-schemas.ts';

/** A JSON schema of the contracts as a TypeScript type. Throws for a keyword that it does not know. */

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly TSchema[];
  readonly items?: TSchema | readonly TSchema[];
  readonly additionalItems?: unknown;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | TSchema;
  readonly pattern?: string;
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value);

const propertyName = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));

/** A comment on the line above; none without text. */
export const comment = (text: string | undefined, indent: string): string =>
  text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '* /').replaceAll('\n', ' ')} */\n`;

/** Prints types, and collects the named ones that they use. */
export class SchemaTypes {
  readonly #named = new Map<string, TSchema>();

  /** The type's text: its name, if the contracts have one for it. */
  typeOf(schema: TSchema, indent = ''): string {
    const name = schemaNames.get(textOf(schema));
    if (name === undefined) return this.#structure(schema, indent);
    this.#named.set(name, schema);
    return name;
  }

  /** The properties of an object, one a line. */
  properties(schema: TSchema, indent: string, printed = this.typeOf.bind(this)): string {
    const { properties = {}, required = [] } = schema as Schema;
    return Object.entries(properties)
      .map(([name, property]) => {
        const optional = required.includes(name) ? '' : '?';
        const type = printed(property, indent);
        const { description } = property as Schema;
        return `${comment(description, indent)}${indent}${propertyName(name)}${optional}: ${type};\n`;
      })
      .join('');
  }

  /** The declarations of all named types that were used so far, sorted by name. */
  declarations(): string {
    const printed = new Map<string, string>();
    // Printing one may name others.
    for (let open = this.#open(printed); open.length > 0; open = this.#open(printed))
      for (const [name, schema] of open) printed.set(name, this.#declaration(name, schema));
    return [...printed]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => text)
      .join('\n');
  }

  #open(printed: ReadonlyMap<string, string>): readonly (readonly [string, TSchema])[] {
    return [...this.#named].filter(([name]) => !printed.has(name));
  }

  #declaration(name: string, schema: TSchema): string {
    const { description, properties } = schema as Schema;
    const about = comment(description, '');
    if (properties === undefined) return `${about}export type ${name} = ${this.#structure(schema, '')};\n`;
    return `${about}export interface ${name} {\n${this.properties(schema, '  ')}}\n`;
  }

  #structure(schema: TSchema, indent: string): string {
    const known = schema as Schema;
    if ('const' in known) return literal(known.const);
    if (known.enum !== undefined) return known.enum.map(literal).join(' | ');
    if (known.anyOf !== undefined)
      return [...new Set(known.anyOf.map((one) => this.typeOf(one, indent)))].join(' | ');
    switch (known.type) {
      case 'string':
      case 'boolean':
      case 'null':
        return known.type;
      case 'integer':
      case 'number':
        return 'number';
      case 'array':
        return this.#list(known, indent);
      case 'object':
        return this.#object(schema, indent);
      case undefined:
        return 'unknown';
      default:
        throw new Error(`There is no TypeScript type for the schema ${JSON.stringify(schema)}`);
    }
  }

  #list({ items }: Schema, indent: string): string {
    if (items === undefined) return 'readonly unknown[]';
    if (!isTuple(items)) return `readonly (${this.typeOf(items, indent)})[]`.replace(/\((\w+)\)/, '$1');
    return `readonly [${items.map((item) => this.typeOf(item, indent)).join(', ')}]`;
  }

  #object(schema: TSchema, indent: string): string {
    const { properties, additionalProperties } = schema as Schema;
    if (properties !== undefined && Object.keys(properties).length > 0)
      return `{\n${this.properties(schema, `${indent}  `)}${indent}}`;
    return typeof additionalProperties === 'object'
      ? `Readonly<Record<string, ${this.typeOf(additionalProperties, indent)}>>`
      : 'Readonly<Record<string, unknown>>';
  }
}

const isTuple = (items: TSchema | readonly TSchema[]): items is readonly TSchema[] => Array.isArray(items);

/** Query parameters are texts. One that holds a number may be given as a number. */
export function queryType(schema: TSchema): string {
  const { pattern, enum: words, anyOf } = schema as Schema;
  if (words !== undefined || anyOf !== undefined) return new SchemaTypes().typeOf(schema);
  if (pattern === undefined) return 'string';
  const fits = new RegExp(pattern);
  const isNumber =
    ['5', '50'].some((text) => fits.test(text)) && !['a', 'a0', '5a'].some((text) => fits.test(text));
  return isNumber ? 'number | string' : 'string';
}
