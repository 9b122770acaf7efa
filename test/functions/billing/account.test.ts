import { describe, expect, it } from 'vitest';
import { accountDomain } from '../../../functions/billing/account/account-domain.ts';
import type { AccountMessage } from '../../../functions/billing/account/messages.ts';
import type { AccountEvent, AccountState } from '../../../functions/billing/account/state.ts';
import { domain as billingDomain } from '../../../functions/billing/domain.ts';
import { tariffVersions } from '../../../functions/billing/read-models.ts';
import { creditTooHigh, grantCredit } from '../../../shared/contracts/billing/account.ts';
import { charged, rentalMetered } from '../../../shared/contracts/billing/charges.ts';
import { priceWatched } from '../../../shared/contracts/billing/cover.ts';
import { evidencePort } from '../../../shared/contracts/billing/evidence.ts';
import { tariffFaults } from '../../../shared/contracts/billing/faults/tariff-faults.ts';
import { feePosted, feeWithdrawn } from '../../../shared/contracts/billing/fees.ts';
import { type Tariff, tariffExample } from '../../../shared/contracts/billing/tariff.ts';
import type { EventContract } from '../../../shared/contracts/define.ts';
import * as payments from '../../../shared/contracts/payments/payments.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import type { Domain, Output } from '../../../shared/runtime/domain.ts';
import { message, type Outcome, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';

/** What the account commands, for what it hears. */

const RENTAL = exampleId('rnt');
const rental = (n: number) => exampleId('rnt', n);

type Account = RoomUnderTest<AccountState, AccountMessage, AccountEvent>;
type Handled = Outcome<AccountEvent>;

/** The tariff is an item of the room's table, which another function has written. */
function account(tariff: Tariff = tariffExample): Account {
  const withTariff: Domain<AccountState, AccountMessage, AccountEvent> = {
    ...accountDomain,
    readModels: (state) => [
      ...(accountDomain.readModels?.(state) ?? []),
      tariffVersions({ tariffId: 'city', version: 1 }, tariff),
    ],
  };
  const room = roomUnderTest(withTariff);
  room.handle(grants(1, 'USD'));
  return room;
}

const grants = (amount: number, currency = 'EUR') =>
  message(
    grantCredit,
    { riderId: 'ana', money: { amount, currency }, reason: 'the car was dirty' },
    { principal: { kind: 'operator', id: 'eva' } },
  );
const reserves = (n = 1) => message(rentalMetered, { ...rentalMetered.example, rentalId: rental(n) });
const charges = (revision: number, due: number, n = 1) => {
  const charge = { ...charged.example.charge, total: due, due };
  return message(charged, { ...charged.example, rentalId: rental(n), revision, charge });
};

interface Told {
  readonly name: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly refundId?: string;
}
/** The commands to the payments room. */
const commandsOf = ({ outputs }: Handled): readonly Told[] =>
  outputs.flatMap((output: Output) => {
    if (output.to !== 'room') return [];
    const data = output.data as { paymentId: string; refundId?: string; money?: { amount: number } };
    const { paymentId, refundId, money } = data;
    const name = output.contract.type.split('.')[1] ?? '';
    return [{ name, paymentId, amount: money?.amount ?? 0, ...(refundId === undefined ? {} : { refundId }) }];
  });
const brief = (handled: Handled): readonly string[] =>
  commandsOf(handled).map(({ name, amount }) => (amount === 0 ? name : `${name} ${amount}`));

/** The payments room says this of a payment. */
function hears(contract: EventContract, told: Told, more: object = {}) {
  const example = contract.example as object;
  const purpose = told.name === 'charge' ? 'CHARGE' : 'AUTHORIZATION';
  const { paymentId, amount, refundId } = told;
  const data = {
    ...example,
    purpose,
    subject: RENTAL,
    paymentId,
    money: { amount, currency: 'EUR' },
    ...(refundId === undefined ? {} : { refundId }),
    ...more,
  };
  return message(contract, data as never) as unknown as AccountMessage;
}
function commanded(handled: Handled): Told {
  const [told] = commandsOf(handled);
  if (told === undefined) throw new Error('Nothing is commanded');
  return told;
}

/** What each account has by all movements in EUR. */
function balances(room: Account): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { data } of room.events) {
    if (!('movement' in data) || data.movement.currency !== 'EUR') continue;
    expect(data.movement.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    for (const { account: name, amount } of data.movement.postings) sums[name] = (sums[name] ?? 0) + amount;
  }
  return sums;
}

