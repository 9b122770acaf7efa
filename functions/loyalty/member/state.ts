import {
  type Balance,
  type Counted,
  type LotShare,
  type pointsExpiring,
  type pointsMoved,
  type pointsReserved,
  pointsUsedUp,
  type rentalFollowed,
  type tierReviewed,
} from '../../../shared/contracts/loyalty/points.ts';
import type {
  Transfer,
  transferAnswered,
  transferRequested,
} from '../../../shared/contracts/loyalty/transfers.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Constraint, EventOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import {
  type Awaited,
  earnings,
  members,
  movements,
  movementsOf,
  ownTransfers,
  type QualifyingMonth,
  type Reservation,
  type StoredMember,
  spendings,
  totalOf,
  transfers,
  transfersOf,
  transfersOfMember,
} from '../read-models.ts';
import { withShares } from './lots.ts';

/** A member, who is every rider: points by where they are. What was earned and spent by each charge is kept as entries. */
export interface MemberState {
  readonly kind: 'member';
  readonly riderId: string;
  /** Of the last movement. */
  readonly sequence: number;
  readonly balance: Balance;
  /** Active points, those that expire first at the start. None while points are owed. */
  readonly lots: readonly LotShare[];
  /** Lots whose member was warned. */
  readonly warned: readonly Instant[];
  readonly awaited: readonly Awaited[];
  readonly reservations: readonly Reservation[];
  /** Those that the partner has not answered. */
  readonly transfers: readonly PendingTransfer[];
  /** Rentals that are not charged yet. */
  readonly rentals: readonly string[];
  readonly firstRental?: string;
  readonly qualifying: readonly QualifyingMonth[];
  readonly counted: readonly Counted[];
  readonly tier?: string;
  readonly isErased: boolean;
}

export interface PendingTransfer {
  readonly transfer: Transfer;
  /** What is set aside for it. */
  readonly shares: readonly LotShare[];
  readonly counted: Counted;
}

export type MemberEvent = EventOf<
  | typeof rentalFollowed
  | typeof pointsMoved
  | typeof pointsReserved
  | typeof pointsExpiring
  | typeof tierReviewed
  | typeof transferRequested
  | typeof transferAnswered
>;

export const newMember = (riderId: string): MemberState => ({
  kind: 'member',
  riderId,
  sequence: 0,
  balance: { pending: 0, active: 0, reserved: 0, owed: 0 },
  lots: [],
  warned: [],
  awaited: [],
  reservations: [],
  transfers: [],
  rentals: [],
  qualifying: [],
  counted: [],
  isErased: false,
});

export function evolveMember(state: MemberState, event: MemberEvent): MemberState {
  switch (event.type) {
    case 'loyalty.rental-followed.v1':
      return { ...state, rentals: [...state.rentals, event.data.rentalId] };
    case 'loyalty.points-moved.v1':
      return afterMovement(state, event.data);
    case 'loyalty.points-reserved.v1':
      // The movement says it.
      return state;
    case 'loyalty.points-expiring.v1':
      return { ...state, warned: [...state.warned, event.data.expiresAt] };
    case 'loyalty.tier-reviewed.v1': {
      const { tier, time } = event.data;
      const { tier: _, ...rest } = state;
      const qualifying = state.qualifying.filter(({ until }) => isBefore(time, until));
      return { ...rest, qualifying, ...(tier === undefined ? {} : { tier }) };
    }
    case 'loyalty.transfer-requested.v1': {
      const { transfer, shares, counted } = event.data;
      return {
        ...state,
        transfers: [...state.transfers, { transfer, shares, counted }],
        counted: afterCounting(state.counted, counted),
      };
    }
    case 'loyalty.transfer-answered.v1': {
      const { transfer, counted } = event.data;
      const isOther = (one: PendingTransfer): boolean => one.transfer.transferId !== transfer.transferId;
      return {
        ...state,
        transfers: state.transfers.filter(isOther),
        counted: counted === undefined ? state.counted : afterCounting(state.counted, counted),
      };
    }
  }
}

type Moved = EventOf<typeof pointsMoved>['data'];

function afterMovement(state: MemberState, data: Moved): MemberState {
  const { reason, sequence, balance, lots, awaits, reservation, qualifying, counted } = data;
  const left = withShares(state.lots, lots);
  return {
    ...state,
    sequence,
    balance,
    lots: left,
    warned: state.warned.filter((at) => left.some(({ expiresAt }) => expiresAt === at)),
    awaited: awaits === undefined ? state.awaited : afterAwaiting(state.awaited, awaits),
    reservations:
      reservation === undefined ? state.reservations : afterReserving(state.reservations, reservation),
    qualifying: qualifying === undefined ? state.qualifying : afterQualifying(state.qualifying, qualifying),
    counted: counted.reduce(afterCounting, state.counted),
    ...(reason.code === 'EARNED' ? afterEarning(state, reason) : {}),
    ...(reason.code === 'FORFEITED' ? { rentals: [], awaited: [], reservations: [], isErased: true } : {}),
  };
}

