import { describe, expect, it } from 'vitest';
import { pointsMoved } from '../../../shared/contracts/loyalty/points.ts';
import { answerTransfer, type Transfer } from '../../../shared/contracts/loyalty/transfers.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { reconcileTransfers } from '../../../shared/ledger/reconcile-transfers.ts';
import { BesideBilling, isOften, sum } from '../billing/beside-billing.ts';
import { message } from '../room-under-test.ts';
import { member } from './loyalty-beside-billing.ts';
import {
  adjust,
  balance,
  type Loyalty,
  loyalty,
  MEMBER,
  NOW,
  OPERATOR,
  PLAIN,
  publish,
  RIDER,
} from './loyalty-under-test.ts';
import {
  answer,
  PartnerProgramme,
  PROGRAMME_ID,
  publishRates,
  RATES,
  requested,
  stored,
  transfer,
} from './transfers-under-test.ts';

function withPoints(points = 500): Loyalty {
  const room = loyalty();
  room.handle(publish(PLAIN));
  room.handle(publishRates());
  room.handle(adjust(points));
  return room;
}
function sent(room: Loyalty, points: number, direction: 'OUT' | 'IN' = 'OUT'): Transfer {
  expect(room.handle(transfer(points, direction))).toMatchObject({ kind: 'accept' });
  const made = requested(room).at(-1);
  if (made === undefined) throw new Error('Nothing was requested');
  return made;
}
const reasons = (room: Loyalty): string[] =>
  room.events.flatMap((event) => (event.type === pointsMoved.type ? [event.data.reason.code] : []));

