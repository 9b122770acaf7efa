import { describe, expect, it } from 'vitest';
import {
  checkKeyChain,
  type KeyChain,
  keyForList,
  listAfter,
  newestList,
  publishedKeys,
  signingKeys,
} from '../../../../shared/runtime/keys/key-chain.ts';

const key = (number: number) => ({ kid: `key-${number}`, actions: ['unlock'] });
const keys = { 1: key(1), 2: key(2), 3: key(3) };
const chain = (signing: number, ...lists: number[][]): KeyChain => ({
  keys,
  lists: lists.map((members, n) => ({ version: n + 1, keys: members })),
  signing,
});

/** In the middle of a rotation: cars at every list, and the second key signs. */
const rotating = chain(2, [1], [1, 2], [2], [2, 3]);

describe('a chain of trusted keys', () => {
  it('leads from each list to the next, signed by the last key of the list before', () => {
    expect(listAfter(rotating, 1)).toEqual({ version: 2, keys: [key(1), key(2)], signedBy: key(1) });
    expect(listAfter(rotating, 2)).toEqual({ version: 3, keys: [key(2)], signedBy: key(2) });
    expect(listAfter(rotating, 3)).toEqual({ version: 4, keys: [key(2), key(3)], signedBy: key(2) });
  });

  it('ends with the newest list, and does not lead on from a removed list', () => {
    expect(listAfter(rotating, 4)).toBeUndefined();
    expect(listAfter({ ...rotating, lists: rotating.lists.slice(1) }, 1)).toBeUndefined();
    expect(newestList(rotating)).toEqual({ version: 4, keys: [key(2), key(3)] });
  });

  it('has a key for each car: the signing key, or the one that signs the car’s next list', () => {
    expect([1, 2, 3, 4].map((list) => keyForList(rotating, list).kid)).toEqual([
      'key-1',
      'key-2',
      'key-2',
      'key-2',
    ]);
    expect([undefined, 99].map((list) => keyForList(rotating, list).kid)).toEqual(['key-2', 'key-2']);
  });

  it('signs with no other keys, and publishes the keys of the lists that are sent', () => {
    expect(signingKeys(rotating)).toEqual([key(2), key(1)]);
    expect(publishedKeys(rotating)).toEqual([key(1), key(2), key(3)]);
    expect(signingKeys(chain(1, [1], [1, 2]))).toEqual([key(1)]);
    expect(publishedKeys(chain(1, [1]))).toEqual([]);
  });

  it('may begin with a later list', () => {
    const later = { ...rotating, lists: rotating.lists.slice(2) };
    expect(() => checkKeyChain(later)).not.toThrow();
    expect(listAfter(later, 3)?.version).toBe(4);
  });

  it.each([
    ['no list', chain(1)],
    ['an empty list', chain(1, [1], [])],
    ['a key twice', chain(1, [1, 1])],
    ['a key that there is not', chain(1, [1, 4])],
    ['a gap', { ...rotating, lists: [rotating.lists[0], rotating.lists[2]] } as KeyChain],
    ['the version 0', { ...chain(1), lists: [{ version: 0, keys: [1] }] }],
    ['a signing key that cars do not know', chain(3, [1], [1, 2])],
    ['nine keys', { keys: {}, signing: 1, lists: [{ version: 1, keys: [1, 2, 3, 4, 5, 6, 7, 8, 9] }] }],
  ])('is refused with %s', (_, wrong) => {
    expect(() => checkKeyChain(wrong)).toThrow(/chain of trusted keys/);
  });
});
