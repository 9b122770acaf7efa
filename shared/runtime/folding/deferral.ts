import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Folding } from './fold-contract.ts';

/**
 * Folded items that are not written yet go through a queue, so that they are not lost when the function dies or no
 * newer reading comes. A message has the deferred items of many keys, compressed. Items of one kind contain the same
 * names, so they shrink to a fifth. That saves money, because SQS bills every 64 KB, and the time to sign, send and
 * check bytes.
 */

/** Before compression. SQS allows 256 KiB: a body in base64 stays below that even if it hardly shrinks. */
const LONGEST_TEXT = 180_000;
/** A longer text cannot come from `deferralsOf`. */
const LONGEST_INFLATED = 2 * LONGEST_TEXT;

interface Body {
  /** Key and packed item. */
  readonly items: readonly (readonly [string, unknown])[];
}

/** The bodies of as few messages as possible for the items, each with its keys. */
export function deferralsOf<Item>(
  { pack }: Pick<Folding<Item, never>, 'pack'>,
  items: Iterable<readonly [string, Item]>,
  longest = LONGEST_TEXT,
): { readonly keys: readonly string[]; readonly body: string }[] {
  const deferrals: { keys: string[]; body: string }[] = [];
  let keys: string[] = [];
  let parts: string[] = [];
  let length = 0;
  const close = (): void => {
    if (parts.length > 0) deferrals.push({ keys, body: deflated(`{"items":[${parts.join(',')}]}`) });
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

function deflated(text: string): string {
  return deflateRawSync(text, { level: constants.Z_BEST_SPEED }).toString('base64');
}

function inflated(body: string): string {
  return inflateRawSync(Buffer.from(body, 'base64'), { maxOutputLength: LONGEST_INFLATED }).toString('utf8');
}

/** The items in a message's body. Throws an Error for a body that `deferralsOf` did not make. */
export function deferredItems<Item>(
  { unpack }: Pick<Folding<Item, never>, 'unpack'>,
  body: string,
): readonly (readonly [string, Item])[] {
  const parsed: unknown = JSON.parse(inflated(body));
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
