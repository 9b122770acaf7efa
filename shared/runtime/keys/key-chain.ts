/**
 * The keys that sign for cars, and the lists of trusted keys that cars get, each signed by a key of the list before. A
 * stage defines it (`infra/stages.ts`), and the functions get it in their environment.
 */
export interface KeyChain {
  /** The keys by their numbers. */
  readonly keys: Readonly<Record<number, ChainKey>>;
  /** Starts with the oldest list that a car may still keep. Versions have no gaps. */
  readonly lists: readonly KeyList[];
  /** The key that signs commands and grants. It is in the last list. */
  readonly signing: number;
}

export interface ChainKey {
  /** An ARN, which cars use as the key's id. */
  readonly kid: string;
  /** The actions that it may sign. */
  readonly actions: readonly string[];
}

interface KeyList {
  readonly version: number;
  /** Numbers of keys. The last key signs the next list. */
  readonly keys: readonly number[];
}

/** Cars accept at most this many keys in a list. */
const MOST_KEYS = 8;

/** Throws an error that says what is wrong when the chain is not valid. */
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
 * The key for a car that keeps this list: the signing key. While the car does not know that key yet, the key that signs
 * the next list for it. For a car that has not reported its list, the signing key.
 */
export function keyForList(chain: KeyChain, list: number | undefined): ChainKey {
  const kept = chain.lists.find(({ version }) => version === list);
  const known = kept === undefined || kept.keys.includes(chain.signing);
  return keyOf(chain, known ? chain.signing : (kept.keys.at(-1) ?? chain.signing));
}

/** The list after this one, and the key of this list that signs it. Undefined when there is no next list. */
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

/** The list that is installed in new cars, without the public keys. */
export function newestList(chain: KeyChain): {
  readonly version: number;
  readonly keys: readonly ChainKey[];
} {
  const newest = chain.lists.at(-1);
  if (newest === undefined) throw new Error('The chain of trusted keys has no list');
  return { version: newest.version, keys: newest.keys.map((number) => keyOf(chain, number)) };
}

/** The keys that sign commands, or the next list for a list that a car may keep. */
export function signingKeys(chain: KeyChain): readonly ChainKey[] {
  const numbers = [chain.signing, ...chain.lists.slice(0, -1).flatMap(({ keys }) => keys.slice(-1))];
  return [...new Set(numbers)].map((number) => keyOf(chain, number));
}

/** The keys whose public keys are in lists that are sent. */
export function publishedKeys(chain: KeyChain): readonly ChainKey[] {
  const numbers = chain.lists.slice(1).flatMap(({ keys }) => keys);
  return [...new Set(numbers)].map((number) => keyOf(chain, number));
}

function keyOf({ keys }: Pick<KeyChain, 'keys'>, number: number): ChainKey {
  const key = keys[number];
  if (key === undefined) throw new Error(`The chain of trusted keys has no key ${number}`);
  return key;
}
