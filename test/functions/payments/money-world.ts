import { accountDomain } from '../../../functions/billing/account/account-domain.ts';
import type { AccountMessage } from '../../../functions/billing/account/messages.ts';
import { tariffVersions } from '../../../functions/billing/read-models.ts';
import { domain as paymentsDomain } from '../../../functions/payments/domain.ts';
import type { ProviderRequest } from '../../../functions/payments/ports.ts';
import { grantCredit } from '../../../shared/contracts/billing/account.ts';
import { charged, rentalMetered } from '../../../shared/contracts/billing/charges.ts';
import type { claimStanding } from '../../../shared/contracts/billing/claim-standing.ts';
import { priceWatched } from '../../../shared/contracts/billing/cover.ts';
import { evidencePort } from '../../../shared/contracts/billing/evidence.ts';
import { tariffExample } from '../../../shared/contracts/billing/tariff.ts';
import { payNow, recordAnswer, takeCallback } from '../../../shared/contracts/payments/commands.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { instant, milliseconds } from '../../../shared/kernel/time.ts';
import type { Domain, DomainEvent, Message, Output } from '../../../shared/runtime/domain.ts';
import { message, type Outcome, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';
import { type Fault, ProviderInMemory } from './provider-in-memory.ts';

/**
 * The account of billing, the payments room and the provider, and all that is on its way between them. Messages of a topic
 * come in order, topics overtake each other, everything may come twice, and time passes.
 */

export const RIDER = 'ana';
export const START = '2026-01-31T09:00:00.000Z';
export const rental = (n: number): string => exampleId('rnt', n);

type AnyRoom = RoomUnderTest<unknown, Message, DomainEvent>;
const ofAnything = <State, In extends Message, Event extends DomainEvent>(
  domain: Domain<State, In, Event>,
): AnyRoom => roomUnderTest(domain as unknown as Domain<unknown>, START);

/** The tariff is an item of the room's table, which another function has written. */
const accountWithTariff: Domain<unknown> = {
  ...(accountDomain as unknown as Domain<unknown>),
  readModels: (state) => [
    ...(accountDomain.readModels?.(state as never) ?? []),
    tariffVersions({ tariffId: 'city', version: 1 }, tariffExample),
  ],
};

interface Waiting {
  readonly room: 'billing' | 'payments';
  readonly message: Message;
}

export class MoneyWorld {
  readonly provider = new ProviderInMemory();
  readonly billing: AnyRoom = ofAnything(accountWithTariff);
  readonly payments: AnyRoom = ofAnything(paymentsDomain);
  /** Commands to rentals: what holds a rider. */
  readonly holds: string[] = [];
  /** By topic, in order. */
  readonly topics = new Map<string, Waiting[]>();
  readonly requests: ProviderRequest[] = [];
  readonly delivered: (Waiting & { readonly topic: string })[] = [];
  readonly fired = new Set<string>();
  /** Disputes that need an evidence file. */
  readonly evidence: string[] = [];
  /** What a faulty room would ask instead. */
  disguise: (request: ProviderRequest) => ProviderRequest = (request) => request;
  private now = START;
  private number = 0;

  constructor() {
    // The account reads the tariff once the state has been written: a credit of another currency writes it.
    this.put('billing.commands', 'billing', grantedCredit(1, 'USD'));
    this.flush();
  }

  put(topic: string, room: Waiting['room'], told: Message): void {
    const queue = this.topics.get(topic) ?? [];
    queue.push({ room, message: told });
    this.topics.set(topic, queue);
  }

  setMethod(n = 1): void {
    this.put(
      'riders.events',
      'payments',
      message(paymentMethodSet, { ...paymentMethodSet.example, paymentMethodId: exampleId('pay', n) }),
    );
  }
  reserve(n: number): void {
    const data = { ...rentalMetered.example, rentalId: rental(n) };
    this.put(`billing.events/${n}`, 'billing', message(rentalMetered, data));
  }
  /** The price so far wants so many authorizations in all. */
  costs(n: number, authorizations: number): void {
    const data = { ...priceWatched.example, rentalId: rental(n), toReserve: 3000 * authorizations };
    this.put(`billing.events/${n}`, 'billing', message(priceWatched, data));
  }
  charge(n: number, revision: number, due: number): void {
    const { charge } = charged.example;
    const data = {
      ...charged.example,
      rentalId: rental(n),
      revision,
      charge: { ...charge, total: due, due },
    };
    this.put(`billing.events/${n}`, 'billing', message(charged, data));
  }
  grant(amount: number): void {
    this.put('billing.commands', 'billing', grantedCredit(amount, 'EUR'));
  }
  pay(paymentId: string): void {
    const principal = { kind: 'rider', id: RIDER } as const;
    this.put('payments.commands', 'payments', message(payNow, { riderId: RIDER, paymentId }, { principal }));
  }
  callback(paymentId: string): void {
    this.put(
      'payments.commands',
      'payments',
      message(takeCallback, { ...takeCallback.example, riderId: RIDER, paymentId, time: this.now }),
    );
  }

  /** The provider tells of the dispute of this payment, as it is now: perhaps late, perhaps several times. */
  disputeTold({ paymentId, currency, dispute }: ProviderInMemory['intents'][number]): void {
    if (dispute === undefined) return;
    const { disputeId, state, amount } = dispute;
    const about = {
      kind: 'DISPUTE' as const,
      disputeId,
      state,
      reason: 'fraudulent',
      money: { amount, currency },
    };
    const told = { ...takeCallback.example, riderId: RIDER, paymentId, time: this.now, about };
    this.put(`callbacks/${paymentId}`, 'payments', message(takeCallback, told));
  }

  /** The next message of the topic. */
  deliver(topic: string): void {
    const waiting = this.topics.get(topic)?.shift();
    if (waiting === undefined) return;
    this.delivered.push({ topic, ...waiting });
    this.handle(waiting);
  }

  /** A message comes again, long after the record of its operation is gone: as if it were another. */
  repeat(index: number): void {
    const again = this.delivered[index % Math.max(1, this.delivered.length)];
    if (again === undefined || again.message.principal !== undefined || isKnownByRecord(again.message))
      return;
    this.number += 1;
    this.handle({ room: again.room, message: { ...again.message, id: `again_${this.number}` } });
  }

  private handle({ room, message: told }: Waiting): Outcome<DomainEvent> {
    const target = this[room];
    target.now = this.now;
    const outcome = target.handle(told);
    for (const event of outcome.events) this.published(room, event);
    for (const output of outcome.outputs) this.sent(output);
    return outcome;
  }

  private published(room: Waiting['room'], event: DomainEvent): void {
    this.number += 1;
    const told = { ...event, id: `evt_${this.number}`, time: this.now };
    if (room !== 'payments' || !heardByAccount.has(event.type)) return;
    // A topic is in order for each key: those of two payments overtake each other.
    const { paymentId = '' } = event.data as { paymentId?: string };
    this.put(`payments.events/${paymentId}`, 'billing', told);
  }

  private sent(output: Output): void {
    if (output.to === 'port' && output.port === evidencePort) {
      this.evidence.push((output.request as { disputeId: string }).disputeId);
    } else if (output.to === 'port') {
      this.requests.push(output.request as ProviderRequest);
    } else if (output.to === 'room') {
      const { contract, data } = output;
      const [room = ''] = contract.type.split('.');
      if (room === 'rentals') this.holds.push(contract.type);
      else this.put('payments.commands', 'payments', message(contract, data as never));
    }
  }

  /** The port takes a request, not always the oldest, and perhaps twice. */
  ask(index: number, fault: Fault, twice = false): void {
    const [request] = this.requests.splice(index % Math.max(1, this.requests.length), 1);
    if (request === undefined) return;
    for (const meets of twice ? [fault, 'none' as const] : [fault]) {
      const { riderId, paymentId, question, check, serial } = request;
      const answer = this.provider.answer(this.disguise(request), meets);
      this.put(
        'payments.commands',
        'payments',
        message(recordAnswer, { riderId, paymentId, question, check, serial, provider: 'stripe', answer }),
      );
    }
  }

  /** The next timer fires; whether there was one. */
  tick(): boolean {
    const [next] = this.payments
      .timers()
      .filter(({ id, at }) => !this.fired.has(`${id}@${at}`))
      .toSorted((a, b) => milliseconds(a.at) - milliseconds(b.at));
    if (next === undefined) return false;
    this.fired.add(`${next.id}@${next.at}`);
    this.now = instant(Math.max(milliseconds(this.now), milliseconds(next.at)));
    const { contract, data } = next.command;
    this.put('payments.commands', 'payments', message(contract, data as never));
    return true;
  }

  /** Everything on its way arrives, without faults. */
  flush(): void {
    for (;;) {
      const busy = [...this.topics].filter(([, queue]) => queue.length > 0).map(([topic]) => topic);
      for (const topic of busy) this.deliver(topic);
      while (this.requests.length > 0) this.ask(0, 'none');
      if (busy.length === 0 && this.requests.length === 0) return;
    }
  }

  /** What each account of the ledger has by all movements of this currency. */
  balances(currency = 'EUR'): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const { data } of this.billing.events) {
      const { movement } = data as { movement?: typeof charged.example.movement };
      if (movement?.currency !== currency) continue;
      for (const { account, amount } of movement.postings)
        sums.set(account, (sums.get(account) ?? 0) + amount);
    }
    return sums;
  }
  /** What was said last of whether the claim is settled. */
  standing(subject: string): string | undefined {
    const told = this.billing.events
      .filter(({ type }) => type === 'billing.claim-standing.v1')
      .map(({ data }) => data as typeof claimStanding.example & { open?: string })
      .findLast((one) => one.subject === subject);
    return told === undefined ? undefined : (told.open ?? 'settled');
  }
  movementIds(): string[] {
    return this.billing.events.flatMap(({ data }) => {
      const { movement } = data as { movement?: { movementId: string } };
      return movement === undefined ? [] : [movement.movementId];
    });
  }
}

const heardByAccount: ReadonlySet<string> = new Set<AccountMessage['type']>([
  'payments.authorized.v1',
  'payments.authentication-needed.v1',
  'payments.declined.v1',
  'payments.voided.v1',
  'payments.capture-failed.v1',
  'payments.captured.v1',
  'payments.refunded.v1',
  'payments.refund-failed.v1',
  'payments.dispute-opened.v1',
  'payments.dispute-closed.v1',
  'payments.payer-known.v1',
]);

/** What a rider is restricted by comes and goes: only the record of the operation tells an old word from a new one. */
const isKnownByRecord = ({ type }: Message): boolean => /restrict-rider|release-rider/.test(type);

const grantedCredit = (amount: number, currency: string): Message =>
  message(
    grantCredit,
    { riderId: RIDER, money: { amount, currency }, reason: 'the car was dirty' },
    { principal: { kind: 'operator', id: 'eva' } },
  );
