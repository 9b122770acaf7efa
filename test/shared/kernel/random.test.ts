import { describe, expect, it } from 'vitest';
import { random } from '../../../shared/kernel/random.ts';

const some = (...seed: (string | number)[]): number[] => {
  const dice = random(...seed);
  return Array.from({ length: 1000 }, () => dice.next());
};

describe('random numbers from a seed', () => {
  it('are the same for the same seed, on every machine', () => {
    expect(some('fleet', 7)).toEqual(some('fleet', 7));
    expect(random('fleet', 7).hex(32)).toMatchInlineSnapshot(`"93a4825d5374b4f6904059e2be45a307"`);
  });

  it('differ between different seeds', () => {
    const firsts = [some('fleet', 7), some('fleet', 8), some('fleet', '7'), some('fleet7'), some('eltfe', 7)];
    expect(new Set(firsts.map((numbers) => numbers[0])).size).toBe(firsts.length);
    // Their first numbers are spread out too: neighbouring seeds do not begin alike.
    const neighbours = Array.from({ length: 1000 }, (_, seed) => random(seed).next());
    expect(neighbours.filter((number) => number < 0.5).length).toBeGreaterThan(440);
    expect(neighbours.filter((number) => number < 0.5).length).toBeLessThan(560);
  });

  it('are spread evenly from 0 to below 1', () => {
    const numbers = some('even');
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = numbers.filter((number) => Math.floor(number * 10) === tenth).length;
      expect(count).toBeGreaterThan(60);
      expect(count).toBeLessThan(140);
    }
  });

  it('pick every item, and refuse an empty list', () => {
    const dice = random('pick');
    expect(new Set(Array.from({ length: 100 }, () => dice.pick(['a', 'b', 'c'])))).toEqual(
      new Set(['a', 'b', 'c']),
    );
    expect(() => dice.pick([])).toThrow(RangeError);
  });
});
