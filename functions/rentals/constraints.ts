import type { ErrorCode } from '../../shared/contracts/errors.ts';
import { type Hold, holds, type Standing } from '../../shared/contracts/rentals/rider-standing.ts';
import { AGE_STEPS, LicenceClass } from '../../shared/contracts/riders/licence.ts';
import type { Constraint } from '../../shared/runtime/domain.ts';
import type { CarEvent, PhoneEvent, RentalsEvent, RiderEvent } from './car/events.ts';
import { byAggregate } from './evolve.ts';

/**
 * What spans cars and riders: who may rent, and at most one active rental a rider. Each event says what it takes, gives
 * back and needs, so that the constraints can be made anew from the events.
 *
 * A rider's standing is kept as one constraint for each thing that can be demanded: it is there while the rider has it, so
 * that each refusal has its own reason.
 */
const active = (riderId: string): string => `rider/${riderId}/active`;
const standing = (riderId: string, what: string): string => `rider/${riderId}/${what}`;

const licenceClasses = LicenceClass.anyOf.map((literal) => literal.const);

/** Everything that can be demanded of a rider, and whether this one has it. */
function has({
  signedUp,
  blocked,
  holds: placed,
  licence,
  paymentMethod,
}: Standing): readonly [string, boolean][] {
  const counts = licence?.status === 'VERIFIED';
  return [
    ['registered', signedUp],
    ['unblocked', signedUp && !blocked],
    ...holds.map((hold): [string, boolean] => [without(hold), signedUp && !placed.includes(hold)]),
    ['licence', counts || licence?.status === 'EXPIRED'],
    ['licence/current', counts],
    ...licenceClasses.map((one): [string, boolean] => [
      `licence/${one}`,
      counts && licence?.classes?.includes(one) === true,
    ]),
    ...AGE_STEPS.map((age): [string, boolean] => [`age/${age}`, counts && (licence?.ageAtLeast ?? 0) >= age]),
    ['payment-method', paymentMethod],
  ];
}

const without = (hold: Hold): string => `without/${hold}`;

const holdRefusals: Readonly<Record<Hold, readonly [ErrorCode, string]>> = {
  UNPAID_BALANCE: ['RIDER_UNPAID_BALANCE', 'Pay what you owe first.'],
  UNDER_REVIEW: ['RIDER_UNDER_REVIEW', 'Your account is under review; ask the operator.'],
};

export function constraints(event: RentalsEvent): readonly Constraint[] {
  return byAggregate(event, {
    rider: standingConstraints,
    phone: phoneConstraints,
    zones: () => [],
    tariffs: () => [],
    car: carConstraints,
  });
}

function standingConstraints({ data: { riderId, standing: now } }: RiderEvent): readonly Constraint[] {
  return has(now).map(([what, held]) =>
    held
      ? {
          take: standing(riderId, what),
          holder: riderId,
          // Never: nobody else ever holds a rider's own constraints.
          refusal: { code: 'INTERNAL', detail: `${what} of ${riderId} is held by another.` },
        }
      : { release: standing(riderId, what), holder: riderId },
  );
}

const phone = ({ phoneKeyId, thumbprint }: { readonly phoneKeyId: string; readonly thumbprint: string }) =>
  `phone/${phoneKeyId}/${thumbprint}`;

/** A grant needs a phone that is the rider's at that moment. */
function phoneConstraints(event: PhoneEvent): readonly Constraint[] {
  switch (event.type) {
    case 'rentals.phone-known.v1':
      return [
        {
          take: standing(event.data.riderId, phone(event.data)),
          holder: event.data.riderId,
          refusal: { code: 'INTERNAL', detail: 'A phone of the rider is held by another.' },
        },
      ];
    case 'rentals.phone-gone.v1':
      return [{ release: standing(event.data.riderId, phone(event.data)), holder: event.data.riderId }];
    case 'rentals.grant-held.v1':
      return [];
  }
}

