import { expect, it } from 'vitest';
import { de } from '../../../apps/rider/words/de.ts';
import { en, type Word } from '../../../apps/rider/words/en.ts';
import { roomErrors } from '../../../shared/contracts/catalogue.ts';
import { errors } from '../../../shared/contracts/errors.ts';

const words = Object.keys(en) as Word[];
const valuesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{\w+\}/g)].map(([one]) => one).toSorted();

it.each(words)('%s has the same values in both languages', (word) => {
  expect(de[word]).not.toBe('');
  expect(valuesIn(de[word])).toEqual(valuesIn(en[word]));
});

/** The client package has these of its own. */
const OF_THE_CLIENT = ['NETWORK', 'TIMEOUT'];

it('texts of errors are of codes that there are', () => {
  const known = new Set([...Object.keys(errors), ...roomErrors.map(({ code }) => code), ...OF_THE_CLIENT]);
  const named = words.filter((word) => /^code[A-Z]/.test(word)).map((word) => word.slice('code'.length));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((code) => !known.has(code))).toEqual([]);
});
