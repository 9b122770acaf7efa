// Made from shared/contracts by `npm run docs`. Do not edit.
import type { CallOptions, ChangeOptions } from '../options.ts';
import type { Pages } from '../pages.ts';
import type { Route } from '../route.ts';

/** The codes that the platform answers with. */
export type ErrorCode =
  | 'ADJUSTMENT_NOT_POSSIBLE'
  | 'ADJUSTMENT_UNKNOWN'
  | 'ADJUSTMENT_WAITS'
  | 'BAD_JSON'
  | 'BAD_REQUEST'
  | 'CALLBACK_REFUSED'
  | 'CARD_DATA_REFUSED'
  | 'CAR_MOVED'
  | 'CAR_NOT_FREE'
  | 'CAR_NOT_LOCKED'
  | 'CHARGE_CHANGED'
  | 'CHARGE_IS_RATED'
  | 'CHARGE_NOT_FINAL'
  | 'CHARGE_STANDS'
  | 'CHARGE_UNKNOWN'
  | 'COMMAND_IN_PROGRESS'
  | 'COUPON_NOT_VALID'
  | 'COUPON_OF_ANOTHER_PARTNER'
  | 'COUPON_OVER'
  | 'COUPON_REDEEMED'
  | 'CREDENTIALS_NOT_READY'
  | 'CREDIT_TOO_HIGH'
  | 'DAMAGE_REPORTS_TOO_MANY'
  | 'DAMAGE_REPORT_OUT_OF_PHASE'
  | 'DOORS_OPEN'
  | 'ENGINE_ON'
  | 'EVENT_TYPE_NOT_ALLOWED'
  | 'EVENT_TYPE_UNKNOWN'
  | 'EVIDENCE_UNKNOWN'
  | 'EXCHANGE_NOT_VALID'
  | 'EXCHANGE_PARTNER_FIXED'
  | 'EXCHANGE_UNKNOWN'
  | 'EXPIRED'
  | 'FEATURE_BOUGHT'
  | 'FEATURE_LIST_CHANGED'
  | 'FEATURE_LIST_NOT_VALID'
  | 'FEATURE_NOT_ACTIVE'
  | 'FEATURE_NOT_FOR_MODEL'
  | 'FEATURE_UNKNOWN'
  | 'FEATURE_VOUCHER_NOT_THERE'
  | 'FEE_AMOUNT_NOT_POSSIBLE'
  | 'FEE_LIST_NOT_VALID'
  | 'FEE_SETTLED'
  | 'FEE_UNKNOWN'
  | 'FORBIDDEN'
  | 'FUEL_CARD_MISSING'
  | 'GIVEN_OFFER_UNKNOWN'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INTERNAL'
  | 'KEY_FOB_MISSING'
  | 'LICENCE_CLASS_MISSING'
  | 'LICENCE_EXPIRED'
  | 'LICENCE_NOT_VERIFIED'
  | 'METHOD_NOT_ALLOWED'
  | 'NOT_ENOUGH_POINTS'
  | 'NOT_FOUND'
  | 'NOT_RECONCILED'
  | 'NO_PARKING_ZONE'
  | 'NO_PROGRAMME'
  | 'OBJECTION_TOO_LATE'
  | 'OFFER_NOT_VALID'
  | 'OFFER_OVER'
  | 'OFFER_UNKNOWN'
  | 'OFFER_USED_UP'
  | 'OPTIONS_NOT_POSSIBLE'
  | 'OUTSIDE_SERVICE_AREA'
  | 'PARTNER_MESSAGE_NOT_GENUINE'
  | 'PARTNER_MESSAGE_NOT_VALID'
  | 'PARTNER_UNKNOWN'
  | 'PAYMENT_DECLINED'
  | 'PAYMENT_METHOD_MISSING'
  | 'PAYMENT_NEEDS_AUTHENTICATION'
  | 'PAYMENT_NOT_DUE'
  | 'PAYMENT_UNKNOWN'
  | 'PHONE_CHALLENGE_UNKNOWN'
  | 'PHONE_KEYS_TOO_MANY'
  | 'PHONE_KEY_KNOWN'
  | 'PHONE_KEY_REVOKED'
  | 'PHONE_KEY_UNKNOWN'
  | 'PHONE_PROOF_INVALID'
  | 'POINTS_RENTAL_UNKNOWN'
  | 'POINTS_USED_UP'
  | 'POINT_VALUE_FIXED'
  | 'POSITION_UNKNOWN'
  | 'PROGRAMME_NOT_VALID'
  | 'PROMOTION_CODE_NOT_VALID'
  | 'PROMOTION_CODE_REDEEMED'
  | 'PROMOTION_NOT_VALID'
  | 'PROMOTION_UNKNOWN'
  | 'QUOTE_NOT_POSSIBLE'
  | 'RATING_NOT_POSSIBLE'
  | 'RENTAL_BUSY'
  | 'RENTAL_IN_USE'
  | 'RENTAL_NOT_IN_USE'
  | 'RENTAL_NOT_PAUSED'
  | 'RENTAL_NOT_RESERVED'
  | 'RENTAL_OVER'
  | 'RENTAL_UNKNOWN'
  | 'RESERVATION_ALREADY_EXTENDED'
  | 'RESERVATION_EXPIRED'
  | 'RIDER_BLOCKED'
  | 'RIDER_ERASED'
  | 'RIDER_HAS_RENTAL'
  | 'RIDER_MATTERS_OPEN'
  | 'RIDER_NOT_REGISTERED'
  | 'RIDER_STILL_RENTS'
  | 'RIDER_TOO_YOUNG'
  | 'RIDER_UNDER_REVIEW'
  | 'RIDER_UNPAID_BALANCE'
  | 'SECOND_PERSON_NEEDED'
  | 'TARIFF_CHANGED'
  | 'TARIFF_CHOSEN'
  | 'TARIFF_FROM_TOO_EARLY'
  | 'TARIFF_NOT_VALID'
  | 'TARIFF_RETIRED'
  | 'TARIFF_UNKNOWN'
  | 'TARIFF_WITHOUT_DRAFT'
  | 'TOO_FEW_POINTS'
  | 'TOO_MANY_GRANTS'
  | 'TOO_MANY_REQUESTS'
  | 'TOO_MANY_WEBHOOK_ENDPOINTS'
  | 'TRANSFER_NOT_OF_RATE'
  | 'TRANSFER_SETTLED'
  | 'TRANSFER_UNKNOWN'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE'
  | 'UNDECIDABLE'
  | 'UNDECODABLE'
  | 'VEHICLE_ALREADY_REGISTERED'
  | 'VEHICLE_NEVER_CONNECTED'
  | 'VEHICLE_NOT_REPORTED'
  | 'VEHICLE_STATE_UNKNOWN'
  | 'VEHICLE_UNKNOWN'
  | 'VOUCHER_RENTAL_UNKNOWN'
  | 'WAITS_FOR_EARLIER'
  | 'WEBHOOK_DELIVERY_UNKNOWN'
  | 'WEBHOOK_ENDPOINT_DISABLED'
  | 'WEBHOOK_ENDPOINT_UNKNOWN'
  | 'WEBHOOK_SECRET_NOT_VALID'
  | 'WEBHOOK_URL_NOT_ALLOWED'
  | 'ZONES_NOT_VALID';

/** The version of the WebSocket messages, as its subprotocol. */
export const SUBPROTOCOL = 'roadstream.v1';

/** What happened, by its type: the data of the pushes. What only operators get is optional. */
export interface PushedEvents {
  /** Another authorization for a running rental was declined: less is reserved than it may cost. The rental goes on, and the rest is charged when it is over */
  'billing.authorization-short.v1': {
    /** The subject of the rider’s tokens */
    accountId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    /** RFC 3339, UTC */
    time: string;
    paymentId: string;
    money: ProviderMoney;
    /** Minor units */
    reserved: number;
  };
  /** A rental is over and could not be charged: an operator has to see to it */
  'billing.charge-not-rated.v1': {
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    usage: RentalsUsage;
    problem: NotRated;
    /** RFC 3339, UTC */
    time: string;
  };
  /** What a rental costs, line by line, and what it rests on. At zero when nothing is due */
  'billing.charged.v1': {
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    revision: number;
    reason: ChargeReason;
    charge: Charge;
    usage: RentalsUsage;
    adjustments?: readonly Adjustment[];
    by?: DecidedBy;
    movement: Movement;
    /** RFC 3339, UTC */
    time: string;
  };
  /** An operator gives account credit, which pays before the card does */
  'billing.credit-granted.v1': {
    /** The subject of the rider’s tokens */
    accountId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    creditId: string;
    money: ProviderMoney;
    reason: string;
    operator: string;
    movement: Movement;
    /** RFC 3339, UTC */
    time: string;
  };
  /** A charge does not count any more: another one takes its place */
  'billing.credited.v1': {
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    revision: number;
    reason: ChargeReason;
    currency: string;
    /** What was charged, minor units */
    total: number;
    movement: Movement;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car has the feature, and the rider owes its price */
  'billing.feature-activated.v1': {
    /** A bought feature of a car */
    entitlementId: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    feature: string;
    /** RFC 3339, UTC */
    until: string;
    charge: Charge;
    movement: Movement;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car has the feature no more: its time or the rental is over */
  'billing.feature-ended.v1': {
    /** A bought feature of a car */
    entitlementId: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    feature: string;
    why: 'EXPIRED' | 'WITHDRAWN' | 'RENTAL_OVER';
    /** RFC 3339, UTC */
    time: string;
  };
  /** An operator has ended a feature early: it is credited */
  'billing.feature-refunded.v1': {
    /** A bought feature of a car */
    entitlementId: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    feature: string;
    charge: Charge;
    movement: Movement;
    reason: string;
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car does not get the feature, and nothing is charged */
  'billing.feature-refused.v1': {
    /** A bought feature of a car */
    entitlementId: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    feature: string;
    currency: string;
    reason: 'PAYMENT_DECLINED' | 'RENTAL_OVER' | 'MALFORMED' | 'WRONG_VIN' | 'NOT_AUTHORISED' | 'OLD_VERSION' | 'LIFETIME_TOO_LONG' | 'EXPIRED' | 'NOT_YET_VALID' | 'UNKNOWN_FEATURE' | 'VEHICLE_MOVING' | 'NOT_PARKED' | 'VEHICLE_UNKNOWN' | 'NOT_CONFIRMED';
    /** RFC 3339, UTC */
    time: string;
  };
  /** There is a promotion code, with a budget of uses */
  'billing.promotion-created.v1': {
    promotionId: string;
    code: string;
    terms: PromotionTerms;
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** Nobody redeems the code any more. What was redeemed stays */
  'billing.promotion-stopped.v1': {
    promotionId: string;
    reason: string;
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** What differs between a day of the ledger and the provider’s balance */
  'billing.reconciled.v1': {
    /** A day, UTC */
    day: string;
    provider: string;
    there: number;
    here: number;
    fees: readonly SignedMoney[];
    payouts: readonly SignedMoney[];
    differing: number;
    differences: readonly BalanceDifference[];
    /** RFC 3339, UTC */
    time: string;
  };
  /** Points expire soon */
  'loyalty.points-expiring.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    points: number;
    /** RFC 3339, UTC */
    expiresAt: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** Points of a member moved: by how many, from where to where, and why */
  'loyalty.points-moved.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Its business key: there is one movement for it */
    movementId: string;
    sequence: number;
    reason: MovementReason;
    /** What it adds; negative for what it takes */
    pending: number;
    /** What it adds; negative for what it takes */
    active: number;
    /** What it adds; negative for what it takes */
    reserved: number;
    /** What it adds; negative for what it takes */
    owed: number;
    balance: Balance;
    worth: {
      amount: number;
      currency: string;
    };
    /** RFC 3339, UTC */
    time: string;
    lots: readonly LotShare[];
    awaits?: {
      rentalId: string;
      revision: number;
      /** What it adds; negative for what it takes */
      points: number;
      /** RFC 3339, UTC */
      activeAt: string;
      /** RFC 3339, UTC */
      expiresAt: string;
      /** RFC 3339, UTC */
      warnAt?: string;
    };
    reservation?: {
      rentalId: string;
      pointsId: string;
      shares: readonly LotShare[];
    };
    qualifying?: {
      month: string;
      /** What it adds; negative for what it takes */
      points: number;
      /** RFC 3339, UTC */
      until: string;
    };
    counted: readonly Counted[];
    countedInTotal?: readonly CountedInTotal[];
    spent?: {
      pointsId: string;
      shares: readonly LotShare[];
    };
  };
  /** The tier that a member has from now on; months that no longer count are left out */
  'loyalty.tier-reviewed.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    tier?: string;
    before?: string;
    qualifyingPoints: number;
    /** RFC 3339, UTC */
    time: string;
  };
  /** A transfer of points is settled: booked, refused, or forfeited; or was contradicted later */
  'loyalty.transfer-answered.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    transfer: Transfer;
    counted?: Counted;
    /** RFC 3339, UTC */
    time: string;
  };
  /** A rider is made an offer */
  'offers.issued.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Its business key: there is one step for it */
    movementId: string;
    reason: MoveReason;
    charge?: {
      rentalId: string;
      revision: number;
    };
    offer: GivenOffer;
    /** RFC 3339, UTC */
    time: string;
  };
  /** What became of an offer: seen, accepted, attached, redeemed, or over */
  'offers.moved.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** Its business key: there is one step for it */
    movementId: string;
    reason: MoveReason;
    charge?: {
      rentalId: string;
      revision: number;
    };
    offer: GivenOffer;
    /** RFC 3339, UTC */
    time: string;
  };
  /** Nothing is sent any more. Events are kept for 14 days and can be replayed */
  'partners.endpoint-disabled.v1': {
    partnerId: string;
    endpointId: string;
    reason: 'BY_PARTNER' | 'GONE' | 'FAILING';
    /** Where events are sent: https */
    url?: string;
    /** Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person */
    mailTo?: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** Every attempt has failed for some time: the owner is to be told */
  'partners.endpoint-failing.v1': {
    partnerId: string;
    endpointId: string;
    stage: 'FOURTH_FAILURE' | 'LAST_DAY';
    /** RFC 3339, UTC */
    since: string;
    error: string;
    /** Where events are sent: https */
    url?: string;
    /** Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person */
    mailTo?: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The bank wants the rider to authenticate, on the page that the link leads to. GET /v1/riders/me/payments/{paymentId} has it in the open */
  'payments.authentication-needed.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    reference: string;
    /** Personal: encrypted with the rider’s data key */
    link: string;
  };
  /** The amount is reserved, and can be captured until then */
  'payments.authorized.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    reference: string;
    /** RFC 3339, UTC */
    until: string;
  };
  /** The amount was taken, for good. What was reserved beyond it is released */
  'payments.captured.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    reference: string;
    provider: string;
  };
  /** All tries of the schedule have failed: the rider is restricted until this is paid */
  'payments.debt-overdue.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    attempts: number;
  };
  /** There is no money. An authorization is over then; a charge is tried again at `nextAttemptAt`, and stays due */
  'payments.declined.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    reason: PaymentDecline;
    retry: RetryAdvice;
    attempt: number;
    /** RFC 3339, UTC */
    nextAttemptAt?: string;
  };
  /** The dispute is over. WON: the amount has come back. LOST: the payer keeps it */
  'payments.dispute-closed.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    disputeId: string;
    outcome: 'WON' | 'LOST';
    provider: string;
  };
  /** The payer disputes the payment with the bank, which took the amount back for now */
  'payments.dispute-opened.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    disputeId: string;
    reason: string;
    /** RFC 3339, UTC */
    answerBy?: string;
    provider: string;
  };
  /** The amount was not given back, or came back to us. An operator has to see to it */
  'payments.refund-failed.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    refundId: string;
    reason: string;
    provider: string;
    wasRefunded?: true;
  };
  /** The amount was given back */
  'payments.refunded.v1': {
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The subject of the rider’s tokens */
    accountId: string;
    paymentId: string;
    purpose: Purpose;
    subject: string;
    rentalId?: string;
    /** Vehicle identification number (ISO 3779) */
    vin?: string;
    money: ProviderMoney;
    /** RFC 3339, UTC */
    time: string;
    refundId: string;
    provider: string;
  };
  /** The car can be reserved again */
  'rentals.back-in-service.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    reason: string;
    operator?: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The rider or an operator cancelled the reservation; the car is free */
  'rentals.cancelled.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    by?: DecidedBy;
    usage: RentalsUsage;
    /** RFC 3339, UTC */
    time: string;
  };
  /** A rented car has reported its state */
  'rentals.car-heard.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    car: CarStatus;
    /** RFC 3339, UTC */
    heardAt: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** A car of the fleet can be rented as soon as its position is known */
  'rentals.car-listed.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    model: string;
    plate?: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car is elsewhere without having been driven: it was towed, or worse */
  'rentals.car-moved.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    from: Point;
    to: Point;
    distanceMetres: number;
    /** RFC 3339, UTC */
    time: string;
  };
  /** Where a car was left, and its charge then */
  'rentals.car-placed.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    position: Point;
    chargePercent?: number;
    odometerKm?: number;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The charge of a rented car fell below what the car needs */
  'rentals.charge-low.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    chargePercent: number;
    /** RFC 3339, UTC */
    time: string;
  };
  /** A rented car does not answer: the rental goes on, and operators see it */
  'rentals.contact-lost.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** RFC 3339, UTC */
    since: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car is in contact again */
  'rentals.contact-restored.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car may be left where it is: a lock was requested from it */
  'rentals.end-allowed.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    requestId: string;
    /** RFC 3339, UTC */
    time: string;
    position?: Point;
    zonesVersion?: number;
  };
  /** The car did not answer or did not lock, or it is not known whether it did: the rental goes on */
  'rentals.end-failed.v1': Failed;
  /** The car may not be left like this: the rental goes on, in use while the doors are open, paused once the car is locked */
  'rentals.end-refused.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    requestId: string;
    /** RFC 3339, UTC */
    time: string;
    reason: string;
    detail: string;
    zone?: string;
    nearestAllowed?: NearestAllowed;
    locked: boolean;
    car?: CarStatus;
  };
  /** An end was requested: the car is to report its state or, for an operator, to lock at once */
  'rentals.end-requested.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    requestId: string;
    /** RFC 3339, UTC */
    time: string;
    by?: DecidedBy;
  };
  /** The rental is over. Time, position, odometer and charge are the car’s, except for those that `estimated` names; `by` says which operator ended it, and why */
  'rentals.ended.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    car: CarStatus;
    /** The fields that the car did not report and the platform estimated */
    estimated?: readonly ('time' | 'odometerKm' | 'chargePercent' | 'position')[];
    by?: DecidedBy;
    usage: RentalsUsage;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The vehicles room refused the grant */
  'rentals.grant-denied.v1': {
    rentalId: string;
    grantId: string;
    state: string;
  };
  /** The rider can fetch the signed grant */
  'rentals.grant-received.v1': {
    rentalId: string;
    grantId: string;
    state: string;
  };
  /** The car did not lock, or it is not known whether it did: the rental is in use as before */
  'rentals.pause-failed.v1': Failed;
  /** A lock was requested from the car; the rental goes on */
  'rentals.pause-requested.v1': Requested;
  /** The car is locked, and still rented */
  'rentals.paused.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    requestId: string;
    /** RFC 3339, UTC */
    time: string;
    car: CarStatus;
  };
  /** The reservation’s time was over; the car is free */
  'rentals.reservation-expired.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    usage: RentalsUsage;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The reservation was extended; there is no second extension */
  'rentals.reservation-extended.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** RFC 3339, UTC */
    reservedUntil: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car was opened out of reach before the reservation expired, and reports it only now: the reservation is restored */
  'rentals.reservation-restored.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    grantId: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car is kept for the rider */
  'rentals.reserved.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    requires: Requirements;
    model: string;
    tariff?: TariffVersion;
    options?: readonly string[];
    pricingZones?: readonly string[];
    /** RFC 3339, UTC */
    time: string;
    /** RFC 3339, UTC */
    reservedUntil: string;
  };
  /** The car did not unlock, or it is not known whether it did: the rental is paused as before */
  'rentals.resume-failed.v1': Failed;
  /** An unlock was requested from the paused car */
  'rentals.resume-requested.v1': Requested;
  /** The paused car is open again */
  'rentals.resumed.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    requestId: string;
    /** RFC 3339, UTC */
    time: string;
    car: CarStatus;
  };
  /** The car is, or may be, open after its rental: a lock was requested from it */
  'rentals.secure-requested.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    requestId: string;
    attempt: number;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car that was open after its rental is locked, and free again at the position that it reported */
  'rentals.secured.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    requestId: string;
    car?: CarStatus;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car is open and the rental runs; time, position, odometer and charge are the car’s */
  'rentals.started.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    requestId?: string;
    car: CarStatus;
    /** The fields that the car did not report and the platform estimated */
    estimated?: readonly ('time' | 'odometerKm' | 'chargePercent' | 'position')[];
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car cannot be reserved until it is back in service. Without `operator`, the platform did it */
  'rentals.taken-out-of-service.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    kind: OutOfServiceKind;
    reason: string;
    operator?: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car did not unlock, or it is not known whether it did: the reservation stands */
  'rentals.unlock-failed.v1': Failed;
  /** An unlock was requested from the car */
  'rentals.unlock-requested.v1': Requested;
  /** The usage of a rental that is over was corrected by what the car has reported since: it replaces the one before */
  'rentals.usage-corrected.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    /** The car has reported late that it was locked, opened again, or locked for the end during the rental; or it has reported its odometer, which had been estimated */
    reason: CorrectionReason;
    usage: RentalsUsage;
    rental: Rental;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The result of a request to the car. EXECUTED, REJECTED and EXPIRED are final. UNKNOWN means that no answer came in time; one of the three follows when the car is in contact again. */
  'vehicles.command-finished.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    commandId?: string;
    requestId: string;
    action: CarAction;
    booking?: string;
    result: CommandResult;
    reason?: string;
    mayHaveSucceeded: boolean;
    retryCanHelp: boolean;
    status?: CarStatus;
    /** RFC 3339, UTC */
    time: string;
    judged?: readonly ({
      field: JudgedField;
      estimated?: EstimatedBy;
      refused?: RefusedFor;
    })[];
  };
  /** The car has connected and reported its session, counter and clock */
  'vehicles.connected.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    session: string;
    counter: number;
    /** RFC 3339, UTC */
    clock: string;
    firmware: string;
    trust?: CarTrust;
    status: CarStatus;
    /** RFC 3339, UTC */
    time: string;
    judged?: readonly ({
      field: JudgedField;
      estimated?: EstimatedBy;
      refused?: RefusedFor;
    })[];
  };
  /** The car was started */
  'vehicles.drive-started.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    status: CarStatus;
    /** RFC 3339, UTC */
    time: string;
    judged?: readonly ({
      field: JudgedField;
      estimated?: EstimatedBy;
      refused?: RefusedFor;
    })[];
  };
  /** The platform takes the events of this log from number 1 on, in both lanes */
  'vehicles.log-accepted.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    /** The log whose events the car sends */
    log: number;
    reason: string;
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** The car was parked and its engine stopped */
  'vehicles.parked.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    status: CarStatus;
    /** RFC 3339, UTC */
    time: string;
    judged?: readonly ({
      field: JudgedField;
      estimated?: EstimatedBy;
      refused?: RefusedFor;
    })[];
  };
  /** A second word confirms a place that was left out of the events before, because the car can hardly have reached it: it has really moved */
  'vehicles.position-confirmed.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    position: Fix;
    /** RFC 3339, UTC */
    time: string;
    judged?: readonly ({
      field: JudgedField;
      estimated?: EstimatedBy;
      refused?: RefusedFor;
    })[];
  };
  /** A vehicle belongs to the fleet */
  'vehicles.registered.v1': {
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    model: string;
    plate?: string;
    /** RFC 3339, UTC */
    time: string;
  };
}

