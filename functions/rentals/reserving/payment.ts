import type {
  authenticationNeeded,
  authorized,
  declined,
} from '../../../shared/contracts/payments/payments.ts';
import {
  paymentDeclined,
  paymentNeedsAuthentication,
  type RentalPayment,
} from '../../../shared/contracts/rentals/payment.ts';
import { paymentHeard } from '../../../shared/contracts/rentals/payment-heard.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';
import { type CarDecision, namesOf } from '../car/deciding.ts';
import { type CarState, isActive, type RentalRecord, rentalOf } from '../car/state.ts';

/**
 * Whether the amount that a rental reserves was authorized. As long as nothing was heard the car opens: the provider may
 * take its time. A rental that has begun goes on, whatever comes.
 */

type Heard = MessageOf<typeof authorized | typeof authenticationNeeded | typeof declined>;

const states = {
  'payments.authorized.v1': 'AUTHORIZED',
  'payments.authentication-needed.v1': 'NEEDS_AUTHENTICATION',
  'payments.declined.v1': 'DECLINED',
} as const satisfies Record<Heard['type'], RentalPayment['state']>;

export function decidePayment(car: CarState, message: Heard): CarDecision {
  const { data } = message;
  // A feature or a fee of the rental is paid for by itself.
  if (data.subject !== data.rentalId) return { kind: 'ignore', reason: 'It is not for the rental itself.' };
  const rental = rentalOf(car, data.rentalId);
  if (rental === undefined || !isActive(rental)) return { kind: 'ignore', reason: 'The rental is over.' };
  if (rental.payment !== undefined && isBefore(data.time, rental.payment.time)) {
    return { kind: 'ignore', reason: 'Something newer was heard.' };
  }
  const payment: RentalPayment = {
    paymentId: data.paymentId,
    state: states[message.type],
    ...('reason' in data ? { reason: data.reason } : {}),
    time: data.time,
  };
  return { kind: 'accept', events: [paymentHeard({ ...namesOf(car, rental), payment })] };
}

const notBegun = ({ state }: RentalRecord): boolean => state === 'RESERVED' || state === 'UNLOCKING';

/** Whether the car stays closed until the rider has seen to the payment. */
export function lacksPayment(rental: RentalRecord): boolean {
  return notBegun(rental) && rental.payment !== undefined && rental.payment.state !== 'AUTHORIZED';
}

/** Undefined when nothing is known against it. */
export function refuseUnpaid(rental: RentalRecord) {
  if (!lacksPayment(rental)) return undefined;
  const { state, reason, paymentId } = rental.payment ?? {};
  return state === 'NEEDS_AUTHENTICATION'
    ? paymentNeedsAuthentication(`The payment ${paymentId} has the link.`)
    : paymentDeclined(`The payment ${paymentId} was declined: ${reason}.`);
}
