import type { claimStanding } from '../../shared/contracts/billing/claim-standing.ts';
import type { Data } from '../../shared/contracts/define.ts';
import type { grantsOpen, grantsSettled } from '../../shared/contracts/rentals/grants.ts';
import type {
  cancelled,
  ended,
  reservationExpired,
  reserved,
} from '../../shared/contracts/rentals/rentals.ts';
import {
  dataKeyDestroyed,
  type erase,
  type eraseByOperator,
  erased,
  matterChanged,
  mattersOpen,
  type OpenMatter,
  type recordErasure,
  rentalBegan,
  rentalOver,
} from '../../shared/contracts/riders/erasure.ts';
import { isBefore } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { revoked } from './phone-keys.ts';
import { erasurePort } from './ports.ts';
import { absent, isSignedUp, type Matter, type RiderState } from './state.ts';

/** Erases a rider who has asked an operator. */
export function decideEraseByOperator(
  state: RiderState,
  { data: { reason }, principal }: MessageOf<typeof eraseByOperator>,
  context: Context,
): Decision<RiderEvent> {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator erases somebody else.' };
  }
  return erasing(state, context, { operator: principal.id, reason });
}

/** Erases a rider who wants it. */
export function decideErase(
  state: RiderState,
  _: MessageOf<typeof erase>,
  context: Context,
): Decision<RiderEvent> {
  return erasing(state, context);
}

/**
 * From now on the id is nobody's, and the port destroys the key of everything personal. Not while the
 * rider has a car, or something is open: somebody must be there to bring it back, to pay and to be paid.
 */
function erasing(state: RiderState, context: Context, by?: Data<typeof erased>['by']): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  const { riderId } = state;
  const [rental] = state.rentals;
  if (rental !== undefined) {
    return { kind: 'refuse', code: 'RIDER_STILL_RENTS', detail: `The rental ${rental} is not over.` };
  }
  const matters = (state.matters ?? []).filter(
    ({ until }) => until === undefined || isBefore(context.now, until),
  );
  if (matters.length > 0) return mattersOpen(matters.map(explained).join(' '));
  return {
    kind: 'accept',
    events: [
      ...state.phoneKeys.map((key) => revoked(state, key, context)),
      erased({ riderId, ...(by === undefined ? {} : { by }), time: context.now }),
    ],
    outputs: [erasurePort({ riderId })],
    result: { riderId, status: 'ERASED' },
  };
}

const whys: Readonly<Record<OpenMatter, string>> = {
  NOT_CHARGED: 'is not charged yet',
  PAYMENT: 'is being paid',
  DEBT: 'is not paid: GET /v1/riders/me/payments has the payment, and POST …/pay pays it',
  REFUND: 'is being refunded',
  DISPUTE: 'is disputed, and the bank has not decided yet',
  GRANT: 'may still be opened by a phone, since the car has not been in reach',
};
const explained = ({ subject, open, until }: Matter): string =>
  `${subject} ${whys[open]}${until === undefined ? '' : `: until ${until} at the latest`}.`;

/** The billing room says what is open of a claim. */
export function decideClaim(
  state: RiderState,
  { data }: MessageOf<typeof claimStanding>,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return { kind: 'ignore', reason: 'Nobody is there to be erased.' };
  const { riderId, subject, open, time } = data;
  const known = state.matters?.find((matter) => matter.subject === subject && matter.about === 'MONEY')?.open;
  if (known === open && (open !== undefined || state.settled?.includes(subject) === true)) {
    return { kind: 'ignore', reason: 'It is known.' };
  }
  const of = { riderId, subject, about: 'MONEY', time } as const;
  return { kind: 'accept', events: [matterChanged({ ...of, ...(open === undefined ? {} : { open }) })] };
}

/** The rentals room says whether a phone may still open a car that the rider has given back. */
export function decideGrants(
  state: RiderState,
  { type, data }: MessageOf<typeof grantsOpen | typeof grantsSettled>,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return { kind: 'ignore', reason: 'Nobody is there to be erased.' };
  const { riderId, rentalId: subject, time } = data;
  const of = { riderId, subject, about: 'GRANTS', time } as const;
  if (type === 'rentals.grants-open.v1') {
    return { kind: 'accept', events: [matterChanged({ ...of, open: 'GRANT', until: data.until })] };
  }
  const isOpen = state.matters?.some((matter) => matter.subject === subject && matter.about === 'GRANTS');
  return isOpen === true
    ? { kind: 'accept', events: [matterChanged(of)] }
    : { kind: 'ignore', reason: 'The rental goes on, or nothing was open.' };
}

/** The port's answer: it is done. */
export function decideRecordErasure(
  { erased }: RiderState,
  { data: { riderId, destroyedAt } }: MessageOf<typeof recordErasure>,
): Decision<RiderEvent> {
  if (erased === undefined || erased.keyDestroyedAt !== undefined) {
    return { kind: 'ignore', reason: 'It is known that the key is no more.' };
  }
  return {
    kind: 'accept',
    events: [dataKeyDestroyed({ riderId, time: destroyedAt })],
  };
}

type RentalMessage = MessageOf<typeof reserved | typeof cancelled | typeof reservationExpired | typeof ended>;

/** The rentals room says who has a car. */
export function decideRental(state: RiderState, { type, data }: RentalMessage): Decision<RiderEvent> {
  const { riderId, rentalId, time } = data;
  const isKnown = state.rentals.includes(rentalId);
  if (type === 'rentals.reserved.v1' && !isKnown && isSignedUp(state)) {
    return {
      kind: 'accept',
      events: [rentalBegan({ riderId, rentalId, time })],
    };
  }
  if (type !== 'rentals.reserved.v1' && isKnown) {
    return {
      kind: 'accept',
      events: [rentalOver({ riderId, rentalId, time })],
    };
  }
  return { kind: 'ignore', reason: 'Nothing changes for whether the rider has a car.' };
}
