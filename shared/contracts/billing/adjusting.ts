import { Integer, Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { DAY_PATTERN } from '../../kernel/day.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, RentalId, RiderId, strict, Time } from '../fields.ts';
import { TariffVersion, Usage } from '../rentals/usage.ts';
import {
  AdjustmentChange,
  AdjustmentId,
  OperatorReason,
  PendingAdjustment,
  pendingExample,
} from './adjustment.ts';
import { billingCommands, billingEvents } from './billing.ts';
import { chargeUnknown, ofARental, RentalCharge, rentalChargeExample, rentalExample } from './charges.ts';

/** What operators do about charges: they see all of them, adjust them, and rate rentals that could not be charged. */

const { rentalId, riderId } = rentalExample;
const ofRider = { rentalId: RentalId, riderId: RiderId };
const { time, reason } = pendingExample;
const { adjustmentId } = pendingExample;

export const chargeNotFinal = roomError('CHARGE_NOT_FINAL', {
  status: 409,
  title: 'The rental has no charge that can be adjusted',
  advice: 'Wait until the rental is over. One that could not be charged must be rated or written off first.',
  retry: 'change',
});
export const chargeChanged = roomError('CHARGE_CHANGED', {
  status: 409,
  title: 'Another revision of the charge counts by now',
  advice: 'Read the charge again, and decide by what it is now.',
  retry: 'change',
});
export const adjustmentNotPossible = roomError('ADJUSTMENT_NOT_POSSIBLE', {
  status: 409,
  title: 'The charge cannot be adjusted by this',
  advice: 'A charge can be reduced to zero at most. The detail says what it is.',
  retry: 'change',
});
export const adjustmentWaits = roomError('ADJUSTMENT_WAITS', {
  status: 409,
  title: 'Another adjustment of this charge waits for approval',
  advice: 'Let a second operator approve or reject it first.',
  retry: 'later',
});
export const adjustmentUnknown = roomError('ADJUSTMENT_UNKNOWN', {
  status: 404,
  title: 'No such adjustment waits',
  advice: 'GET /v1/charges/adjustments lists what waits. It may have been approved or rejected already.',
  retry: 'change',
});
export const secondPersonNeeded = roomError('SECOND_PERSON_NEEDED', {
  status: 403,
  title: 'A second person must approve this',
  advice: 'Let another operator approve it.',
  retry: 'never',
});
export const chargeIsRated = roomError('CHARGE_IS_RATED', {
  status: 409,
  title: 'The rental does not wait to be rated',
  advice: 'GET /v1/charges/not-rated lists those that do. A charge can be adjusted.',
  retry: 'never',
});
export const ratingNotPossible = roomError('RATING_NOT_POSSIBLE', {
  status: 409,
  title: 'The rental cannot be rated with this',
  advice: 'The detail says what is missing or wrong. Name a tariff, or the periods.',
  retry: 'change',
});
export const chargeStands = roomError('CHARGE_STANDS', {
  status: 409,
  title: 'The rental has a charge already, which stands',
  advice: 'Rate the rental, then adjust its charge.',
  retry: 'change',
});

const byOperator = { topic: billingCommands, key: 'riderId', expiresAfterSeconds: 60 } as const;

export const adjustCharge = command({
  ...byOperator,
  type: 'billing.adjust-charge.v1',
  description: 'An operator reduces a charge, adds to it, or refunds all of it',
  data: Obj(
    {
      ...ofRider,
      revision: Integer({ minimum: 1, description: 'The charge that the operator has seen' }),
      change: AdjustmentChange,
      reason: OperatorReason,
      /** By the stage: what one operator may change of a charge. Above it a second one must approve. Minor units. */
      alone: Integer({ minimum: 0 }),
    },
    strict,
  ),
  example: { rentalId, riderId, revision: 1, change: pendingExample.change, reason, alone: 5000 },
});
export const approveAdjustment = command({
  ...byOperator,
  type: 'billing.approve-adjustment.v1',
  description: 'A second operator approves an adjustment',
  data: Obj({ ...ofRider, adjustmentId: AdjustmentId }, strict),
  example: { rentalId, riderId, adjustmentId },
});
export const rejectAdjustment = command({
  ...byOperator,
  type: 'billing.reject-adjustment.v1',
  description: 'An operator rejects an adjustment, or takes back the own one',
  data: Obj({ ...ofRider, adjustmentId: AdjustmentId, reason: OperatorReason }, strict),
  example: { rentalId, riderId, adjustmentId, reason: 'It was paid back already' },
});
export const rateRental = command({
  ...byOperator,
  type: 'billing.rate-rental.v1',
  description: 'An operator gives what was missing to charge a rental',
  data: Obj(
    {
      ...ofRider,
      tariff: TariffVersion,
      periods: Optional(Usage.properties.periods),
      reason: OperatorReason,
    },
    strict,
  ),
  example: { rentalId, riderId, tariff: { tariffId: 'city', version: 1 }, reason: 'The tariff came late' },
});
export const writeOffCharge = command({
  ...byOperator,
  type: 'billing.write-off-charge.v1',
  description: 'An operator charges nothing for a rental that could not be charged',
  data: Obj({ ...ofRider, currency: Str({ pattern: '^[A-Z]{3}$' }), reason: OperatorReason }, strict),
  example: { rentalId, riderId, currency: 'EUR', reason: 'The car never moved' },
});

const LISTED = { nobody: 'is in the list of what waits, which operators read' } as const;

export const adjustmentRequested = event({
  topic: billingEvents,
  type: 'billing.adjustment-requested.v1',
  description: 'An adjustment waits for a second operator',
  key: 'riderId',
  heardBy: LISTED,
  data: Obj({ ...ofARental, adjustment: PendingAdjustment }, strict),
  example: { ...rentalExample, adjustment: pendingExample },
});
export const adjustmentRejected = event({
  topic: billingEvents,
  type: 'billing.adjustment-rejected.v1',
  description: 'An adjustment does not wait any more, and nothing was changed',
  key: 'riderId',
  heardBy: LISTED,
  data: Obj(
    { ...ofARental, adjustmentId: AdjustmentId, reason: OperatorReason, operator: Str(), time: Time },
    strict,
  ),
  example: { ...rentalExample, adjustmentId, reason: 'It was paid back already', operator: 'ivo', time },
});

const ofRental = Obj({ rentalId: RentalId }, strict);
const ofAdjustment = Obj({ rentalId: RentalId, adjustmentId: AdjustmentId }, strict);
const answer = { status: 200, body: RentalCharge, example: rentalChargeExample } as const;
const reasonOnly = Obj({ reason: OperatorReason }, strict);

export const postAdjustment = route({
  id: 'adjustCharge',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/charge/adjustments',
  summary: 'Reduce a charge, add to it, or refund all of it',
  description:
    'The charge is credited and another one takes its place, with a line for the adjustment. Above the limit of the stage it waits for a second operator: then the answer has `pending`, and nothing is changed yet.',
  principals: ['operator'],
  params: ofRental,
  body: Obj(
    {
      revision: Integer({ minimum: 1, description: 'Of the charge that you have seen' }),
      change: AdjustmentChange,
      reason: OperatorReason,
    },
    strict,
  ),
  bodyExample: { revision: 1, change: { kind: 'AMOUNT', amount: -500 }, reason: 'The car was dirty' },
  command: adjustCharge,
  success: { ...answer, description: 'The charge as it is now' },
  errors: [
    chargeUnknown.code,
    chargeNotFinal.code,
    chargeChanged.code,
    adjustmentNotPossible.code,
    adjustmentWaits.code,
  ],
});
export const postApproval = route({
  id: 'approveAdjustment',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/charge/adjustments/{adjustmentId}/approve',
  summary: 'Approve an adjustment as a second operator',
  principals: ['operator'],
  params: ofAdjustment,
  command: approveAdjustment,
  success: { ...answer, description: 'The charge as it is now' },
  errors: [
    chargeUnknown.code,
    adjustmentUnknown.code,
    secondPersonNeeded.code,
    chargeNotFinal.code,
    chargeChanged.code,
  ],
});
export const postRejection = route({
  id: 'rejectAdjustment',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/charge/adjustments/{adjustmentId}/reject',
  summary: 'Reject an adjustment that waits, or take back the own one',
  principals: ['operator'],
  params: ofAdjustment,
  body: reasonOnly,
  bodyExample: { reason: 'It was paid back already' },
  command: rejectAdjustment,
  success: { ...answer, description: 'The charge, which is as it was' },
  errors: [chargeUnknown.code, adjustmentUnknown.code],
});
export const postRating = route({
  id: 'rateRental',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/charge/rate',
  summary: 'Give what was missing to charge a rental',
  description:
    'For a rental that could not be charged: a version of a tariff, or the periods with their times, or both. What is not given stays as it was recorded.',
  principals: ['operator'],
  params: ofRental,
  body: Obj(
    { tariff: Optional(TariffVersion), periods: Optional(Usage.properties.periods), reason: OperatorReason },
    strict,
  ),
  bodyExample: { tariff: { tariffId: 'city', version: 1 }, reason: 'The tariff came late' },
  command: rateRental,
  success: { ...answer, description: 'The charge' },
  errors: [chargeUnknown.code, chargeIsRated.code, ratingNotPossible.code],
});
export const postWriteOff = route({
  id: 'writeOffCharge',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/charge/write-off',
  summary: 'Charge nothing for a rental that could not be charged',
  principals: ['operator'],
  params: ofRental,
  body: reasonOnly,
  bodyExample: { reason: 'The car never moved' },
  command: writeOffCharge,
  success: { ...answer, description: 'The charge of zero' },
  errors: [chargeUnknown.code, chargeIsRated.code, chargeStands.code, ratingNotPossible.code],
});

const page = {
  status: 200,
  body: Obj({ charges: List(RentalCharge), cursor: Optional(Str()) }, strict),
  example: { charges: [rentalChargeExample] },
} as const;
export const DayQuery = Str({ pattern: DAY_PATTERN, description: 'A day, UTC' });

export const listAllCharges = route({
  id: 'listAllCharges',
  method: 'GET',
  path: '/v1/charges',
  summary: 'All charges of a day, newest first',
  description:
    'Each rental is in the list of the day on which its charge was made or changed last. Without `day`: today.',
  principals: ['operator'],
  query: Obj({ ...pageQuery.properties, day: Optional(DayQuery) }, strict),
  success: { ...page, description: 'A page of charges; `cursor` when there are more' },
  errors: [],
});
export const listChargesOfRider = route({
  id: 'listChargesOfRider',
  method: 'GET',
  path: '/v1/riders/{riderId}/charges',
  summary: 'The charges of a rider, newest first',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
  query: pageQuery,
  success: { ...page, description: 'A page of charges; `cursor` when there are more' },
  errors: [],
});

/** An adjustment that waits, with the rental that it is of. */
export const WaitingAdjustment = Obj(
  { ...ofARental, currency: Str(), adjustment: PendingAdjustment },
  strict,
);
export type WaitingAdjustment = Static<typeof WaitingAdjustment>;

export const listAdjustments = route({
  id: 'listAdjustments',
  method: 'GET',
  path: '/v1/charges/adjustments',
  summary: 'Adjustments that wait for a second operator',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page, the oldest first; `cursor` when there are more',
    body: Obj({ adjustments: List(WaitingAdjustment), cursor: Optional(Str()) }, strict),
    example: { adjustments: [{ ...rentalExample, currency: 'EUR', adjustment: pendingExample }] },
  },
  errors: [],
});
