import { describe, expect, it } from 'vitest';
import { isSettled } from '../../../functions/billing/account/conduct.ts';
import type { AccountState } from '../../../functions/billing/account/state.ts';
import type { PaymentState } from '../../../functions/payments/payment/state.ts';
import type { ProviderRequest } from '../../../functions/payments/ports.ts';
import { type Random, random } from '../../../shared/kernel/random.ts';
import { MoneyWorld, RIDER, rental } from './money-world.ts';
import type { Fault, Mood } from './provider-in-memory.ts';

/**
 * A rider’s rentals, their charges and corrections, by a provider that does not answer, answers late, declines, wants an
 * authentication, lets reservations run out; and messages that come twice, late and in another order. In the end exactly
 * what is due is paid, and the books say so.
 */

const RENTALS = 3;
const faults: readonly Fault[] = ['none', 'none', 'none', 'timeout before', 'timeout after', 'late', 'busy'];
const moods: readonly Mood[] = [
  'good',
  'good',
  'good',
  'declines',
  'authenticates',
  'slow',
  'refuses captures',
];

interface Sabotage {
  /** The provider does again what it is asked again. */
  readonly forgetful?: boolean;
  /** An unanswered question is asked as another one. */
  readonly otherChecks?: boolean;
}

function run(seed: number, sabotage: Sabotage = {}): { world: MoneyWorld; due: Map<string, number> } {
  const chance = random('money', seed);
  const world = new MoneyWorld();
  world.provider.forgets = sabotage.forgetful === true;
  if (sabotage.otherChecks === true) world.disguise = asAnotherQuestion;
  const due = new Map<string, number>();
  const revisions = new Map<string, number>();
  if (chance.next() < 0.9) world.setMethod();
  for (let step = 0; step < 150; step++) act(world, chance, due, revisions);
  settle(world, due, revisions);
  return { world, due };
}

function act(
  world: MoneyWorld,
  chance: Random,
  due: Map<string, number>,
  revisions: Map<string, number>,
): void {
  const n = 1 + chance.integer(RENTALS);
  const kind = chance.integer(100);
  if (kind < 3) world.reserve(n);
  else if (kind < 4) world.costs(n, 2 + chance.integer(2));
  else if (kind < 9) charge(world, chance.pick([0, 0, 420, 1120, 2999, 3000, 3001, 7450]), n, due, revisions);
  else if (kind < 10) world.grant(chance.pick([100, 5000]));
  else if (kind < 12) world.setMethod(1 + chance.integer(3));
  else if (kind < 16) world.provider.mood = chance.pick(moods);
  else if (kind < 20) world.provider.develop(chance.pick(['authenticate', 'settle', 'settle', 'expire']));
  else if (kind < 24) world.provider.settleLate();
  else if (kind < 32) world.repeat(chance.integer(1000));
  else if (kind < 36) world.tick();
  else if (kind < 40) callback(world, chance);
  else if (kind < 42) pay(world);
  else if (kind < 43) badTimes(world);
  else if (kind < 44) tell(world, world.provider.openDispute(chance.integer(100)));
  else if (kind < 45) {
    tell(world, world.provider.closeDispute(chance.integer(100), chance.pick(['WON', 'WON', 'LOST'])));
  } else if (kind < 60) {
    world.ask(chance.integer(100), chance.pick(faults), chance.next() < 0.2);
  } else {
    const busy = [...world.topics].filter(([, queue]) => queue.length > 0).map(([topic]) => topic);
    if (busy.length > 0) world.deliver(chance.pick(busy));
  }
}

function tell(world: MoneyWorld, intent: MoneyWorld['provider']['intents'][number] | undefined): void {
  if (intent !== undefined) world.disputeTold(intent);
}

/** Nothing works, and time passes. */
function badTimes(world: MoneyWorld): void {
  world.provider.mood = 'declines';
  for (let ticks = 0; ticks < 12; ticks++) {
    world.flush();
    world.tick();
  }
}

