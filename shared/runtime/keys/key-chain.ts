/**
 * Which keys sign for cars, and how cars have learned of them: lists of trusted keys, each signed by a key of the one
 * before. A stage says it (`infra/stages.ts`), the functions get it in their environment.
 */
export interface KeyChain {
  /** The keys by their numbers. */
  readonly keys: Readonly<Record<number, ChainKey>>;
  /** The oldest that a car may still keep first; versions without gaps. */
  readonly lists: readonly KeyList[];
  /** The key that signs commands and grants. It is in the last list. */
  readonly signing: number;
}

export interface ChainKey {
  /** An ARN, and what cars know the key by. */
  readonly kid: string;
  /** What it may ask for. */
  readonly actions: readonly string[];
}

interface KeyList {
  readonly version: number;
  /** Numbers. The last one signs the next list. */
  readonly keys: readonly number[];
}

/** Cars take no longer list. */
const MOST_KEYS = 8;

/** Throws an error that says what is wrong with a chain. */
export function checkKeyChain({ keys, lists, signing }: KeyChain): void {
  const wrong = (what: string) => new Error(`The chain of trusted keys cannot be: ${what}`);
  if (lists.length === 0) throw wrong('it has no list');
  for (const [n, { version, keys: members }] of lists.entries()) {
    if (version !== (lists[0]?.version ?? 1) + n || version < 1) {
      throw wrong(`list ${version} is not one more than the one before`);
    }
    if (members.length < 1 || members.length > MOST_KEYS || new Set(members).size !== members.length) {
      throw wrong(`list ${version} has ${members.length} keys; 1 to ${MOST_KEYS}, each once, are taken`);
    }
    const missing = members.find((number) => keys[number] === undefined);
    if (missing !== undefined) throw wrong(`list ${version} has key ${missing}, which is none`);
  }
  if (!lists.at(-1)?.keys.includes(signing)) {
    throw wrong(`key ${signing} signs, and is not in the last list: cars would not know it`);
  }
}

/**
 * The key for a car that keeps this list: the one that signs, or while the car does not know it yet, the one that signs
 * the next list for it. For a car that has not said what it keeps, the one that signs.
 */
export function keyForList(chain: KeyChain, list: number | undefined): ChainKey {
  const kept = chain.lists.find(({ version }) => version === list);
  const known = kept === undefined || kept.keys.includes(chain.signing);
  return keyOf(chain, known ? chain.signing : (kept.keys.at(-1) ?? chain.signing));
}

/** The list after this one, and the key of this one that signs it; undefined when a car cannot be led on from here. */
export function listAfter(
  chain: KeyChain,
  list: number,
): { readonly version: number; readonly keys: readonly ChainKey[]; readonly signedBy: ChainKey } | undefined {
  const kept = chain.lists.find(({ version }) => version === list);
  const next = chain.lists.find(({ version }) => version === list + 1);
  const signedBy = kept?.keys.at(-1);
  if (next === undefined || signedBy === undefined) return undefined;
  return {
    version: next.version,
    keys: next.keys.map((number) => keyOf(chain, number)),
    signedBy: keyOf(chain, signedBy),
  };
}

/** The list that a car leaves the factory with today, but for the public halves. */
export function newestList(chain: KeyChain): {
  readonly version: number;
  readonly keys: readonly ChainKey[];
} {
  const newest = chain.lists.at(-1);
  if (newest === undefined) throw new Error('The chain of trusted keys has no list');
  return { version: newest.version, keys: newest.keys.map((number) => keyOf(chain, number)) };
}

/** The keys that sign: commands, and the next list for each that a car may keep. */
export function signingKeys(chain: KeyChain): readonly ChainKey[] {
  const numbers = [chain.signing, ...chain.lists.slice(0, -1).flatMap(({ keys }) => keys.slice(-1))];
  return [...new Set(numbers)].map((number) => keyOf(chain, number));
}

/** The keys whose public halves are in lists that are sent. */
export function publishedKeys(chain: KeyChain): readonly ChainKey[] {
  const numbers = chain.lists.slice(1).flatMap(({ keys }) => keys);
  return [...new Set(numbers)].map((number) => keyOf(chain, number));
}

function keyOf({ keys }: Pick<KeyChain, 'keys'>, number: number): ChainKey {
  const key = keys[number];
  if (key === undefined) throw new Error(`The chain of trusted keys has no key ${number}`);
  return key;
}
