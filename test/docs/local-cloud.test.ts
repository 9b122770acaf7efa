import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from '../../local/cloud/providers.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/local-cloud.md'), 'utf8');

/** The rows of the table under a heading, as lists of cells. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return table
    .split('\n')
    .filter((line) => /^\| [`\d]/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

/** The types in the first column, such as `AWS::SQS::Queue` or `Custom::*`. */
function typesInTable(): string[] {
  return rowsUnder('CloudFormation types')
    .flatMap(([, types = '']) => [...types.matchAll(/`([^`]+)`/g)])
    .map(([, type = '']) => type);
}

it('the page on the local cloud lists every type that has a provider, once, and no other', () => {
  expect(typesInTable().toSorted()).toEqual(providers.map(({ type }) => type).toSorted());
});

/** What AWS does, by its number: the state, and the test files that the row names. */
const items = new Map(
  rowsUnder('As true as AWS?').map(([, number, , state = '', where = '']) => [
    Number(number),
    { state, files: [...where.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file) },
  ]),
);

/** A test that shows items begins its name with their numbers, such as `[10][11] puts several partitions …`. */
function numbersIn(file: string): ReadonlySet<number> {
  const names = readFileSync(join(root, file), 'utf8').matchAll(/['"`]((?:\[\d{1,2}\])+) /g);
  return new Set([...names].flatMap(([, tags = '']) => tags.match(/\d+/g) ?? []).map(Number));
}

describe('the table of what AWS does', () => {
  const tested = [...items].filter(([, { state }]) => state === 'tested');

  it('has every item once', () => {
    expect([...items.keys()]).toEqual(Array.from({ length: 23 }, (_, n) => n + 1));
  });

  it.each(tested)(
    '%i: each test file that its row names has a test with that number',
    (number, { files }) => {
      expect(files.length).toBeGreaterThan(0);
      expect(files.filter((file) => !numbersIn(file).has(number))).toEqual([]);
    },
  );

  it('knows the number of every test that has one, as something that is tested', () => {
    const strangers = globSync('test/{local,journeys}/**/*.test.ts', { cwd: root }).flatMap((file) =>
      [...numbersIn(file)]
        .filter((number) => !['tested', 'partly'].includes(items.get(number)?.state ?? ''))
        .map((number) => `[${number}] in ${file}`),
    );
    expect(strangers).toEqual([]);
  });
});
