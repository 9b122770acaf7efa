import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Folding } from './fold-contract.ts';

/**
 * What was folded and not written yet travels through a queue, so that it is not lost when the function dies or no
 * newer reading comes: a message holds what was put off for many keys. Items of one kind have the same names in them and
 * shrink to a fifth: SQS counts every 64 KB, and what signs, sends and checks a message works by the byte.
 */

/** Before it shrinks. SQS takes 256 KiB: a body stays below that even if it hardly shrinks, base64 included. */
const LONGEST_TEXT = 180_000;
/** More text than this is no message of ours. */
const LONGEST_INFLATED = 2 * LONGEST_TEXT;

interface Body {
  /** Key and packed item. */
  readonly items: readonly (readonly [string, unknown])[];
}

/** The bodies of as few messages as the items fit into, each with its keys. */
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

/** The items in a message's body. Throws an Error for what `deferralsOf` did not make. */
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