const reservedCar = () => {
  const room = account();
  const authorization = commanded(room.handle(reserves()));
  return { room, authorization };
};
const authorizedCar = () => {
  const { room, authorization } = reservedCar();
  room.handle(hears(payments.authorized, authorization));
  return { room, authorization };
};

describe('a reservation', () => {
  it('has the amount of its tariff authorized, once', () => {
    const room = account();
    expect(brief(room.handle(reserves()))).toEqual(['authorize 3000']);
    expect(room.handle(reserves())).toMatchObject({ kind: 'ignore' });
  });
  it('by a tariff without an amount has nothing authorized', () => {
    const { authorization: _, ...without } = tariffExample;
    expect(account(without).handle(reserves())).toMatchObject({ kind: 'ignore' });
  });
  it('whose authorization ran out has another one', () => {
    const { room, authorization } = authorizedCar();
    expect(brief(room.handle(hears(payments.voided, authorization, { expired: true })))).toEqual([
      'authorize 3000',
    ]);
  });
  it('that was declined waits for another method', () => {
    const { room, authorization } = reservedCar();
    expect(brief(room.handle(hears(payments.declined, authorization)))).toEqual([]);
    const method = message(payments.payerKnown, payments.payerKnown.example);
    const again = room.handle(method);
    expect(brief(again)).toEqual(['authorize 3000']);
    expect(commanded(again).paymentId).not.toBe(authorization.paymentId);
    expect(room.handle(method)).toMatchObject({ kind: 'ignore' });
  });
  it('that waits for an authentication is given up for another method', () => {
    const { room, authorization } = reservedCar();
    room.handle(hears(payments.authenticationNeeded, authorization));
    expect(brief(room.handle(message(payments.payerKnown, payments.payerKnown.example)))).toEqual(['void']);
    expect(brief(room.handle(hears(payments.voided, authorization)))).toEqual(['authorize 3000']);
  });
});

describe('what is due', () => {
  it('is captured exactly of what is reserved, and booked when it is taken', () => {
    const { room, authorization } = authorizedCar();
    expect(brief(room.handle(charges(1, 1120)))).toEqual(['capture 1120']);
    room.handle(hears(payments.captured, { ...authorization, amount: 1120 }, { provider: 'stripe' }));
    expect(balances(room)).toEqual({ 'clearing/stripe': 1120, 'receivable/ana': -1120 });
    expect(room.item(`movement/capture/${authorization.paymentId}`)).toBeDefined();
    expect(room.handle(charges(1, 1120))).toMatchObject({ kind: 'ignore' });
  });
  it('beyond that is charged at once', () => {
    expect(brief(authorizedCar().room.handle(charges(1, 4500)))).toEqual(['capture 3000', 'charge 1500']);
  });
  it('is charged when nothing is reserved', () => {
    expect(brief(account().handle(charges(1, 1120)))).toEqual(['charge 1120']);
  });
  it('waits for the answer of an authorization that is under way', () => {
    const { room, authorization } = reservedCar();
    expect(brief(room.handle(charges(1, 1120)))).toEqual([]);
    expect(brief(room.handle(hears(payments.authorized, authorization)))).toEqual(['capture 1120']);
    const declined = reservedCar();
    declined.room.handle(charges(1, 1120));
    expect(brief(declined.room.handle(hears(payments.declined, declined.authorization)))).toEqual([
      'charge 1120',
    ]);
  });
  it('does not wait for an authentication when the rental is over', () => {
    const { room, authorization } = reservedCar();
    room.handle(hears(payments.authenticationNeeded, authorization));
    expect(brief(room.handle(charges(1, 1120)))).toEqual(['void']);
    expect(brief(room.handle(hears(payments.voided, authorization)))).toEqual(['charge 1120']);
  });
  it('of nothing releases what is reserved, also when that is not known to be', () => {
    expect(brief(authorizedCar().room.handle(charges(1, 0)))).toEqual(['void']);
    const { room, authorization } = reservedCar();
    expect(brief(room.handle(charges(1, 0)))).toEqual(['void']);
    // It crossed the void on the way.
    expect(room.handle(hears(payments.authorized, authorization))).toMatchObject({ kind: 'ignore' });
  });
  it('is charged when the capture fails', () => {
    const { room, authorization } = authorizedCar();
    room.handle(charges(1, 1120));
    // It crossed the capture on the way: the capture's own answer comes.
    expect(room.handle(hears(payments.voided, authorization))).toMatchObject({ kind: 'ignore' });
    expect(brief(room.handle(hears(payments.captureFailed, authorization)))).toEqual(['charge 1120']);
  });
});

