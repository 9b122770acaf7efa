import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFiles } from '../choosing/reached-files.ts';

/** A test that gives up after a few seconds fails on a busy machine. All wait as `test/patience.ts` says. */

const root = resolve(import.meta.dirname, '../..');
const THIS = 'test/architecture/patience.test.ts';
/** Times of their own: of a test, `{ timeout: 5_000 }` and `}, 5_000);`, and of a client that is to give up. */
const OWN_TIME = /\btimeout: [1-9]|^ *\}, [1-9][\d_]*_000\);$/m;
/** A Stripe client is to break off; the exercises of permissions are hundreds in one test. */
const MAY: readonly string[] = [
  'test/infra/sandbox/stripe/stand-in.test.ts',
  'test/journeys/permissions.test.ts',
];

/** Each call of a function in a text, with what it is given. */
function callsOf(name: string, text: string): readonly string[] {
  return text
    .split(`${name}(`)
    .slice(1)
    .map((rest) => {
      let depth = 1;
      const end = rest.split('').findIndex((letter) => {
        if ('([{'.includes(letter)) depth += 1;
        if (')]}'.includes(letter)) depth -= 1;
        return depth === 0;
      });
      return rest.slice(0, end);
    });
}

const texts = testFiles()
  .filter((file) => file !== THIS)
  .map((file) => ({ file, text: readFileSync(resolve(root, file), 'utf8') }));

describe('tests', () => {
  it('have no times of their own after which they fail', () => {
    expect(
      texts
        .filter(({ text }) => OWN_TIME.test(text))
        .map(({ file }) => file)
        .toSorted(),
    ).toEqual(MAY);
  });

  it('wait patiently: vi.waitFor alone gives up after a second', () => {
    const hasty = texts.flatMap(({ file, text }) =>
      callsOf('vi.waitFor', text)
        .filter((given) => !given.includes('PATIENTLY'))
        .map((given) => `${file}: ${given.slice(0, 80)}`),
    );
    expect(hasty).toEqual([]);
  });
});
