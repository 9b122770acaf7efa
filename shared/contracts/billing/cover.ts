import { Integer, Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { command, event, route } from '../define.ts';
import { pageQuery, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { PaymentId, Subject } from '../payments/payments.ts';
import { ProviderMoney, SignedMoney } from '../payments/seen-payment.ts';
import { TariffVersion } from '../rentals/usage.ts';
import { billingCommands, billingEvents } from './billing.ts';
import { AccountId, ofARental, rentalExample } from './charges.ts';

/**
 * Whether what is reserved covers what a running rental costs: its price is watched, another authorization is requested
 * in time, and people are warned when that is declined.
 */

const time = '2026-01-31T10:10:01.000Z';
const Amount = Integer({ minimum: 0, description: 'Minor units' });

export const watchPrice = command({
  topic: billingCommands,
  type: 'billing.watch-price.v1',
  description: 'The room itself, or a timer: what a rental costs so far is compared with what is reserved',
  key: 'riderId',
  expiresAfterSeconds: 86_400,
  data: Obj({ rentalId: RentalId, riderId: RiderId, tariff: TariffVersion }, strict),
  example: {
    rentalId: rentalExample.rentalId,
    riderId: rentalExample.riderId,
    tariff: { tariffId: 'city', version: 1 },
  },
});

export const priceWatched = event({
  topic: billingEvents,
  type: 'billing.price-watched.v1',
  description:
    'What a running rental costs so far, how much is to be reserved for it, and when to look again',
  key: 'riderId',
  heardBy: { nobody: 'a rider reads the price in GET /v1/rentals/{rentalId}/charge' },
  data: Obj(
    {
      ...ofARental,
      accountId: AccountId,
      price: SignedMoney,
      /** In all, minor units: what the tariff names, and once more for each 80 % that was used. */
      toReserve: Amount,
      tariff: TariffVersion,
      /** When time alone will have used 80 % of that. Absent when time alone never will. */
      again: Optional(Time),
      time: Time,
    },
    strict,
  ),
  example: {
    ...rentalExample,
    accountId: rentalExample.riderId,
    price: { amount: 2420, currency: 'EUR' },
    toReserve: 6000,
    tariff: { tariffId: 'city', version: 1 },
    again: '2026-01-31T11:33:00.000Z',
    time,
  },
});

const ofClaim = {
  accountId: AccountId,
  riderId: RiderId,
  subject: Subject,
  rentalId: Optional(RentalId),
  vin: Optional(Vin),
  time: Time,
};
const claimExample = {
  accountId: rentalExample.riderId,
  subject: rentalExample.rentalId,
  ...rentalExample,
  time,
};

export const authorizationRaised = event({
  topic: billingEvents,
  type: 'billing.authorization-raised.v1',
  description: 'This much is to be reserved for a rental in all, since 80 % of what was reserved is used',
  key: 'riderId',
  heardBy: { nobody: 'the payments room says what came of it' },
  data: Obj({ ...ofClaim, currency: Str({ pattern: '^[A-Z]{3}$' }), authorization: Amount }, strict),
  example: { ...claimExample, currency: 'EUR', authorization: 6000 },
});

export const authorizationShort = event({
  topic: billingEvents,
  type: 'billing.authorization-short.v1',
  description:
    'Another authorization for a running rental was declined: less is reserved than it may cost. The rental goes on, and the rest is charged when it is over',
  key: 'riderId',
  heardBy: { rider: { named: 'riderId' }, operators: true },
  /** `money`: what was declined. `reserved`: what is reserved all the same. */
  data: Obj({ ...ofClaim, paymentId: PaymentId, money: ProviderMoney, reserved: Amount }, strict),
  example: {
    ...claimExample,
    paymentId: exampleId('pmt'),
    money: { amount: 3000, currency: 'EUR' },
    reserved: 3000,
  },
});

export const ShortRental = Obj(
  {
    subject: Subject,
    riderId: RiderId,
    rentalId: Optional(RentalId),
    vin: Optional(Vin),
    /** What is reserved. */
    reserved: SignedMoney,
    /** What should be. */
    toReserve: SignedMoney,
  },
  strict,
);
export type ShortRental = Static<typeof ShortRental>;

export const listNotCovered = route({
  id: 'listNotCovered',
  method: 'GET',
  path: '/v1/charges/not-covered',
  summary: 'Rentals that go on though less is reserved than they may cost',
  description:
    'Another authorization was declined. The rest is charged when the rental is over; another payment method helps at once.',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of rentals; `cursor` when there are more',
    body: Obj({ rentals: List(ShortRental), cursor: Optional(Str()) }, strict),
    example: {
      rentals: [
        {
          subject: rentalExample.rentalId,
          ...rentalExample,
          reserved: { amount: 3000, currency: 'EUR' },
          toReserve: { amount: 6000, currency: 'EUR' },
        },
      ],
    },
  },
  errors: [],
});