function carConstraints(event: CarEvent): readonly Constraint[] {
  switch (event.type) {
    case 'rentals.reserved.v1': {
      const { riderId, rentalId, requires } = event.data;
      const { licenceClass, minimumAge } = requires;
      return [
        ...mayRent(riderId),
        demand(riderId, `licence/${licenceClass}`, [
          'LICENCE_CLASS_MISSING',
          `This car needs a licence of class ${licenceClass}.`,
        ]),
        demand(riderId, `age/${minimumAge}`, [
          'RIDER_TOO_YOUNG',
          `This car is for drivers of ${minimumAge} years and more.`,
        ]),
        {
          take: active(riderId),
          holder: rentalId,
          refusal: { code: 'RIDER_HAS_RENTAL', detail: 'You have another car.' },
        },
      ];
    }
    case 'rentals.unlock-requested.v1':
    case 'rentals.reservation-extended.v1':
      return mayRent(event.data.riderId);
    case 'rentals.grant-requested.v1':
      return [
        ...mayRent(event.data.riderId),
        demand(event.data.riderId, phone(event.data), [
          'PHONE_KEY_UNKNOWN',
          `You have no phone ${event.data.phoneKeyId} any more.`,
        ]),
      ];
    case 'rentals.reservation-restored.v1': {
      const { riderId, rentalId } = event.data;
      return [
        {
          take: active(riderId),
          holder: rentalId,
          refusal: { code: 'RIDER_HAS_RENTAL', detail: 'The rider has taken another car meanwhile.' },
        },
      ];
    }
    case 'rentals.reservation-expired.v1':
    case 'rentals.cancelled.v1':
    case 'rentals.ended.v1':
      return [{ release: active(event.data.riderId), holder: event.data.rentalId }];
    case 'rentals.car-offered.v1':
    case 'rentals.car-withdrawn.v1':
    case 'rentals.car-listed.v1':
    case 'rentals.car-placed.v1':
    case 'rentals.unlock-failed.v1':
    case 'rentals.started.v1':
    case 'rentals.pause-requested.v1':
    case 'rentals.paused.v1':
    case 'rentals.pause-failed.v1':
    case 'rentals.resume-requested.v1':
    case 'rentals.resumed.v1':
    case 'rentals.resume-failed.v1':
    case 'rentals.end-requested.v1':
    case 'rentals.end-allowed.v1':
    case 'rentals.end-refused.v1':
    case 'rentals.end-failed.v1':
    case 'rentals.usage-corrected.v1':
    case 'rentals.secure-requested.v1':
    case 'rentals.secured.v1':
    case 'rentals.contact-checked.v1':
    case 'rentals.car-heard.v1':
    case 'rentals.contact-lost.v1':
    case 'rentals.contact-restored.v1':
    case 'rentals.charge-low.v1':
    case 'rentals.payment-heard.v1':
    case 'rentals.car-moved.v1':
    case 'rentals.taken-out-of-service.v1':
    case 'rentals.back-in-service.v1':
    case 'rentals.damage-reported.v1':
    case 'rentals.grant-received.v1':
    case 'rentals.grant-denied.v1':
    case 'rentals.grants-withdrawn.v1':
    case 'rentals.grants-open.v1':
    case 'rentals.grants-settled.v1':
      return [];
  }
}

/** Their order tells the refusals apart: who is not signed up lacks everything else, too. */
function mayRent(riderId: string): readonly Constraint[] {
  return [
    demand(riderId, 'registered', ['RIDER_NOT_REGISTERED', 'Sign up before you reserve a car.']),
    demand(riderId, 'unblocked', ['RIDER_BLOCKED', 'You are blocked; ask the operator why.']),
    ...holds.map((hold) => demand(riderId, without(hold), holdRefusals[hold])),
    demand(riderId, 'licence', ['LICENCE_NOT_VERIFIED', 'Your driving licence has not been found valid.']),
    demand(riderId, 'licence/current', ['LICENCE_EXPIRED', 'Your driving licence has expired.']),
    demand(riderId, 'payment-method', ['PAYMENT_METHOD_MISSING', 'Say first how you pay.']),
  ];
}

function demand(riderId: string, what: string, [code, detail]: readonly [ErrorCode, string]): Constraint {
  return { require: standing(riderId, what), refusal: { code, detail } };
}
