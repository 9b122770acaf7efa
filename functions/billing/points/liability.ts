import { pointsValued } from '../../../shared/contracts/billing/points-liability.ts';
import { pointsMoved } from '../../../shared/contracts/loyalty/points.ts';
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import type { Context, Decision, EventOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { moved } from '../charging/charge.ts';
import type { PointsMessage } from '../messages.ts';

/**
 * What is owed for a member's points. Earning them is an expense. Those that pay for a part of a charge make up for the
 * charge's discount, so a discount by points costs nothing twice. Points that a partner gives instead of us are owed to the
 * partner from then on.
 */
export interface PointsState {
  readonly kind: 'points';
  /** The last movement of points that was heard of. */
  readonly sequence: number;
}

export type PointsEvent = EventOf<typeof pointsValued>;

const noPoints: PointsState = { kind: 'points', sequence: 0 };

function decidePointsMoved(
  { sequence }: PointsState,
  { data }: PointsMessage,
  { now: time }: Context,
): Decision<PointsEvent, PointsState> {
  const { riderId, reason, worth } = data;
  if (data.sequence <= sequence) return { kind: 'ignore', reason: `Movement ${data.sequence} is booked.` };
  if (worth.amount === 0) return { kind: 'ignore', reason: 'They are worth as much as before.' };
  const other = accountFor(reason.code);
  const movement = {
    movementId: `points/${riderId}/${data.sequence}`,
    currency: worth.currency,
    postings: [
      { account: 'liability/points', amount: -worth.amount },
      { account: other, amount: worth.amount },
    ],
  };
  const valued = { riderId, accountId: riderId, sequence: data.sequence, movement, time };
  return { kind: 'accept', events: [pointsValued(valued)] };
}

/** What stands against the change of what is owed for points. */
function accountFor(
  code: PointsMessage['data']['reason']['code'],
): `${string}/points` | `${string}/points-partners` {
  if (code === 'SPENT' || code === 'RETURNED') return 'discount/points';
  // What a partner gets for the points that it gives instead of us, or gives us for those that we give.
  if (code === 'TRANSFERRED' || code === 'RECEIVED') return 'settlement/points-partners';
  return 'expense/points';
}

const evolvePoints = ({ data: { sequence } }: PointsEvent): PointsState => ({
  kind: 'points',
  sequence,
});

const pointsEntries = ({ data: { movement, time } }: PointsEvent): readonly ReadModelItem[] => [
  moved(movement, time),
];

export const pointsDomain: AggregateDomain<PointsState, PointsMessage, PointsEvent> = {
  kinds: ['points'],
  messages: [pointsMoved],
  events: [pointsValued],
  aggregateOf: ({ data }) => `points/${data.riderId}`,
  aggregateOfEvent: ({ data }) => `points/${data.riderId}`,
  initial: () => noPoints,
  decide: decidePointsMoved,
  evolve: (_, event) => evolvePoints(event),
  entries: pointsEntries,
};
