import '../../../shared/contracts/compile.ts';
import { expect, it } from 'vitest';
import { handler as deployed } from '../../../functions/riders/http.handler.ts';
import { bodyOf, invoked, request } from '../a-request.ts';

/**
 * What is not valid is refused before anything is looked up or written: there is no table, no key and no Kafka here, so
 * a request that gets further ends in INTERNAL.
 */

const handler = invoked(deployed);
const ANA = { kind: 'rider', id: 'ana' };
const EVA = { kind: 'operator', id: 'eva' };
const profile = {
  name: 'Ana Font',
  birthDate: '1990-05-17',
  email: 'ana@example.org',
  phone: '+376312345',
};
const licence = { number: '78402913-B', classes: ['B'], country: 'AD', validUntil: '2031-06-30' };
const without = (value: object, field: string): object =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
const PURPOSE = { purpose: 'OFFERS' };

const bad: [route: string, what: string, body: unknown, params?: Record<string, string>][] = [
  ...Object.keys(profile).map((field): (typeof bad)[number] => [
    'PUT /v1/riders/me',
    `no ${field}`,
    without(profile, field),
  ]),
  ['PUT /v1/riders/me', 'a name of blanks', { ...profile, name: '  ' }],
  ['PUT /v1/riders/me', 'a birthday in the future', { ...profile, birthDate: '2999-01-01' }],
  ['PUT /v1/riders/me', 'a birthday long ago', { ...profile, birthDate: '1820-01-01' }],
  ['PUT /v1/riders/me', 'a day that is none', { ...profile, birthDate: '1990-02-30' }],
  ['PUT /v1/riders/me', 'no address', { ...profile, email: 'ana' }],
  ['PUT /v1/riders/me', 'no international number', { ...profile, phone: '0612345' }],
  ['PUT /v1/riders/me', 'more than asked for', { ...profile, admin: true }],
  ['PUT /v1/riders/me', 'a list', []],
  ...Object.keys(licence).map((field): (typeof bad)[number] => [
    'PUT /v1/riders/me/licence',
    `no ${field}`,
    without(licence, field),
  ]),
  ['PUT /v1/riders/me/licence', 'no class', { ...licence, classes: [] }],
  ['PUT /v1/riders/me/licence', 'an unknown class', { ...licence, classes: ['Z'] }],
  ['PUT /v1/riders/me/licence', 'a country that is none', { ...licence, country: 'Andorra' }],
  ['PUT /v1/riders/me/licence', 'a day that is none', { ...licence, validUntil: '2031-06-31' }],
  ['PUT /v1/riders/me/licence', 'a number with other signs', { ...licence, number: 'a<b>c' }],
  ['PUT /v1/riders/me/payment-method', 'no token', {}],
  ['PUT /v1/riders/me/payment-method', 'an empty token', { token: '' }],
  ['PUT /v1/riders/me/payment-method', 'a token with other signs', { token: 'tok visa' }],
  ['PUT /v1/riders/me/payment-method', 'card data', { token: 'tok_visa', number: '4111111111111111' }],
  ['PUT /v1/riders/me/billing-address', 'no city', { name: 'F', street: 'S', country: 'AD' }],
  [
    'PUT /v1/riders/me/billing-address',
    'a name of blanks',
    { name: ' ', street: 'S', city: 'C', country: 'AD' },
  ],
  ['PUT /v1/riders/me/billing-address', 'no country', { name: 'F', street: 'S', city: 'C', country: 'ZZ' }],
  [
    'PUT /v1/riders/me/billing-address',
    'a VAT id of another form',
    { name: 'F', street: 'S', city: 'C', country: 'ES', vatId: 'DE123456789' },
  ],
  ['PUT /v1/riders/me/consents/{purpose}', 'an unknown purpose', { textVersion: '1' }, { purpose: 'ALL' }],
  ['PUT /v1/riders/me/consents/{purpose}', 'no text', {}, PURPOSE],
  ['DELETE /v1/riders/me/consents/{purpose}', 'an unknown purpose', undefined, { purpose: 'ALL' }],
  ['POST /v1/riders/me/phone-keys', 'no proof', {}],
  ['POST /v1/riders/me/phone-keys', 'no signed text', { proof: 'proof' }],
  ['POST /v1/riders/me/phone-keys', 'a very long proof', { proof: `a.b.${'c'.repeat(3000)}` }],
  ['POST /v1/riders/me/phone-keys', 'a name of blanks', { proof: 'a.b.c', name: ' ' }],
  ['DELETE /v1/riders/me/phone-keys/{phoneKeyId}', 'no id', undefined, { phoneKeyId: 'phone' }],
];

it.each(bad)('%s refuses %s', async (routeKey, _, body, pathParameters) => {
  const answer = await handler(
    request(routeKey, ANA, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(pathParameters === undefined ? {} : { pathParameters }),
    }),
  );

  expect(bodyOf(answer)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  expect(answer.headers?.['content-type']).toContain('application/problem+json');
});

it.each(['4111111111111111', '4111 1111 1111 1111', 'card:5500-0000-0000-0004'])(
  'PUT /v1/riders/me/payment-method refuses %s by name, and does not repeat it',
  async (token) => {
    const body = JSON.stringify({ token });

    const answer = await handler(request('PUT /v1/riders/me/payment-method', ANA, { body }));

    expect(bodyOf(answer)).toMatchObject({ status: 400, code: 'CARD_DATA_REFUSED' });
    expect(answer.body).not.toContain(token);
  },
);

it.each(['block', 'unblock', 'erase'])(
  'POST /v1/riders/{riderId}/%s refuses no reason, and riders',
  async (action) => {
    const routeKey = `POST /v1/riders/{riderId}/${action}`;
    const pathParameters = { riderId: 'ana' };
    const ask = async (who: typeof EVA, body: object): Promise<unknown> =>
      bodyOf(await handler(request(routeKey, who, { pathParameters, body: JSON.stringify(body) })));

    expect(await ask(EVA, {})).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await ask(EVA, { reason: '' })).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await ask(ANA, { reason: 'x' })).toMatchObject({ code: 'FORBIDDEN' });
  },
);

it.each(['PUT /v1/riders/me', 'PUT /v1/riders/me/licence', 'PUT /v1/riders/me/payment-method'])(
  '%s says what is no JSON',
  async (routeKey) => {
    expect(bodyOf(await handler(request(routeKey, ANA, { body: '{"name":' })))).toMatchObject({
      status: 400,
      code: 'BAD_JSON',
    });
  },
);