describe('A transfer to the programme of a partner', () => {
  it('sets points aside until the partner has booked it, and is gone then', () => {
    const room = withPoints();
    const made = sent(room, 100);
    expect(made).toMatchObject({ direction: 'OUT', ours: 100, theirs: 50, partnerId: RATES.partnerId });
    expect(balance(room)).toEqual({ pending: 0, active: 400, reserved: 100, owed: 0 });
    expect(room.handle(answer(made, 'BOOKED', { theirs: 50 }))).toMatchObject({ kind: 'accept' });
    expect(balance(room)).toEqual({ pending: 0, active: 400, reserved: 0, owed: 0 });
    expect(stored(room, made)).toMatchObject({ state: 'BOOKED', answered: { answer: 'BOOKED', theirs: 50 } });
    expect(room.events.findLast(({ type }) => type === pointsMoved.type)?.data).toMatchObject({
      worth: { amount: -100, currency: 'EUR' },
    });
  });

  it('frees them when the partner refuses, and what counted for the period comes back', () => {
    const room = withPoints();
    room.handle(answer(sent(room, 400), 'REFUSED'));
    expect(balance(room)).toEqual({ pending: 0, active: 500, reserved: 0, owed: 0 });
    room.handle(answer(sent(room, 400), 'BOOKED'));
    expect(balance(room).active).toBe(100);
    expect(room.handle(transfer(20))).toMatchObject({ code: 'TRANSFER_NOT_OF_RATE' });
  });

  it('takes an answer once, and keeps the opposite without doing it', () => {
    const room = withPoints();
    const made = sent(room, 100);
    room.handle(answer(made, 'BOOKED'));
    expect(room.handle(answer(made, 'BOOKED'))).toMatchObject({ kind: 'ignore' });
    expect(room.handle(answer(made, 'REFUSED'))).toMatchObject({ kind: 'accept' });
    expect(room.handle(answer(made, 'REFUSED'))).toMatchObject({ kind: 'ignore' });
    expect(balance(room)).toEqual({ pending: 0, active: 400, reserved: 0, owed: 0 });
    expect(stored(room, made)).toMatchObject({ state: 'BOOKED', contradicted: { answer: 'REFUSED' } });
  });

  it('is answered by its own partner, or by an operator with a reason, and by nobody else', () => {
    const room = withPoints();
    const made = sent(room, 100);
    const before = room.events.length;
    expect(room.handle(answer(made, 'BOOKED', { from: 'ptn_00000000000000000000000009' }))).toMatchObject({
      code: 'TRANSFER_UNKNOWN',
    });
    const settle = (principal: object) =>
      message(
        answerTransfer,
        { riderId: RIDER, transferId: made.transferId, answer: 'REFUSED', reason: 'not in the statement' },
        principal,
      );
    expect(room.handle(settle({ principal: { kind: 'rider', id: RIDER } }))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(room.events.length).toBe(before);
    expect(room.handle(settle(OPERATOR))).toMatchObject({ result: { state: 'REFUSED' } });
    expect(room.handle(settle(OPERATOR))).toMatchObject({ code: 'TRANSFER_SETTLED' });
  });

  it.each([
    ['too few', 10, 'TRANSFER_NOT_OF_RATE'],
    ['no step', 25, 'TRANSFER_NOT_OF_RATE'],
    ['more than in a month', 410, 'TRANSFER_NOT_OF_RATE'],
    ['more than there are', 300, 'NOT_ENOUGH_POINTS'],
  ])('is refused for %s', (_, points, code) => {
    const room = withPoints(200);
    const before = room.events.length;
    expect(room.handle(transfer(points))).toMatchObject({ code });
    expect(room.events.length).toBe(before);
  });

  it('is forfeited with the rider, and shows when the partner’s statement has it', () => {
    const room = withPoints();
    const made = sent(room, 100);
    room.handle(message(erased, { ...erased.example, riderId: RIDER }));
    expect(balance(room)).toEqual({ pending: 0, active: 0, reserved: 0, owed: 0 });
    const line = { transferId: made.transferId, direction: 'OUT', points: 50 };
    const { differences } = reconcileTransfers([stored(room, made)], [line], EVER, room.now);
    expect(differences).toMatchObject([{ code: 'BOOKED_THERE_ONLY', about: made.transferId }]);
  });
});

describe('A transfer from the programme of a partner', () => {
  it('gives points when the partner has taken them there, once', () => {
    const room = withPoints(0);
    const made = sent(room, 90, 'IN');
    expect(made).toMatchObject({ ours: 30, theirs: 90 });
    expect(balance(room).active).toBe(0);
    const twice = answer(made, 'BOOKED');
    room.handle(twice);
    room.handle(twice);
    expect(balance(room).active).toBe(30);
  });

  it('gives none when it refuses', () => {
    const room = withPoints(0);
    room.handle(answer(sent(room, 90, 'IN'), 'REFUSED'));
    expect(balance(room).active).toBe(0);
    expect(reasons(room)).not.toContain('RECEIVED');
  });
});

describe('Rates', () => {
  it.each([
    ['a step that makes no whole points', { ...RATES, out: { ours: 3, theirs: 1, least: 20, step: 10 } }],
    ['a least that is no step', { ...RATES, in: { ours: 1, theirs: 3, least: 40, step: 30 } }],
    [
      'a limit below one transfer',
      {
        ...RATES,
        out: { ours: 2, theirs: 1, least: 20, step: 10, most: { points: 10, per: 'day' as const } },
      },
    ],
  ])('are refused for %s', (_, rates) => {
    expect(loyalty().handle(publishRates(rates))).toMatchObject({ code: 'EXCHANGE_NOT_VALID' });
  });

  it('are published by operators, keep their partner, and may be closed', () => {
    const room = withPoints();
    const { out: _, in: __, ...closed } = RATES;
    const others = { ...RATES, partnerId: 'ptn_00000000000000000000000009' };
    expect(room.handle(publishRates(others))).toMatchObject({ code: 'EXCHANGE_PARTNER_FIXED' });
    expect(room.handle({ ...publishRates(), principal: { kind: 'rider', id: RIDER } })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(room.handle(publishRates(closed))).toMatchObject({ result: { version: 2 } });
    expect(room.handle(transfer(100))).toMatchObject({ code: 'EXCHANGE_UNKNOWN' });
  });
});

const EVER = { from: '2000-01-01T00:00:00.000Z', until: '2100-01-01T00:00:00.000Z' };

/** Loyalty and billing in memory, with a partner's programme beside them. */
class World extends BesideBilling<Loyalty> {
  readonly partner: PartnerProgramme;

  constructor(seed: number) {
    super('transfers and books', seed, loyalty(), [pointsMoved.type]);
    this.partner = new PartnerProgramme(this.other, this.chance);
    this.other.handle(
      publish({
        ...PLAIN,
        expiry: { months: 1, warnDays: 5 },
        value: { points: 3, amount: 2, currency: 'EUR' },
      }),
    );
    this.other.handle(publishRates());
  }

  get loyalty(): Loyalty {
    return this.other;
  }

  /** No answer is in time any more. */
  override settle(): void {
    this.passTime([30 * 86_400]);
    super.settle();
  }

  step(): void {
    const { chance } = this;
    const steps = [
      'reserve',
      'end',
      'end',
      'correct',
      'adjust',
      'out',
      'out',
      'in',
      'work',
      'answer',
    ] as const;
    const step = chance.pick([...steps, 'answer', 'time', 'hear', 'hear'] as const);
    switch (step) {
      case 'adjust':
        this.loyalty.handle(adjust(chance.integer(500) - 150));
        break;
      case 'out':
        this.loyalty.handle(transfer(20 + 10 * chance.integer(10)));
        break;
      case 'in':
        this.loyalty.handle(transfer(30 + 30 * chance.integer(3), 'IN'));
        break;
      case 'work':
        this.partner.work();
        break;
      case 'answer':
        this.partner.hear();
        break;
      case 'time':
        this.passTime([3600, 86_400, 86_400, 30 * 86_400]);
        break;
      case 'reserve':
      case 'end':
      case 'correct':
      case 'hear':
        this[step]();
    }
  }
}

function pointsAddUp(room: Loyalty): void {
  const { balance: now, lots, transfers } = member(room);
  const moves = room.events.flatMap((event) => (event.type === pointsMoved.type ? [event.data] : []));
  for (const part of ['pending', 'active', 'reserved', 'owed'] as const) {
    expect(now[part]).toBeGreaterThanOrEqual(0);
    expect(sum(moves.map((move) => move[part]))).toBe(now[part]);
  }
  expect(sum(lots.map(({ points }) => points))).toBe(now.active);
  expect(sum(transfers.flatMap(({ shares }) => shares.map(({ points }) => points)))).toBe(now.reserved);
}

/** The ledger owes what the points are worth, and the partner what its programme has booked for us. */
function booksAddUp(world: World): void {
  const accounts = world.accounts();
  const moves = world.loyalty.events.flatMap((event) =>
    event.type === pointsMoved.type ? [event.data] : [],
  );
  const worth = sum(moves.map((move) => move.worth.amount));
  expect((accounts.get('liability/points') ?? 0) + worth).toBe(0);
  const exchanged = moves.filter(({ reason: { code } }) => code === 'TRANSFERRED' || code === 'RECEIVED');
  expect(accounts.get('settlement/points-partners') ?? 0).toBe(
    sum(exchanged.map((move) => move.worth.amount)),
  );
}

it('adds up in 300 schedules, and the statement differs by exactly what the partner did otherwise', () => {
  const did = { book: 0, refuse: 0, twice: 0, contradict: 0, never: 0, bookUnsaid: 0 };
  for (let seed = 1; seed <= 300; seed++) {
    const world = new World(seed);
    for (let step = 0; step < 60; step++) {
      world.step();
      if (step % 10 === 0) pointsAddUp(world.loyalty);
    }
    world.partner.settle();
    world.settle();
    pointsAddUp(world.loyalty);
    booksAddUp(world);
    expect(world.loyalty.rebuilt(MEMBER)).toEqual(world.loyalty.state(MEMBER));

    const ours = requested(world.loyalty).map((one) => stored(world.loyalty, one));
    const { differences } = reconcileTransfers(ours, world.partner.statement, EVER, world.loyalty.now);
    const found = (code: string): number => differences.filter((one) => one.code === code).length;
    expect(found('NOT_ANSWERED')).toBe(world.partner.did.bookUnsaid);
    expect(found('CONTRADICTED')).toBe(world.partner.did.contradict);
    expect(found('OVERDUE')).toBe(world.partner.did.never);
    // Whoever says both may have been heard to refuse first: the statement has it all the same.
    expect(found('BOOKED_THERE_ONLY')).toBe(
      ours.filter(({ state, contradicted }) => state === 'REFUSED' && contradicted !== undefined).length,
    );
    const expected = new Set(['NOT_ANSWERED', 'CONTRADICTED', 'OVERDUE', 'BOOKED_THERE_ONLY']);
    expect(differences.filter(({ code }) => !expected.has(code))).toEqual([]);
    for (const what of Object.keys(did) as (keyof typeof did)[]) did[what] += world.partner.did[what];
  }
  for (const often of Object.values(did)) expect(isOften(often)).toBe(true);
});

describe('A statement', () => {
  const booked = (n: number, more: Partial<Transfer> = {}): Transfer => ({
    transferId: `ptx_0000000000000000000000000${n}`,
    riderId: RIDER,
    programmeId: PROGRAMME_ID,
    partnerId: RATES.partnerId,
    direction: 'OUT',
    ours: 100,
    theirs: 50,
    requestedAt: NOW,
    answerDueAt: addSeconds(NOW, 86_400),
    state: 'BOOKED',
    answered: { answer: 'BOOKED', at: NOW, by: { partnerId: RATES.partnerId, messageId: 'msg' } },
    ...more,
  });
  const line = (n: number, points = 50, direction = 'OUT') => ({
    transferId: `ptx_0000000000000000000000000${n}`,
    direction,
    points,
  });
  const codes = (...args: [Transfer[], ReturnType<typeof line>[]]): string[] =>
    reconcileTransfers(...args, EVER, NOW).differences.map(({ code }) => code);

  it('agrees when both sides have booked the same', () => {
    expect(reconcileTransfers([booked(1), booked(2)], [line(2), line(1)], EVER, NOW)).toEqual({
      agree: 2,
      points: { here: 100, there: 100 },
      differences: [],
    });
  });

  it.each<[string, Transfer[], ReturnType<typeof line>[]]>([
    ['BOOKED_HERE_ONLY', [booked(1)], []],
    ['UNKNOWN_HERE', [], [line(1)]],
    ['BOOKED_TWICE', [booked(1)], [line(1), line(1)]],
    ['POINTS_DIFFER', [booked(1)], [line(1, 49)]],
    ['DIRECTION_DIFFERS', [booked(1)], [line(1, 50, 'IN')]],
  ])('shows %s', (code, ours, statement) => {
    expect(codes(ours, statement)).toEqual([code]);
  });

  it('does not miss what was booked in another period, or is still in time', () => {
    const before = { from: addSeconds(NOW, 1), until: EVER.until };
    expect(reconcileTransfers([booked(1)], [], before, NOW).differences).toEqual([]);
    const { answered: _, ...open } = booked(1, { state: 'PENDING' });
    expect(codes([open], [])).toEqual([]);
  });
});