function charge(
  world: MoneyWorld,
  amount: number,
  n: number,
  due: Map<string, number>,
  revisions: Map<string, number>,
): void {
  const revision = (revisions.get(rental(n)) ?? 0) + 1;
  revisions.set(rental(n), revision);
  due.set(rental(n), amount);
  world.charge(n, revision, amount);
}

/** What has no outcome is asked again at once, with another check. */
function asAnotherQuestion(request: ProviderRequest): ProviderRequest {
  const { find: _, ...asked } = request;
  return request.question === 'LOOK_UP' ? request : { ...asked, check: `${request.check}.${request.serial}` };
}

const knownPayments = (world: MoneyWorld): string[] => [
  ...new Set(
    world.payments.events.flatMap(({ data }) => {
      const { paymentId } = data as { paymentId?: string };
      return paymentId === undefined ? [] : [paymentId];
    }),
  ),
];
const paymentOf = (world: MoneyWorld, id: string) => world.payments.state(`payment/${id}`) as PaymentState;

function callback(world: MoneyWorld, chance: Random): void {
  const payments = knownPayments(world);
  if (payments.length > 0) world.callback(chance.pick(payments));
}

function pay(world: MoneyWorld): void {
  const debt = knownPayments(world).find((id) => /DECLINED|NEEDS_AUTH/.test(paymentOf(world, id).status));
  if (debt !== undefined) world.pay(debt);
}

function tellClosed(world: MoneyWorld): boolean {
  const intent = world.provider.closeDispute(0, 'WON');
  tell(world, intent);
  return intent !== undefined;
}

/** The provider is well again, the rider has a good method and does what is needed, and time passes. */
function settle(world: MoneyWorld, due: Map<string, number>, revisions: Map<string, number>): void {
  const { provider } = world;
  provider.mood = 'good';
  world.setMethod(9);
  world.flush();
  // Banks decide everything in the end, and the platform is told, if not for the first time.
  while (tellClosed(world));
  for (const intent of provider.intents) world.disputeTold(intent);
  world.flush();
  for (let n = 1; n <= RENTALS; n++) if (!due.has(rental(n))) charge(world, 0, n, due, revisions);
  for (let round = 0; round < 40; round++) {
    while (provider.settleLate());
    provider.develop('settle');
    provider.develop('authenticate');
    for (const id of knownPayments(world)) {
      world.callback(id);
      if (paymentOf(world, id).status === 'DECLINED') world.pay(id);
    }
    world.flush();
    for (let ticks = 0; ticks < 5; ticks++) world.tick();
    world.flush();
  }
}

/** What is wrong in the end; nothing, it is hoped. */
function wrongs({ world, due }: ReturnType<typeof run>): string[] {
  const wrong: string[] = [];
  const must = (what: string, is: unknown, expected: unknown) => {
    if (is !== expected) wrong.push(`${what}: ${String(is)} in the place of ${String(expected)}`);
  };
  const account = world.billing.state(`account/${RIDER}`) as AccountState;
  const taken = { total: 0, credit: 0, due: 0 };
  const lost = world.provider.intents.flatMap(({ rentalId, dispute }) =>
    dispute?.state === 'LOST' ? [{ subject: rentalId, amount: dispute.amount }] : [],
  );
  const lostInAll = lost.reduce((sum, { amount }) => sum + amount, 0);
  for (const [subject, amount] of due) {
    const claim = account.claims.find((one) => one.subject === subject);
    const credit = claim?.credit ?? 0;
    const net = world.provider.netOf(subject);
    // What a dispute has taken is neither charged nor given back once more.
    const isPaid = net + credit === amount;
    if (!isPaid)
      must(
        `paid for ${subject}, and lost`,
        lost.some((one) => one.subject === subject) && net + credit > amount,
        true,
      );
    must(`${subject} settled`, claim !== undefined && isSettled(claim), true);
    taken.total += net;
    taken.credit += credit;
    taken.due += amount;
  }
  const balances = world.balances();
  must('clearing', balances.get('clearing/stripe') ?? 0, taken.total - lostInAll);
  must('disputed', balances.get(`disputed/${RIDER}`) ?? 0, 0);
  must('lost', balances.get('loss/disputes') ?? 0, lostInAll);
  must('receivable', balances.get(`receivable/${RIDER}`) ?? 0, -(taken.total + taken.credit) || 0);
  must('credit in the account', -(balances.get(`credit/${RIDER}`) ?? 0) || 0, account.credit['EUR'] ?? 0);
  must('reserved', world.provider.intents.filter(({ state }) => state === 'AUTHORIZED').length, 0);
  // Who waits for the money to be settled has heard it last.
  for (const [subject] of due) must(`${subject} as it was told`, world.standing(subject), 'settled');
  const ids = world.movementIds();
  must('movements under their keys', new Set(ids).size, ids.length);
  const [last] = world.holds.slice(-1);
  // Who has lost us money stays on hold until an operator decides.
  const isHeld = lost.length > 0 ? 'rentals.place-hold.v1' : 'rentals.lift-hold.v1';
  must('the last hold', last ?? 'rentals.lift-hold.v1', isHeld);
  return wrong;
}

