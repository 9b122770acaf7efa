import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { sealChanged } from '../../../functions/riders/profile.ts';
import type { RiderKey } from '../../../shared/runtime/keys/rider-keys.ts';
import { openField, sealField } from '../../../shared/runtime/keys/sealed-field.ts';

const bytes = randomBytes(32);
const each = <Fields extends object>(fields: Fields, change: (name: string, value: string) => string) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, change(name, String(value))]),
  ) as Fields;
const key: RiderKey = {
  seal: (fields) => each(fields, (name, value) => sealField(bytes, 'ana', name, value)),
  open: (fields) => each(fields, (name, value) => openField(bytes, 'ana', name, value)),
  fingerprint: (text) => text,
};
const ANA = { name: 'Ana Font', birthDate: '1990-05-17', email: 'ana@example.org', phone: '+376312345' };

it('a profile that is sent again is the same, sealed', () => {
  const before = sealChanged(key, ANA, undefined);

  expect(sealChanged(key, ANA, before)).toEqual(before);
});

it('of one that has changed, the rest is as it was sealed before', () => {
  const before = sealChanged(key, ANA, undefined);

  const after = sealChanged(key, { ...ANA, phone: '+376399999' }, before);

  expect(after).toEqual({ ...before, phone: expect.not.stringContaining(before.phone) });
  expect(key.open(after)).toEqual({ ...ANA, phone: '+376399999' });
});