describe('another authorization, when 80 % is used', () => {
  const costs = (toReserve: number) => message(priceWatched, { ...priceWatched.example, toReserve });
  const raised = () => {
    const { room, authorization } = authorizedCar();
    const further = commanded(room.handle(costs(6000)));
    return { room, authorization, further };
  };
  const both = () => {
    const rental = raised();
    rental.room.handle(hears(payments.authorized, rental.further));
    return rental;
  };
  const takes = (told: Told, amount: number) =>
    hears(payments.captured, { ...told, amount }, { provider: 'stripe' });

  it('is commanded once', () => {
    const { room, further } = raised();
    expect(further).toMatchObject({ name: 'authorize', amount: 3000 });
    expect(room.handle(costs(6000))).toMatchObject({ kind: 'ignore' });
    expect(brief(room.handle(costs(9000)))).toEqual([]);
    expect(brief(room.handle(hears(payments.authorized, further)))).toEqual(['authorize 3000']);
    expect(room.rebuilt('account/ana')).toEqual(room.state('account/ana'));
  });
  it('is captured after the first one, exactly, and the rest is charged', () => {
    const { room, authorization, further } = both();
    const over = room.handle(charges(1, 7450));
    expect(brief(over)).toEqual(['capture 3000', 'capture 3000', 'charge 1450']);
    expect(
      commandsOf(over)
        .map(({ paymentId }) => paymentId)
        .slice(0, 2),
    ).toEqual([authorization.paymentId, further.paymentId]);
    const inPart = both();
    expect(brief(inPart.room.handle(charges(1, 4100)))).toEqual(['capture 3000', 'capture 1100']);
    inPart.room.handle(takes(inPart.authorization, 3000));
    inPart.room.handle(takes(inPart.further, 1100));
    expect(balances(inPart.room)).toEqual({ 'clearing/stripe': 4100, 'receivable/ana': -4100 });
    // A credit goes to the last payment first.
    expect(brief(inPart.room.handle(charges(2, 2000)))).toEqual(['refund 1100', 'refund 1000']);
  });
  it('that is not needed is voided', () => {
    const { room, further } = both();
    const over = room.handle(charges(1, 2500));
    expect(brief(over)).toEqual(['capture 2500', 'void']);
    expect(commandsOf(over).at(-1)?.paymentId).toBe(further.paymentId);
    const waiting = raised();
    expect(brief(waiting.room.handle(charges(1, 2500)))).toEqual(['capture 2500', 'void']);
  });
  it('that is declined warns, and what is due beyond the first is charged', () => {
    const { room, authorization, further } = raised();
    const declined = room.handle(hears(payments.declined, further));
    expect(declined.events.find(({ type }) => type === 'billing.authorization-short.v1')).toMatchObject({
      data: { paymentId: further.paymentId, reserved: 3000, money: { amount: 3000 } },
    });
    expect(brief(declined)).toEqual([]);
    const listed = () => room.item(`short-rental/${RENTAL}`);
    expect(listed()).toMatchObject({
      body: { of: { reserved: { amount: 3000 }, toReserve: { amount: 6000 } } },
      index: { partition: 'short-rentals' },
    });
    // Another look changes nothing: it needs another method.
    expect(brief(room.handle(costs(9000)))).toEqual([]);
    expect(brief(room.handle(charges(1, 4100)))).toEqual(['capture 3000', 'charge 1100']);
    expect(listed()?.index).toBeUndefined();
    expect(room.handle(takes(authorization, 3000)).kind).toBe('accept');
  });
  it('is requested again with another method', () => {
    const { room, further } = raised();
    room.handle(hears(payments.declined, further));
    const again = room.handle(message(payments.payerKnown, payments.payerKnown.example));
    expect(brief(again)).toEqual(['authorize 3000']);
    expect(room.item(`short-rental/${RENTAL}`)?.index).toBeUndefined();
  });
  it('takes the place of one that ran out, and is no warning when it is the first that is declined', () => {
    const { room, authorization } = both();
    expect(brief(room.handle(hears(payments.voided, authorization, { expired: true })))).toEqual([
      'authorize 3000',
    ]);
    const first = reservedCar();
    const declined = first.room.handle(hears(payments.declined, first.authorization));
    expect(declined.events.map(({ type }) => type)).toEqual(['billing.payment-heard.v1']);
  });
  it('is of no concern to a rental that is over, or for which nothing is reserved', () => {
    const { room } = authorizedCar();
    room.handle(charges(1, 2500));
    expect(room.handle(costs(6000))).toMatchObject({ kind: 'ignore' });
    expect(account().handle(costs(6000))).toMatchObject({ kind: 'ignore' });
  });
});

