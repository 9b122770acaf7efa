import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { ownData } from '../../../functions/riders/own-data.ts';
import type { PresentRider } from '../../../functions/riders/read-models.ts';
import type { RiderKey } from '../../../shared/runtime/keys/rider-keys.ts';
import { openField, sealField } from '../../../shared/runtime/keys/sealed-field.ts';

const dataKey = randomBytes(32);
const seal = (name: string, value: string): string => sealField(dataKey, 'ana', name, value);
const key: Pick<RiderKey, 'open'> = {
  open: (fields) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, openField(dataKey, 'ana', name, value)]],
      ),
    ) as typeof fields,
};

const time = '2026-01-31T09:00:00.000Z';
const rider: PresentRider = {
  status: 'ACTIVE',
  profile: {
    name: seal('name', 'Ana Font'),
    birthDate: seal('birthDate', '1990-05-17'),
    email: seal('email', 'ana@example.org'),
    phone: seal('phone', '+376312345'),
  },
  signedUpAt: time,
  consents: [],
  phoneKeys: [],
};
const check = {
  paymentMethodId: 'pay_00000000000000000000000001',
  status: 'PENDING',
  submittedAt: time,
  asked: { attempt: 1, time },
} as const;

it('the rider reads where to authenticate a payment method, and nothing of it is stored in the open', () => {
  const link = seal('link', 'https://bank.example/authenticate?secret=s');
  const own = ownData('ana', { ...rider, paymentCheck: { ...check, link } }, key as RiderKey);
  expect(own.paymentMethodCheck).toEqual({
    paymentMethodId: check.paymentMethodId,
    status: 'PENDING',
    link: 'https://bank.example/authenticate?secret=s',
    submittedAt: time,
  });
});

it('without a link there is none', () => {
  const own = ownData('ana', { ...rider, paymentCheck: check }, key as RiderKey);
  expect(Object.keys(own.paymentMethodCheck ?? {})).toEqual(['paymentMethodId', 'status', 'submittedAt']);
});

it('the rider reads the own groups and billing address', () => {
  const address = { name: 'Font SL', street: 'Carrer Major 7', city: 'Andorra la Vella', country: 'AD' };
  const sealed = {
    name: seal('name', address.name),
    street: seal('street', address.street),
    city: seal('city', address.city),
    country: seal('country', address.country),
  };
  const groups = { groups: ['students'], reason: 'card of the university', operator: 'eva', time };
  const own = ownData('ana', { ...rider, groups, billingAddress: sealed }, key as RiderKey);
  expect(own.billingAddress).toEqual(address);
  expect(own.groups).toEqual(['students']);
});
