import { carsTelemetry, telemetry } from '../../shared/contracts/car/car.ts';
import { loyaltyCommands } from '../../shared/contracts/loyalty/loyalty.ts';
import { CouponPayload, getCode, getCodeKeys, postRedemption } from '../../shared/contracts/offers/codes.ts';
import {
  deleteVoucher,
  getGiven,
  listGiven,
  postAccept,
  postDecline,
  postSeen,
  putVoucher,
  rentalFollowed,
} from '../../shared/contracts/offers/given.ts';
import { getOffer, listOffers, postOfferStop, putOffer } from '../../shared/contracts/offers/offer.ts';
import { offersCommands, offersEvents } from '../../shared/contracts/offers/offers.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { consumptionsOf, newConsumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { offerMessages, otherWord, requests, riderWord } from './messages.ts';

/** Under which what a coupon's code says is checked. */
export const COUPON_CHECK = 'offers.coupon-payload';

export const room: RoomDeclaration = {
  name: 'offers',
  description:
    'Offers to riders on the road: made where they match, accepted, redeemed, within their budgets',
  commands: offersCommands,
  events: offersEvents,
  table: true,
  functions: [
    {
      name: 'consumer',
      description: 'Decides which offers riders are made, and what becomes of them',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([...offerMessages, ...requests, ...riderWord]),
        // No offer is for a rental from before the room.
        ...newConsumptionsOf(otherWord),
      ],
      may: {
        table: ['decide', 'due', 'wait'],
        produce: [offersEvents, loyaltyCommands, deadLetters],
        setTimers: true,
      },
    },
    {
      name: 'matcher',
      description: 'Finds offers that match where consenting riders drive',
      memoryMb: 1024,
      timeoutSeconds: 30,
      consumes: [
        { topic: carsTelemetry, messages: [telemetry], batchSize: 5000, skipsHistory: true },
        { topic: offersEvents, messages: [rentalFollowed], skipsHistory: true },
      ],
      may: { table: ['search'], produce: [offersCommands] },
    },
    {
      name: 'http',
      description: 'Offers and codes, for riders; offers and redemptions, for operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [
        putOffer,
        postOfferStop,
        getOffer,
        listOffers,
        listGiven,
        getGiven,
        postSeen,
        postAccept,
        postDecline,
        putVoucher,
        deleteVoucher,
        getCode,
        postRedemption,
        getCodeKeys,
      ],
      checks: { [COUPON_CHECK]: CouponPayload },
      may: { table: ['read', 'search'], produce: [offersCommands], signCodes: true },
    },
    {
      name: 'scheduler',
      description: 'Offers whose time is over, and deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: {
        table: ['sweep', 'due'],
        produce: [offersEvents, offersCommands, loyaltyCommands],
        setTimers: true,
      },
    },
  ],
};
