import { ownMessages, paymentsMessages } from '../../../functions/billing/account/messages.ts';
import { domain as billingDomain } from '../../../functions/billing/domain.ts';
import { entitlementMessages } from '../../../functions/billing/messages.ts';
import { domain as paymentsDomain } from '../../../functions/payments/domain.ts';
import type { ProviderRequest } from '../../../functions/payments/ports.ts';
import { domain as vehiclesDomain } from '../../../functions/vehicles/domain.ts';
import type { Effect } from '../../../local/simulator/car/react.ts';
import { paymentHeard } from '../../../shared/contracts/billing/account.ts';
import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import {
  type BoughtFeature,
  buyFeature,
  endFeature,
  setFeatureList,
} from '../../../shared/contracts/billing/features.ts';
import type { Movement } from '../../../shared/contracts/billing/ledger.ts';
import { recordAnswer } from '../../../shared/contracts/payments/commands.ts';
import { ended, reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { register } from '../../../shared/contracts/vehicles/vehicles.ts';
import { derivedId, exampleId } from '../../../shared/kernel/ids.ts';
import { addSeconds, instant, milliseconds } from '../../../shared/kernel/time.ts';
import type { Domain, DomainEvent, Message, Output } from '../../../shared/runtime/domain.ts';
import { CarOnTheBench } from '../../local/simulator/car/car-on-the-bench.ts';
import { type Fault, ProviderInMemory } from '../payments/provider-in-memory.ts';
import { message, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';

/**
 * Billing, payments and vehicles, a provider and a simulated car, and all that is on its way between them. Topics overtake
 * each other and everything may come twice; the car may be out of reach, drive, boot and lose its store.
 */

export const RIDER = 'ana';
export const PRICE = 1900;
const START = '2026-01-31T09:00:00.000Z';
const { vin: VIN } = reserved.example;
const rental = (n: number): string => exampleId('rnt', n);
const byRider = { principal: { kind: 'rider', id: RIDER } } as const;
const byOperator = { principal: { kind: 'operator', id: 'eva' } } as const;

type RoomName = 'billing' | 'payments' | 'vehicles';
type AnyRoom = RoomUnderTest<unknown, Message, DomainEvent>;
const roomOf = <State, In extends Message, Event extends DomainEvent>(
  domain: Domain<State, In, Event>,
): AnyRoom => roomUnderTest(domain as unknown as Domain<unknown>, START);

interface Waiting {
  readonly room: RoomName;
  readonly message: Message;
}

/** The events that billing hears. Charges of the rentals themselves are another test's. */
const heard: ReadonlySet<string> = new Set(
  [...ownMessages, ...paymentsMessages, ...entitlementMessages, paymentHeard]
    .map(({ type }) => type)
    .filter((type) => !/rental-metered|billing\.charged|fee-/.test(type)),
);

export class FeatureWorld {
  readonly provider = new ProviderInMemory();
  readonly rooms: Readonly<Record<RoomName, AnyRoom>> = {
    billing: roomOf(billingDomain),
    payments: roomOf(paymentsDomain),
    vehicles: roomOf(vehiclesDomain),
  };
  readonly car = new CarOnTheBench({ vin: VIN });
  /** The features that the car really had, at some moment. */
  readonly had = new Set<string>();
  /** By topic, in order. */
  readonly topics = new Map<string, Waiting[]>();
  private readonly requests: ProviderRequest[] = [];
  private readonly delivered: (Waiting & { readonly topic: string })[] = [];
  private readonly fired = new Set<string>();
  /** A car that says that it has what it has refused. */
  private readonly boasts: boolean;
  private online = false;
  private rentals = 0;
  private isRunning = false;
  private number = 0;
  now = START;

  constructor({ boasts = false }: { readonly boasts?: boolean } = {}) {
    this.boasts = boasts;
    this.car.now = Date.parse(START);
    const { list } = setFeatureList.example;
    this.put(
      'billing.commands',
      'billing',
      message(setFeatureList, { fleet: TARIFF_FLEET, list }, byOperator),
    );
    this.put('vehicles.commands', 'vehicles', message(register, { vin: VIN, model: 'Roadster E' }));
    this.put('riders.events', 'payments', message(paymentMethodSet, paymentMethodSet.example));
    this.reach(true);
    this.flush();
  }

  private put(topic: string, room: RoomName, told: Message): void {
    this.topics.set(topic, [...(this.topics.get(topic) ?? []), { room, message: told }]);
  }

  begin(): void {
    if (this.isRunning) return;
    this.rentals += 1;
    this.isRunning = true;
    for (const contract of [reserved, started] as const) {
      const data = { ...contract.example, rentalId: rental(this.rentals), time: this.now };
      this.put('rentals.events', 'billing', message(contract, data as never));
    }
  }
  end(): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    const data = { ...ended.example, rentalId: rental(this.rentals), time: this.now };
    this.put('rentals.events', 'billing', message(ended, data));
  }
  buy(): void {
    const wanted = { rentalId: rental(Math.max(1, this.rentals)), riderId: RIDER };
    const data = { ...wanted, feature: 'power-100', listVersion: 1 };
    this.put('billing.commands', 'billing', message(buyFeature, data, byRider));
  }
  endEarly(): void {
    const active = this.bought().find(({ state }) => state === 'ACTIVE');
    if (active === undefined) return;
    const { entitlementId, rentalId } = active;
    const data = { entitlementId, rentalId, riderId: RIDER, reason: 'A recall of the maker' };
    this.put('billing.commands', 'billing', message(endFeature, data, byOperator));
  }

  reach(online: boolean): void {
    if (this.online === online) return;
    this.online = online;
    this.happens(this.car.give({ type: online ? 'connected' : 'disconnected' }));
  }
  carDoes(what: 'drive' | 'park' | 'reboot' | 'lose-store'): void {
    if (what === 'drive') this.car.car = { ...this.car.car, startEnabled: true, doorsClosed: true };
    this.happens(this.car.give({ type: what }));
    if (what !== 'reboot' && what !== 'lose-store') return;
    this.online = false;
    this.reach(true);
  }

  /** Whatever the car has now, it had; what it sends, is sent if there is a network. */
  private happens(effects: readonly Effect[]): void {
    for (const { id } of this.car.car.entitlements.active) this.had.add(id);
    for (const effect of effects) {
      if (effect.type !== 'send-event' || !this.online) continue;
      const { event } = effect;
      const said =
        this.boasts && event.type === 'entitlement-result'
          ? { ...event, data: { ...event.data, result: 'executed' as const } }
          : event;
      const id = derivedId('msg', VIN, said.log, said.seq);
      const data = { vin: VIN, event: { ...said, sent: instant(this.car.now) } };
      this.put('cars.events', 'vehicles', { type: 'cars.events', id, time: this.now, data });
    }
  }

  /** The next message of the topic, or it is lost: what a car has said, it says again. */
  deliver(topic: string, isLost = false): void {
    const [next, ...rest] = this.topics.get(topic) ?? [];
    if (next === undefined) return;
    this.topics.set(topic, rest);
    if (isLost && topic === 'cars.events') return;
    this.delivered.push({ topic, ...next });
    this.handle(next);
  }

  /** A message comes again, long after the record of its operation is gone: as if it were another. */
  repeat(index: number): void {
    const again = this.delivered[index % Math.max(1, this.delivered.length)];
    if (again === undefined || again.message.principal !== undefined) return;
    // Whether a rental is over or runs again is told by the order of its events alone.
    if (again.topic === 'rentals.events' || again.topic === 'riders.events') return;
    this.number += 1;
    this.handle({ room: again.room, message: { ...again.message, id: `again_${this.number}` } });
  }

  private handle({ room, message: told }: Waiting): void {
    const target = this.rooms[room];
    target.now = this.now;
    const { events, outputs } = target.handle(told);
    for (const event of events) this.published(room, event);
    for (const output of outputs) this.sent(output);
  }

  private published(room: RoomName, event: DomainEvent): void {
    if (!heard.has(event.type)) return;
    this.number += 1;
    const told = { ...event, id: `evt_${this.number}`, time: this.now };
    // A topic is in order for each key. The functions that hear of what billing says are two.
    const { paymentId = '' } = event.data as { paymentId?: string };
    const key = room === 'payments' ? paymentId : event.type === paymentHeard.type ? 'consumer' : '';
    this.put(`${room}.events/${key}`, 'billing', told);
  }

  private sent(output: Output): void {
    if (output.to === 'port') {
      this.requests.push(output.request as ProviderRequest);
    } else if (output.to === 'room') {
      const { contract, data } = output;
      const [room = ''] = contract.type.split('.');
      if (room in this.rooms)
        this.put(`${room}.commands`, room as RoomName, message(contract, data as never));
    } else if (output.to === 'car' && this.online) {
      if (output.topic === 'receipts') {
        const bytes = Buffer.from(JSON.stringify(output.payload));
        this.happens(this.car.give({ type: 'receipt', bytes }));
      } else if (output.topic === 'trust') {
        const bytes = this.car.platform.sign(output.payload, { typ: output.typ });
        this.happens(this.car.give({ type: 'trust', bytes }));
      }
    }
  }

  /** The port takes a request, not always the oldest, and perhaps twice. */
  ask(index: number, fault: Fault, twice = false): void {
    const [request] = this.requests.splice(index % Math.max(1, this.requests.length), 1);
    if (request === undefined) return;
    for (const meets of twice ? [fault, 'none' as const] : [fault]) {
      const { riderId, paymentId, question, check, serial } = request;
      const answer = this.provider.answer(request, meets);
      const data = { riderId, paymentId, question, check, serial, provider: 'stripe', answer } as const;
      this.put('payments.commands', 'payments', message(recordAnswer, data));
    }
  }

  /** Time passes, and timers that are due fire. */
  pass(seconds: number): void {
    const until = milliseconds(addSeconds(this.now, seconds));
    this.happens(this.car.wait(seconds));
    this.now = instant(until);
    for (const name of Object.keys(this.rooms) as RoomName[]) {
      for (const { id, at, command } of this.rooms[name].timers()) {
        if (milliseconds(at) > until || this.fired.has(`${id}@${at}`)) continue;
        this.fired.add(`${id}@${at}`);
        const { contract, data } = command;
        this.put(`${name}.commands`, name, message(contract, data as never));
      }
    }
  }

  busy(): string[] {
    return [...this.topics].filter(([, queue]) => queue.length > 0).map(([topic]) => topic);
  }

  /** Everything on its way arrives, without faults. */
  flush(): void {
    for (;;) {
      const busy = this.busy();
      for (const topic of busy) this.deliver(topic);
      while (this.requests.length > 0) this.ask(0, 'none');
      if (busy.length === 0 && this.requests.length === 0) return;
    }
  }

  bought(): BoughtFeature[] {
    const ids = this.rooms.billing.events.flatMap(({ type, data }) =>
      type === 'billing.feature-ordered.v1' ? [(data as { entitlementId: string }).entitlementId] : [],
    );
    return ids.map((id) => this.rooms.billing.item(`feature/${id}`)?.body as BoughtFeature);
  }

  /** What the provider has taken for it, and not given back. */
  paidFor(entitlementId: string): number {
    const payments = new Set(
      Array.from({ length: 20 }, (_, n) => derivedId('pmt', RIDER, entitlementId, n + 1)),
    );
    return this.provider.intents
      .filter(({ paymentId }) => payments.has(paymentId))
      .flatMap(({ captured, refunds }) => [
        captured,
        ...refunds.filter(({ state }) => state === 'REFUNDED').map(({ amount }) => -amount),
      ])
      .reduce((sum, one) => sum + one, 0);
  }

  movements(): Movement[] {
    return this.rooms.billing.events.flatMap(({ data }) => {
      const { movement } = data as { movement?: Movement };
      return movement === undefined ? [] : [movement];
    });
  }
}
