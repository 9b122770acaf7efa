import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signDeterministically } from '../../docs/generator/key-protocol/deterministic-signature.ts';
import { keyProtocolVectors } from '../../docs/generator/key-protocol/vectors.ts';
import { carActions, faults } from '../../shared/contracts/car/car.ts';

/** What the page on the key protocol says, what the code says, and what the vectors show, are the same. */
const page = readFileSync(resolve(import.meta.dirname, '../../docs/key-protocol.md'), 'utf8');
const { vectors, featureVectors, keys } = keyProtocolVectors();
const text = JSON.stringify(vectors);

const sections = new Map(page.split('\n## ').map((section) => [Number.parseInt(section, 10), section]));

/** What stands in backticks in the cells of a section's tables: in the n-th column, or in the last. */
function cells(section: number, column: number): string[] {
  return (sections.get(section) ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => {
      const row = line.split('|').map((cell) => cell.trim());
      return [...(row.at(column) ?? '').matchAll(/`([^`]+)`/g)].map(([, cell = '']) => cell);
    });
}

const isFault = (cell: string): boolean => /^[A-Z]+(_[A-Z]+)+$|^MALFORMED$|^EXPIRED$|^OVERTAKEN$/.test(cell);

/** The faults that the checks of a section end with. */
const faultsOf = (section: number): Set<string> => new Set(cells(section, -2).filter(isFault));

describe('each fault of the tables', () => {
  const documented = new Set([5, 7, 8, 10].flatMap((section) => [...faultsOf(section)]));

  it('is one of the code, and each of the code is in a table', () => {
    expect([...documented].toSorted()).toEqual(Object.keys(faults).toSorted());
  });

  it.each([5, 8, 10])('of section %i is said in a vector of that section', (section) => {
    const all = [...vectors, ...featureVectors];
    const said = JSON.stringify(all.filter((vector) => vector.section === section));
    expect([...faultsOf(section)].filter((fault) => !said.includes(`"fault":"${fault}"`))).toEqual([]);
  });

  it('of a command means in the code what the page says of it', () => {
    const meanings = (sections.get(5) ?? '').split('### What each fault means')[1] ?? '';
    const rows = meanings.split('\n').filter((line) => line.startsWith('| `'));
    const said = rows.flatMap((line) => {
      const [, names = '', succeeded = '', retry = ''] = line.split('|').map((cell) => cell.trim());
      return [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [
        name,
        { mayHaveSucceeded: succeeded.startsWith('yes'), retryCanHelp: retry.startsWith('yes') },
      ]);
    });
    expect(Object.fromEntries(said)).toEqual(
      Object.fromEntries([...faultsOf(5)].map((fault) => [fault, faults[fault as keyof typeof faults]])),
    );
  });
});

it('each action of the code is in the table of the actions, and is executed in a vector', () => {
  const listed = cells(5, 1).filter((cell) => (carActions as readonly string[]).includes(cell));
  expect([...new Set(listed)].toSorted()).toEqual([...carActions].toSorted());
  expect(carActions.filter((action) => !text.includes(`"executes":"${action}"`))).toEqual([]);
});

describe('the signatures of the vectors', () => {
  it('are made as RFC 6979 has it (A.2.5: P-256, SHA-256, “sample”)', () => {
    const d = Buffer.from('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721', 'hex');
    expect(signDeterministically(d, Buffer.from('sample')).toString('hex')).toBe(
      'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716' +
        'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    );
  });

  it.each(Object.entries(keys))('of the key %s are good by it', (_, { x, y, d }) => {
    const jwk = { kty: 'EC', crv: 'P-256', x, y };
    const message = Buffer.from('something');
    const signature = signDeterministically(Buffer.from(d, 'base64url'), message);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect(createPrivateKey({ key: { ...jwk, d }, format: 'jwk' }).type).toBe('private');
  });
});