describe('whatever the provider does, and however messages come', () => {
  const SEEDS = 1200;
  it(`exactly what is due is paid, and the books say so, in ${SEEDS} seeds`, () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < SEEDS; seed++) {
      const result = run(seed);
      expect(wrongs(result), `seed ${seed}`).toEqual([]);
      for (const { type } of [...result.world.payments.events, ...result.world.billing.events]) {
        seen.set(type, (seen.get(type) ?? 0) + 1);
      }
      if (seed % 50 === 0) statesAreTheirEvents(result.world);
    }
    // The seeds come by everything that they are for.
    for (const type of interesting) expect(seen.get(type) ?? 0, type).toBeGreaterThan(5);
  });

  const interesting = [
    'payments.outcome-unknown.v1',
    'payments.not-done.v1',
    'payments.pending.v1',
    'payments.authentication-needed.v1',
    'payments.declined.v1',
    'payments.attempt-due.v1',
    'payments.debt-overdue.v1',
    'payments.rider-released.v1',
    'payments.capture-failed.v1',
    'payments.voided.v1',
    'payments.refunded.v1',
    'payments.refund-pending.v1',
    'payments.looked-up.v1',
    'billing.credit-moved.v1',
    'billing.authorization-raised.v1',
    'billing.authorization-short.v1',
    'payments.refund-failed.v1',
    'billing.payment-disputed.v1',
  ];

  it('a state is what its events make of it', () => {
    for (let seed = 5000; seed < 5040; seed++) {
      const { world } = run(seed);
      expect(world.payments.events.length).toBeGreaterThan(0);
      statesAreTheirEvents(world);
    }
  });
});

describe('each safeguard is needed', () => {
  const broken = (sabotage: Sabotage): number => {
    let wrong = 0;
    for (let seed = 0; seed < 150; seed++) if (wrongs(run(seed, sabotage)).length > 0) wrong += 1;
    return wrong;
  };

  it('a provider that does not know a check again takes too much', () => {
    expect(broken({ forgetful: true })).toBeGreaterThan(10);
  });
  it('asking again with another check before the outcome is known takes too much', () => {
    expect(broken({ otherChecks: true })).toBeGreaterThan(10);
  });
});

function statesAreTheirEvents({ payments, billing }: MoneyWorld): void {
  const aggregates = new Set(
    payments.events.map(({ type, data }) => {
      const { riderId, paymentId } = data as { riderId: string; paymentId: string };
      return /payer-known|rider-/.test(type) ? `payer/${riderId}` : `payment/${paymentId}`;
    }),
  );
  for (const one of aggregates) expect(payments.rebuilt(one)).toEqual(payments.state(one));
  expect(billing.rebuilt(`account/${RIDER}`)).toEqual(billing.state(`account/${RIDER}`));
}
