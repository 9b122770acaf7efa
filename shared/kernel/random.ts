/**
 * Reproducible random numbers: sfc32 (Chris Doty-Humphrey, PractRand), seeded from text or numbers. The same seed gives
 * the same numbers on every machine, different seeds give unrelated ones. Not for secrets.
 */
export interface Random {
  /** From 0 to below 1, in steps of 2^-32. */
  next(): number;
  /** A whole number from 0 to below `limit`. */
  integer(limit: number): number;
  /** From `low` to below `high`. */
  between(low: number, high: number): number;
  /** One of the items, which may not be empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** That many hexadecimal digits. */
  hex(digits: number): string;
}

/** Numbers that are dropped first, because the first numbers of similar seeds are similar. */
const WARM_UP = 12;

export function random(...seed: readonly (string | number)[]): Random {
  const next = sfc32(JSON.stringify(seed));
  const integer = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    integer,
    between: (low, high) => low + next() * (high - low),
    pick: <Item>(items: readonly Item[]): Item => {
      const item = items[integer(items.length)];
      if (item === undefined) throw new RangeError('there is nothing to pick from an empty list');
      return item;
    },
    hex: (digits) => Array.from({ length: digits }, () => integer(16).toString(16)).join(''),
  };
}

function sfc32(seed: string): () => number {
  let a = hash(seed, 0x811c9dc5);
  let b = hash(seed, 0x9e3779b9);
  let c = hash(seed, 0x85ebca6b);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < WARM_UP; i++) next();
  return next;
}

/** FNV-1a over UTF-16 code units from the given basis, with the last mixing steps of MurmurHash3. */
function hash(text: string, basis: number): number {
  let value = basis;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
