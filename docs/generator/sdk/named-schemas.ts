import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { TSchema } from 'typebox';

/** The names that the contracts give to their schemas: the types of the client package are called the same. */

const contracts = resolve(import.meta.dirname, '../../../shared/contracts');

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Only what has a form of its own has a name: an object, a choice, a list of words. */
function hasForm(value: unknown): value is TSchema {
  if (typeof value !== 'object' || value === null || 'kind' in value) return false;
  const { type, properties, anyOf, enum: words } = value as Record<string, unknown>;
  return (type === 'object' && properties !== undefined) || Array.isArray(anyOf) || Array.isArray(words);
}

async function exportedSchemas(): Promise<readonly (readonly [folder: string, name: string, TSchema])[]> {
  const files = readdirSync(contracts, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .toSorted();
  const found: (readonly [string, string, TSchema])[] = [];
  for (const file of files) {
    const module = (await import(join(contracts, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      if (/^[A-Z][a-z]/.test(name) && hasForm(value)) found.push([dirname(file), name, value]);
  }
  return found;
}

/** Name by the schema's text. Two schemas of one name are told apart by the folder of the later one. */
function namesOf(found: readonly (readonly [string, string, TSchema])[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [folder, name, schema] of found) {
    const text = textOf(schema);
    if (names.has(text)) continue;
    const own = taken.has(name) ? `${capital(folder)}${name}` : name;
    if (taken.has(own)) throw new Error(`Two schemas in shared/contracts/${folder} are called ${name}`);
    taken.add(own);
    names.set(text, own);
  }
  return names;
}

/** Equal for equal schemas, whatever they are described as. */
export const textOf = (schema: TSchema): string =>
  JSON.stringify(schema, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );

const exported = await exportedSchemas();

export const schemaNames: ReadonlyMap<string, string> = namesOf(exported);

export const schemasByName: ReadonlyMap<string, TSchema> = new Map(
  exported.map(([, , schema]) => [schemaNames.get(textOf(schema)) ?? '', schema]),
);
