import type { Folding } from './folding.ts';

/**
 * What was folded and not written yet travels through a queue, so that it is not lost when the function dies or no
 * newer reading comes: a message holds what was put off for many keys.
 */

/** SQS takes 256 KiB; the rest is for its own attributes and the frame. */
const LONGEST_BODY = 250_000;

interface Body {
  /** Key and packed item. */
  readonly items: readonly (readonly [string, unknown])[];
}

/** The bodies of as few messages as the items fit into, each with its keys. */
export function deferralsOf<Item>(
  { pack }: Pick<Folding<Item, never>, 'pack'>,
  items: Iterable<readonly [string, Item]>,
  longest = LONGEST_BODY,
): { readonly keys: readonly string[]; readonly body: string }[] {
  const deferrals: { keys: string[]; body: string }[] = [];
  let keys: string[] = [];
  let parts: string[] = [];
  let length = 0;
  const close = (): void => {
    if (parts.length > 0) deferrals.push({ keys, body: `{"items":[${parts.join(',')}]}` });
    [keys, parts, length] = [[], [], 0];
  };
  for (const [key, item] of items) {
    const part = JSON.stringify([key, pack(item)]);
    const bytes = Buffer.byteLength(part) + 1;
    if (length + bytes > longest) close();
    keys.push(key);
    parts.push(part);
    length += bytes;
  }
  close();
  return deferrals;
}

/** The items in a message's body. Throws a TypeError or SyntaxError for what `deferralsOf` did not make. */
export function deferredItems<Item>(
  { unpack }: Pick<Folding<Item, never>, 'unpack'>,
  body: string,
): readonly (readonly [string, Item])[] {
  const parsed: unknown = JSON.parse(body);
  if (!isBody(parsed)) throw new TypeError('This is no message of what was put off');
  return parsed.items.map(([key, packed]) => [key, unpack(packed)]);
}

function isBody(value: unknown): value is Body {
  return (
    typeof value === 'object' &&
    value !== null &&
    'items' in value &&
    Array.isArray(value.items) &&
    value.items.every((item) => Array.isArray(item) && item.length === 2 && typeof item[0] === 'string')
  );
}