describe('a correction', () => {
  const captured = () => {
    const { room, authorization } = authorizedCar();
    room.handle(charges(1, 1120));
    room.handle(hears(payments.captured, { ...authorization, amount: 1120 }, { provider: 'stripe' }));
    return { room, authorization };
  };
  it('to less gives back the difference, once', () => {
    const { room, authorization } = captured();
    const lower = room.handle(charges(2, 900));
    expect(brief(lower)).toEqual(['refund 220']);
    expect(room.handle(charges(2, 900))).toMatchObject({ kind: 'ignore' });
    const refund = { ...authorization, amount: 220, refundId: commanded(lower).refundId ?? '' };
    room.handle(hears(payments.refunded, refund, { provider: 'stripe' }));
    expect(room.handle(hears(payments.refunded, refund, { provider: 'stripe' }))).toMatchObject({
      kind: 'ignore',
    });
    expect(balances(room)).toEqual({ 'clearing/stripe': 900, 'receivable/ana': -900 });
  });
  it('to more charges the difference', () => {
    expect(brief(captured().room.handle(charges(2, 1500)))).toEqual(['charge 380']);
  });
  it('while the capture is under way waits for it', () => {
    const { room, authorization } = authorizedCar();
    room.handle(charges(1, 1120));
    expect(brief(room.handle(charges(2, 900)))).toEqual([]);
    const taken = hears(payments.captured, { ...authorization, amount: 1120 }, { provider: 'stripe' });
    expect(brief(room.handle(taken))).toEqual(['refund 220']);
  });
  it('gives up a charge that is not taken yet, and charges what is due then', () => {
    const room = account();
    const charge = commanded(room.handle(charges(1, 1120)));
    room.handle(hears(payments.declined, charge));
    expect(brief(room.handle(charges(2, 400)))).toEqual(['void']);
    expect(brief(room.handle(hears(payments.voided, charge)))).toEqual(['charge 400']);
  });
  it('is not refunded while the payment is disputed, and is when the dispute was won', () => {
    const { room, authorization } = captured();
    const disputed = { ...authorization, amount: 1120 };
    const opened = hears(payments.disputeOpened, disputed, { disputeId: 'dp_1', provider: 'stripe' });
    expect(room.handle(opened).outputs).toEqual([
      {
        to: 'port',
        port: evidencePort,
        request: {
          disputeId: 'dp_1',
          riderId: 'ana',
          paymentId: authorization.paymentId,
          subject: RENTAL,
          rentalId: RENTAL,
          money: { amount: 1120, currency: 'EUR' },
        },
      },
    ]);
    expect(room.handle(opened)).toMatchObject({ kind: 'ignore' });
    expect(balances(room)).toEqual({ 'clearing/stripe': 0, 'disputed/ana': 1120, 'receivable/ana': -1120 });
    expect(brief(room.handle(charges(2, 900)))).toEqual([]);
    const won = { disputeId: 'dp_1', provider: 'stripe', outcome: 'WON' };
    expect(brief(room.handle(hears(payments.disputeClosed, disputed, won)))).toEqual(['refund 220']);
    expect(room.handle(opened)).toMatchObject({ kind: 'ignore' });
  });
  it('whose refund the bank refused because of a dispute is refunded when the dispute was won', () => {
    const { room, authorization } = captured();
    const disputed = { ...authorization, amount: 1120 };
    expect(brief(room.handle(charges(2, 900)))).toEqual(['refund 220']);
    const lastRefund = () => room.state('account/ana').claims[0]?.parts[0]?.refunds.at(-1)?.refundId ?? '';
    const refundId = lastRefund();
    const of = { provider: 'stripe' };
    const refused = { ...of, refundId, reason: 'DISPUTED' };
    const refund = { ...authorization, amount: 220 };
    expect(brief(room.handle(hears(payments.refundFailed, refund, refused)))).toEqual([]);
    room.handle(hears(payments.disputeOpened, disputed, { ...of, disputeId: 'dp_1' }));
    const won = { ...of, disputeId: 'dp_1', outcome: 'WON' };
    expect(brief(room.handle(hears(payments.disputeClosed, disputed, won)))).toEqual(['refund 220']);
    // Another one that fails is for an operator to see to.
    const again = lastRefund();
    expect(again).not.toBe(refundId);
    const failed = { ...of, refundId: again, reason: 'FAILED' };
    expect(brief(room.handle(hears(payments.refundFailed, refund, failed)))).toEqual([]);
    expect(room.rebuilt('account/ana')).toEqual(room.state('account/ana'));
  });
  it('after a dispute that was lost refunds nothing: the payer has the money', () => {
    const { room, authorization } = captured();
    const disputed = { ...authorization, amount: 1120 };
    room.handle(hears(payments.disputeOpened, disputed, { disputeId: 'dp_1', provider: 'stripe' }));
    const lost = { disputeId: 'dp_1', provider: 'stripe', outcome: 'LOST' };
    room.handle(hears(payments.disputeClosed, disputed, lost));
    expect(brief(room.handle(charges(2, 0)))).toEqual([]);
    expect(balances(room)).toMatchObject({ 'loss/disputes': 1120, 'disputed/ana': 0 });
  });
  it('of a rental that the account has forgotten finds what was paid for it', () => {
    const { room, authorization } = captured();
    for (let n = 2; n < 30; n++) room.handle(charges(1, 0, n));
    expect(room.state('account/ana').claims.some(({ subject }) => subject === RENTAL)).toBe(false);
    const lower = room.handle(charges(2, 900));
    expect(brief(lower)).toEqual(['refund 220']);
    expect(commanded(lower).paymentId).toBe(authorization.paymentId);
    expect(room.rebuilt('account/ana')).toEqual(room.state('account/ana'));
  });
});

