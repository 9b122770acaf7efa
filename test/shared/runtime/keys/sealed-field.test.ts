import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { SEALED_PATTERN } from '../../../../shared/contracts/personal.ts';
import { openField, sealField } from '../../../../shared/runtime/keys/sealed-field.ts';

const key = randomBytes(32);
const sealed = sealField(key, 'ana', 'name', 'Ana Font 🚗');

it('a sealed field can be opened with the key, and matches the pattern of logs and tables', () => {
  expect(openField(key, 'ana', 'name', sealed)).toBe('Ana Font 🚗');
  expect(sealed).toMatch(new RegExp(SEALED_PATTERN));
  expect(sealField(key, 'ana', 'name', 'Ana Font 🚗')).not.toBe(sealed);
});

it.each([
  ['with another key', () => openField(randomBytes(32), 'ana', 'name', sealed)],
  ['as another rider’s', () => openField(key, 'otto', 'name', sealed)],
  ['as another field', () => openField(key, 'ana', 'email', sealed)],
  ['when it was changed', () => openField(key, 'ana', 'name', `${sealed.slice(0, -4)}AAAA`)],
  ['when it was cut', () => openField(key, 'ana', 'name', sealed.slice(0, 30))],
  ['when it is something else', () => openField(key, 'ana', 'name', 'Ana Font')],
])('cannot be opened %s', (_, open) => {
  expect(open).toThrow(/unable to authenticate data|not sealed as it should be/);
});
