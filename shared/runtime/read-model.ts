import type { Static, TSchema } from 'typebox';

/**
 * Read models: what routes read, written with the state when it changed, and never removed. A room declares them as
 * values: its domain makes items by them, its handlers read by them (`read-models.ts`), and no body is ever unknown.
 */

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
/** A value for each `{name}` of the path. */
export type KeyOf<Path extends string> = { readonly [Name in NamesIn<Path>]: string | number };

/** What a body may be made of: nothing is changed of it. */
export type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: Frozen<Value[Name]> }
    : Value;

export interface ReadModel<Schema extends TSchema = TSchema> {
  readonly kind: 'read-model';
  /** Of its items' keys, unique in the room: `rental/{rentalId}`. */
  readonly path: string;
  readonly body: Schema;
}

declare const madeByReadModel: unique symbol;

/** An item by its own key, and by an index. Only its read model makes one. */
export interface ReadModelItem {
  readonly key: string;
  readonly model: ReadModel;
  readonly body: unknown;
  /** Where lists find it; without one it is in no list (any more). */
  readonly index?: IndexEntry;
  /** Exists for the compiler only. */
  readonly [madeByReadModel]: true;
}

/** A place in a list. An item is in one list at most. */
export interface IndexEntry {
  readonly partition: string;
  readonly sort: string;
}

/** The read model, and what makes its items. */
export interface ReadModelCreator<Schema extends TSchema, Path extends string> extends ReadModel<Schema> {
  readonly path: Path;
  (key: KeyOf<Path>, body: Frozen<Static<Schema>>, place?: IndexEntry): ReadModelItem;
}

/** `path` has `{name}` where parts of the key stand. */
export function readModel<const Path extends string, Schema extends TSchema>(
  path: Path,
  body: Schema,
): ReadModelCreator<Schema, Path> {
  const model: ReadModelCreator<Schema, Path> = Object.assign(
    (key: KeyOf<Path>, itemBody: unknown, place?: IndexEntry) =>
      ({
        key: filled(path, key),
        model,
        body: itemBody,
        ...(place === undefined ? {} : { index: place }),
      }) as unknown as ReadModelItem,
    { kind: 'read-model', path, body } as const,
  );
  return model;
}

export interface ReadModelList<Schema extends TSchema = TSchema> {
  readonly kind: 'read-model-list';
  readonly of: ReadModel<Schema>;
  /** Of the list's place in the index: `rider/{riderId}`. */
  readonly path: string;
  /** Items on a page when the caller does not say. */
  readonly pageSize: number;
  /** From the highest sort key down. */
  readonly newestFirst?: boolean;
}

/** The list, and what makes places in it: an item goes to the place that its `sort` gives it. */
export interface ListCreator<Schema extends TSchema, Path extends string> extends ReadModelList<Schema> {
  readonly path: Path;
  (key: KeyOf<Path>, sort: string): IndexEntry;
}

export function listOf<const Path extends string, Schema extends TSchema>(
  of: ReadModel<Schema>,
  path: Path,
  options: Pick<ReadModelList, 'pageSize' | 'newestFirst'>,
): ListCreator<Schema, Path> {
  return Object.assign(
    (key: KeyOf<Path>, sort: string): IndexEntry => ({ partition: filled(path, key), sort }),
    { kind: 'read-model-list', of, path, ...options } as const,
  );
}

/** An item that a decision reads beside its aggregate's state. */
export interface ItemRead {
  readonly key: string;
  /** It may be some seconds old: many decisions read it, and it seldom changes. */
  readonly isReference: boolean;
}

/** An item of the aggregate itself: what its state does not keep. It is as new as the state. */
export const ownItem = <const Path extends string>(
  { path }: { readonly path: Path },
  key: KeyOf<Path>,
): ItemRead => ({ key: filled(path, key), isReference: false });

/**
 * An item of another aggregate, of which there are many, such as one for each rider: read with each decision. It may change
 * between the read and the commit; what must not is a constraint.
 */
export const otherItem = <const Path extends string>(
  { path }: { readonly path: Path },
  key: KeyOf<Path>,
): ItemRead => ({ key: filled(path, key), isReference: false });

/** Reference data, such as the zones: at most `REFERENCE_SECONDS` old. */
export const reference = <const Path extends string>(
  { path }: { readonly path: Path },
  key: KeyOf<Path>,
): ItemRead => ({ key: filled(path, key), isReference: true });

/** One of the items that were loaded. Throws when the domain has not declared that it reads it. */
export function readIn<Schema extends TSchema, Path extends string>(
  items: ReadonlyMap<string, unknown>,
  model: ReadModel<Schema> & { readonly path: Path },
  key: KeyOf<Path>,
): Static<Schema> | undefined {
  const name = filled(model.path, key);
  if (!items.has(name)) throw new Error(`The domain's \`reads\` does not name ${name} for this message`);
  return items.get(name) as Static<Schema> | undefined;
}

/** After a change of reference data, decisions may follow the old for so long. */
export const REFERENCE_SECONDS = 10;

/** The path with the key's parts in it. */
export function filled<Path extends string>(path: Path, key: KeyOf<Path>): string {
  const parts: Readonly<Record<string, string | number>> = key;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(parts[name]));
}