describe('account credit', () => {
  it('pays before the card, and gets back what it has paid after the card', () => {
    const { room, authorization } = authorizedCar();
    const { result } = room.handle(grants(500));
    expect(result).toMatchObject({ credit: [{ currency: 'USD' }, { amount: 500, currency: 'EUR' }] });
    expect(brief(room.handle(charges(1, 1120)))).toEqual(['capture 620']);
    room.handle(hears(payments.captured, { ...authorization, amount: 620 }, { provider: 'stripe' }));
    expect(balances(room)).toEqual({
      'discount/goodwill': 500,
      'credit/ana': 0,
      'receivable/ana': -1120,
      'clearing/stripe': 620,
    });
    expect(brief(room.handle(charges(2, 300)))).toEqual(['refund 620']);
    expect(room.state('account/ana').credit['EUR']).toBe(200);
    expect(balances(room)['credit/ana']).toBe(-200);
  });
  it('that covers all leaves the card alone', () => {
    const { room } = authorizedCar();
    room.handle(grants(2000));
    expect(brief(room.handle(charges(1, 1120)))).toEqual(['void']);
  });
  it('is limited, and for operators to give', () => {
    const room = account();
    expect(room.handle(grants(20_001))).toMatchObject({ code: creditTooHigh.code });
    const rider = { principal: { kind: 'rider', id: 'ana' } } as const;
    expect(room.handle(message(grantCredit, grants(1).data, rider))).toMatchObject({ code: 'FORBIDDEN' });
  });
});

