import { domain } from '../../../functions/offers/domain.ts';
import type { RiderState } from '../../../functions/offers/rider/state.ts';
import { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import { featureActivated, featureRefunded } from '../../../shared/contracts/billing/features.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { redeemCoupon } from '../../../shared/contracts/offers/codes.ts';
import {
  acceptOffer,
  attachVoucher,
  considerOffers,
  declineOffer,
  type GivenOffer,
  seeOffer,
} from '../../../shared/contracts/offers/given.ts';
import { type Offer, offerExample, publishOffer, stopOffer } from '../../../shared/contracts/offers/offer.ts';
import { ended, reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { consentGiven, consentWithdrawn } from '../../../shared/contracts/riders/consents.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import type { Message } from '../../../shared/runtime/domain.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

/** The offers room in memory, and what is sent to it. */

export const NOW = '2026-01-31T09:40:00.000Z';
export const RIDER = 'ana';
export const OFFER = 'borda';
export const OPERATOR = { principal: { kind: 'operator', id: 'eva' } } as const;
const VIN = reserved.example.vin;

export const offersRoom = () => roomUnderTest(domain, NOW);
export type OffersRoom = ReturnType<typeof offersRoom>;

export const COUPON: Offer = { ...offerExample, limits: { perRider: 1, uses: 10 } };
export const VOUCHER: Offer = {
  ...COUPON,
  benefit: { kind: 'voucher', percent: '20', amount: 500, currency: 'EUR' },
  limits: { perRider: 2, uses: 10, amount: 5000, perDay: 5 },
};
/** Off the price of a feature of the car. */
export const FEATURE: Offer = {
  ...VOUCHER,
  benefit: { kind: 'feature', feature: 'power-100', percent: '50', amount: 1000, currency: 'EUR' },
  audience: { models: ['Roadster E'] },
};
export const POINTS: Offer = { ...COUPON, benefit: { kind: 'points', points: 50 } };

export const publish = (offer: Offer, offerId = OFFER) => message(publishOffer, { offerId, offer }, OPERATOR);
export const stop = (offerId = OFFER) => message(stopOffer, { offerId }, OPERATOR);

export const consent = (riderId = RIDER) => message(consentGiven, { ...consentGiven.example, riderId });
export const withdraw = (riderId = RIDER) =>
  message(consentWithdrawn, { ...consentWithdrawn.example, riderId });
export const erase = (riderId = RIDER) => message(erased, { ...erased.example, riderId });

export const rental = (number: number) => exampleId('rnt', number);
const ofRental = (riderId: string, number: number) => ({ riderId, rentalId: rental(number), vin: VIN });
export const reserveCar = (number = 1, riderId = RIDER) =>
  message(reserved, { ...reserved.example, ...ofRental(riderId, number) });
export const startCar = (number = 1, riderId = RIDER) =>
  message(started, { ...started.example, ...ofRental(riderId, number) });
export const endCar = (number = 1, riderId = RIDER) =>
  message(ended, { ...ended.example, ...ofRental(riderId, number) });

export const consider = (
  candidates: Data<typeof considerOffers>['candidates'] = [
    { offerId: OFFER, placeId: 'borda-del-riu', distanceMetres: 1800 },
  ],
  number = 1,
  riderId = RIDER,
) => message(considerOffers, { riderId, rentalId: rental(number), candidates });

const answering =
  (contract: typeof seeOffer | typeof acceptOffer | typeof declineOffer) =>
  ({ issueId, offerId }: GivenOffer, riderId = RIDER) =>
    message(contract, { riderId, issueId, offerId });
export const see = answering(seeOffer);
export const accept = answering(acceptOffer);
export const decline = answering(declineOffer);

export const attach = (number: number, issueId?: string) =>
  message(attachVoucher, {
    riderId: RIDER,
    rentalId: rental(number),
    ...(issueId === undefined ? {} : { issueId }),
  });

export const redeem = (
  { issueId, couponId = '' }: GivenOffer,
  amount?: number,
  by: Pick<Message, 'principal'> = OPERATOR,
) =>
  message(
    redeemCoupon,
    { riderId: RIDER, issueId, couponId, ...(amount === undefined ? {} : { amount }) },
    by,
  );

/** A charge, of which a voucher took some off. */
export function charge(
  number: number,
  more: { readonly revision?: number; readonly voucher?: { voucherId: string; amount: number } } = {},
) {
  const { revision = 1, voucher } = more;
  const { example } = charged;
  const [line] = example.charge.lines;
  if (line === undefined) throw new Error('The example has no line');
  const lines: (typeof example)['charge']['lines'] =
    voucher === undefined
      ? []
      : [{ ...line, lineId: 'voucher-1', parts: [], reason: { code: 'VOUCHER', ...voucher } }];
  return message(charged, {
    ...example,
    ...ofRental(RIDER, number),
    revision,
    charge: { ...example.charge, lines },
  });
}
export const credit = (number: number, revision = 1) =>
  message(credited, { ...credited.example, ...ofRental(RIDER, number), revision });

/** A feature of whose price a voucher took some off. */
function ofFeature(number: number, used?: { voucherId: string; amount: number }, entitlement = 1) {
  const { charge: full } = featureActivated.example;
  const [line] = full.lines;
  if (line === undefined) throw new Error('The example has no line');
  const reason = used === undefined ? undefined : ({ code: 'VOUCHER', ...used } as const);
  const off = reason === undefined ? [] : [{ ...line, lineId: 'voucher-1', parts: [], reason }];
  const entitlementId = exampleId('ent', entitlement);
  return { ...ofRental(RIDER, number), entitlementId, charge: { ...full, lines: [line, ...off] } };
}
/** The car has got it. */
export const gotFeature = (...of: Parameters<typeof ofFeature>) =>
  message(featureActivated, { ...featureActivated.example, ...ofFeature(...of) });
/** An operator has ended it. */
export const gaveFeatureBack = (...of: Parameters<typeof ofFeature>) =>
  message(featureRefunded, { ...featureRefunded.example, ...ofFeature(...of) });

export function rider(room: OffersRoom, riderId = RIDER): RiderState {
  const state = room.state(`rider/${riderId}`);
  if (state.kind !== 'rider') throw new Error(`${riderId} is no rider`);
  return state;
}

/** A rider who consented and drives, where this offer is published. */
export function withDriver(offer: Offer = COUPON, riderId = RIDER): OffersRoom {
  const room = offersRoom();
  room.handle(publish(offer));
  drives(room, riderId);
  return room;
}

export function drives(room: OffersRoom, riderId = RIDER, number = 1): void {
  room.handle(consent(riderId));
  room.handle(reserveCar(number, riderId));
  room.handle(startCar(number, riderId));
}

/** The offer that was made. */
export function made(room: OffersRoom, riderId = RIDER): GivenOffer {
  room.handle(consider(undefined, 1, riderId));
  return last(room, riderId);
}

export function last(room: OffersRoom, riderId = RIDER): GivenOffer {
  const offer = rider(room, riderId).offers.at(-1);
  if (offer === undefined) throw new Error(`${riderId} has no offer`);
  return offer;
}

/** The offer, accepted. */
export function taken(room: OffersRoom): GivenOffer {
  room.handle(accept(made(room)));
  return last(room);
}