/** A method for each route. */
export interface Api {
  /** The last known position, charge and sensors of a vehicle. At most 60 s behind while a car drives; at once when it starts, parks or runs low. `GET /v1/vehicles/{vin}/twin`, for: operator. */
  getTwin(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
    },
    options?: CallOptions,
  ): Promise<Twin>;
  /** Where cars are, and how they are, for a map. The last valid values of up to 100 cars, as old as their twins. A car that has not reported yet is left out. `GET /v1/fleet/positions`, for: operator. */
  listPositions(
    input: {
      /** 1 to 100 VINs, with commas between them */
      vins: string;
    },
    options?: CallOptions,
  ): Promise<{
    positions: readonly Position[];
  }>;
  /** Take a vehicle’s log though it is lower. For a car whose last log was made by a wrong clock, and that does not follow the receipts (docs/key-protocol.md, 3): until then every log that it begins is too low, and its events are ignored. Only for a log that the platform has never taken. `POST /v1/vehicles/{vin}/accepted-log`, for: operator. */
  acceptVehicleLog(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      /** The log whose events the car sends */
      log: number;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** Vehicle identification number (ISO 3779) */
    vin: string;
    /** The log whose events the car sends */
    log: number;
  }>;
  /** Send a vehicle a signed command. docs/key-protocol.md says what each action does, and when the vehicle refuses it. After a command that ended UNKNOWN, the same one is sent again only when the result of the first is certain. `report` requests the vehicle’s state and is always safe. `POST /v1/vehicles/{vin}/commands`, for: operator. */
  commandVehicle(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      action: CarAction;
    },
    options?: ChangeOptions,
  ): Promise<{
    commandId: string;
  }>;
  /** Read a vehicle. `GET /v1/vehicles/{vin}`, for: operator. */
  getVehicle(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
    },
    options?: CallOptions,
  ): Promise<Vehicle>;
  /** Follow a command. `GET /v1/vehicles/{vin}/commands/{commandId}`, for: operator. */
  getVehicleCommand(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      commandId: string;
    },
    options?: CallOptions,
  ): Promise<VehicleCommand>;
  /** Register a vehicle. With `certificateRequest` (PKCS #10) the vehicle gets a certificate to connect with; it appears in GET /v1/vehicles/{vin} a moment later. `POST /v1/vehicles`, for: operator. */
  registerVehicle(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      model: string;
      plate?: string;
      /** PKCS #10, PEM */
      certificateRequest?: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** Vehicle identification number (ISO 3779) */
    vin: string;
  }>;
  /** Block a rider. `POST /v1/riders/{riderId}/block`, for: operator. */
  blockRider(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
  }>;
  /** Sign up, or change the profile. A licence that was submitted under another name or birth date has to be submitted again. `PUT /v1/riders/me`, for: rider. */
  signUp(
    input: {
      name: string;
      email: string;
      /** Such as 1990-05-17 */
      birthDate: string;
      /** E.164 */
      phone: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
  }>;
  /** Lift the block of a rider. `POST /v1/riders/{riderId}/unblock`, for: operator. */
  unblockRider(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
  }>;
  /** Read everything about oneself. `GET /v1/riders/me`, for: rider. */
  getMe(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    status: 'ACTIVE' | 'BLOCKED';
    profile: Profile;
    /** RFC 3339, UTC */
    signedUpAt: string;
    groups?: readonly string[];
    billingAddress?: BillingAddress;
    consents: readonly Consent[];
    licence?: OwnLicence;
    paymentMethod?: OwnPaymentMethod;
    paymentMethodCheck?: PaymentMethodCheck;
    phoneKeys: readonly OwnPhoneKey[];
  }>;
  /** Withdraw a consent. `DELETE /v1/riders/me/consents/{purpose}`, for: rider. */
  withdrawConsent(
    input: {
      purpose: RidersPurpose;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    purpose: RidersPurpose;
  }>;
  /** Consent to a purpose. `PUT /v1/riders/me/consents/{purpose}`, for: rider. */
  giveConsent(
    input: {
      purpose: RidersPurpose;
      /** Version of the text that the rider saw */
      textVersion: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    purpose: RidersPurpose;
  }>;
  /** Submit the own driving licence. A provider checks it: GET /v1/riders/me says PENDING until there is a result. It replaces a licence that was submitted before. `PUT /v1/riders/me/licence`, for: rider. */
  submitLicence(
    input: {
      /** As printed on the licence */
      number: string;
      classes: readonly LicenceClass[];
      /** The issuing country: ISO 3166-1 alpha-2 */
      country: string;
      /** A calendar day, such as 2031-06-30 */
      validUntil: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    status: LicenceStatus;
  }>;
  /** Set the payment method to use from now on. Takes the token that the payment provider gave the app, never a card number. The provider checks it: GET /v1/riders/me shows the result. `PUT /v1/riders/me/payment-method`, for: rider. */
  setPaymentMethod(
    input: {
      /** Letters, digits, `_`, `-`, `.` and `:` */
      token: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    paymentMethodId: string;
    status: 'PENDING';
  }>;
  /** Revoke the key of a phone. `DELETE /v1/riders/me/phone-keys/{phoneKeyId}`, for: rider. */
  revokePhoneKey(
    input: {
      phoneKeyId: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    phoneKeyId: string;
    /** Thumbprint of a P-256 public key: RFC 7638, SHA-256, base64url */
    thumbprint: string;
  }>;
  /** Get a challenge for a phone to sign. `POST /v1/riders/me/phone-challenges`, for: rider. */
  getPhoneChallenge(input?: Readonly<Record<string, never>>, options?: ChangeOptions): Promise<{
    challenge: string;
    /** RFC 3339, UTC */
    expires: string;
  }>;
  /** Register the key of a phone. The phone proves that it has the private key: it signs a challenge of the platform. `POST /v1/riders/me/phone-keys`, for: rider. */
  registerPhoneKey(
    input: {
      /** A JWS in compact form. Header: `alg` ES256, `typ` roadstream-phone-key+jws, `jwk` the public key. Payload: `rider`, `challenge` */
      proof: string;
      name?: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    phoneKeyId: string;
    /** Thumbprint of a P-256 public key: RFC 7638, SHA-256, base64url */
    thumbprint: string;
  }>;
  /** Erase oneself. Destroys the key of all personal data: it can no longer be read in tables, topics, backups or dead letters. This cannot be undone, and this account cannot sign up again. Records of rentals stay, under an id without a name. `DELETE /v1/riders/me`, for: rider. */
  eraseMe(input?: Readonly<Record<string, never>>, options?: ChangeOptions): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    status: 'ERASED';
  }>;
  /** Erase a rider at the rider’s request. For a request that does not come through the app. Does what DELETE /v1/riders/me does. The operator and the reason are kept, so the reason must not name a person. `POST /v1/riders/{riderId}/erase`, for: operator. */
  eraseRider(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    status: 'ERASED';
  }>;
  /** The groups of a rider, and who put the rider into them. `GET /v1/riders/{riderId}/groups`, for: operator. */
  getRiderGroups(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
    },
    options?: CallOptions,
  ): Promise<GroupsOfRider>;
  /** Put a rider into groups. These, and no others. The rule that chooses tariffs names groups. A rental that was reserved before keeps its tariff. `PUT /v1/riders/{riderId}/groups`, for: operator. */
  setRiderGroups(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      groups: readonly string[];
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<GroupsOfRider>;
  /** Have invoices made out to the own name alone. `DELETE /v1/riders/me/billing-address`, for: rider. */
  removeBillingAddress(input?: Readonly<Record<string, never>>, options?: ChangeOptions): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
  }>;
  /** Say to whom invoices are made out. Name or company, address and VAT id stand on invoices and credit notes that are issued from now on. Those that are issued stay as they are. `PUT /v1/riders/me/billing-address`, for: rider. */
  setBillingAddress(
    input: {
      /** Of the person or the company */
      name: string;
      street: string;
      /** A second line, such as a department */
      extra?: string;
      postcode?: string;
      city: string;
      /** ISO 3166-1, such as AD */
      country: string;
      /** With the prefix of the country, such as ESB12345678; blanks, points and hyphens do not matter */
      vatId?: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
  }>;
  /** Cancel a reservation. `POST /v1/rentals/{rentalId}/cancel`, for: rider. */
  cancelRental(
    input: {
      rentalId: string;
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** End the rental: the car locks. The car has to report its state, then to lock. Answers as soon as the rental is over, or as soon as it is known that it may not end like this (409, with the nearest place where it may); with the state ENDING when the car takes longer. The rental then shows the outcome: ENDED, or the state before with `lastFailure`. `POST /v1/rentals/{rentalId}/end`, for: rider. */
  endRental(
    input: {
      rentalId: string;
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** Read an own rental. `GET /v1/rentals/{rentalId}`, for: rider, operator. */
  getRental(
    input: {
      rentalId: string;
    },
    options?: CallOptions,
  ): Promise<Rental>;
  /** The own rentals, newest first. `GET /v1/rentals`, for: rider. */
  listRentals(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    rentals: readonly Rental[];
    cursor?: string;
  }, Rental>;
  /** Reserve a car. Kept for 15 minutes, and 15 more once (POST /v1/rentals/{rentalId}/extend). A rider has at most one active rental, and so has a car. With `tariff`, the version that the rider has seen, the answer is 409 TARIFF_CHANGED when another one is in force. `options` are those of the tariff that the rider chooses, such as a reduced excess. `POST /v1/rentals`, for: rider. */
  reserveCar(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      tariff?: TariffVersion;
      options?: readonly string[];
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** Unlock the reserved car. Answers after the decision, with the state UNLOCKING. The car’s answer moves it to IN_USE, or back to RESERVED with `lastFailure`. `POST /v1/rentals/{rentalId}/unlock`, for: rider. */
  unlockRental(
    input: {
      rentalId: string;
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** Fetch a grant of an own rental. `GET /v1/rentals/{rentalId}/grants/{grantId}`, for: rider. */
  getGrant(
    input: {
      rentalId: string;
      grantId: string;
    },
    options?: CallOptions,
  ): Promise<RentalGrant>;
  /** Request a grant for a phone. With a grant the phone opens the car without a network (docs/key-protocol.md). It is valid until the end of a reservation, or for 24 hours of a rental in use. Fetch it when it is ISSUED, a moment later; a push reports it. A phone that already has a grant that is valid for as long gets that one. `POST /v1/rentals/{rentalId}/grants`, for: rider. */
  requestGrant(
    input: {
      rentalId: string;
      phoneKeyId: string;
    },
    options?: ChangeOptions,
  ): Promise<RentalGrant>;
  /** Report damage found on the car, with photos. `before` the trip while the car is reserved, unlocking or in use; `after` it from the start to a day after the end. The answer has a link for each photo: upload it there, exactly as announced, within 15 minutes. For a day, the list of reports has new links. Photos are kept for 180 days. `POST /v1/rentals/{rentalId}/damage-reports`, for: rider. */
  createDamageReport(
    input: {
      rentalId: string;
      /** Whether it was found before the trip or at its end */
      phase: 'before' | 'after';
      /** Where on the car, seen in the direction of travel */
      zone: 'FRONT' | 'REAR' | 'LEFT' | 'RIGHT' | 'ROOF' | 'WINDOWS' | 'WHEELS' | 'INTERIOR';
      kind: 'SCRATCH' | 'DENT' | 'CRACK' | 'BROKEN' | 'MISSING' | 'DIRT' | 'OTHER';
      description?: string;
      photos: readonly ({
        contentType: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic';
        bytes: number;
        /** SHA-256 of its bytes, in base64, as in `x-amz-checksum-sha256` */
        sha256: string;
      })[];
    },
    options?: ChangeOptions,
  ): Promise<DamageReport>;
  /** The damage reports of a car, by rental, the newest rental first. `GET /v1/cars/{vin}/damage-reports`, for: operator. */
  listCarDamageReports(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      /** 1 to 20 rentals; 10 when absent */
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    rentals: readonly ({
      rentalId: string;
      /** The subject of the rider’s tokens */
      riderId: string;
      reports: readonly DamageReport[];
    })[];
    cursor?: string;
  }, {
    rentalId: string;
    /** The subject of the rider’s tokens */
    riderId: string;
    reports: readonly DamageReport[];
  }>;
  /** The damage reports of an own rental. With links to download the photos that have arrived, and links for the rider to upload the others. `GET /v1/rentals/{rentalId}/damage-reports`, for: rider, operator. */
  listDamageReports(
    input: {
      rentalId: string;
    },
    options?: CallOptions,
  ): Promise<{
    reports: readonly DamageReport[];
  }>;
  /** End a rental in the rider’s place. For a rider whose phone is dead, a car that was towed, is out of charge or does not answer. The car gets a request to lock. The rental then ends, whatever the car answers. What the car has not reported is estimated, and `estimated` names it. A car that has not locked cannot be rented until it has. A reservation is cancelled. The rental keeps who did it and why. `POST /v1/rentals/{rentalId}/end-by-operator`, for: operator. */
  endRentalByOperator(
    input: {
      rentalId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** Keep the reserved car for another 15 minutes, once. `POST /v1/rentals/{rentalId}/extend`, for: rider. */
  extendReservation(
    input: {
      rentalId: string;
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** Read the state of a car of the fleet. `GET /v1/cars/{vin}`, for: operator. */
  getFleetCar(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
    },
    options?: CallOptions,
  ): Promise<FleetCar>;
  /** The cars that need attention. Out of service, out of contact, moved without being driven, rented and low on charge, or not locked after a rental. `GET /v1/fleet/attention`, for: operator. */
  listAttention(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    cars: readonly FleetCar[];
    cursor?: string;
  }, FleetCar>;
  /** All cars of the fleet, by VIN. Each car as `GET /v1/cars/{vin}` shows it. Where a car is now: `GET /v1/fleet/positions`. `GET /v1/fleet/cars`, for: operator. */
  listFleetCars(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    cars: readonly FleetCar[];
    cursor?: string;
  }, FleetCar>;
  /** Lock the car and keep it. Answers after the decision, with the state PAUSING. The car’s answer moves it to PAUSED, or back to IN_USE with `lastFailure`. `POST /v1/rentals/{rentalId}/pause`, for: rider. */
  pauseRental(
    input: {
      rentalId: string;
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** Put a car back in service. `POST /v1/cars/{vin}/in-service`, for: operator. */
  putCarBackInService(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<FleetCar>;
  /** Unlock the paused car. Answers after the decision, with the state RESUMING. The car’s answer moves it to IN_USE, or back to PAUSED with `lastFailure`. `POST /v1/rentals/{rentalId}/resume`, for: rider. */
  resumeRental(
    input: {
      rentalId: string;
    },
    options?: ChangeOptions,
  ): Promise<Rental>;
  /** Take a car out of service. It cannot be reserved from now on. A reservation of it is cancelled; a running rental goes on to its end. `POST /v1/cars/{vin}/out-of-service`, for: operator. */
  takeCarOutOfService(
    input: {
      /** Vehicle identification number (ISO 3779) */
      vin: string;
      kind: OutOfServiceKind;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<FleetCar>;
  /** Lift a hold of a rider. `POST /v1/riders/{riderId}/holds/{hold}/lift`, for: operator. */
  liftRiderHold(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      hold: Hold;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    holds: readonly Hold[];
  }>;
  /** Keep a rider from beginning another rental. A running rental is not affected, and can be ended. `PUT /v1/riders/{riderId}/holds/{hold}`, for: operator. */
  placeRiderHold(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      hold: Hold;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    /** The subject of the rider’s tokens */
    riderId: string;
    holds: readonly Hold[];
  }>;
  /** Where rentals may end. `GET /v1/zones`, for: rider, operator. */
  getZones(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Zones>;
  /** Replace all zones. All of them, as a GeoJSON FeatureCollection of polygons. Without a service area a rental may end anywhere outside the no-parking zones. `PUT /v1/zones`, for: operator. */
  putZones(
    input: {
      type: 'FeatureCollection';
      features: readonly Zone[];
    },
    options?: ChangeOptions,
  ): Promise<{
    version: number;
    zones: number;
  }>;
  /** Find free cars near a point, nearest first. The answer has every matching car within `completeWithinMetres`. That is the distance of its last car when there are more, and less than `radiusMetres` when very many cars do not match. `GET /v1/cars`, for: rider, operator. */
  findCars(
    input: {
      /** latitude,longitude in degrees */
      near: string;
      /** 1 to 10,000 metres; 2,000 when absent */
      radiusMetres?: number | string;
      /** 1 to 50 cars; 10 when absent */
      limit?: number | string;
      /** At most this long a walk */
      maxWalkingMinutes?: number | string;
      /** At least this charge */
      minChargePercent?: number | string;
      /** At least this range */
      minRangeKm?: number | string;
      /** At least this many seats */
      minSeats?: number | string;
      model?: string;
      class?: VehicleClass;
      propulsion?: Propulsion;
    },
    options?: CallOptions,
  ): Promise<{
    cars: readonly FreeCar[];
    completeWithinMetres: number;
  }>;
  /** How points are earned, and what they are worth. `GET /v1/points-programme`, for: rider, operator. */
  getPointsProgramme(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<PublishedProgramme>;
  /** How many points all members together got by the rules that limit this, in the present period. `GET /v1/points-programme/totals`, for: operator. */
  getPointsProgrammeTotals(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    totals: readonly ({
      ruleId: string;
      per: LimitPeriod;
      /** The present one, by the clock of the time zone, such as 2026-01 */
      period: string;
      most: number;
      /** To all members together */
      given: number;
    })[];
  }>;
  /** Publish the programme for points. It replaces the one before. What was earned stays; the value of a point never changes. `PUT /v1/points-programme`, for: operator. */
  publishPointsProgramme(
    input: {
      name: string;
      /** IANA, such as Europe/Andorra */
      timeZone: string;
      value: {
        points: number;
        /** Minor units: cents of EUR */
        amount: number;
        currency: string;
      };
      earning: readonly ({
        ruleId: string;
        for: {
          kind: 'charge';
          /** Minor units: cents of EUR */
          each: number;
          currency: string;
        } | {
          kind: 'distance';
          eachMetres: number;
        } | {
          kind: 'rental';
        } | {
          kind: 'first-rental';
        };
        points: number;
        when?: Conditions;
        most?: {
          points: number;
          per: LimitPeriod;
        };
        mostInTotal?: {
          points: number;
          per: LimitPeriod;
        };
      })[];
      multipliers: readonly ({
        multiplierId: string;
        /** From 1 to 10.99 */
        factor: string;
        when?: Conditions;
        tiers?: readonly string[];
      })[];
      pendingDays: number;
      expiry?: {
        months: number;
        warnDays: number;
      };
      tiers: {
        qualifyingMonths: number;
        levels: readonly ({
          tierId: string;
          name: string;
          /** Points that were earned within the qualifying months */
          from: number;
        })[];
      };
      spending: {
        leastPoints: number;
      };
    },
    options?: ChangeOptions,
  ): Promise<PublishedProgramme>;
  /** The own points, with what expires and what the next tier needs. `GET /v1/riders/me/points`, for: rider. */
  getPoints(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<MemberPoints>;
  /** The points of a rider. `GET /v1/riders/{riderId}/points`, for: operator. */
  getRiderPoints(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
    },
    options?: CallOptions,
  ): Promise<MemberPoints>;
  /** Every movement of the own points with its reason, newest first. `GET /v1/riders/me/points/movements`, for: rider. */
  listPoints(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    movements: readonly PointsLine[];
    cursor?: string;
  }, PointsLine>;
  /** Every movement of a rider’s points with its reason, newest first. `GET /v1/riders/{riderId}/points/movements`, for: operator. */
  listRiderPoints(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    movements: readonly PointsLine[];
    cursor?: string;
  }, PointsLine>;
  /** Give points to a rider, or take some, with a reason. `POST /v1/riders/{riderId}/points/adjustments`, for: operator. */
  adjustRiderPoints(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      points: number;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<Balance>;
  /** Pay a part of a rental with points. Sets points aside until the rental is charged, in the place of those before. The charge lists what it used; the rest is free again. `PUT /v1/rentals/{rentalId}/points`, for: rider. */
  reserveRentalPoints(
    input: {
      rentalId: string;
      points: number;
    },
    options?: ChangeOptions,
  ): Promise<{
    rentalId: string;
    points: number;
    amount: number;
    currency: string;
    balance: Balance;
  }>;
  /** The programmes with which points are exchanged, and their rates. `GET /v1/points-partners`, for: rider, operator. */
  listPointsPartners(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    programmes: readonly PublishedExchange[];
    cursor?: string;
  }, PublishedExchange>;
  /** Publish the rates at which points are exchanged with the programme of a partner. Transfers that were requested before keep their rate. Without `out` or `in`, none go that way. `PUT /v1/points-partners/{programmeId}`, for: operator. */
  publishPointsPartner(
    input: {
      programmeId: string;
      name: string;
      partnerId: string;
      out?: {
        ours: number;
        theirs: number;
        least: number;
        step: number;
        most?: {
          points: number;
          per: LimitPeriod;
        };
      };
      in?: {
        ours: number;
        theirs: number;
        least: number;
        step: number;
        most?: {
          points: number;
          per: LimitPeriod;
        };
      };
      answerDays: number;
    },
    options?: ChangeOptions,
  ): Promise<PublishedExchange>;
  /** The transfers to and from a programme, for its statement. `GET /v1/points-partners/{programmeId}/transfers`, for: operator. */
  listPointsPartnerTransfers(
    input: {
      programmeId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    transfers: readonly Transfer[];
    cursor?: string;
  }, Transfer>;
  /** The own transfers, and what became of them. `GET /v1/riders/me/points/transfers`, for: rider. */
  listPointsTransfers(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    transfers: readonly Transfer[];
    cursor?: string;
  }, Transfer>;
  /** Settle a transfer that the partner does not answer, by its statement. `POST /v1/riders/{riderId}/points/transfers/{transferId}/settlement`, for: operator. */
  settlePointsTransfer(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      /** The same on both sides */
      transferId: string;
      answer: 'BOOKED' | 'REFUSED';
      reason: string;
      /** Of the booking, by whoever booked it */
      reference?: string;
    },
    options?: ChangeOptions,
  ): Promise<Transfer>;
  /** Transfer points to the programme of a partner, or from there. Pending until the partner answers. Points that go are set aside meanwhile, and free again when it refuses. Where the partner does not know you, tell it the `transferId`. `POST /v1/riders/me/points/transfers`, for: rider. */
  transferPoints(
    input: {
      programmeId: string;
      direction: 'OUT' | 'IN';
      /** Of the programme that gives */
      points: number;
    },
    options?: ChangeOptions,
  ): Promise<Transfer>;
  /** An offer, and how much of its budget is used. `GET /v1/offers/{offerId}`, for: operator. */
  getOffer(
    input: {
      offerId: string;
    },
    options?: CallOptions,
  ): Promise<CountedOffer>;
  /** The offers with what is used of their budgets, those that changed last first. `GET /v1/offers`, for: operator. */
  listOffers(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    offers: readonly CountedOffer[];
    cursor?: string;
  }, CountedOffer>;
  /** Stop an offer. Nobody is made it any more, some seconds later. What riders accepted stays. PUT starts it again. `POST /v1/offers/{offerId}/stop`, for: operator. */
  stopOffer(
    input: {
      offerId: string;
    },
    options?: ChangeOptions,
  ): Promise<PublishedOffer>;
  /** Publish an offer, or its next version. Riders are made the version in force. What they were given before keeps its terms. `PUT /v1/offers/{offerId}`, for: operator. */
  publishOffer(
    input: {
      offerId: string;
      partner: {
        partnerId?: string;
        name: string;
      };
      places: readonly OfferPlace[];
      trigger: Trigger;
      audience: {
        tiers?: readonly string[];
        models?: readonly string[];
      };
      benefit: Benefit;
      limits: {
        perRider: number;
        /** By the clock of the time zone */
        perDay?: number;
        uses?: number;
        /** In the benefit’s currency */
        amount?: number;
      };
      /** IANA, such as Europe/Andorra */
      timeZone: string;
      valid: {
        /** RFC 3339, UTC */
        from: string;
        /** RFC 3339, UTC */
        until: string;
      };
      when?: {
        /** `from` inclusive, `to` exclusive; a range may pass midnight */
        timesOfDay?: readonly ({
          /** What the clock shows, in the time zone */
          from: string;
          /** What the clock shows, in the time zone */
          to: string;
        })[];
        /** By the date that the clock shows */
        weekdays?: readonly ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
        /** Both days inclusive */
        dates?: readonly ({
          from: string;
          to: string;
        })[];
      };
      priority: number;
      lifetime: {
        answerMinutes: number;
        useHours: number;
      };
      texts: readonly OfferText[];
    },
    options?: ChangeOptions,
  ): Promise<PublishedOffer>;
  /** Take the vouchers off a rental again. They are free for another rental when this one is charged. `DELETE /v1/rentals/{rentalId}/voucher`, for: rider. */
  detachVoucher(
    input: {
      rentalId: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    rentalId: string;
  }>;
  /** An offer that was made to you, and why. Says the trigger, the place, the consent, and why others were not made at that moment. `GET /v1/riders/me/offers/{issueId}`, for: rider. */
  getGivenOffer(
    input: {
      issueId: string;
    },
    options?: CallOptions,
  ): Promise<GivenOffer>;
  /** The offers that were made to you, newest first. `GET /v1/riders/me/offers`, for: rider. */
  listGivenOffers(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    offers: readonly GivenOffer[];
    cursor?: string;
  }, GivenOffer>;
  /** Accept an offer. Takes a use of its budget, which comes back when the offer is not used in time. `POST /v1/riders/me/offers/{issueId}/accept`, for: rider. */
  acceptGivenOffer(
    input: {
      issueId: string;
    },
    options?: ChangeOptions,
  ): Promise<GivenOffer>;
  /** Decline an offer, or give back what was accepted. `POST /v1/riders/me/offers/{issueId}/decline`, for: rider. */
  declineGivenOffer(
    input: {
      issueId: string;
    },
    options?: ChangeOptions,
  ): Promise<GivenOffer>;
  /** Say that the offer was shown. `POST /v1/riders/me/offers/{issueId}/seen`, for: rider. */
  seeGivenOffer(
    input: {
      issueId: string;
    },
    options?: ChangeOptions,
  ): Promise<GivenOffer>;
  /** Pay a part of a rental, or of a feature of its car, with a voucher. One for the rental, and one for a feature: each takes the place of the one before. The charge lists what it took off. A voucher that was not used when the rental is charged is free again. `PUT /v1/rentals/{rentalId}/voucher`, for: rider. */
  attachVoucher(
    input: {
      rentalId: string;
      issueId: string;
    },
    options?: ChangeOptions,
  ): Promise<GivenOffer>;
  /** The code of an accepted coupon, to be shown as a QR code. `GET /v1/riders/me/offers/{issueId}/code`, for: rider. */
  getCouponCode(
    input: {
      issueId: string;
    },
    options?: CallOptions,
  ): Promise<{
    code: string;
    /** RFC 3339, UTC */
    useUntil: string;
  }>;
  /** The public keys that check codes of coupons (RFC 7517). `GET /v1/offer-keys`, for: everybody. */
  getCouponKeys(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    keys: readonly ({
      kty: 'EC';
      crv: 'P-256';
      x: string;
      y: string;
      kid: string;
      alg: 'ES256';
      use: 'sig';
    })[];
  }>;
  /** Redeem a coupon, once. A partner redeems the coupons of offers that name it; operators redeem any. The same request with the same `Idempotency-Key` is answered the same. `POST /v1/offer-redemptions`, for: partner, operator. */
  redeemCoupon(
    input: {
      code: string;
      amount?: number;
    },
    options?: ChangeOptions,
  ): Promise<{
    couponId: string;
    offerId: string;
    benefit: Benefit;
    amount?: number;
    /** RFC 3339, UTC */
    redeemedAt: string;
  }>;
  /** Get a ticket for a WebSocket connection. Opens one connection within 60 seconds: `new WebSocket(url, [protocol, ticket])`. A rider receives what concerns them, an operator what concerns the whole fleet. The AsyncAPI document has the messages. `POST /v1/realtime/tickets`, for: rider, operator. */
  createRealtimeTicket(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** A secret; it works only once */
    ticket: string;
    /** Where to connect */
    url: string;
    protocol: 'roadstream.v1';
    /** RFC 3339, UTC */
    expires: string;
  }>;
  /** Replace the alerts for riders. Replaces all alerts. The GBFS feed shows each one until its end, so every app that finds cars can show it. `PUT /v1/alerts`, for: operator. */
  putAlerts(
    input: {
      alerts: readonly Alert[];
    },
    options?: ChangeOptions,
  ): Promise<{
    alerts: readonly Alert[];
  }>;
  /** Alerts for riders. Public. Caches may keep it for as long as `cache-control` says, at most 60 s. `GET /gbfs/3/system_alerts.json`, for: everybody. */
  getAlerts(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** RFC 3339, UTC */
    last_updated: string;
    ttl: number;
    version: '3.0';
    data: {
      alerts: readonly ({
        alert_id: string;
        type: 'system_closure' | 'other';
        times?: readonly ({
          /** RFC 3339, UTC */
          start: string;
          /** RFC 3339, UTC */
          end?: string;
        })[];
        summary: readonly ({
          text: string;
          language: 'en';
        })[];
        description?: readonly ({
          text: string;
          language: 'en';
        })[];
        /** RFC 3339, UTC */
        last_updated: string;
      })[];
    };
  }>;
  /** Where the documents of the public feed are. Public. Caches may keep it for as long as `cache-control` says, at most 300 s. `GET /gbfs/3/gbfs.json`, for: everybody. */
  getGbfs(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** RFC 3339, UTC */
    last_updated: string;
    ttl: number;
    version: '3.0';
    data: {
      feeds: readonly ({
        name: 'system_information' | 'vehicle_types' | 'vehicle_status' | 'geofencing_zones' | 'system_pricing_plans' | 'system_alerts';
        url: string;
      })[];
    };
  }>;
  /** Where rentals may end. Public. Caches may keep it for as long as `cache-control` says, at most 60 s. `GET /gbfs/3/geofencing_zones.json`, for: everybody. */
  getGeofencingZones(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** RFC 3339, UTC */
    last_updated: string;
    ttl: number;
    version: '3.0';
    data: {
      geofencing_zones: {
        type: 'FeatureCollection';
        features: readonly ({
          type: 'Feature';
          geometry: {
            type: 'MultiPolygon';
            coordinates: readonly (readonly (readonly (readonly number[])[])[])[];
          };
          properties: {
            name: readonly ({
              text: string;
              language: 'en';
            })[];
            rules: readonly ({
              ride_start_allowed: boolean;
              ride_end_allowed: boolean;
              ride_through_allowed: boolean;
            })[];
          };
        })[];
      };
      global_rules: readonly ({
        ride_start_allowed: boolean;
        ride_end_allowed: boolean;
        ride_through_allowed: boolean;
      })[];
    };
  }>;
  /** What driving costs. Public. Caches may keep it for as long as `cache-control` says, at most 300 s. `GET /gbfs/3/system_pricing_plans.json`, for: everybody. */
  getPricingPlans(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** RFC 3339, UTC */
    last_updated: string;
    ttl: number;
    version: '3.0';
    data: {
      plans: readonly ({
        plan_id: string;
        name: readonly ({
          text: string;
          language: 'en';
        })[];
        description: readonly ({
          text: string;
          language: 'en';
        })[];
        currency: string;
        price: number;
        is_taxable: boolean;
        per_min_pricing: readonly ({
          start: number;
          end?: number;
          rate: number;
          interval: number;
        })[];
        per_km_pricing: readonly ({
          start: number;
          end?: number;
          rate: number;
          interval: number;
        })[];
      })[];
    };
  }>;
  /** Who runs the system, and where. Public. Caches may keep it for as long as `cache-control` says, at most 300 s. `GET /gbfs/3/system_information.json`, for: everybody. */
  getSystemInformation(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** RFC 3339, UTC */
    last_updated: string;
    ttl: number;
    version: '3.0';
    data: {
      system_id: string;
      languages: readonly ('en')[];
      name: readonly ({
        text: string;
        language: 'en';
      })[];
      operator: readonly ({
        text: string;
        language: 'en';
      })[];
      opening_hours: string;
      start_date: string;
      feed_contact_email: string;
      timezone: string;
      license_id: string;
    };
  }>;
  /** The cars that can be rented now. Public. Caches may keep it for as long as `cache-control` says, at most 60 s. `GET /gbfs/3/vehicle_status.json`, for: everybody. */
  getVehicleStatus(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** RFC 3339, UTC */
    last_updated: string;
    ttl: number;
    version: '3.0';
    data: {
      vehicles: readonly ({
        vehicle_id: string;
        lat: number;
        lon: number;
        is_reserved: false;
        is_disabled: false;
        vehicle_type_id: string;
        /** RFC 3339, UTC */
        last_reported: string;
        current_range_meters: number;
        current_fuel_percent: number;
      })[];
    };
  }>;
  /** The models of the fleet. Public. Caches may keep it for as long as `cache-control` says, at most 300 s. `GET /gbfs/3/vehicle_types.json`, for: everybody. */
  getVehicleTypes(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    /** RFC 3339, UTC */
    last_updated: string;
    ttl: number;
    version: '3.0';
    data: {
      vehicle_types: readonly ({
        vehicle_type_id: string;
        form_factor: 'car';
        rider_capacity: number;
        propulsion_type: Propulsion;
        max_range_meters: number;
        name: readonly ({
          text: string;
          language: 'en';
        })[];
        make: readonly ({
          text: string;
          language: 'en';
        })[];
        model: readonly ({
          text: string;
          language: 'en';
        })[];
        wheel_count: 4;
        return_constraint: 'free_floating';
        default_pricing_plan_id?: string;
        pricing_plan_ids?: readonly string[];
      })[];
    };
  }>;
  /** Read a tariff with its draft and versions. `GET /v1/tariffs/{tariffId}`, for: operator. */
  getManagedTariff(
    input: {
      tariffId: string;
    },
    options?: CallOptions,
  ): Promise<ManagedTariff>;
  /** Read the rule that chooses tariffs. `GET /v1/tariff-choice`, for: operator. */
  getTariffChoice(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    version: number;
    choice: TariffChoice;
  }>;
  /** Read a version of a tariff. `GET /v1/tariffs/{tariffId}/versions/{version}`, for: everybody. */
  getTariffVersion(
    input: {
      tariffId: string;
      version: string;
    },
    options?: CallOptions,
  ): Promise<Tariff>;
  /** All tariffs, with drafts and versions. `GET /v1/managed-tariffs`, for: operator. */
  listManagedTariffs(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    tariffs: readonly ManagedTariff[];
    cursor?: string;
  }, ManagedTariff>;
  /** The tariffs in force. `GET /v1/tariffs`, for: everybody. */
  listTariffs(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    tariffs: readonly Tariff[];
  }>;
  /** Publish the draft as the next version. A version never changes. It is in force from now, or from the time in `from`, until the next version is. Rentals keep the version with which they were reserved. `POST /v1/tariffs/{tariffId}/versions`, for: operator. */
  publishTariffVersion(
    input: {
      tariffId: string;
      /** RFC 3339, UTC */
      from?: string;
    },
    options?: ChangeOptions,
  ): Promise<ManagedTariff>;
  /** Replace the rule that chooses a tariff for each rental. `PUT /v1/tariff-choice`, for: operator. */
  putTariffChoice(
    input: {
      /** IANA, such as Europe/Riga */
      timeZone: string;
      default: string;
      entries: readonly ({
        tariffId: string;
        /** 0 where it is missing */
        priority?: number;
        when: ChoiceConditions;
      })[];
    },
    options?: ChangeOptions,
  ): Promise<{
    version: number;
    choice: TariffChoice;
  }>;
  /** Write the draft of a tariff. Replaces the draft. It must be without faults, and it changes no price: publish it for that. The format is described in docs/billing.md. `PUT /v1/tariffs/{tariffId}/draft`, for: operator. */
  putTariffDraft(
    input: {
      tariffId: string;
      name: string;
      description: string;
      /** ISO 4217 */
      currency: string;
      /** IANA, such as Europe/Riga */
      timeZone: string;
      distanceUnit: 'km' | 'mile';
      options?: readonly ({
        optionId: string;
        name: string;
      })[];
      fixed?: readonly ({
        lineId: string;
        /** In the currency’s own unit: 0.29 for 29 cents */
        amount: string;
        during: readonly PeriodKind[];
        when?: Conditions;
        /** Only if the rider chose this option */
        option?: string;
      })[];
      rates: readonly ({
        rateId: string;
        /** Rates of one line are added and rounded together; by default rateId */
        line?: string;
        dimension: 'time' | 'distance';
        during: readonly PeriodKind[];
        when?: Conditions;
        /** Only if the rider chose this option */
        option?: string;
        /** Comes on top of the rate that also applies */
        surcharge?: boolean;
        /** Whether a started interval counts whole, or by its share */
        counted: 'started' | 'exact';
        /** Free units and steps begin again when another kind of period has come */
        restarts?: 'period';
        /** The first minutes, kilometres or miles */
        free?: number;
        steps: readonly ({
          start: number;
          end?: number;
          /** In the currency’s own unit: 0.29 for 29 cents */
          rate: string;
          /** What the rate is for: 1 minute, 0.2 miles; 0: once, when the step begins */
          interval: number;
        })[];
      })[];
      packages?: readonly ({
        packageId: string;
        /** In the currency’s own unit: 0.29 for 29 cents */
        price: string;
        per: 'rental' | 'started-24-hours';
        when?: Conditions;
        /** Only if the rider chose this option */
        option?: string;
        time?: {
          /** Whose minutes are included */
          lines: readonly string[];
          /** Without it: all */
          minutes?: number;
          /** Which minutes are included: the first ones, or an equal share of all */
          taken: 'first' | 'evenly';
        };
        distance?: {
          /** Whose distance is included */
          lines: readonly string[];
          /** Without it: all */
          included?: number;
        };
      })[];
      caps?: readonly ({
        capId: string;
        /** In the currency’s own unit: 0.29 for 29 cents */
        amount: string;
        covers: readonly string[];
        per: 'hour' | 'day' | 'week';
        /** Windows begin when the car is taken over, or at midnight by the clock (weeks: on Monday) */
        from: 'start' | 'midnight';
        /** What a window does not use is lost, or raises the limit of the others */
        unused: 'lapses' | 'carries-over';
      })[];
      minimum?: {
        /** In the currency’s own unit: 0.29 for 29 cents */
        amount: string;
        covers: readonly string[];
      };
      /** What is reserved on the payment method when the car is; without it nothing is */
      authorization?: string;
      /** What more is reserved each time that the price has used 80 % of what is; without it nothing is */
      furtherAuthorization?: string;
      taxes: {
        included: boolean;
        rates: readonly ({
          taxId: string;
          name: string;
          percent: string;
          /** Applies where the car is handed over in one of these; without it everywhere */
          places?: readonly string[];
        })[];
      };
    },
    options?: ChangeOptions,
  ): Promise<ManagedTariff>;
  /** Retire a tariff. No rental gets it any more. Rentals that have it keep it. `POST /v1/tariffs/{tariffId}/retire`, for: operator. */
  retireTariff(
    input: {
      tariffId: string;
    },
    options?: ChangeOptions,
  ): Promise<ManagedTariff>;
  /** What a trip would cost. By the version of the tariff that is in force now, or the one in `version`. Without a tariff the rule chooses, as for a rental that is reserved now: by `model`, `startZone`, and the groups of the rider who asks. The same rules price the rental itself. `GET /v1/quotes`, for: rider, operator. */
  getQuote(
    input: {
      tariffId?: string;
      version?: number | string;
      /** RFC 3339, UTC */
      startsAt?: string;
      /** Minutes */
      reservedMinutes?: number | string;
      /** Minutes */
      drivingMinutes: number | string;
      /** Minutes */
      pausedMinutes?: number | string;
      /** Kilometres */
      km: number | string;
      model?: string;
      startZone?: string;
      endZone?: string;
      /** Options of the tariff, with commas between them */
      options?: string;
    },
    options?: CallOptions,
  ): Promise<Charge>;
  /** What a rental costs, line by line. While it runs: what it would cost if it ended now, with the distance that was known last; while the car is driven, `distanceUntil` says of which time. When it is over: the charge, with the reason of each line. `GET /v1/rentals/{rentalId}/charge`, for: rider, operator. */
  getRentalCharge(
    input: {
      rentalId: string;
    },
    options?: CallOptions,
  ): Promise<RentalCharge>;
  /** The own charges, newest first. `GET /v1/riders/me/charges`, for: rider. */
  listCharges(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    charges: readonly RentalCharge[];
    cursor?: string;
  }, RentalCharge>;
  /** Rentals that could not be charged. Each with the reason. Nothing was charged for them, and nothing of them is lost. `GET /v1/charges/not-rated`, for: operator. */
  listNotRated(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    charges: readonly RentalCharge[];
    cursor?: string;
  }, RentalCharge>;
  /** The evidence file of a dispute. From rental, readings, charge and invoice, as the provider got it. `GET /v1/disputes/{disputeId}/evidence`, for: operator. */
  getDisputeEvidence(
    input: {
      /** The provider’s */
      disputeId: string;
    },
    options?: CallOptions,
  ): Promise<EvidenceFile>;
  /** Disputes with their evidence files, newest first. `GET /v1/disputes`, for: operator. */
  listDisputeEvidence(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    disputes: readonly EvidenceFile[];
    cursor?: string;
  }, EvidenceFile>;
  /** What differs between a day of the ledger and the provider’s balance. `GET /v1/reconciliations/{day}`, for: operator. */
  getReconciliation(
    input: {
      /** A day, UTC */
      day: string;
    },
    options?: CallOptions,
  ): Promise<Reconciliation>;
  /** The comparisons with the provider’s balance, the newest day first. `GET /v1/reconciliations`, for: operator. */
  listReconciliations(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    reconciliations: readonly Reconciliation[];
    cursor?: string;
  }, Reconciliation>;
  /** Compare a day of the ledger with the provider’s balance. By itself every day for the day before. The answer is the request: read it again, or wait for the push. A day that is not over may differ by what is under way. `POST /v1/reconciliations`, for: operator. */
  reconcile(
    input: {
      /** A day, UTC */
      day: string;
    },
    options?: ChangeOptions,
  ): Promise<Reconciliation>;
  /** Rentals that go on though less is reserved than they may cost. Another authorization was declined. The rest is charged when the rental is over; another payment method helps at once. `GET /v1/charges/not-covered`, for: operator. */
  listNotCovered(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    rentals: readonly ShortRental[];
    cursor?: string;
  }, ShortRental>;
  /** Adjustments that wait for a second operator. `GET /v1/charges/adjustments`, for: operator. */
  listAdjustments(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    adjustments: readonly WaitingAdjustment[];
    cursor?: string;
  }, WaitingAdjustment>;
  /** All charges of a day, newest first. Each rental is in the list of the day on which its charge was made or changed last. Without `day`: today. `GET /v1/charges`, for: operator. */
  listAllCharges(
    input?: {
      limit?: number | string;
      cursor?: string;
      /** A day, UTC */
      day?: string;
    },
    options?: CallOptions,
  ): Pages<{
    charges: readonly RentalCharge[];
    cursor?: string;
  }, RentalCharge>;
  /** The charges of a rider, newest first. `GET /v1/riders/{riderId}/charges`, for: operator. */
  listChargesOfRider(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    charges: readonly RentalCharge[];
    cursor?: string;
  }, RentalCharge>;
  /** Reduce a charge, add to it, or refund all of it. The charge is credited and another one takes its place, with a line for the adjustment. Above the limit of the stage it waits for a second operator: then the answer has `pending`, and nothing is changed yet. `POST /v1/rentals/{rentalId}/charge/adjustments`, for: operator. */
  adjustCharge(
    input: {
      rentalId: string;
      /** Of the charge that you have seen */
      revision: number;
      change: AdjustmentChange;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<RentalCharge>;
  /** Approve an adjustment as a second operator. `POST /v1/rentals/{rentalId}/charge/adjustments/{adjustmentId}/approve`, for: operator. */
  approveAdjustment(
    input: {
      rentalId: string;
      adjustmentId: string;
    },
    options?: ChangeOptions,
  ): Promise<RentalCharge>;
  /** Give what was missing to charge a rental. For a rental that could not be charged: a version of a tariff, or the periods with their times, or both. What is not given stays as it was recorded. `POST /v1/rentals/{rentalId}/charge/rate`, for: operator. */
  rateRental(
    input: {
      rentalId: string;
      tariff?: TariffVersion;
      periods?: readonly UsagePeriod[];
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<RentalCharge>;
  /** Reject an adjustment that waits, or take back the own one. `POST /v1/rentals/{rentalId}/charge/adjustments/{adjustmentId}/reject`, for: operator. */
  rejectAdjustment(
    input: {
      rentalId: string;
      adjustmentId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<RentalCharge>;
  /** Charge nothing for a rental that could not be charged. `POST /v1/rentals/{rentalId}/charge/write-off`, for: operator. */
  writeOffCharge(
    input: {
      rentalId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<RentalCharge>;
  /** The journal of a day or a month, as CSV. A row for each posting (RFC 4180, UTF-8). The columns are described in docs/billing.md. When there is more, the header `Link` leads to the next page, which has no heading. `GET /v1/journal`, for: operator. */
  getJournal(
    input?: {
      /** A day, UTC */
      day?: string;
      /** A month, UTC */
      month?: string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Promise<string>;
  /** The movements of a day, in the order of time. `GET /v1/ledger/movements`, for: operator. */
  listMovements(
    input: {
      limit?: number | string;
      cursor?: string;
      /** A day, UTC */
      day: string;
    },
    options?: CallOptions,
  ): Pages<{
    movements: readonly BookedMovement[];
    cursor?: string;
  }, BookedMovement>;
  /** The invoices and credit notes of a rental. The oldest first. The PDFs are read by links, which expire; ask again for another one. `GET /v1/rentals/{rentalId}/invoice`, for: rider, operator. */
  listInvoices(
    input: {
      rentalId: string;
    },
    options?: CallOptions,
  ): Promise<{
    documents: readonly DocumentEntry[];
  }>;
  /** All own invoices and credit notes, by rental. Without links to the PDFs: GET /v1/rentals/{rentalId}/invoice has them. `GET /v1/riders/me/invoices`, for: rider. */
  listOwnInvoices(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    documents: readonly DocumentEntry[];
    cursor?: string;
  }, DocumentEntry>;
  /** The fees that can be posted. `GET /v1/fee-list`, for: rider, operator. */
  getFeeList(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    version: number;
    list: FeeList;
  }>;
  /** The fees of a rider, newest first. `GET /v1/riders/{riderId}/fees`, for: operator. */
  listFeesOfRider(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    fees: readonly Fee[];
    cursor?: string;
  }, Fee>;
  /** Fees to which riders object, the oldest objection first. `GET /v1/fees/objections`, for: operator. */
  listObjections(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    fees: readonly Fee[];
    cursor?: string;
  }, Fee>;
  /** The own fees, newest first. `GET /v1/riders/me/fees`, for: rider. */
  listOwnFees(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    fees: readonly Fee[];
    cursor?: string;
  }, Fee>;
  /** Decide about an objection, or withdraw a fee. UPHELD: the fee stays; only after an objection. WITHDRAWN: it is credited. `POST /v1/fees/{feeId}/decision`, for: operator. */
  decideFee(
    input: {
      feeId: string;
      decision: FeeDecision;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<Fee>;
  /** Object to an own fee. `POST /v1/riders/me/fees/{feeId}/objection`, for: rider. */
  objectToFee(
    input: {
      feeId: string;
      text: string;
    },
    options?: ChangeOptions,
  ): Promise<Fee>;
  /** Post a fee to the rider of a rental. `amount` only where the list has no fixed one. `POST /v1/rentals/{rentalId}/fees`, for: operator. */
  postFee(
    input: {
      rentalId: string;
      feeType: string;
      /** Minor units, taxes included */
      amount?: number;
      evidence: {
        text: string;
        photos?: readonly string[];
      };
    },
    options?: ChangeOptions,
  ): Promise<Fee>;
  /** Replace the list of fees. Fees that were posted keep the version by which they were posted. `PUT /v1/fee-list`, for: operator. */
  putFeeList(
    input: {
      currency: string;
      fees: readonly ({
        feeType: string;
        name: string;
        amount: {
          kind: 'FIXED';
          /** Minor units, taxes included */
          amount: number;
        } | {
          kind: 'UP_TO';
          /** Minor units, taxes included */
          most: number;
        };
        tax?: {
          taxId: string;
          name: string;
          percent: string;
        };
        objectionDays: number;
      })[];
    },
    options?: ChangeOptions,
  ): Promise<{
    version: number;
    list: FeeList;
  }>;
  /** The features that can be bought. `GET /v1/feature-list`, for: rider, operator. */
  getFeatureList(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    version: number;
    list: FeatureList;
  }>;
  /** What can be bought for the car of a rental, with its price; and what was bought. `GET /v1/rentals/{rentalId}/features`, for: rider, operator. */
  getRentalFeatures(
    input: {
      rentalId: string;
    },
    options?: CallOptions,
  ): Promise<{
    listVersion?: number;
    offered: readonly ({
      feature: string;
      minutes: number;
      charge: Charge;
      withVoucher?: {
        /** Of the voucher that is to lower the price; the full price without it */
        voucherId: string;
        charge: Charge;
      };
      texts: readonly ({
        language: string;
        title: string;
        text: string;
      })[];
    })[];
    bought: readonly BoughtFeature[];
  }>;
  /** Buy a feature for the car of a running rental. The price is reserved, then the car is asked. A push says what came of it: the car has the feature and the price is taken, or nothing is charged. The car takes it only while it is parked. `POST /v1/rentals/{rentalId}/features`, for: rider. */
  buyFeature(
    input: {
      rentalId: string;
      feature: string;
      /** Of the list whose price the rider has seen */
      listVersion: number;
      /** Of the voucher that is to lower the price; the full price without it */
      voucherId?: string;
    },
    options?: ChangeOptions,
  ): Promise<BoughtFeature>;
  /** End a feature early, and give its price back. `POST /v1/rentals/{rentalId}/features/{entitlementId}/end`, for: operator. */
  endFeature(
    input: {
      rentalId: string;
      /** A bought feature of a car */
      entitlementId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<BoughtFeature>;
  /** Replace the list of features. What was bought keeps its price and its time. `PUT /v1/feature-list`, for: operator. */
  putFeatureList(
    input: {
      currency: string;
      features: readonly ({
        feature: string;
        /** The models that can have it, as vehicles are registered with them */
        models: readonly string[];
        minutes: number;
        /** Minor units, taxes included */
        price: number;
        tax?: {
          taxId: string;
          name: string;
          percent: string;
        };
        texts: readonly ({
          language: string;
          title: string;
          text: string;
        })[];
      })[];
    },
    options?: ChangeOptions,
  ): Promise<{
    version: number;
    list: FeatureList;
  }>;
  /** The mails to a rider, newest first. `GET /v1/riders/{riderId}/mails`, for: operator. */
  listMailsOfRider(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    mails: readonly Mail[];
    cursor?: string;
  }, Mail>;
  /** The mails to a partner about its webhook endpoints, newest first. `GET /v1/partners/{partnerId}/mails`, for: operator. */
  listMailsOfPartner(
    input: {
      partnerId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    mails: readonly Mail[];
    cursor?: string;
  }, Mail>;
  /** Choose the language of mails. English without it. `PUT /v1/riders/me/mail-language`, for: rider. */
  chooseMailLanguage(
    input: {
      language: Language;
    },
    options?: ChangeOptions,
  ): Promise<{
    language: Language;
  }>;
  /** The own account credit. `GET /v1/riders/me/account`, for: rider. */
  getAccount(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Account>;
  /** Give a rider account credit. Goodwill, with a reason. It pays before the card does, from the next charge on. `POST /v1/riders/{riderId}/credit`, for: operator. */
  grantCredit(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      money: ProviderMoney;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<Account>;
  /** Promotion codes with what is used of their budgets, newest first. `GET /v1/promotions`, for: operator. */
  listPromotions(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    promotions: readonly UsedPromotion[];
    cursor?: string;
  }, UsedPromotion>;
  /** Make a promotion code. For account credit, once a rider, at most `uses` times in all. The platform makes the code. What a promotion gives never changes; it can be stopped. `POST /v1/promotions`, for: operator. */
  createPromotion(
    input: {
      name: string;
      money: ProviderMoney;
      /** By all riders together */
      uses: number;
      /** `from` inclusive, `until` exclusive */
      valid: {
        /** RFC 3339, UTC */
        from: string;
        /** RFC 3339, UTC */
        until: string;
      };
    },
    options?: ChangeOptions,
  ): Promise<Promotion>;
  /** Stop a promotion code. Credit that was given for it stays. `POST /v1/promotions/{promotionId}/stop`, for: operator. */
  stopPromotion(
    input: {
      promotionId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<Promotion>;
  /** Redeem a promotion code. For account credit, which pays before the card does, from the next charge on. Once a rider. `POST /v1/riders/me/promotion-codes`, for: rider. */
  redeemPromotionCode(
    input: {
      code: string;
    },
    options?: ChangeOptions,
  ): Promise<Account>;
  /** Read an own payment. With the link, while the bank wants the rider to authenticate. `GET /v1/riders/me/payments/{paymentId}`, for: rider. */
  getPayment(
    input: {
      paymentId: string;
    },
    options?: CallOptions,
  ): Promise<Payment>;
  /** Charges that failed and are not paid yet, the oldest first. `GET /v1/debts`, for: operator. */
  listDebts(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    debts: readonly Debt[];
    cursor?: string;
  }, Debt>;
  /** The own payments, newest first. `GET /v1/riders/me/payments`, for: rider. */
  listPayments(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    payments: readonly Payment[];
    cursor?: string;
  }, Payment>;
  /** A rider’s payments, newest first. `GET /v1/riders/{riderId}/payments`, for: operator. */
  listRiderPayments(
    input: {
      /** The subject of the rider’s tokens */
      riderId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    payments: readonly Payment[];
    cursor?: string;
  }, Payment>;
  /** Pay what is due, with the payment method of now. For a charge that was declined, or that waits for an authentication while there is another method by now. The answer is the payment while it is tried; read it again, or wait for the push. Another payment method is set with PUT /v1/riders/me/payment-method. `POST /v1/riders/me/payments/{paymentId}/pay`, for: rider. */
  payPayment(
    input: {
      paymentId: string;
    },
    options?: ChangeOptions,
  ): Promise<Payment>;
  /** The payment provider’s callbacks. The body is judged as it came, by its signature. Callbacks may come in any order, any number of times. `POST /v1/payment-callbacks`, for: everybody. */
  receivePaymentCallback(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    received: true;
  }>;
  /** What a partner needs to get tokens. The secret is read from the user pool, and is neither in the log nor in a table. `GET /v1/partners/{partnerId}/credentials`, for: operator. */
  getPartnerCredentials(
    input: {
      partnerId: string;
    },
    options?: CallOptions,
  ): Promise<Credentials>;
  /** Read what this partner may see. `GET /v1/partners/me`, for: partner. */
  getOwnPartner(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<Partner>;
  /** Read a partner. `GET /v1/partners/{partnerId}`, for: operator. */
  getPartner(
    input: {
      partnerId: string;
    },
    options?: CallOptions,
  ): Promise<Partner>;
  /** The partners. `GET /v1/partners`, for: operator. */
  listPartners(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    partners: readonly Partner[];
    cursor?: string;
  }, Partner>;
  /** Change what a partner may see. Holds from the next attempt of each delivery on. `PATCH /v1/partners/{partnerId}`, for: operator. */
  changePartner(
    input: {
      partnerId: string;
      name?: string;
      scopes?: readonly PartnerScope[];
      eventTypes?: readonly string[];
    },
    options?: ChangeOptions,
  ): Promise<Partner>;
  /** Add a partner. Its app client is made a moment later: GET /v1/partners/{partnerId}/credentials has what the partner needs to get tokens. `POST /v1/partners`, for: operator. */
  addPartner(
    input: {
      name: string;
      kind: PartnerKind;
      scopes: readonly PartnerScope[];
      eventTypes: readonly string[];
    },
    options?: ChangeOptions,
  ): Promise<Partner>;
  /** Let a suspended partner in again. `POST /v1/partners/{partnerId}/resume`, for: operator. */
  resumePartner(
    input: {
      partnerId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<Partner>;
  /** Suspend a partner. Its tokens open nothing within a minute, and nothing is sent to its endpoints. `POST /v1/partners/{partnerId}/suspend`, for: operator. */
  suspendPartner(
    input: {
      partnerId: string;
      reason: string;
    },
    options?: ChangeOptions,
  ): Promise<Partner>;
  /** Remove a webhook endpoint. What was not delivered is given up. `DELETE /v1/webhook-endpoints/{endpointId}`, for: partner. */
  removeWebhookEndpoint(
    input: {
      endpointId: string;
    },
    options?: ChangeOptions,
  ): Promise<WakeRequest>;
  /** Read a webhook endpoint. `GET /v1/webhook-endpoints/{endpointId}`, for: partner, operator. */
  getWebhookEndpoint(
    input: {
      endpointId: string;
    },
    options?: CallOptions,
  ): Promise<Endpoint>;
  /** The own webhook endpoints. `GET /v1/webhook-endpoints`, for: partner. */
  listWebhookEndpoints(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    endpoints: readonly Endpoint[];
    cursor?: string;
  }, Endpoint>;
  /** The types of events that webhooks bring. With the fields of each, the scope that a field needs, and whether it needs the rider’s consent. `GET /v1/webhook-event-types`, for: partner, operator. */
  listWebhookEventTypes(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    eventTypes: readonly ({
      type: string;
      description: string;
      allowed?: true | false;
      fields: readonly ({
        name: string;
        scope?: PartnerScope;
        needsConsent: true | false;
      })[];
    })[];
  }>;
  /** The webhook endpoints of a partner. `GET /v1/partners/{partnerId}/webhook-endpoints`, for: operator. */
  listPartnerWebhookEndpoints(
    input: {
      partnerId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    endpoints: readonly Endpoint[];
    cursor?: string;
  }, Endpoint>;
  /** Change where events go, or which. `PATCH /v1/webhook-endpoints/{endpointId}`, for: partner. */
  changeWebhookEndpoint(
    input: {
      endpointId: string;
      /** Where events are sent: https */
      url?: string;
      eventTypes?: readonly string[];
      description?: string;
      /** How many requests the receiver takes in a second; 50 when absent */
      perSecond?: number;
      /** Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person */
      mailTo?: string;
    },
    options?: ChangeOptions,
  ): Promise<Endpoint>;
  /** Have nothing sent for now. Events are kept for 14 days, and can be replayed. `POST /v1/webhook-endpoints/{endpointId}/disable`, for: partner. */
  disableWebhookEndpoint(
    input: {
      endpointId: string;
    },
    options?: ChangeOptions,
  ): Promise<Endpoint>;
  /** Have events sent again. New events are sent from now on. Those that were kept meanwhile are sent by POST …/deliveries/replay. `POST /v1/webhook-endpoints/{endpointId}/enable`, for: partner. */
  enableWebhookEndpoint(
    input: {
      endpointId: string;
    },
    options?: ChangeOptions,
  ): Promise<Endpoint>;
  /** Have events sent to a URL. Events arrive from a few seconds after the answer on. The answer has the secret, which is not shown again. `POST /v1/webhook-endpoints`, for: partner. */
  addWebhookEndpoint(
    input: {
      /** Where events are sent: https */
      url: string;
      eventTypes: readonly string[];
      description?: string;
      /** How many requests the receiver takes in a second; 50 when absent */
      perSecond?: number;
      /** Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person */
      mailTo?: string;
      /** `whsec_` and 24 to 64 bytes in Base64. Without it, one is made */
      secret?: string;
    },
    options?: ChangeOptions,
  ): Promise<{
    partnerId: string;
    endpointId: string;
    /** Where events are sent: https */
    url: string;
    eventTypes: readonly string[];
    description?: string;
    /** How many requests the receiver takes in a second; 50 when absent */
    perSecond?: number;
    /** Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person */
    mailTo?: string;
    status: 'ENABLED' | 'DISABLED';
    disabled?: {
      reason: 'BY_PARTNER' | 'GONE' | 'FAILING';
      /** RFC 3339, UTC */
      time: string;
    };
    keys: readonly ({
      /** Ed25519: checks the signatures `v1a` */
      publicKey: string;
      /** RFC 3339, UTC */
      until?: string;
    })[];
    /** RFC 3339, UTC */
    addedAt: string;
    /** RFC 3339, UTC */
    enabledAt: string;
    /** Checks the signatures `v1`. It is not shown again */
    secret?: string;
  }>;
  /** Get another secret. Each request to the receiver has signatures by both secrets until the older one’s time is over, so that a receiver can change without a gap. `POST /v1/webhook-endpoints/{endpointId}/secret`, for: partner. */
  rotateWebhookSecret(
    input: {
      endpointId: string;
      /** `whsec_` and 24 to 64 bytes in Base64. Without it, one is made */
      secret?: string;
      oldValidHours?: number;
    },
    options?: ChangeOptions,
  ): Promise<{
    partnerId: string;
    endpointId: string;
    /** Where events are sent: https */
    url: string;
    eventTypes: readonly string[];
    description?: string;
    /** How many requests the receiver takes in a second; 50 when absent */
    perSecond?: number;
    /** Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person */
    mailTo?: string;
    status: 'ENABLED' | 'DISABLED';
    disabled?: {
      reason: 'BY_PARTNER' | 'GONE' | 'FAILING';
      /** RFC 3339, UTC */
      time: string;
    };
    keys: readonly ({
      /** Ed25519: checks the signatures `v1a` */
      publicKey: string;
      /** RFC 3339, UTC */
      until?: string;
    })[];
    /** RFC 3339, UTC */
    addedAt: string;
    /** RFC 3339, UTC */
    enabledAt: string;
    /** Checks the signatures `v1`. It is not shown again */
    secret?: string;
  }>;
  /** Read a delivery, with its request. `GET /v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}`, for: partner, operator. */
  getWebhookDelivery(
    input: {
      endpointId: string;
      /** The header webhook-id: the same at each attempt */
      deliveryId: string;
    },
    options?: CallOptions,
  ): Promise<{
    /** The header webhook-id: the same at each attempt */
    deliveryId: string;
    endpointId: string;
    type: string;
    /** RFC 3339, UTC */
    time: string;
    state: DeliveryState;
    attempts: readonly Attempt[];
    /** RFC 3339, UTC */
    nextAt?: string;
    /** RFC 3339, UTC */
    keptUntil: string;
    event: unknown;
  }>;
  /** What was sent to an endpoint. `GET /v1/webhook-endpoints/{endpointId}/deliveries`, for: partner, operator. */
  listWebhookDeliveries(
    input: {
      endpointId: string;
      state?: DeliveryState;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    deliveries: readonly Delivery[];
    cursor?: string;
  }, Delivery>;
  /** What partners were sent about a rental. `GET /v1/rentals/{rentalId}/deliveries`, for: operator. */
  listRentalDeliveries(
    input: {
      rentalId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    deliveries: readonly RentalDelivery[];
    cursor?: string;
  }, RentalDelivery>;
  /** Send deliveries again: a range, or all that failed. Without `states`: those that failed or were held. With a `cursor` in the answer there are more: send the same again, with it. `POST /v1/webhook-endpoints/{endpointId}/deliveries/replay`, for: partner, operator. */
  replayWebhookDeliveries(
    input: {
      endpointId: string;
      states?: readonly DeliveryState[];
      /** RFC 3339, UTC */
      since?: string;
      /** RFC 3339, UTC */
      until?: string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Promise<{
    replayed: number;
    cursor?: string;
  }>;
  /** Send a delivery again. With the same id, and with what the partner may see now. `POST /v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/replay`, for: partner, operator. */
  replayWebhookDelivery(
    input: {
      endpointId: string;
      /** The header webhook-id: the same at each attempt */
      deliveryId: string;
    },
    options?: CallOptions,
  ): Promise<Delivery>;
  /** Have a test event sent. An event `webhook.test`, whatever the endpoint subscribes to. `POST /v1/webhook-endpoints/{endpointId}/test`, for: partner, operator. */
  testWebhookEndpoint(
    input: {
      endpointId: string;
      note?: string;
    },
    options?: CallOptions,
  ): Promise<Delivery>;
  /** Messages of partners: what they booked of transfers of points. Needs no token: the body is judged as it came, by the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. The same id again does nothing again. `POST /v1/webhook-endpoints/{endpointId}/messages`, for: everybody. */
  receivePartnerMessage(
    input: {
      endpointId: string;
    },
    options?: CallOptions,
  ): Promise<{
    received: true;
  }>;
  /** What happened to a rental, across all rooms. Steps come a moment after they happened, and are kept for 90 days. `GET /v1/rentals/{rentalId}/story`, for: operator. */
  getRentalStory(
    input: {
      rentalId: string;
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    steps: readonly StoryStep[];
    cursor?: string;
  }, StoryStep>;
  /** Whether the platform can do its work. `GET /health`, for: everybody. */
  getHealth(input?: Readonly<Record<string, never>>, options?: CallOptions): Promise<{
    ready: boolean;
    parts: readonly ({
      name: string;
      ready: boolean;
      detail?: string;
    })[];
  }>;
  /** What became of a change that was answered with 202. `GET /v1/operations/{operationId}`, for: rider, operator, partner. */
  getOperation(
    input: {
      /** From the `Location` of a 202 */
      operationId: string;
    },
    options?: CallOptions,
  ): Promise<Operation>;
  /** What an error code means: where the `type` of a problem leads. `GET /problems/{code}`, for: everybody. */
  getProblem(
    input: {
      /** In lower case */
      code: string;
    },
    options?: CallOptions,
  ): Promise<ErrorEntry>;
  /** What could not be handled, and waits for a redrive. Read from the topics themselves, so it takes some seconds. `GET /v1/dead-letters`, for: operator. */
  listDeadLetters(
    input?: {
      limit?: number | string;
      cursor?: string;
    },
    options?: CallOptions,
  ): Pages<{
    letters: readonly WaitingLetter[];
    waiting: number;
    cursor?: string;
  }, WaitingLetter>;
  /** Send dead letters to their topics again, or throw them away. Those of one key go in the order in which they were first written. A record that still cannot be handled is a dead letter again a moment later. `POST /v1/dead-letters/redrive`, for: operator. */
  redriveDeadLetters(
    input: {
      letters: {
        /** Only records of this topic */
        topic?: string;
        /** Only records with this key */
        key?: string;
        /** Only what this function gave up */
        consumer?: string;
        /** Only what died for this reason */
        reason?: string;
      };
      /** Throws them away instead: later messages of their keys wait for them no longer */
      discard?: boolean;
      /** Why: it is kept in the log */
      reason: string;
    },
    options?: CallOptions,
  ): Promise<{
    sent: number;
    kept: number;
  }>;
}

export type AnyPush = Push;

export interface Account {
  /** The subject of the rider’s tokens */
  accountId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  credit: readonly ({
    /** Minor units */
    amount: number;
    currency: string;
  })[];
}

export interface Adjustment {
  adjustmentId: string;
  change: {
    kind: string;
    amount?: number;
  };
  /** By how much the total changed when it was made, minor units */
  difference: number;
  reason: string;
  operator: string;
  /** RFC 3339, UTC */
  time: string;
  approved?: {
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
}

export type AdjustmentChange = {
  kind: 'AMOUNT';
  /** Minor units, taxes included; negative for a reduction */
  amount: number;
} | {
  kind: 'TO_ZERO';
};

export type AgeStep = 18 | 21 | 25;

export interface Alert {
  alertId: string;
  type: 'system_closure' | 'other';
  summary: string;
  description?: string;
  /** RFC 3339, UTC */
  start?: string;
  /** RFC 3339, UTC */
  end?: string;
}

export interface Attempt {
  /** RFC 3339, UTC */
  at: string;
  milliseconds: number;
  status?: number;
  error?: string;
  answer?: string;
}

export interface Balance {
  /** Earned, and not to be spent yet */
  pending: number;
  /** Free to be spent */
  active: number;
  /** Set aside for rentals */
  reserved: number;
  /** Taken back after they were spent: the next points fill it */
  owed: number;
}

export interface BalanceDifference {
  /** The ledger does not have it; the provider does not; they differ in the amount */
  kind: 'MISSING_HERE' | 'MISSING_THERE' | 'OTHER_AMOUNT';
  about: string;
  here?: SignedMoney;
  there?: SignedMoney;
  reference?: string;
  detail: string;
}

export type Benefit = {
  kind: 'voucher';
  percent?: string;
  /** Minor units: cents of EUR */
  amount?: number;
  currency: string;
} | {
  kind: 'coupon';
  percent?: string;
  /** Minor units: cents of EUR */
  amount?: number;
  currency: string;
} | {
  kind: 'feature';
  feature: string;
  percent?: string;
  /** Minor units: cents of EUR */
  amount?: number;
  currency: string;
} | {
  kind: 'points';
  points: number;
};

export interface BillingAddress {
  /** Of the person or the company */
  name: string;
  street: string;
  /** A second line, such as a department */
  extra?: string;
  postcode?: string;
  city: string;
  /** ISO 3166-1, such as AD */
  country: string;
  /** With the prefix of the country, such as ESB12345678; blanks, points and hyphens do not matter */
  vatId?: string;
}

export interface BookedMovement {
  /** The business key of what it is for: there is one movement for it */
  movementId: string;
  currency: string;
  postings: readonly Posting[];
  /** RFC 3339, UTC */
  time: string;
}

export interface BoughtFeature {
  /** A bought feature of a car */
  entitlementId: string;
  rentalId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  feature: string;
  minutes: number;
  listVersion: number;
  state: 'ORDERED' | 'REQUESTED' | 'ACTIVE' | 'REFUSED' | 'ENDED' | 'REFUNDED';
  charge: Charge;
  reason?: string;
  /** RFC 3339, UTC */
  until?: string;
  /** RFC 3339, UTC */
  time: string;
}

export type CarAction = 'unlock' | 'lock' | 'start-enable' | 'stop-enable' | 'find' | 'open-trunk' | 'report';

export interface CarStatus {
  position?: Fix;
  /** Kilometres */
  odometerKm?: number;
  chargePercent?: number;
  locked?: boolean;
  engineOn?: boolean;
  doorsClosed?: boolean;
  /** Whether the engine may be started */
  startEnabled?: boolean;
  /** The key fob is in its holder */
  keyFobPresent?: boolean;
  /** The card for charging and fuel is in its holder */
  fuelCardPresent?: boolean;
}

export interface CarTrust {
  keys: number;
  revocations: number;
}

export interface Charge {
  tariff?: TariffVersion;
  currency: string;
  lines: readonly ChargeLine[];
  /** Minor units: cents of EUR */
  net: number;
  taxes: readonly ({
    taxId: string;
    name: string;
    percent: string;
    /** Minor units: cents of EUR */
    amount: number;
  })[];
  /** Minor units: cents of EUR */
  total: number;
  /** What account credit pays. It is no discount: it leaves total and taxes as they are */
  payments: readonly ({
    kind: 'credit';
    creditId: string;
    /** Minor units: cents of EUR */
    amount: number;
  })[];
  /** Minor units: cents of EUR */
  due: number;
  /** Which values of the usage were not all measured */
  estimated: readonly ('startedAt' | 'endedAt' | 'distanceMetres')[];
}

export interface ChargeLine {
  lineId: string;
  reason: {
    code: 'TIME';
    during: readonly PeriodKind[];
  } | {
    code: 'DISTANCE';
    during: readonly PeriodKind[];
  } | {
    code: 'FIXED';
  } | {
    code: 'ZONE';
    startZones?: readonly string[];
    endZones?: readonly string[];
    eitherZones?: readonly string[];
  } | {
    code: 'OPTION';
    option: string;
  } | {
    code: 'PACKAGE';
    /** How many of the minutes were used */
    minutesIncluded: number;
    /** How much of the distance was used, in the tariff’s unit */
    distanceIncluded: number;
  } | {
    code: 'CAP';
    covers: readonly string[];
    per: 'hour' | 'day' | 'week';
    /** Minor units: cents of EUR */
    limit: number;
    /** How many windows it limited */
    windows: number;
  } | {
    code: 'MINIMUM';
    covers: readonly string[];
    /** Minor units: cents of EUR */
    limit: number;
  } | {
    code: 'VOUCHER';
    voucherId: string;
    percent?: string;
    /** Minor units: cents of EUR */
    amount: number;
  } | {
    code: 'POINTS';
    pointsId: string;
    /** Minor units: cents of EUR */
    amount: number;
  } | {
    code: 'ADJUSTMENT';
    adjustmentId: string;
    text: string;
  } | {
    code: 'FEE';
    feeType: string;
    text: string;
  } | {
    code: 'FEATURE';
    feature: string;
    text: string;
  };
  parts: readonly ({
    rateId: string;
    unit: 'minute' | 'km' | 'mile' | 'once' | '24 hours';
    /** What is charged, started intervals whole; at most six decimals */
    quantity: number;
    /** What this rate gave free */
    free?: number;
    /** In the currency’s own unit */
    rate: string;
    /** What the rate is for, in the unit */
    interval: number;
    /** Where the step begins */
    from: number;
  })[];
  /** Minor units: cents of EUR */
  net: number;
  taxes: readonly ({
    taxId: string;
    /** Minor units: cents of EUR */
    amount: number;
  })[];
  /** Minor units: cents of EUR */
  gross: number;
}

export type ChargeReason = 'RENTAL_OVER' | 'USAGE_CORRECTED' | 'ADJUSTED' | 'RATED' | 'WRITTEN_OFF';

export interface ChoiceConditions {
  /** `from` inclusive, `to` exclusive; a range may pass midnight */
  timesOfDay?: readonly ({
    /** What the clock shows, in the time zone */
    from: string;
    /** What the clock shows, in the time zone */
    to: string;
  })[];
  /** By the date that the clock shows */
  weekdays?: readonly ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
  /** Both days inclusive */
  dates?: readonly ({
    from: string;
    to: string;
  })[];
  /** The vehicle is of one of these models */
  models?: readonly string[];
  /** The vehicle stands in one of these */
  zones?: readonly string[];
  /** The rider is in one of these */
  riderGroups?: readonly string[];
}

export type CommandResult = 'EXECUTED' | 'REJECTED' | 'EXPIRED' | 'UNKNOWN';

export interface Conditions {
  /** `from` inclusive, `to` exclusive; a range may pass midnight */
  timesOfDay?: readonly ({
    /** What the clock shows, in the time zone */
    from: string;
    /** What the clock shows, in the time zone */
    to: string;
  })[];
  /** By the date that the clock shows */
  weekdays?: readonly ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
  /** Both days inclusive */
  dates?: readonly ({
    from: string;
    to: string;
  })[];
  /** The rental begins in one of these */
  startZones?: readonly string[];
  /** The rental ends in one of these */
  endZones?: readonly string[];
  /** It begins or ends in one of these */
  eitherZones?: readonly string[];
  vehicleClasses?: readonly string[];
}

export interface Consent {
  purpose: RidersPurpose;
  /** RFC 3339, UTC */
  givenAt: string;
  /** Version of the text that the rider saw */
  textVersion: string;
  /** RFC 3339, UTC */
  withdrawnAt?: string;
}

/** The car has reported late that it was locked, opened again, or locked for the end during the rental; or it has reported its odometer, which had been estimated */
export type CorrectionReason = 'PAUSED_EARLIER' | 'RESUMED_EARLIER' | 'ENDED_EARLIER' | 'ODOMETER_READ';

export interface Counted {
  ruleId: string;
  per: LimitPeriod;
  period: string;
  /** What it adds; negative for what it takes */
  points: number;
}

export interface CountedInTotal {
  ruleId: string;
  per: LimitPeriod;
  period: string;
  /** What it adds; negative for what it takes */
  points: number;
  most?: number;
}

export interface CountedOffer {
  offerId: string;
  version: number;
  state: 'ACTIVE' | 'STOPPED';
  offer: Offer;
  /** RFC 3339, UTC */
  changedAt: string;
  used: {
    /** Accepted, and not given back */
    uses: number;
    /** What they took, or may take at most */
    amount: number;
  };
}

export interface Credentials {
  /** Of the partner’s app client */
  clientId: string;
  clientSecret: string;
  /** Where tokens are made: POST, grant type client_credentials */
  tokenUrl: string;
  scope: string;
}

export interface DamageReport {
  reportId: string;
  rentalId: string;
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  /** Whether it was found before the trip or at its end */
  phase: 'before' | 'after';
  /** Where on the car, seen in the direction of travel */
  zone: 'FRONT' | 'REAR' | 'LEFT' | 'RIGHT' | 'ROOF' | 'WINDOWS' | 'WHEELS' | 'INTERIOR';
  kind: 'SCRATCH' | 'DENT' | 'CRACK' | 'BROKEN' | 'MISSING' | 'DIRT' | 'OTHER';
  description?: string;
  /** RFC 3339, UTC */
  time: string;
  photos: readonly ({
    contentType: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/heic';
    bytes: number;
    /** SHA-256 of its bytes, in base64, as in `x-amz-checksum-sha256` */
    sha256: string;
    number: number;
    /** GONE: it was not uploaded within a day, or its retention is over */
    state: 'AWAITED' | 'ARRIVED' | 'GONE';
    upload?: {
      method: 'PUT';
      url: string;
      /** Send exactly these; browsers set content-length themselves */
      headers: {
        'content-type': string;
        'content-length': string;
        'x-amz-checksum-sha256': string;
      };
      /** RFC 3339, UTC */
      expires: string;
    };
    download?: {
      url: string;
      /** RFC 3339, UTC */
      expires: string;
    };
  })[];
}

export interface Debt {
  paymentId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  subject: string;
  money: ProviderMoney;
  state: PaymentState;
  reason?: PaymentDecline;
  /** RFC 3339, UTC */
  since: string;
  /** RFC 3339, UTC */
  nextAttemptAt?: string;
  /** Whether it restricts the rider */
  overdue: boolean;
  open: boolean;
}

export interface DecidedBy {
  operator: string;
  reason: string;
}

export interface Delivery {
  /** The header webhook-id: the same at each attempt */
  deliveryId: string;
  endpointId: string;
  type: string;
  /** RFC 3339, UTC */
  time: string;
  state: DeliveryState;
  attempts: readonly Attempt[];
  /** RFC 3339, UTC */
  nextAt?: string;
  /** RFC 3339, UTC */
  keptUntil: string;
}

export type DeliveryState = 'PENDING' | 'DELIVERED' | 'FAILED' | 'HELD';

export interface DisputeEvidence {
  product: string;
  /** The day of use, UTC: 2026-01-31 */
  serviceDate: string;
  activity: string;
  explanation: string;
}

export interface DocumentEntry {
  /** Of a seller: year and number */
  number: string;
  kind: 'INVOICE' | 'CREDIT_NOTE';
  /** Of a seller: year and number */
  corrects?: string;
  rentalId: string;
  subject: string;
  currency: string;
  /** Minor units */
  total: number;
  /** RFC 3339, UTC */
  issuedAt: string;
  download?: {
    url: string;
    /** RFC 3339, UTC */
    expires: string;
  };
}

export interface Endpoint {
  partnerId: string;
  endpointId: string;
  /** Where events are sent: https */
  url: string;
  eventTypes: readonly string[];
  description?: string;
  /** How many requests the receiver takes in a second; 50 when absent */
  perSecond?: number;
  /** Gets a mail when the endpoint fails, and when it is disabled: an address of a team, not of a person */
  mailTo?: string;
  status: 'ENABLED' | 'DISABLED';
  disabled?: {
    reason: 'BY_PARTNER' | 'GONE' | 'FAILING';
    /** RFC 3339, UTC */
    time: string;
  };
  keys: readonly ({
    /** Ed25519: checks the signatures `v1a` */
    publicKey: string;
    /** RFC 3339, UTC */
    until?: string;
  })[];
  /** RFC 3339, UTC */
  addedAt: string;
  /** RFC 3339, UTC */
  enabledAt: string;
}

export interface ErrorEntry {
  /** As in the problem */
  code: string;
  status: number;
  title: string;
  /** What to do */
  advice: string;
  retry: 'never' | 'later' | 'change';
}

export type EstimatedBy = 'ARRIVAL' | 'CLOCK_OFFSET' | 'GPS_WEEK' | 'ORDER' | 'UNIT' | 'NEW_SERIES' | 'CONTRADICTED';

export type Evidence = 'ARRIVAL' | 'LAST_HEARD' | 'POSITIONS' | 'NOTHING';

export interface EvidenceFile {
  /** The provider’s */
  disputeId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  paymentId: string;
  subject: string;
  rentalId?: string;
  money: ProviderMoney;
  file?: DisputeEvidence;
  outcome: 'SUBMITTED' | 'TOO_LATE' | 'NOT_FOUND' | 'NOTHING';
  /** RFC 3339, UTC */
  time: string;
}

export interface Exchange {
  name: string;
  partnerId: string;
  out?: {
    ours: number;
    theirs: number;
    least: number;
    step: number;
    most?: {
      points: number;
      per: LimitPeriod;
    };
  };
  in?: {
    ours: number;
    theirs: number;
    least: number;
    step: number;
    most?: {
      points: number;
      per: LimitPeriod;
    };
  };
  answerDays: number;
}

export interface Failed {
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  rentalId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  requestId: string;
  result: 'REJECTED' | 'EXPIRED' | 'UNKNOWN';
  reason: string;
  mayHaveSucceeded: boolean;
  retryCanHelp: boolean;
  /** RFC 3339, UTC */
  time: string;
}

export interface FeatureList {
  currency: string;
  features: readonly ({
    feature: string;
    /** The models that can have it, as vehicles are registered with them */
    models: readonly string[];
    minutes: number;
    /** Minor units, taxes included */
    price: number;
    tax?: {
      taxId: string;
      name: string;
      percent: string;
    };
    texts: readonly ({
      language: string;
      title: string;
      text: string;
    })[];
  })[];
}

export interface Fee {
  feeId: string;
  rentalId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  feeType: string;
  listVersion: number;
  state: 'POSTED' | 'OBJECTED' | 'UPHELD' | 'WITHDRAWN';
  charge: Charge;
  evidence: {
    text: string;
    photos?: readonly string[];
  };
  operator?: string;
  /** RFC 3339, UTC */
  objectionUntil: string;
  objection?: {
    text: string;
    /** RFC 3339, UTC */
    time: string;
  };
  decision?: {
    reason: string;
    operator?: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** RFC 3339, UTC */
  time: string;
}

export type FeeDecision = 'UPHELD' | 'WITHDRAWN';

export interface FeeList {
  currency: string;
  fees: readonly ({
    feeType: string;
    name: string;
    amount: {
      kind: 'FIXED';
      /** Minor units, taxes included */
      amount: number;
    } | {
      kind: 'UP_TO';
      /** Minor units, taxes included */
      most: number;
    };
    tax?: {
      taxId: string;
      name: string;
      percent: string;
    };
    objectionDays: number;
  })[];
}

export interface Fix {
  /** Degrees, WGS 84 */
  latitude: number;
  /** Degrees, WGS 84 */
  longitude: number;
  /** Radius of 68 % confidence, metres */
  accuracyMetres?: number;
  /** Clockwise from north */
  headingDegrees?: number;
}

export interface FleetCar {
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  model: string;
  plate?: string;
  state: 'AVAILABLE' | 'RESERVED' | 'UNLOCKING' | 'IN_USE' | 'PAUSING' | 'PAUSED' | 'RESUMING' | 'ENDING';
  free: true | false;
  rentalId?: string;
  /** The subject of the rider’s tokens */
  riderId?: string;
  position?: Point;
  /** RFC 3339, UTC */
  positionTime?: string;
  chargePercent?: number;
  outOfService?: {
    kind: OutOfServiceKind;
    reason: string;
    operator?: string;
    /** RFC 3339, UTC */
    since: string;
  };
  /** RFC 3339, UTC */
  contactLostSince?: string;
  /** RFC 3339, UTC */
  securingSince?: string;
  /** RFC 3339, UTC */
  movedSince?: string;
  lowChargePercent?: number;
}

export interface FreeCar {
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  model: string;
  modelId?: string;
  class?: VehicleClass;
  seats?: number;
  propulsion?: Propulsion;
  plate?: string;
  position: Point;
  /** RFC 3339, UTC */
  positionTime: string;
  /** In a straight line */
  distanceMetres: number;
  /** Including the detours of streets */
  walkingMinutes: number;
  /** Of battery or tank */
  chargePercent?: number;
  /** With that charge and the model’s consumption */
  rangeKm?: number;
  /** The prices at the beginning of a rental, for riders who compare; GET /v1/tariffs has the whole tariff, GET /v1/quotes the price of a trip */
  price?: {
    tariffId: string;
    version: number;
    /** ISO 4217 */
    currency: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    unlock: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    perMinute: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    perKm: string;
  };
}

export interface GivenOffer {
  issueId: string;
  offerId: string;
  version: number;
  state: GivenState;
  partnerName: string;
  partnerId?: string;
  texts: readonly OfferText[];
  benefit: Benefit;
  why: {
    trigger: Trigger;
    rentalId: string;
    place?: {
      placeId: string;
      name: string;
      /** Degrees, WGS 84 */
      latitude: number;
      /** Degrees, WGS 84 */
      longitude: number;
      distanceMetres: number;
    };
    consent: {
      purpose: 'OFFERS';
      textVersion: string;
      /** RFC 3339, UTC */
      givenAt: string;
    };
    tier?: string;
    passedOver: readonly ({
      offerId: string;
      reason: PassedOverReason;
    })[];
  };
  /** RFC 3339, UTC */
  issuedAt: string;
  /** RFC 3339, UTC */
  answerUntil: string;
  /** RFC 3339, UTC */
  useUntil?: string;
  useHours: number;
  rentalId?: string;
  isDetached?: boolean;
  couponId?: string;
  countedOn?: string;
  gave?: number;
}

export type GivenState = 'ISSUED' | 'SEEN' | 'ACCEPTED' | 'RESERVED' | 'REDEEMED' | 'DECLINED' | 'EXPIRED' | 'WITHDRAWN';

export type GrantAction = 'unlock' | 'lock' | 'start-enable' | 'stop-enable' | 'find' | 'open-trunk';

export type GrantRefusal = 'VEHICLE_UNKNOWN' | 'VEHICLE_WITHOUT_KEY' | 'TOO_MANY_GRANTS' | 'EXPIRED';

export interface GroupsOfRider {
  /** The subject of the rider’s tokens */
  riderId: string;
  groups: readonly string[];
  set?: {
    reason: string;
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
}

export type Hold = 'UNPAID_BALANCE' | 'UNDER_REVIEW';

export type JudgedField = 'time' | 'clock' | 'session' | 'counter' | 'firmware' | 'trust' | 'fault' | 'status' | 'position' | 'position.accuracyMetres' | 'position.headingDegrees' | 'odometerKm' | 'chargePercent' | 'locked' | 'engineOn' | 'doorsClosed' | 'startEnabled' | 'keyFobPresent' | 'fuelCardPresent';

export type Language = 'en' | 'de';

export type LicenceClass = 'AM' | 'A1' | 'A2' | 'A' | 'B1' | 'B' | 'BE' | 'C1' | 'C1E' | 'C' | 'CE' | 'D1' | 'D1E' | 'D' | 'DE';

export type LicenceStatus = 'PENDING' | 'VERIFIED' | 'REJECTED' | 'EXPIRED';

export type LimitPeriod = 'day' | 'month' | 'year' | 'ever';

export interface LotShare {
  /** RFC 3339, UTC */
  expiresAt: string;
  /** RFC 3339, UTC */
  warnAt?: string;
  points: number;
}

export interface Mail {
  mailId: string;
  template: MailTemplate;
  values: Readonly<Record<string, unknown>>;
  language: Language;
  state: 'REQUESTED' | 'SENT' | 'REFUSED';
  reason?: string;
  /** RFC 3339, UTC */
  time: string;
}

export type MailTemplate = 'receipt' | 'credit-note' | 'fee' | 'payment-authentication' | 'payment-retry' | 'payment-overdue' | 'payment-short' | 'webhook-failing' | 'webhook-last-day' | 'webhook-disabled' | 'webhook-gone';

export interface ManagedTariff {
  tariffId: string;
  draft?: TariffTerms;
  versions: readonly ({
    version: number;
    /** RFC 3339, UTC */
    from: string;
    state: 'SCHEDULED' | 'ACTIVE' | 'SUPERSEDED';
    publishedBy: string;
    /** RFC 3339, UTC */
    publishedAt: string;
  })[];
  retired?: {
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
}

export interface MemberPoints {
  /** The subject of the rider’s tokens */
  riderId: string;
  balance: Balance;
  worth: {
    amount: number;
    currency: string;
  };
  expiries: readonly ({
    /** RFC 3339, UTC */
    expiresAt: string;
    points: number;
  })[];
  awaited: readonly ({
    rentalId: string;
    /** RFC 3339, UTC */
    activeAt: string;
    points: number;
  })[];
  reservations: readonly ({
    rentalId: string;
    points: number;
  })[];
  tier?: {
    tierId: string;
    name: string;
  };
  qualifyingPoints: number;
  nextTier?: {
    tierId: string;
    name: string;
    missingPoints: number;
  };
}

export type MoveReason = 'ISSUED' | 'SEEN' | 'ACCEPTED' | 'DECLINED' | 'ATTACHED' | 'DETACHED' | 'RELEASED' | 'REDEEMED' | 'REVERSED' | 'EXPIRED' | 'WITHDRAWN';

export interface Movement {
  /** The business key of what it is for: there is one movement for it */
  movementId: string;
  currency: string;
  postings: readonly Posting[];
}

export type MovementReason = {
  code: 'EARNED';
  rentalId: string;
  revision: number;
  rules: readonly ({
    ruleId: string;
    points: number;
    multiplierId?: string;
  })[];
} | {
  code: 'ACTIVATED';
  rentalId: string;
  revision: number;
} | {
  code: 'REVERSED';
  rentalId: string;
  revision: number;
} | {
  code: 'RESERVED';
  rentalId: string;
} | {
  code: 'SPENT';
  rentalId: string;
  revision: number;
  points: number;
} | {
  code: 'RETURNED';
  rentalId: string;
  revision: number;
} | {
  code: 'EXPIRED';
} | {
  code: 'ADJUSTED';
  operator: string;
  text: string;
} | {
  code: 'GRANTED';
  grantId: string;
} | {
  code: 'TRANSFER_REQUESTED';
  transferId: string;
  programmeId: string;
} | {
  code: 'TRANSFERRED';
  transferId: string;
  programmeId: string;
} | {
  code: 'TRANSFER_REFUSED';
  transferId: string;
  programmeId: string;
} | {
  code: 'RECEIVED';
  transferId: string;
  programmeId: string;
} | {
  code: 'FORFEITED';
};

export interface NearestAllowed {
  position: Point;
  distanceMetres: number;
}

export interface NotRated {
  code: string;
  detail: string;
  /** RFC 3339, UTC */
  since: string;
}

export interface Offer {
  partner: {
    partnerId?: string;
    name: string;
  };
  places: readonly OfferPlace[];
  trigger: Trigger;
  audience: {
    tiers?: readonly string[];
    models?: readonly string[];
  };
  benefit: Benefit;
  limits: {
    perRider: number;
    /** By the clock of the time zone */
    perDay?: number;
    uses?: number;
    /** In the benefit’s currency */
    amount?: number;
  };
  /** IANA, such as Europe/Andorra */
  timeZone: string;
  valid: {
    /** RFC 3339, UTC */
    from: string;
    /** RFC 3339, UTC */
    until: string;
  };
  when?: {
    /** `from` inclusive, `to` exclusive; a range may pass midnight */
    timesOfDay?: readonly ({
      /** What the clock shows, in the time zone */
      from: string;
      /** What the clock shows, in the time zone */
      to: string;
    })[];
    /** By the date that the clock shows */
    weekdays?: readonly ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
    /** Both days inclusive */
    dates?: readonly ({
      from: string;
      to: string;
    })[];
  };
  priority: number;
  lifetime: {
    answerMinutes: number;
    useHours: number;
  };
  texts: readonly OfferText[];
}

export interface OfferPlace {
  placeId: string;
  name: string;
  /** Degrees, WGS 84 */
  latitude: number;
  /** Degrees, WGS 84 */
  longitude: number;
  /** How large it is */
  radiusMetres?: number;
}

export interface OfferText {
  /** ISO 639-1 */
  language: string;
  /** One line, also for the car’s screen */
  title: string;
  text: string;
}

export interface Operation {
  /** From the `Location` of a 202 */
  operationId: string;
  state: 'PENDING' | 'SUCCEEDED' | 'REJECTED' | 'EXPIRED';
  result?: unknown;
  problem?: unknown;
  /** RFC 3339, UTC */
  expires: string;
}

export type OutOfServiceKind = 'MAINTENANCE' | 'DAMAGED' | 'TOWED' | 'OUT_OF_CHARGE' | 'OTHER';

export interface OwnLicence {
  /** As printed on the licence */
  number: string;
  classes: readonly LicenceClass[];
  /** The issuing country: ISO 3166-1 alpha-2 */
  country: string;
  /** A calendar day, such as 2031-06-30 */
  validUntil: string;
  status: LicenceStatus;
  reason?: RejectionReason;
  /** RFC 3339, UTC */
  submittedAt: string;
  /** RFC 3339, UTC */
  verifiedAt?: string;
}

export interface OwnPaymentMethod {
  paymentMethodId: string;
  kind: PaymentKind;
  /** RFC 3339, UTC */
  setAt: string;
}

export interface OwnPhoneKey {
  phoneKeyId: string;
  /** Thumbprint of a P-256 public key: RFC 7638, SHA-256, base64url */
  thumbprint: string;
  name?: string;
  /** RFC 3339, UTC */
  registeredAt: string;
}

export interface Partner {
  partnerId: string;
  name: string;
  kind: PartnerKind;
  scopes: readonly PartnerScope[];
  eventTypes: readonly string[];
  status: 'ACTIVE' | 'SUSPENDED';
  /** Of the partner’s app client */
  clientId?: string;
  /** RFC 3339, UTC */
  addedAt: string;
}

export type PartnerKind = 'APP' | 'CHARGING' | 'CITY' | 'HOTEL' | 'INSURER' | 'RESTAURANT' | 'OTHER';

export type PartnerScope = 'CARS' | 'RIDERS' | 'PLACES' | 'USAGE' | 'CHARGES';

export type PassedOverReason = 'LOWER_PRIORITY' | 'NOT_ACTIVE' | 'NOT_NOW' | 'NOT_THE_TIER' | 'NOT_THE_MODEL' | 'HAS_IT' | 'LIMIT_OF_RIDER' | 'DECLINED_BEFORE' | 'MADE_IN_THIS_TRIP';

export interface Payment {
  paymentId: string;
  purpose: Purpose;
  subject: string;
  rentalId?: string;
  /** Vehicle identification number (ISO 3779) */
  vin?: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  state: PaymentState;
  money: ProviderMoney;
  /** Minor units: what was taken */
  captured: number;
  /** Minor units: what was given back */
  refunded: number;
  refunds: readonly ({
    refundId: string;
    amount: number;
    state: 'REQUESTED' | 'PENDING' | 'REFUNDED' | 'FAILED';
  })[];
  /** RFC 3339, UTC */
  until?: string;
  reason?: PaymentDecline;
  /** RFC 3339, UTC */
  nextAttemptAt?: string;
  overdue?: boolean;
  disputed?: boolean;
  description: string;
  /** RFC 3339, UTC */
  time: string;
  /** NEEDS_AUTHENTICATION: where the rider authenticates, in a browser. Only for the rider */
  link?: string;
}

export type PaymentDecline = 'DECLINED' | 'INSUFFICIENT_FUNDS' | 'LIMIT_EXCEEDED' | 'EXPIRED' | 'WRONG_DETAILS' | 'METHOD_NOT_USABLE' | 'CURRENCY_NOT_SUPPORTED' | 'AMOUNT_NOT_POSSIBLE' | 'AUTHENTICATION_FAILED' | 'BANK_NOT_AVAILABLE' | 'DUPLICATE' | 'METHOD_MISSING' | 'PAYER_ERASED';

export type PaymentKind = 'CARD' | 'DIRECT_DEBIT' | 'WALLET';

export interface PaymentMethodCheck {
  paymentMethodId: string;
  status: 'PENDING' | 'REFUSED';
  reason?: PaymentRefusal;
  /** PENDING: where the rider has to authenticate, in a browser */
  link?: string;
  /** RFC 3339, UTC */
  submittedAt: string;
}

export type PaymentRefusal = 'UNKNOWN_TOKEN' | 'DECLINED' | 'EXPIRED' | 'NOT_SUPPORTED' | 'NO_RESULT';

export type PaymentState = 'REQUESTED' | 'PENDING' | 'NEEDS_AUTHENTICATION' | 'AUTHORIZED' | 'DECLINED' | 'CAPTURED' | 'VOIDED';

export interface PendingAdjustment {
  adjustmentId: string;
  change: {
    kind: string;
    amount?: number;
  };
  /** By how much the total changed when it was made, minor units */
  difference: number;
  reason: string;
  operator: string;
  /** RFC 3339, UTC */
  time: string;
  revision: number;
}

export type PeriodKind = 'reserved' | 'driving' | 'paused';

export interface Point {
  /** Degrees, WGS 84 */
  latitude: number;
  /** Degrees, WGS 84 */
  longitude: number;
}

export interface PointsLine {
  /** Its business key: there is one movement for it */
  movementId: string;
  sequence: number;
  reason: MovementReason;
  /** What it adds; negative for what it takes */
  pending: number;
  /** What it adds; negative for what it takes */
  active: number;
  /** What it adds; negative for what it takes */
  reserved: number;
  /** What it adds; negative for what it takes */
  owed: number;
  balance: Balance;
  worth: {
    amount: number;
    currency: string;
  };
  /** RFC 3339, UTC */
  time: string;
}

export interface Position {
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  /** RFC 3339, UTC */
  time: string;
  position?: Fix;
  speedKmh?: number;
  chargePercent?: number;
  odometerKm?: number;
  engineOn?: boolean;
  locked?: boolean;
}

export interface Posting {
  account: string;
  /** Minor units: cents of EUR */
  amount: number;
}

export interface Profile {
  name: string;
  email: string;
  /** Such as 1990-05-17 */
  birthDate: string;
  /** E.164 */
  phone: string;
}

export interface Programme {
  name: string;
  /** IANA, such as Europe/Andorra */
  timeZone: string;
  value: {
    points: number;
    /** Minor units: cents of EUR */
    amount: number;
    currency: string;
  };
  earning: readonly ({
    ruleId: string;
    for: {
      kind: 'charge';
      /** Minor units: cents of EUR */
      each: number;
      currency: string;
    } | {
      kind: 'distance';
      eachMetres: number;
    } | {
      kind: 'rental';
    } | {
      kind: 'first-rental';
    };
    points: number;
    when?: Conditions;
    most?: {
      points: number;
      per: LimitPeriod;
    };
    mostInTotal?: {
      points: number;
      per: LimitPeriod;
    };
  })[];
  multipliers: readonly ({
    multiplierId: string;
    /** From 1 to 10.99 */
    factor: string;
    when?: Conditions;
    tiers?: readonly string[];
  })[];
  pendingDays: number;
  expiry?: {
    months: number;
    warnDays: number;
  };
  tiers: {
    qualifyingMonths: number;
    levels: readonly ({
      tierId: string;
      name: string;
      /** Points that were earned within the qualifying months */
      from: number;
    })[];
  };
  spending: {
    leastPoints: number;
  };
}

export interface Promotion {
  promotionId: string;
  code: string;
  name: string;
  money: ProviderMoney;
  /** By all riders together */
  uses: number;
  /** `from` inclusive, `until` exclusive */
  valid: {
    /** RFC 3339, UTC */
    from: string;
    /** RFC 3339, UTC */
    until: string;
  };
  state: 'SCHEDULED' | 'ACTIVE' | 'EXPIRED' | 'STOPPED';
  createdBy: string;
  /** RFC 3339, UTC */
  createdAt: string;
  stopped?: {
    reason: string;
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
}

export interface PromotionTerms {
  name: string;
  money: ProviderMoney;
  /** By all riders together */
  uses: number;
  /** `from` inclusive, `until` exclusive */
  valid: {
    /** RFC 3339, UTC */
    from: string;
    /** RFC 3339, UTC */
    until: string;
  };
}

export type Propulsion = 'electric' | 'combustion' | 'combustion_diesel' | 'hybrid' | 'plug_in_hybrid';

export interface ProviderMoney {
  /** Whole minor units of ISO 4217: cents of EUR, yen of JPY */
  amount: number;
  /** ISO 4217 */
  currency: string;
}

export interface PublishedExchange {
  programmeId: string;
  version: number;
  exchange: Exchange;
  /** RFC 3339, UTC */
  changedAt: string;
}

export interface PublishedOffer {
  offerId: string;
  version: number;
  state: 'ACTIVE' | 'STOPPED';
  offer: Offer;
  /** RFC 3339, UTC */
  changedAt: string;
}

export interface PublishedProgramme {
  version: number;
  programme: Programme;
}

export type Purpose = 'AUTHORIZATION' | 'CHARGE';

export interface Push {
  /** The same each time it is sent */
  id: string;
  /** Counts the pushes of this rider, or of the fleet: each is one more than the one before */
  sequence: number;
  /** When it happened, RFC 3339 */
  time: string;
  /** What happened: the type of an event in Kafka */
  event: string;
  state?: RentalState;
  /** The data of the event, as its contract defines it; for a grant only `rentalId`, `grantId` and `state` */
  data: unknown;
}

export interface Reconciliation {
  /** A day, UTC */
  day: string;
  state: 'REQUESTED' | 'DONE';
  runs: number;
  /** RFC 3339, UTC */
  requestedAt: string;
  by?: {
    operator: string;
  };
  found?: {
    provider: string;
    there: number;
    here: number;
    fees: readonly SignedMoney[];
    payouts: readonly SignedMoney[];
    differing: number;
    differences: readonly BalanceDifference[];
    /** RFC 3339, UTC */
    time: string;
  };
}

export type RefusedFor = 'UNREADABLE' | 'OUT_OF_RANGE' | 'NO_FIX' | 'IMPLAUSIBLE';

export type RejectionReason = 'NOT_FOUND' | 'NAME_MISMATCH' | 'BIRTH_DATE_MISMATCH' | 'WITHDRAWN' | 'OUT_OF_DATE' | 'NOT_GENUINE' | 'TOO_YOUNG' | 'NO_RESULT' | 'HOLDER_CHANGED';

export interface Rental {
  rentalId: string;
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  state: RentalState;
  /** RFC 3339, UTC */
  reservedAt: string;
  /** RFC 3339, UTC */
  reservedUntil: string;
  extended?: boolean;
  tariff?: TariffVersion;
  options?: readonly string[];
  payment?: RentalPayment;
  lastFailure?: {
    action: 'unlock' | 'pause' | 'resume' | 'end';
    result: 'REJECTED' | 'EXPIRED' | 'UNKNOWN' | 'REFUSED';
    reason: string;
    detail?: string;
    nearestAllowed?: NearestAllowed;
    mayHaveSucceeded: boolean;
    retryCanHelp: boolean;
    /** RFC 3339, UTC */
    time: string;
  };
  started?: {
    /** RFC 3339, UTC */
    time: string;
    car: CarStatus;
    /** The fields that the car did not report and the platform estimated */
    estimated?: readonly ('time' | 'odometerKm' | 'chargePercent' | 'position')[];
  };
  /** RFC 3339, UTC */
  pausedSince?: string;
  /** RFC 3339, UTC */
  contactLostSince?: string;
  lowChargePercent?: number;
  /** RFC 3339, UTC */
  movedSince?: string;
  ended?: {
    /** RFC 3339, UTC */
    time: string;
    car: CarStatus;
    /** The fields that the car did not report and the platform estimated */
    estimated?: readonly ('time' | 'odometerKm' | 'chargePercent' | 'position')[];
    by?: DecidedBy;
  };
  cancelledBy?: DecidedBy;
  usage?: RentalsUsage;
  distanceKm?: number;
  durationSeconds?: number;
}

export interface RentalCharge {
  rentalId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  state: 'RUNNING' | 'FINAL' | 'NOT_RATED';
  revision?: number;
  charge?: Charge;
  mayChange?: readonly ({
    id: string;
    zones: readonly string[];
  })[];
  /** RFC 3339, UTC */
  distanceUntil?: string;
  usage?: RentalsUsage;
  problem?: NotRated;
  adjustments?: readonly Adjustment[];
  pending?: PendingAdjustment;
  by?: DecidedBy;
  /** RFC 3339, UTC */
  time: string;
}

export interface RentalDelivery {
  /** The header webhook-id: the same at each attempt */
  deliveryId: string;
  endpointId: string;
  type: string;
  /** RFC 3339, UTC */
  time: string;
  state: DeliveryState;
  attempts: readonly Attempt[];
  /** RFC 3339, UTC */
  nextAt?: string;
  /** RFC 3339, UTC */
  keptUntil: string;
  partnerName: string;
}

export interface RentalGrant {
  grantId: string;
  rentalId: string;
  phoneKeyId: string;
  state: 'PENDING' | 'ISSUED' | 'DENIED' | 'REVOKED';
  reason?: GrantRefusal;
  /** RFC 3339, UTC */
  notBefore?: string;
  /** RFC 3339, UTC */
  expires?: string;
  actions?: readonly GrantAction[];
  grant?: string;
}

export interface RentalPayment {
  paymentId: string;
  state: 'AUTHORIZED' | 'DECLINED' | 'NEEDS_AUTHENTICATION';
  reason?: PaymentDecline;
  /** RFC 3339, UTC */
  time: string;
}

export type RentalState = 'RESERVED' | 'UNLOCKING' | 'IN_USE' | 'PAUSING' | 'PAUSED' | 'RESUMING' | 'ENDING' | 'ENDED' | 'CANCELLED' | 'EXPIRED';

export interface RentalsUsage {
  revision: number;
  model: string;
  tariff?: TariffVersion;
  options?: readonly string[];
  startZones?: readonly string[];
  endZones?: readonly string[];
  periods: readonly UsagePeriod[];
  startOdometerKm?: number;
  endOdometerKm?: number;
}

export interface Requested {
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  rentalId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  requestId: string;
  /** RFC 3339, UTC */
  time: string;
}

export interface Requirements {
  licenceClass: LicenceClass;
  minimumAge: AgeStep;
}

export type RetryAdvice = 'LATER' | 'OTHER_METHOD' | 'NEVER';

export type RidersPurpose = 'OFFERS' | 'NEWS' | 'DRIVING_SCORE' | 'PARTNERS';

export interface ShortRental {
  subject: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  rentalId?: string;
  /** Vehicle identification number (ISO 3779) */
  vin?: string;
  reserved: SignedMoney;
  toReserve: SignedMoney;
}

export interface SignedMoney {
  /** Whole minor units of ISO 4217: cents of EUR, yen of JPY */
  amount: number;
  /** ISO 4217 */
  currency: string;
}

export interface StoryStep {
  eventId: string;
  type: string;
  /** RFC 3339, UTC */
  time: string;
  /** RFC 3339, UTC */
  happenedAt?: string;
  /** RFC 3339, UTC */
  loggedAt: string;
  traceId?: string;
  facts: Readonly<Record<string, unknown>>;
  money?: {
    /** Minor units */
    amount: number;
    currency: string;
  };
}

export interface Tariff {
  tariffId: string;
  version: number;
  name: string;
  description: string;
  /** ISO 4217 */
  currency: string;
  /** IANA, such as Europe/Riga */
  timeZone: string;
  distanceUnit: 'km' | 'mile';
  options?: readonly ({
    optionId: string;
    name: string;
  })[];
  fixed?: readonly ({
    lineId: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    amount: string;
    during: readonly PeriodKind[];
    when?: Conditions;
    /** Only if the rider chose this option */
    option?: string;
  })[];
  rates: readonly ({
    rateId: string;
    /** Rates of one line are added and rounded together; by default rateId */
    line?: string;
    dimension: 'time' | 'distance';
    during: readonly PeriodKind[];
    when?: Conditions;
    /** Only if the rider chose this option */
    option?: string;
    /** Comes on top of the rate that also applies */
    surcharge?: boolean;
    /** Whether a started interval counts whole, or by its share */
    counted: 'started' | 'exact';
    /** Free units and steps begin again when another kind of period has come */
    restarts?: 'period';
    /** The first minutes, kilometres or miles */
    free?: number;
    steps: readonly ({
      start: number;
      end?: number;
      /** In the currency’s own unit: 0.29 for 29 cents */
      rate: string;
      /** What the rate is for: 1 minute, 0.2 miles; 0: once, when the step begins */
      interval: number;
    })[];
  })[];
  packages?: readonly ({
    packageId: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    price: string;
    per: 'rental' | 'started-24-hours';
    when?: Conditions;
    /** Only if the rider chose this option */
    option?: string;
    time?: {
      /** Whose minutes are included */
      lines: readonly string[];
      /** Without it: all */
      minutes?: number;
      /** Which minutes are included: the first ones, or an equal share of all */
      taken: 'first' | 'evenly';
    };
    distance?: {
      /** Whose distance is included */
      lines: readonly string[];
      /** Without it: all */
      included?: number;
    };
  })[];
  caps?: readonly ({
    capId: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    amount: string;
    covers: readonly string[];
    per: 'hour' | 'day' | 'week';
    /** Windows begin when the car is taken over, or at midnight by the clock (weeks: on Monday) */
    from: 'start' | 'midnight';
    /** What a window does not use is lost, or raises the limit of the others */
    unused: 'lapses' | 'carries-over';
  })[];
  minimum?: {
    /** In the currency’s own unit: 0.29 for 29 cents */
    amount: string;
    covers: readonly string[];
  };
  /** What is reserved on the payment method when the car is; without it nothing is */
  authorization?: string;
  /** What more is reserved each time that the price has used 80 % of what is; without it nothing is */
  furtherAuthorization?: string;
  taxes: {
    included: boolean;
    rates: readonly ({
      taxId: string;
      name: string;
      percent: string;
      /** Applies where the car is handed over in one of these; without it everywhere */
      places?: readonly string[];
    })[];
  };
}

export interface TariffChoice {
  /** IANA, such as Europe/Riga */
  timeZone: string;
  default: string;
  entries: readonly ({
    tariffId: string;
    /** 0 where it is missing */
    priority?: number;
    when: ChoiceConditions;
  })[];
}

export interface TariffTerms {
  name: string;
  description: string;
  /** ISO 4217 */
  currency: string;
  /** IANA, such as Europe/Riga */
  timeZone: string;
  distanceUnit: 'km' | 'mile';
  options?: readonly ({
    optionId: string;
    name: string;
  })[];
  fixed?: readonly ({
    lineId: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    amount: string;
    during: readonly PeriodKind[];
    when?: Conditions;
    /** Only if the rider chose this option */
    option?: string;
  })[];
  rates: readonly ({
    rateId: string;
    /** Rates of one line are added and rounded together; by default rateId */
    line?: string;
    dimension: 'time' | 'distance';
    during: readonly PeriodKind[];
    when?: Conditions;
    /** Only if the rider chose this option */
    option?: string;
    /** Comes on top of the rate that also applies */
    surcharge?: boolean;
    /** Whether a started interval counts whole, or by its share */
    counted: 'started' | 'exact';
    /** Free units and steps begin again when another kind of period has come */
    restarts?: 'period';
    /** The first minutes, kilometres or miles */
    free?: number;
    steps: readonly ({
      start: number;
      end?: number;
      /** In the currency’s own unit: 0.29 for 29 cents */
      rate: string;
      /** What the rate is for: 1 minute, 0.2 miles; 0: once, when the step begins */
      interval: number;
    })[];
  })[];
  packages?: readonly ({
    packageId: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    price: string;
    per: 'rental' | 'started-24-hours';
    when?: Conditions;
    /** Only if the rider chose this option */
    option?: string;
    time?: {
      /** Whose minutes are included */
      lines: readonly string[];
      /** Without it: all */
      minutes?: number;
      /** Which minutes are included: the first ones, or an equal share of all */
      taken: 'first' | 'evenly';
    };
    distance?: {
      /** Whose distance is included */
      lines: readonly string[];
      /** Without it: all */
      included?: number;
    };
  })[];
  caps?: readonly ({
    capId: string;
    /** In the currency’s own unit: 0.29 for 29 cents */
    amount: string;
    covers: readonly string[];
    per: 'hour' | 'day' | 'week';
    /** Windows begin when the car is taken over, or at midnight by the clock (weeks: on Monday) */
    from: 'start' | 'midnight';
    /** What a window does not use is lost, or raises the limit of the others */
    unused: 'lapses' | 'carries-over';
  })[];
  minimum?: {
    /** In the currency’s own unit: 0.29 for 29 cents */
    amount: string;
    covers: readonly string[];
  };
  /** What is reserved on the payment method when the car is; without it nothing is */
  authorization?: string;
  /** What more is reserved each time that the price has used 80 % of what is; without it nothing is */
  furtherAuthorization?: string;
  taxes: {
    included: boolean;
    rates: readonly ({
      taxId: string;
      name: string;
      percent: string;
      /** Applies where the car is handed over in one of these; without it everywhere */
      places?: readonly string[];
    })[];
  };
}

export interface TariffVersion {
  tariffId: string;
  version: number;
}

export interface Transfer {
  /** The same on both sides */
  transferId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  programmeId: string;
  partnerId: string;
  direction: 'OUT' | 'IN';
  ours: number;
  theirs: number;
  /** RFC 3339, UTC */
  requestedAt: string;
  /** RFC 3339, UTC */
  answerDueAt: string;
  state: 'PENDING' | 'BOOKED' | 'REFUSED' | 'FORFEITED';
  answered?: {
    answer: 'BOOKED' | 'REFUSED';
    /** RFC 3339, UTC */
    at: string;
    by: {
      partnerId: string;
      messageId: string;
    } | {
      operator: string;
      text: string;
    };
    /** Of the booking, by whoever booked it */
    reference?: string;
    theirs?: number;
    reason?: string;
  };
  contradicted?: {
    answer: 'BOOKED' | 'REFUSED';
    /** RFC 3339, UTC */
    at: string;
    by: {
      partnerId: string;
      messageId: string;
    } | {
      operator: string;
      text: string;
    };
    /** Of the booking, by whoever booked it */
    reference?: string;
    theirs?: number;
    reason?: string;
  };
}

export type Trigger = {
  kind: 'approaching';
  withinMetres: number;
  /** To each side of the heading; 45 without it */
  aheadDegrees?: number;
} | {
  kind: 'low-charge';
  belowPercent: number;
  withinMetres: number;
} | {
  kind: 'rental-started';
} | {
  kind: 'rental-ended';
};

export interface Twin {
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  /** RFC 3339, UTC */
  time: string;
  fields: Readonly<Record<string, TwinField>>;
}

export interface TwinField {
  value?: unknown;
  /** RFC 3339, UTC */
  time?: string;
  /** Validity of the newest reading */
  validity: 'valid' | 'invalid';
  invalid?: {
    raw: unknown;
    /** RFC 3339, UTC */
    time: string;
  };
}

export interface UsageEstimate {
  value: 'startedAt' | 'endedAt' | 'distanceMetres';
  by: Evidence;
}

export type UsageKind = 'RESERVED' | 'DRIVING' | 'PAUSED';

export interface UsagePeriod {
  kind: UsageKind;
  /** RFC 3339, UTC */
  startedAt: string;
  /** RFC 3339, UTC */
  endedAt: string;
  distanceMetres: number;
  estimates?: readonly UsageEstimate[];
}

export interface UsedPromotion {
  promotionId: string;
  code: string;
  name: string;
  money: ProviderMoney;
  /** By all riders together */
  uses: number;
  /** `from` inclusive, `until` exclusive */
  valid: {
    /** RFC 3339, UTC */
    from: string;
    /** RFC 3339, UTC */
    until: string;
  };
  state: 'SCHEDULED' | 'ACTIVE' | 'EXPIRED' | 'STOPPED';
  createdBy: string;
  /** RFC 3339, UTC */
  createdAt: string;
  stopped?: {
    reason: string;
    operator: string;
    /** RFC 3339, UTC */
    time: string;
  };
  /** How often it was redeemed, of `uses`, and the credit that it has given */
  used: {
    uses: number;
    money: ProviderMoney;
  };
}

export interface Vehicle {
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  model: string;
  plate?: string;
  /** RFC 3339, UTC */
  registeredAt: string;
  certificate?: {
    certificateId: string;
    certificatePem: string;
  };
  connection?: {
    session: string;
    counter: number;
    firmware: string;
    /** RFC 3339, UTC */
    connectedAt: string;
  };
  log?: number;
  status: CarStatus;
  /** RFC 3339, UTC */
  statusTime?: string;
  trust?: {
    keys: number;
    revocations: number;
    fault?: string;
  };
}

export type VehicleClass = 'small' | 'compact' | 'estate' | 'van';

export interface VehicleCommand {
  commandId: string;
  requestId: string;
  action: CarAction;
  booking?: string;
  state: 'SENT' | 'EXECUTED' | 'REJECTED' | 'EXPIRED' | 'UNKNOWN';
  /** Why it was not done, or why that is not known: a fault of docs/key-protocol.md, such as OVERTAKEN (a later command to close the car came first; send this one again if you still need it), NO_ANSWER, or ANSWER_UNREADABLE */
  reason?: string;
  counter: number;
  /** RFC 3339, UTC */
  issued: string;
  /** RFC 3339, UTC */
  expires: string;
  /** RFC 3339, UTC */
  finishedAt?: string;
}

export interface WaitingAdjustment {
  rentalId: string;
  /** The subject of the rider’s tokens */
  riderId: string;
  /** Vehicle identification number (ISO 3779) */
  vin: string;
  currency: string;
  adjustment: PendingAdjustment;
}

export interface WaitingLetter {
  /** Where the letter is: topic, partition and offset */
  letterId: string;
  /** RFC 3339, UTC */
  time: string;
  consumer: string;
  reason: string;
  detail?: string;
  /** Of the record that could not be handled */
  topic: string;
  partition: number;
  offset: number;
  key?: string;
  redriven: number;
  payload: {
    encoding: 'text' | 'base64';
    content: string;
    bytes: number;
  };
}

export interface WakeRequest {
  endpointId: string;
}

export interface Zone {
  type: 'Feature';
  id: string;
  properties: {
    /** A rental ends inside a service area (any of them, if there is one) and outside every no-parking zone. Tariffs name pricing zones: what a rental costs may depend on where it starts and ends */
    kind: ZoneKind;
    name: string;
  };
  geometry: {
    type: 'Polygon';
    /** The outline, then the holes */
    coordinates: readonly (readonly (readonly [number, number])[])[];
  } | {
    type: 'MultiPolygon';
    coordinates: readonly (readonly (readonly (readonly [number, number])[])[])[];
  };
}

/** A rental ends inside a service area (any of them, if there is one) and outside every no-parking zone. Tariffs name pricing zones: what a rental costs may depend on where it starts and ends */
export type ZoneKind = 'service-area' | 'no-parking' | 'pricing';

export interface Zones {
  type: 'FeatureCollection';
  features: readonly Zone[];
}

/** What is needed of each route when it is called. */
export const routes: Readonly<Record<keyof Api, Route>> = {
  getTwin: { method: 'GET', path: '/v1/vehicles/{vin}/twin' },
  listPositions: { method: 'GET', path: '/v1/fleet/positions' },
  acceptVehicleLog: { method: 'POST', path: '/v1/vehicles/{vin}/accepted-log', hasBody: true, isChange: true },
  commandVehicle: { method: 'POST', path: '/v1/vehicles/{vin}/commands', hasBody: true, isChange: true },
  getVehicle: { method: 'GET', path: '/v1/vehicles/{vin}' },
  getVehicleCommand: { method: 'GET', path: '/v1/vehicles/{vin}/commands/{commandId}' },
  registerVehicle: { method: 'POST', path: '/v1/vehicles', hasBody: true, isChange: true },
  blockRider: { method: 'POST', path: '/v1/riders/{riderId}/block', hasBody: true, isChange: true },
  signUp: { method: 'PUT', path: '/v1/riders/me', hasBody: true, isChange: true },
  unblockRider: { method: 'POST', path: '/v1/riders/{riderId}/unblock', hasBody: true, isChange: true },
  getMe: { method: 'GET', path: '/v1/riders/me' },
  withdrawConsent: { method: 'DELETE', path: '/v1/riders/me/consents/{purpose}', isChange: true },
  giveConsent: { method: 'PUT', path: '/v1/riders/me/consents/{purpose}', hasBody: true, isChange: true },
  submitLicence: { method: 'PUT', path: '/v1/riders/me/licence', hasBody: true, isChange: true },
  setPaymentMethod: { method: 'PUT', path: '/v1/riders/me/payment-method', hasBody: true, isChange: true },
  revokePhoneKey: { method: 'DELETE', path: '/v1/riders/me/phone-keys/{phoneKeyId}', isChange: true },
  getPhoneChallenge: { method: 'POST', path: '/v1/riders/me/phone-challenges', isChange: true },
  registerPhoneKey: { method: 'POST', path: '/v1/riders/me/phone-keys', hasBody: true, isChange: true },
  eraseMe: { method: 'DELETE', path: '/v1/riders/me', isChange: true },
  eraseRider: { method: 'POST', path: '/v1/riders/{riderId}/erase', hasBody: true, isChange: true },
  getRiderGroups: { method: 'GET', path: '/v1/riders/{riderId}/groups' },
  setRiderGroups: { method: 'PUT', path: '/v1/riders/{riderId}/groups', hasBody: true, isChange: true },
  removeBillingAddress: { method: 'DELETE', path: '/v1/riders/me/billing-address', isChange: true },
  setBillingAddress: { method: 'PUT', path: '/v1/riders/me/billing-address', hasBody: true, isChange: true },
  cancelRental: { method: 'POST', path: '/v1/rentals/{rentalId}/cancel', isChange: true },
  endRental: { method: 'POST', path: '/v1/rentals/{rentalId}/end', isChange: true },
  getRental: { method: 'GET', path: '/v1/rentals/{rentalId}' },
  listRentals: { method: 'GET', path: '/v1/rentals', list: 'rentals' },
  reserveCar: { method: 'POST', path: '/v1/rentals', hasBody: true, isChange: true },
  unlockRental: { method: 'POST', path: '/v1/rentals/{rentalId}/unlock', isChange: true },
  getGrant: { method: 'GET', path: '/v1/rentals/{rentalId}/grants/{grantId}' },
  requestGrant: { method: 'POST', path: '/v1/rentals/{rentalId}/grants', hasBody: true, isChange: true },
  createDamageReport: { method: 'POST', path: '/v1/rentals/{rentalId}/damage-reports', hasBody: true, isChange: true },
  listCarDamageReports: { method: 'GET', path: '/v1/cars/{vin}/damage-reports', list: 'rentals' },
  listDamageReports: { method: 'GET', path: '/v1/rentals/{rentalId}/damage-reports' },
  endRentalByOperator: { method: 'POST', path: '/v1/rentals/{rentalId}/end-by-operator', hasBody: true, isChange: true },
  extendReservation: { method: 'POST', path: '/v1/rentals/{rentalId}/extend', isChange: true },
  getFleetCar: { method: 'GET', path: '/v1/cars/{vin}' },
  listAttention: { method: 'GET', path: '/v1/fleet/attention', list: 'cars' },
  listFleetCars: { method: 'GET', path: '/v1/fleet/cars', list: 'cars' },
  pauseRental: { method: 'POST', path: '/v1/rentals/{rentalId}/pause', isChange: true },
  putCarBackInService: { method: 'POST', path: '/v1/cars/{vin}/in-service', hasBody: true, isChange: true },
  resumeRental: { method: 'POST', path: '/v1/rentals/{rentalId}/resume', isChange: true },
  takeCarOutOfService: { method: 'POST', path: '/v1/cars/{vin}/out-of-service', hasBody: true, isChange: true },
  liftRiderHold: { method: 'POST', path: '/v1/riders/{riderId}/holds/{hold}/lift', hasBody: true, isChange: true },
  placeRiderHold: { method: 'PUT', path: '/v1/riders/{riderId}/holds/{hold}', hasBody: true, isChange: true },
  getZones: { method: 'GET', path: '/v1/zones' },
  putZones: { method: 'PUT', path: '/v1/zones', hasBody: true, isChange: true },
  findCars: { method: 'GET', path: '/v1/cars' },
  getPointsProgramme: { method: 'GET', path: '/v1/points-programme' },
  getPointsProgrammeTotals: { method: 'GET', path: '/v1/points-programme/totals' },
  publishPointsProgramme: { method: 'PUT', path: '/v1/points-programme', hasBody: true, isChange: true },
  getPoints: { method: 'GET', path: '/v1/riders/me/points' },
  getRiderPoints: { method: 'GET', path: '/v1/riders/{riderId}/points' },
  listPoints: { method: 'GET', path: '/v1/riders/me/points/movements', list: 'movements' },
  listRiderPoints: { method: 'GET', path: '/v1/riders/{riderId}/points/movements', list: 'movements' },
  adjustRiderPoints: { method: 'POST', path: '/v1/riders/{riderId}/points/adjustments', hasBody: true, isChange: true },
  reserveRentalPoints: { method: 'PUT', path: '/v1/rentals/{rentalId}/points', hasBody: true, isChange: true },
  listPointsPartners: { method: 'GET', path: '/v1/points-partners', list: 'programmes' },
  publishPointsPartner: { method: 'PUT', path: '/v1/points-partners/{programmeId}', hasBody: true, isChange: true },
  listPointsPartnerTransfers: { method: 'GET', path: '/v1/points-partners/{programmeId}/transfers', list: 'transfers' },
  listPointsTransfers: { method: 'GET', path: '/v1/riders/me/points/transfers', list: 'transfers' },
  settlePointsTransfer: { method: 'POST', path: '/v1/riders/{riderId}/points/transfers/{transferId}/settlement', hasBody: true, isChange: true },
  transferPoints: { method: 'POST', path: '/v1/riders/me/points/transfers', hasBody: true, isChange: true },
  getOffer: { method: 'GET', path: '/v1/offers/{offerId}' },
  listOffers: { method: 'GET', path: '/v1/offers', list: 'offers' },
  stopOffer: { method: 'POST', path: '/v1/offers/{offerId}/stop', isChange: true },
  publishOffer: { method: 'PUT', path: '/v1/offers/{offerId}', hasBody: true, isChange: true },
  detachVoucher: { method: 'DELETE', path: '/v1/rentals/{rentalId}/voucher', isChange: true },
  getGivenOffer: { method: 'GET', path: '/v1/riders/me/offers/{issueId}' },
  listGivenOffers: { method: 'GET', path: '/v1/riders/me/offers', list: 'offers' },
  acceptGivenOffer: { method: 'POST', path: '/v1/riders/me/offers/{issueId}/accept', isChange: true },
  declineGivenOffer: { method: 'POST', path: '/v1/riders/me/offers/{issueId}/decline', isChange: true },
  seeGivenOffer: { method: 'POST', path: '/v1/riders/me/offers/{issueId}/seen', isChange: true },
  attachVoucher: { method: 'PUT', path: '/v1/rentals/{rentalId}/voucher', hasBody: true, isChange: true },
  getCouponCode: { method: 'GET', path: '/v1/riders/me/offers/{issueId}/code' },
  getCouponKeys: { method: 'GET', path: '/v1/offer-keys', isOpen: true },
  redeemCoupon: { method: 'POST', path: '/v1/offer-redemptions', hasBody: true, isChange: true },
  createRealtimeTicket: { method: 'POST', path: '/v1/realtime/tickets' },
  putAlerts: { method: 'PUT', path: '/v1/alerts', hasBody: true, isChange: true },
  getAlerts: { method: 'GET', path: '/gbfs/3/system_alerts.json', isOpen: true },
  getGbfs: { method: 'GET', path: '/gbfs/3/gbfs.json', isOpen: true },
  getGeofencingZones: { method: 'GET', path: '/gbfs/3/geofencing_zones.json', isOpen: true },
  getPricingPlans: { method: 'GET', path: '/gbfs/3/system_pricing_plans.json', isOpen: true },
  getSystemInformation: { method: 'GET', path: '/gbfs/3/system_information.json', isOpen: true },
  getVehicleStatus: { method: 'GET', path: '/gbfs/3/vehicle_status.json', isOpen: true },
  getVehicleTypes: { method: 'GET', path: '/gbfs/3/vehicle_types.json', isOpen: true },
  getManagedTariff: { method: 'GET', path: '/v1/tariffs/{tariffId}' },
  getTariffChoice: { method: 'GET', path: '/v1/tariff-choice' },
  getTariffVersion: { method: 'GET', path: '/v1/tariffs/{tariffId}/versions/{version}', isOpen: true },
  listManagedTariffs: { method: 'GET', path: '/v1/managed-tariffs', list: 'tariffs' },
  listTariffs: { method: 'GET', path: '/v1/tariffs', isOpen: true },
  publishTariffVersion: { method: 'POST', path: '/v1/tariffs/{tariffId}/versions', hasBody: true, isChange: true },
  putTariffChoice: { method: 'PUT', path: '/v1/tariff-choice', hasBody: true, isChange: true },
  putTariffDraft: { method: 'PUT', path: '/v1/tariffs/{tariffId}/draft', hasBody: true, isChange: true },
  retireTariff: { method: 'POST', path: '/v1/tariffs/{tariffId}/retire', isChange: true },
  getQuote: { method: 'GET', path: '/v1/quotes' },
  getRentalCharge: { method: 'GET', path: '/v1/rentals/{rentalId}/charge' },
  listCharges: { method: 'GET', path: '/v1/riders/me/charges', list: 'charges' },
  listNotRated: { method: 'GET', path: '/v1/charges/not-rated', list: 'charges' },
  getDisputeEvidence: { method: 'GET', path: '/v1/disputes/{disputeId}/evidence' },
  listDisputeEvidence: { method: 'GET', path: '/v1/disputes', list: 'disputes' },
  getReconciliation: { method: 'GET', path: '/v1/reconciliations/{day}' },
  listReconciliations: { method: 'GET', path: '/v1/reconciliations', list: 'reconciliations' },
  reconcile: { method: 'POST', path: '/v1/reconciliations', hasBody: true, isChange: true },
  listNotCovered: { method: 'GET', path: '/v1/charges/not-covered', list: 'rentals' },
  listAdjustments: { method: 'GET', path: '/v1/charges/adjustments', list: 'adjustments' },
  listAllCharges: { method: 'GET', path: '/v1/charges', list: 'charges' },
  listChargesOfRider: { method: 'GET', path: '/v1/riders/{riderId}/charges', list: 'charges' },
  adjustCharge: { method: 'POST', path: '/v1/rentals/{rentalId}/charge/adjustments', hasBody: true, isChange: true },
  approveAdjustment: { method: 'POST', path: '/v1/rentals/{rentalId}/charge/adjustments/{adjustmentId}/approve', isChange: true },
  rateRental: { method: 'POST', path: '/v1/rentals/{rentalId}/charge/rate', hasBody: true, isChange: true },
  rejectAdjustment: { method: 'POST', path: '/v1/rentals/{rentalId}/charge/adjustments/{adjustmentId}/reject', hasBody: true, isChange: true },
  writeOffCharge: { method: 'POST', path: '/v1/rentals/{rentalId}/charge/write-off', hasBody: true, isChange: true },
  getJournal: { method: 'GET', path: '/v1/journal' },
  listMovements: { method: 'GET', path: '/v1/ledger/movements', list: 'movements' },
  listInvoices: { method: 'GET', path: '/v1/rentals/{rentalId}/invoice' },
  listOwnInvoices: { method: 'GET', path: '/v1/riders/me/invoices', list: 'documents' },
  getFeeList: { method: 'GET', path: '/v1/fee-list' },
  listFeesOfRider: { method: 'GET', path: '/v1/riders/{riderId}/fees', list: 'fees' },
  listObjections: { method: 'GET', path: '/v1/fees/objections', list: 'fees' },
  listOwnFees: { method: 'GET', path: '/v1/riders/me/fees', list: 'fees' },
  decideFee: { method: 'POST', path: '/v1/fees/{feeId}/decision', hasBody: true, isChange: true },
  objectToFee: { method: 'POST', path: '/v1/riders/me/fees/{feeId}/objection', hasBody: true, isChange: true },
  postFee: { method: 'POST', path: '/v1/rentals/{rentalId}/fees', hasBody: true, isChange: true },
  putFeeList: { method: 'PUT', path: '/v1/fee-list', hasBody: true, isChange: true },
  getFeatureList: { method: 'GET', path: '/v1/feature-list' },
  getRentalFeatures: { method: 'GET', path: '/v1/rentals/{rentalId}/features' },
  buyFeature: { method: 'POST', path: '/v1/rentals/{rentalId}/features', hasBody: true, isChange: true },
  endFeature: { method: 'POST', path: '/v1/rentals/{rentalId}/features/{entitlementId}/end', hasBody: true, isChange: true },
  putFeatureList: { method: 'PUT', path: '/v1/feature-list', hasBody: true, isChange: true },
  listMailsOfRider: { method: 'GET', path: '/v1/riders/{riderId}/mails', list: 'mails' },
  listMailsOfPartner: { method: 'GET', path: '/v1/partners/{partnerId}/mails', list: 'mails' },
  chooseMailLanguage: { method: 'PUT', path: '/v1/riders/me/mail-language', hasBody: true, isChange: true },
  getAccount: { method: 'GET', path: '/v1/riders/me/account' },
  grantCredit: { method: 'POST', path: '/v1/riders/{riderId}/credit', hasBody: true, isChange: true },
  listPromotions: { method: 'GET', path: '/v1/promotions', list: 'promotions' },
  createPromotion: { method: 'POST', path: '/v1/promotions', hasBody: true, isChange: true },
  stopPromotion: { method: 'POST', path: '/v1/promotions/{promotionId}/stop', hasBody: true, isChange: true },
  redeemPromotionCode: { method: 'POST', path: '/v1/riders/me/promotion-codes', hasBody: true, isChange: true },
  getPayment: { method: 'GET', path: '/v1/riders/me/payments/{paymentId}' },
  listDebts: { method: 'GET', path: '/v1/debts', list: 'debts' },
  listPayments: { method: 'GET', path: '/v1/riders/me/payments', list: 'payments' },
  listRiderPayments: { method: 'GET', path: '/v1/riders/{riderId}/payments', list: 'payments' },
  payPayment: { method: 'POST', path: '/v1/riders/me/payments/{paymentId}/pay', isChange: true },
  receivePaymentCallback: { method: 'POST', path: '/v1/payment-callbacks', isOpen: true },
  getPartnerCredentials: { method: 'GET', path: '/v1/partners/{partnerId}/credentials' },
  getOwnPartner: { method: 'GET', path: '/v1/partners/me' },
  getPartner: { method: 'GET', path: '/v1/partners/{partnerId}' },
  listPartners: { method: 'GET', path: '/v1/partners', list: 'partners' },
  changePartner: { method: 'PATCH', path: '/v1/partners/{partnerId}', hasBody: true, isChange: true },
  addPartner: { method: 'POST', path: '/v1/partners', hasBody: true, isChange: true },
  resumePartner: { method: 'POST', path: '/v1/partners/{partnerId}/resume', hasBody: true, isChange: true },
  suspendPartner: { method: 'POST', path: '/v1/partners/{partnerId}/suspend', hasBody: true, isChange: true },
  removeWebhookEndpoint: { method: 'DELETE', path: '/v1/webhook-endpoints/{endpointId}', isChange: true },
  getWebhookEndpoint: { method: 'GET', path: '/v1/webhook-endpoints/{endpointId}' },
  listWebhookEndpoints: { method: 'GET', path: '/v1/webhook-endpoints', list: 'endpoints' },
  listWebhookEventTypes: { method: 'GET', path: '/v1/webhook-event-types' },
  listPartnerWebhookEndpoints: { method: 'GET', path: '/v1/partners/{partnerId}/webhook-endpoints', list: 'endpoints' },
  changeWebhookEndpoint: { method: 'PATCH', path: '/v1/webhook-endpoints/{endpointId}', hasBody: true, isChange: true },
  disableWebhookEndpoint: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/disable', isChange: true },
  enableWebhookEndpoint: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/enable', isChange: true },
  addWebhookEndpoint: { method: 'POST', path: '/v1/webhook-endpoints', hasBody: true, isChange: true },
  rotateWebhookSecret: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/secret', hasBody: true, isChange: true },
  getWebhookDelivery: { method: 'GET', path: '/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}' },
  listWebhookDeliveries: { method: 'GET', path: '/v1/webhook-endpoints/{endpointId}/deliveries', list: 'deliveries' },
  listRentalDeliveries: { method: 'GET', path: '/v1/rentals/{rentalId}/deliveries', list: 'deliveries' },
  replayWebhookDeliveries: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/deliveries/replay', hasBody: true },
  replayWebhookDelivery: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/deliveries/{deliveryId}/replay' },
  testWebhookEndpoint: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/test', hasBody: true },
  receivePartnerMessage: { method: 'POST', path: '/v1/webhook-endpoints/{endpointId}/messages', isOpen: true },
  getRentalStory: { method: 'GET', path: '/v1/rentals/{rentalId}/story', list: 'steps' },
  getHealth: { method: 'GET', path: '/health', isOpen: true },
  getOperation: { method: 'GET', path: '/v1/operations/{operationId}' },
  getProblem: { method: 'GET', path: '/problems/{code}', isOpen: true },
  listDeadLetters: { method: 'GET', path: '/v1/dead-letters', list: 'letters' },
  redriveDeadLetters: { method: 'POST', path: '/v1/dead-letters/redrive', hasBody: true },
};
