import { carActions } from '../shared/contracts/car/car.ts';
import type { KeyChain } from '../shared/runtime/keys/key-chain.ts';

/**
 * The keys that sign for cars, by numbers that are never used again, and the lists in which cars learn of them: each is
 * signed by the last key of the list before. The runbook says how keys are rotated: a new list at the end, then
 * `signing`, then a list without the old key, each when the cars have the one before. A list leaves the beginning when
 * no car keeps it any more; a key is destroyed when it is in no list.
 */
export interface CommandKeys {
  readonly lists: readonly { readonly version: number; readonly keys: readonly number[] }[];
  readonly signing: number;
}

/** Cars know the next key from the first day on: when the first must not be used any more, the second is at hand. */
export const commandKeys: CommandKeys = {
  lists: [
    { version: 1, keys: [1] },
    { version: 2, keys: [1, 2] },
  ],
  signing: 1,
};

/** The chain that functions are given. @param kidOf makes or finds a key by its number; asked once for each */
export function keyChainOf({ lists, signing }: CommandKeys, kidOf: (number: number) => string): KeyChain {
  const numbers = new Set([...lists.flatMap(({ keys }) => keys), signing]);
  return {
    keys: Object.fromEntries(
      [...numbers].map((number) => [number, { kid: kidOf(number), actions: carActions }]),
    ),
    lists,
    signing,
  };
}
