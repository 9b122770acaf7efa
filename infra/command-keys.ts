import { carActions } from '../shared/contracts/car/car.ts';
import { ENTITLE } from '../shared/contracts/car/entitlements.ts';
import type { KeyChain } from '../shared/runtime/keys/key-chain.ts';

/**
 * The keys that sign for cars, by numbers that are never reused, and the lists of keys that cars get. Each list is
 * signed by the last key of the list before. The runbook describes a rotation: add a new list at the end, then change
 * `signing`, then add a list without the old key, each step when the cars have the list of the step before. Remove the
 * first list when no car keeps it any more. Destroy a key when it is in no list.
 */
export interface CommandKeys {
  readonly lists: readonly { readonly version: number; readonly keys: readonly number[] }[];
  readonly signing: number;
}

/** Cars know the next key from the start, so that it can replace the first one at once. */
export const commandKeys: CommandKeys = {
  lists: [
    { version: 1, keys: [1] },
    { version: 2, keys: [1, 2] },
  ],
  signing: 1,
};

/** The key chain for functions. @param kidOf makes or finds a key by its number; called once for each */
export function keyChainOf({ lists, signing }: CommandKeys, kidOf: (number: number) => string): KeyChain {
  const numbers = new Set([...lists.flatMap(({ keys }) => keys), signing]);
  return {
    keys: Object.fromEntries(
      [...numbers].map((number) => [number, { kid: kidOf(number), actions: [...carActions, ENTITLE] }]),
    ),
    lists,
    signing,
  };
}
