import { describe, expect, it } from 'vitest';
import { checkedAddress } from '../../../functions/riders/billing-address.ts';
import { vatIdOf } from '../../../functions/riders/vat-id.ts';
import {
  billingAddressExample,
  setBillingAddress,
} from '../../../shared/contracts/riders/billing-address.ts';
import { erase } from '../../../shared/contracts/riders/erasure.ts';
import { message } from '../room-under-test.ts';
import {
  ANA,
  ana,
  anasDocument,
  OTHER,
  PROFILE,
  riders as room,
  typesOf,
  withAna,
} from './riders-under-test.ts';

const address = { name: PROFILE.name, street: OTHER, city: OTHER, country: OTHER };
const put = (more: object = { address }) => message(setBillingAddress, { riderId: ANA, ...more });

describe('a billing address', () => {
  it('is kept as it is sealed, changed, and removed', () => {
    const riders = withAna();
    expect(typesOf(riders.handle(put()).events)).toEqual(['riders.billing-address-set.v1']);
    expect(anasDocument(riders)).toMatchObject({ billingAddress: address });
    riders.handle(put({ address: { ...address, vatId: OTHER } }));
    expect(anasDocument(riders)).toMatchObject({ billingAddress: { vatId: OTHER } });
    expect(riders.handle(put({})).result).toEqual({ riderId: ANA });
    expect(anasDocument(riders)).not.toHaveProperty('billingAddress');
    expect(riders.handle(put({}))).toMatchObject({ kind: 'accept', events: [] });
    expect(riders.rebuilt('rider/ana')).toEqual(ana(riders));
  });

  it('is for riders who have signed up, and erased with them', () => {
    expect(room().handle(put())).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
    const riders = withAna();
    riders.handle(put());
    riders.handle(message(erase, { riderId: ANA }));
    expect(ana(riders)).not.toHaveProperty('billingAddress');
    expect(riders.handle(put())).toMatchObject({ code: 'RIDER_ERASED' });
  });

  it('names a country that there is', () => {
    expect(checkedAddress(billingAddressExample)).toEqual(billingAddressExample);
    for (const country of ['ZZ', 'EU', 'QQ']) {
      expect(() => checkedAddress({ ...billingAddressExample, country })).toThrow(
        expect.objectContaining({
          code: 'BAD_REQUEST',
          violations: [
            { path: '/body/country', message: 'must be the code of a country by ISO 3166-1, such as AD' },
          ],
        }),
      );
    }
  });

  it('has a VAT id of the form that its country gives, or any outside of the Union', () => {
    const inSpain = { ...billingAddressExample, country: 'ES' };
    expect(checkedAddress({ ...inSpain, vatId: 'es b-12345678' }).vatId).toBe('ESB12345678');
    expect(() => checkedAddress({ ...inSpain, vatId: 'B12345678' })).toThrow(
      expect.objectContaining({
        violations: [{ path: '/body/vatId', message: 'must be a VAT id of ES, such as ESB12345678' }],
      }),
    );
    expect(() => checkedAddress({ ...billingAddressExample, vatId: 'L<1>' })).toThrow(
      /vatId must be letters/,
    );
    const { vatId: _, ...without } = billingAddressExample;
    expect(checkedAddress(without)).toEqual(without);
  });

  it.each([
    ['DE', 'de 123 456 789', 'DE123456789'],
    ['GR', 'EL123456789', 'EL123456789'],
    ['NL', 'NL123456789B01', 'NL123456789B01'],
    ['IE', 'IE1234567WA', 'IE1234567WA'],
    ['AD', 'l-123456-x', 'L-123456-X'],
  ])('of %s may have %s', (country, text, vatId) => {
    expect(vatIdOf(country, text)).toEqual({ vatId });
  });

  it.each([
    ['DE', 'DE12345678'],
    ['GR', 'GR123456789'],
    ['AT', 'AT12345678'],
    ['DE', 'AT U12345678'],
  ])('of %s may not have %s', (country, text) => {
    expect(vatIdOf(country, text)).toHaveProperty('mustBe');
  });
});
