import { type LotShare, type MovementReason, pointsMoved } from '../../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { shareOf } from '../../../shared/kernel/decimal.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import type { EventOf } from '../../../shared/runtime/domain.ts';
import { sumOf } from './lots.ts';
import { evolveMember, type MemberEvent, type MemberState } from './state.ts';

/** Movements of points, one after the other: each is counted on what the one before it has left. */

type Moved = EventOf<typeof pointsMoved>['data'];

interface Movement
  extends Partial<
    Pick<
      Moved,
      'pending' | 'reserved' | 'owed' | 'awaits' | 'reservation' | 'qualifying' | 'countedInTotal' | 'spent'
    >
  > {
  readonly movementId: string;
  readonly reason: MovementReason;
  readonly lots?: readonly LotShare[];
  readonly counted?: Moved['counted'];
}

export class Moving {
  readonly #programme: Programme;
  readonly #time: Instant;
  readonly #events: MemberEvent[] = [];
  #state: MemberState;

  constructor(state: MemberState, programme: Programme, time: Instant) {
    this.#state = state;
    this.#programme = programme;
    this.#time = time;
  }

  /** As it is after the movements so far. */
  get state(): MemberState {
    return this.#state;
  }

  get events(): readonly MemberEvent[] {
    return this.#events;
  }

  move(movement: Movement): void {
    const { pending = 0, reserved = 0, owed = 0, lots = [], counted = [], ...rest } = movement;
    const active = sumOf(lots);
    const { balance, riderId, sequence } = this.#state;
    const after = {
      pending: balance.pending + pending,
      active: balance.active + active,
      reserved: balance.reserved + reserved,
      owed: balance.owed + owed,
    };
    const more = worthOf(this.#programme, totalOf(after)) - worthOf(this.#programme, totalOf(balance));
    this.add(
      pointsMoved({
        ...rest,
        riderId,
        sequence: sequence + 1,
        pending,
        active,
        reserved,
        owed,
        lots: [...lots],
        counted: [...counted],
        balance: after,
        worth: { amount: more, currency: this.#programme.value.currency },
        time: this.#time,
      }),
    );
  }

  add(event: MemberEvent): void {
    this.#events.push(event);
    this.#state = evolveMember(this.#state, event);
  }
}

const totalOf = ({ pending, active, reserved, owed }: MemberState['balance']): number =>
  pending + active + reserved - owed;

/** Whole minor units that so many points pay. */
export function worthOf({ value }: Programme, points: number): number {
  const worth = shareOf(Math.abs(points), value.amount, value.points);
  return points < 0 ? -worth : worth;
}

/** The fewest points that pay so much. */
export function pointsFor(programme: Programme, amount: number): number {
  const { points: unit, amount: pays } = programme.value;
  const points = shareOf(amount, unit, pays);
  return worthOf(programme, points) < amount ? points + 1 : points;
}
