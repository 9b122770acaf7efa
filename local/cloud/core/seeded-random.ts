import { crc32 } from 'node:zlib';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Numbers from 0 to below 1 for faults that can be repeated: the same seed gives the same numbers for the same
 * purpose, and two purposes with one seed get unrelated numbers. Not for secrets.
 */
export function seededRandom(purpose: string, seed: number): () => number {
  const generator = xoroshiro128plus(crc32(`${purpose}:${seed}`));
  return () => uniformFloat64(generator);
}
