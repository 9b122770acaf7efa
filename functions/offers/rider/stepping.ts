import type { Data } from '../../../shared/contracts/define.ts';
import {
  type GivenOffer,
  type GivenState,
  type Holds,
  issued,
  moved,
  type Step,
  useCounted,
} from '../../../shared/contracts/offers/given.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { evolveRider, type RiderEvent, type RiderState } from './state.ts';

/** Steps of offers, one after the other: each is made on what the one before it has left. */

type Most = Data<typeof useCounted>['most'];
type Named = Pick<Step, 'movementId' | 'reason'> & Partial<Pick<Step, 'charge'>>;

export class Stepping {
  readonly #time: Instant;
  readonly #events: RiderEvent[] = [];
  #state: RiderState;

  constructor(state: RiderState, time: Instant) {
    this.#state = state;
    this.#time = time;
  }

  /** As it is after the steps so far. */
  get state(): RiderState {
    return this.#state;
  }

  get events(): readonly RiderEvent[] {
    return this.#events;
  }

  issue(offer: GivenOffer): GivenOffer {
    const { riderId } = this.#state;
    const step = { riderId, movementId: `issue/${offer.issueId}`, reason: 'ISSUED', offer } as const;
    this.add(issued({ ...step, time: this.#time }));
    return offer;
  }

  step(named: Named, before: GivenOffer, state: GivenState, more: Partial<GivenOffer> = {}): GivenOffer {
    const offer = { ...before, ...more, state };
    this.add(moved({ ...named, riderId: this.#state.riderId, offer, time: this.#time }));
    return offer;
  }

  /** Takes a use of the offer's budgets. */
  take({ issueId, offerId }: GivenOffer, holds: Holds, most: Most): void {
    const { amount, day } = holds;
    this.#count(issueId, offerId, { uses: 1, amount, ...(day === undefined ? {} : { day }), most, holds });
  }

  /** Of what it holds, only so much was needed. The use stays. */
  settle({ issueId, offerId }: GivenOffer, used: number): void {
    const held = this.#state.holds[issueId];
    if (held === undefined) return;
    this.#count(issueId, offerId, { uses: 0, amount: used - held.amount, most: {} });
  }

  /** What a settled use has taken is held again. */
  holdAgain({ issueId, offerId }: GivenOffer, holds: Holds): void {
    this.#count(issueId, offerId, { uses: 0, amount: 0, most: {}, holds });
  }

  /** It was not used: all comes back. */
  giveBack({ issueId, offerId }: GivenOffer): void {
    const held = this.#state.holds[issueId];
    if (held === undefined) return;
    const { amount, day } = held;
    this.#count(issueId, offerId, {
      uses: -1,
      amount: -amount,
      ...(day === undefined ? {} : { day }),
      most: {},
    });
  }

  #count(
    issueId: string,
    offerId: string,
    counted: Pick<Data<typeof useCounted>, 'uses' | 'amount' | 'day' | 'most' | 'holds'>,
  ): void {
    const { riderId } = this.#state;
    this.add(useCounted({ riderId, issueId, offerId, ...counted, time: this.#time }));
  }

  add(event: RiderEvent): void {
    this.#events.push(event);
    this.#state = evolveRider(this.#state, event);
  }
}