it('a fee is charged beside its rental when it is posted, and given back when it is withdrawn', () => {
  const room = account();
  const { charge, feeId } = feePosted.example;
  const charging = commanded(room.handle(message(feePosted, feePosted.example)));
  expect(charging).toMatchObject({ name: 'charge', amount: charge.due });
  room.handle(hears(payments.captured, charging, { provider: 'stripe', subject: feeId }));
  expect(commandsOf(room.handle(message(feePosted, feePosted.example)))).toEqual([]);
  expect(brief(room.handle(message(feeWithdrawn, feeWithdrawn.example)))).toEqual([`refund ${charge.due}`]);
});

describe('how a claim stands, for those who wait for it', () => {
  const standings = ({ events }: Handled) =>
    events.flatMap(({ type, data }) =>
      type === 'billing.claim-standing.v1' ? [data.open ?? 'settled'] : [],
    );
  it('is said whenever it changes, and at once when nothing is due', () => {
    const room = account();
    const reservation = room.handle(reserves());
    expect(standings(reservation)).toEqual(['NOT_CHARGED']);
    const authorization = commanded(reservation);
    expect(standings(room.handle(hears(payments.authorized, authorization)))).toEqual([]);
    expect(standings(room.handle(charges(1, 1120)))).toEqual(['PAYMENT']);
    const taken = hears(payments.captured, { ...authorization, amount: 1120 }, { provider: 'stripe' });
    expect(standings(room.handle(taken))).toEqual(['settled']);
    const lower = room.handle(charges(2, 900));
    expect(standings(lower)).toEqual(['REFUND']);
    const refund = { ...authorization, amount: 220, refundId: commanded(lower).refundId ?? '' };
    expect(standings(room.handle(hears(payments.refunded, refund, { provider: 'stripe' })))).toEqual([
      'settled',
    ]);
    expect(standings(account().handle(charges(1, 0)))).toEqual(['settled']);
  });
  it('is a debt when it was declined, and a dispute until the bank has decided', () => {
    const room = account();
    const charge = commanded(room.handle(charges(1, 1120)));
    expect(standings(room.handle(hears(payments.declined, charge)))).toEqual(['DEBT']);
    const taken = hears(payments.captured, charge, { provider: 'stripe' });
    expect(standings(room.handle(taken))).toEqual(['settled']);
    for (const outcome of ['WON', 'LOST']) {
      const disputeId = `dp_${outcome}`;
      const opened = hears(payments.disputeOpened, charge, { disputeId, provider: 'stripe' });
      expect(standings(room.handle(opened))).toEqual(['DISPUTE']);
      const closed = hears(payments.disputeClosed, charge, { disputeId, provider: 'stripe', outcome });
      expect(standings(room.handle(closed))).toEqual(['settled']);
    }
  });
});

it('the room rebuilds the account from its events like any other aggregate', () => {
  const { room } = authorizedCar();
  room.handle(charges(1, 1120));
  const rebuilt = room.events.reduce(
    (state, event) => billingDomain.evolve(state, event),
    billingDomain.initial('account/ana'),
  );
  expect(rebuilt).toEqual(room.state('account/ana'));
  for (const event of room.events) expect(billingDomain.aggregateOfEvent(event)).toBe('account/ana');
});

it.each([
  ['-1.00', 'NEGATIVE_AMOUNT'],
  ['30.001', 'AMOUNT_TOO_FINE'],
])('a tariff that reserves %s is refused', (authorization, code) => {
  expect(tariffFaults({ ...tariffExample, authorization })).toMatchObject([{ path: '/authorization', code }]);
});
