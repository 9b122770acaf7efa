import { Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { ANSWERED } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import { ridersCommands, ridersEvents } from './riders.ts';

/** To whom invoices are made out, where that is more than the rider's name: a company, an address, a VAT id. */

const line = { minLength: 1, maxLength: 100, pattern: String.raw`^\S(.*\S)?$` };

export const BillingAddress = Obj(
  {
    name: Str({ ...line, description: 'Of the person or the company' }),
    street: Str(line),
    extra: Optional(Str({ ...line, description: 'A second line, such as a department' })),
    postcode: Optional(Str({ ...line, maxLength: 12 })),
    city: Str(line),
    country: Str({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1, such as AD' }),
    vatId: Optional(
      Str({
        minLength: 4,
        maxLength: 20,
        description:
          'With the prefix of the country, such as ESB12345678; blanks, points and hyphens do not matter',
      }),
    ),
  },
  strict,
);
export type BillingAddress = Static<typeof BillingAddress>;

/** As log and table have it: each field encrypted. */
export const SealedBillingAddress = Obj(
  {
    name: personal(),
    street: personal(),
    extra: Optional(personal()),
    postcode: Optional(personal()),
    city: personal(),
    country: personal(),
    vatId: Optional(personal()),
  },
  strict,
);
export type SealedBillingAddress = Static<typeof SealedBillingAddress>;

export const billingAddressExample: BillingAddress = {
  name: 'Font Arquitectes SL',
  street: 'Carrer Major 7',
  postcode: 'AD500',
  city: 'Andorra la Vella',
  country: 'AD',
  vatId: 'L-123456-X',
};

const riderId = 'ana';
const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';
const address = { name: encrypted, street: encrypted, city: encrypted, country: encrypted };

export const setBillingAddress = command({
  type: 'riders.set-billing-address.v1',
  topic: ridersCommands,
  description: 'A rider says to whom invoices are made out; without an address, to the rider’s name alone',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, address: Optional(SealedBillingAddress) }, strict),
  example: { riderId, address },
});

export const billingAddressSet = event({
  type: 'riders.billing-address-set.v1',
  topic: ridersEvents,
  description: 'Invoices from now on are made out to this address; without one, to the rider’s name alone',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, address: Optional(SealedBillingAddress), time: Time }, strict),
  example: { riderId, address, time: '2026-01-31T08:00:00.000Z' },
});

const answer = {
  principals: ['rider'],
  command: setBillingAddress,
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
} as const;
const success = { status: 200, body: Obj({ riderId: RiderId }, strict), example: { riderId } } as const;

export const putBillingAddress = route({
  ...answer,
  id: 'setBillingAddress',
  method: 'PUT',
  path: '/v1/riders/me/billing-address',
  summary: 'Say to whom invoices are made out',
  description:
    'Name or company, address and VAT id stand on invoices and credit notes that are issued from now on. Those that are issued stay as they are.',
  body: BillingAddress,
  bodyExample: billingAddressExample,
  success: { ...success, description: 'Kept' },
});

export const deleteBillingAddress = route({
  ...answer,
  id: 'removeBillingAddress',
  method: 'DELETE',
  path: '/v1/riders/me/billing-address',
  summary: 'Have invoices made out to the own name alone',
  success: { ...success, description: 'Removed' },
});