/** It is charged, so no more points can be set aside for it. */
function afterEarning(
  { rentals, firstRental }: MemberState,
  reason: Extract<Moved['reason'], { code: 'EARNED' }>,
): Pick<MemberState, 'rentals' | 'firstRental'> {
  const { rentalId, rules } = reason;
  const first = firstRental ?? (rules.length === 0 ? undefined : rentalId);
  return {
    rentals: rentals.filter((one) => one !== rentalId),
    ...(first === undefined ? {} : { firstRental: first }),
  };
}

function afterAwaiting(
  awaited: readonly Awaited[],
  change: NonNullable<Moved['awaits']>,
): readonly Awaited[] {
  if (change.points > 0) return [...awaited, change];
  return awaited.filter(
    ({ rentalId, revision }) => rentalId !== change.rentalId || revision !== change.revision,
  );
}

function afterReserving(reservations: readonly Reservation[], now: Reservation): readonly Reservation[] {
  const others = reservations.filter(({ rentalId }) => rentalId !== now.rentalId);
  return now.shares.length === 0 ? others : [...others, now];
}

function afterQualifying(
  months: readonly QualifyingMonth[],
  change: QualifyingMonth,
): readonly QualifyingMonth[] {
  const known = months.find(({ month }) => month === change.month);
  if (known === undefined) return change.points > 0 ? [...months, change] : months;
  return months.map((one) =>
    one === known ? { ...one, points: Math.max(0, one.points + change.points) } : one,
  );
}

/** Only the last period of a rule is kept: nothing is given for an earlier one any more. */
function afterCounting(counted: readonly Counted[], change: Counted): readonly Counted[] {
  const { ruleId, period, points } = change;
  const known = counted.find((one) => one.ruleId === ruleId);
  if (known === undefined || known.period < period) {
    return points > 0 ? [...counted.filter((one) => one !== known), change] : counted;
  }
  if (known.period > period) return counted;
  return counted.map((one) => (one === known ? { ...one, points: Math.max(0, one.points + points) } : one));
}

export function storedMember(state: MemberState): StoredMember {
  const { riderId, balance, lots, awaited, reservations, qualifying, tier } = state;
  return {
    riderId,
    balance,
    lots,
    awaited,
    reservations,
    qualifying,
    ...(tier === undefined ? {} : { tier }),
  };
}

export const memberItems = (state: MemberState): readonly ReadModelItem[] => [
  members(state, storedMember(state)),
];

/** What all members together get by a rule. */
export function memberConstraints(event: MemberEvent): readonly Constraint[] {
  if (event.type !== 'loyalty.points-moved.v1') return [];
  return (event.data.countedInTotal ?? []).map(({ points, most, ...rule }) => ({
    count: totalOf(rule),
    add: points,
    most: most ?? Number.MAX_SAFE_INTEGER,
    refusal: pointsUsedUp(`All members together have the most that ${rule.ruleId} gives.`),
  }));
}

/** Movements, each once for ever, and what a charge has earned and was paid with. */
export function memberEntries(event: MemberEvent): readonly ReadModelItem[] {
  if (event.type === 'loyalty.transfer-requested.v1' || event.type === 'loyalty.transfer-answered.v1') {
    return transferEntries(event.data.transfer);
  }
  if (event.type !== 'loyalty.points-moved.v1') return [];
  const { data } = event;
  const {
    riderId,
    lots: _,
    awaits,
    reservation: __,
    qualifying,
    counted,
    countedInTotal,
    spent,
    ...line
  } = data;
  const { movementId, sequence, reason } = line;
  const isShown = data.pending !== 0 || data.active !== 0 || data.reserved !== 0 || data.owed !== 0;
  const place = isShown ? movementsOf({ riderId }, String(sequence).padStart(12, '0')) : undefined;
  const items: ReadModelItem[] = [movements({ riderId, movementId }, line, place)];
  if (reason.code === 'EARNED' && awaits !== undefined && qualifying !== undefined) {
    const { rentalId, revision } = reason;
    const { points, expiresAt } = awaits;
    const { month, until } = qualifying;
    const totals = countedInTotal === undefined ? {} : { countedInTotal };
    items.push(earnings({ rentalId, revision }, { points, expiresAt, month, until, counted, ...totals }));
  }
  if (reason.code === 'SPENT' && spent !== undefined) {
    const { rentalId, revision } = reason;
    items.push(spendings({ rentalId, revision }, spent));
  }
  return items;
}

function transferEntries(transfer: Transfer): readonly ReadModelItem[] {
  const { transferId, riderId, programmeId, requestedAt } = transfer;
  const place = `${requestedAt}/${transferId}`;
  return [
    transfers({ transferId }, transfer, transfersOf({ programmeId }, place)),
    ownTransfers({ transferId }, transfer, transfersOfMember({ riderId }, place)),
  ];
}
