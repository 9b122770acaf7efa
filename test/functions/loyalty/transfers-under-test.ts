import {
  type Exchange,
  exchangeExample,
  publishExchange,
} from '../../../shared/contracts/loyalty/exchanges.ts';
import {
  answerTransfer,
  requestTransfer,
  type Transfer,
  transferRequested,
} from '../../../shared/contracts/loyalty/transfers.ts';
import type { Random } from '../../../shared/kernel/random.ts';
import type { StatementLine } from '../../../shared/ledger/reconcile-transfers.ts';
import { message } from '../room-under-test.ts';
import { type Loyalty, OPERATOR, RIDER } from './loyalty-under-test.ts';

/** Transfers in the loyalty room in memory, and a partner's programme that answers as it likes. */

export const PROGRAMME_ID = 'hotel-miles';
const ANA = { principal: { kind: 'rider', id: RIDER } } as const;
export const RATES: Exchange = {
  ...exchangeExample,
  out: { ours: 2, theirs: 1, least: 20, step: 10, most: { points: 400, per: 'month' } },
  in: { ours: 1, theirs: 3, least: 30, step: 30 },
};

export const publishRates = (exchange: Exchange = RATES) =>
  message(publishExchange, { programmeId: PROGRAMME_ID, exchange }, OPERATOR);

export const transfer = (points: number, direction: 'OUT' | 'IN' = 'OUT') =>
  message(requestTransfer, { riderId: RIDER, programmeId: PROGRAMME_ID, direction, points }, ANA);

export const answer = (
  { transferId, partnerId }: Pick<Transfer, 'transferId' | 'partnerId'>,
  said: 'BOOKED' | 'REFUSED',
  more: { readonly theirs?: number; readonly id?: string; readonly from?: string } = {},
) =>
  message(
    answerTransfer,
    {
      riderId: RIDER,
      transferId,
      answer: said,
      from: { partnerId: more.from ?? partnerId, messageId: 'msg' },
      ...(more.theirs === undefined ? {} : { theirs: more.theirs }),
    },
    more.id === undefined ? {} : { id: more.id },
  );

export const requested = (room: Loyalty): Transfer[] =>
  room.events.flatMap((event) => (event.type === transferRequested.type ? [event.data.transfer] : []));

export const stored = (room: Loyalty, { transferId }: Pick<Transfer, 'transferId'>): Transfer =>
  room.item(`transfer/${transferId}`)?.body as Transfer;

/** Books, refuses, answers twice, or the opposite later, or never; late is when its answers are heard. */
export class PartnerProgramme {
  readonly statement: StatementLine[] = [];
  readonly #room: Loyalty;
  readonly #chance: Random;
  readonly #answers: ReturnType<typeof answer>[] = [];
  #taken = 0;
  readonly did = { book: 0, refuse: 0, twice: 0, contradict: 0, never: 0, bookUnsaid: 0 };

  constructor(room: Loyalty, chance: Random) {
    this.#room = room;
    this.#chance = chance;
  }

  /** Works on what it was sent. */
  work(): void {
    const asked = requested(this.#room);
    for (const one of asked.slice(this.#taken)) this.#take(one);
    this.#taken = asked.length;
  }

  /** Some answer comes, in any order, or comes again. */
  hear(): void {
    if (this.#answers.length === 0) return;
    const n = this.#chance.integer(this.#answers.length);
    const [one] = this.#chance.integer(4) === 0 ? [this.#answers[n]] : this.#answers.splice(n, 1);
    if (one !== undefined) this.#room.handle(one);
  }

  settle(): void {
    this.work();
    while (this.#answers.length > 0) this.hear();
  }

  #take(asked: Transfer): void {
    const does = this.#chance.pick([
      'book',
      'book',
      'book',
      'refuse',
      'twice',
      'contradict',
      'never',
      'bookUnsaid',
    ] as const);
    this.did[does] += 1;
    if (does === 'never') return;
    if (does !== 'refuse') {
      const { transferId, direction, theirs: points } = asked;
      this.statement.push({ transferId, direction, points });
    }
    if (does === 'bookUnsaid') return;
    this.#answers.push(answer(asked, does === 'refuse' ? 'REFUSED' : 'BOOKED'));
    if (does === 'twice') this.#answers.push(answer(asked, 'BOOKED'));
    if (does === 'contradict') this.#answers.push(answer(asked, 'REFUSED'));
  }
}
