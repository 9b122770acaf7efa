import type { Envelope } from '../../../../../shared/contracts/envelope.ts';
import type { Instant } from '../../../../../shared/kernel/time.ts';
import { isBefore } from '../../../../../shared/kernel/time.ts';
import type { Domain, DomainEvent } from '../../../../../shared/runtime/domain.ts';
import { isTransient } from '../../../../../shared/runtime/failure.ts';
import type { KafkaRecord } from '../../../../../shared/runtime/kafka/records.ts';
import type { Held } from '../../../../../shared/runtime/operations/constraints.ts';
import type { Delivery } from '../../../../../shared/runtime/operations/delivery.ts';
import type { Incoming } from '../../../../../shared/runtime/operations/messages.ts';
import type { Handled } from '../../../../../shared/runtime/operations/operations.ts';
import type { Outcome } from '../../../../../shared/runtime/operations/outcome.ts';
import type { Commit, StoredAggregate } from '../../../../../shared/runtime/operations/store.ts';
import { rebuild } from '../../../../../shared/runtime/rebuild/rebuild.ts';
import type { RoomDeclaration } from '../../../../../shared/runtime/room.ts';
import { MemoryStore } from '../memory-store.ts';
import type { Log } from './log.ts';
import type { Safeguard } from './safeguards.ts';

const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number =>
  a < b ? -1 : 1;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Watches a run, and says at its end what was not as rule 4 promises. */
export class Invariants<State, Event extends DomainEvent> {
  readonly violations: string[] = [];
  private readonly domain: Domain<State, never, Event>;
  private readonly room: RoomDeclaration;
  private readonly store: MemoryStore;
  private readonly log: Log;
  private readonly outcomes = new Map<string, Outcome>();
  private readonly commits: Commit[] = [];
  private readonly ledger = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private readonly expires = new Map<string, Instant>();
  /** `topic key` → ids in the order in which they were written. */
  private readonly order = new Map<string, string[]>();
  private readonly ignored = new Set<string>();
  private readonly givenUp = new Set<string>();
  private readonly thrownAway = new Set<string>();
  private readonly sent = new Set<string>();
  private readonly signed = new Set<string>();

  constructor(domain: Domain<State, never, Event>, room: RoomDeclaration, store: MemoryStore, log: Log) {
    this.domain = domain;
    this.room = room;
    this.store = store;
    this.log = log;
  }

  violated(what: string): void {
    if (!this.violations.includes(what)) this.violations.push(what);
  }

  wrote(topic: string, key: string, id: string, { expires }: { expires: Instant }): void {
    const ids = this.order.get(`${topic} ${key}`) ?? [];
    this.order.set(`${topic} ${key}`, ids);
    if (!ids.includes(id)) ids.push(id);
    if (!this.expires.has(id)) this.expires.set(id, expires);
  }

  committed(commit: Commit): void {
    const { id, outcome, time, events } = commit.operation;
    this.commits.push(commit);
    if (this.outcomes.has(id)) this.violated(`${id} was decided twice`);
    else this.outcomes.set(id, outcome);
    const expires = this.expires.get(id);
    if (expires !== undefined && isBefore(expires, time) && outcome.kind === 'accepted') {
      this.violated(`${id} was accepted at ${time}, after ${expires}`);
    }
    for (const event of events) this.constraint(eventOf(envelopeOf(event)) as Event);
  }

  private constraint(event: Event): void {
    for (const constraint of this.domain.constraints?.(event) ?? []) {
      if ('take' in constraint) {
        const holder = this.ledger.get(constraint.take) ?? constraint.holder;
        if (holder !== constraint.holder)
          this.violated(`${constraint.take} was held by ${holder} and ${constraint.holder}`);
        this.ledger.set(constraint.take, constraint.holder);
      } else if ('release' in constraint) {
        if (this.ledger.get(constraint.release) === constraint.holder) this.ledger.delete(constraint.release);
      } else if ('count' in constraint) {
        const counted = (this.counts.get(constraint.count) ?? 0) + constraint.add;
        this.counts.set(constraint.count, counted);
        if (constraint.add > 0 && counted > constraint.most)
          this.violated(`${constraint.count} counts ${counted}, more than ${constraint.most}`);
      } else if (!this.ledger.has(constraint.require)) {
        this.violated(`${event.type} needed ${constraint.require}, which nobody held`);
      }
    }
  }

  handled(incoming: Incoming, handled: Handled): void {
    const { id } = incoming.message;
    if (handled.kind === 'ignored') this.ignored.add(id);
    if (handled.kind !== 'again' && handled.kind !== 'decided') return;
    if (!same(handled.outcome, this.outcomes.get(id))) this.violated(`the outcome of ${id} changed`);
  }

  failed(error: unknown): void {
    if (!isTransient(error) || !(error instanceof Error) || error.name !== 'RuntimeFailure') {
      this.violated(`a function failed: ${String(error)}`);
    }
  }

  exhausted(record: KafkaRecord, thrownAway: boolean): void {
    const envelope =
      record.value === undefined ? undefined : (JSON.parse(record.value.toString()) as Envelope);
    if (envelope?.id === undefined) return;
    this.givenUp.add(envelope.id);
    if (thrownAway) this.thrownAway.add(envelope.id);
  }

  asked(port: string, body: string): void {
    this.sent.add(nameOf({ to: 'port', port, body }));
  }

  timerSet(body: string): void {
    this.sent.add(`timer ${body}`);
  }

  published(topic: string, payload: string): void {
    this.sent.add(nameOf({ to: 'car', topic, payload }));
    if (!payload.startsWith('{')) this.signed.add(payload);
  }

  async atTheEnd(without: Safeguard | undefined): Promise<{
    violations: readonly string[];
    outcomes: ReadonlyMap<string, Outcome>;
    aggregates: ReadonlyMap<string, StoredAggregate>;
    events: readonly Event[];
    constraints: ReadonlyMap<string, Held>;
  }> {
    const events = this.firstOccurrences();
    this.checkDeliveries();
    this.checkNothingUncommitted();
    this.checkFold(events);
    this.checkCounts();
    this.checkOrder();
    this.checkAnswered();
    await this.checkRebuild(without);
    const aggregates = await this.store.aggregates([...this.store.items.keys()]);
    return {
      violations: this.violations,
      outcomes: this.outcomes,
      aggregates,
      events: events.map((envelope) => eventOf(envelope) as Event),
      constraints: this.store.held,
    };
  }

  private eventsTopic(): KafkaRecord[] {
    return this.log.all(this.room.events?.name ?? '');
  }

  /** Each version of each aggregate once; they must come in their order, and be the same when they come again. */
  private firstOccurrences(): Envelope[] {
    const versions = new Map<string, Map<number, string>>();
    const firsts: Envelope[] = [];
    for (const record of this.eventsTopic()) {
      const text = record.value?.toString() ?? '';
      const envelope = JSON.parse(text) as Envelope;
      const { aggregate = '', aggregateversion: version = 0 } = envelope;
      const known = versions.get(aggregate) ?? new Map<number, string>();
      versions.set(aggregate, known);
      const before = known.get(version);
      if (before !== undefined && before !== text)
        this.violated(`${aggregate} has two events of version ${version}`);
      if (before !== undefined) continue;
      if (version !== known.size + 1)
        this.violated(`${aggregate} version ${version} came after ${known.size}`);
      known.set(version, text);
      firsts.push(envelope);
    }
    return firsts;
  }

  private checkDeliveries(): void {
    for (const topic of this.topicsOfCommits()) {
      for (const record of this.log.all(topic))
        this.sent.add(`topic ${topic} ${record.value?.toString() ?? ''}`);
    }
    for (const { operation } of this.commits) {
      for (const delivery of [...operation.events, ...operation.outputs]) {
        if (!this.sent.has(nameOf(delivery)))
          this.violated(`${operation.id} was committed and not delivered`);
      }
    }
    for (const [aggregate, { undelivered }] of this.store.items) {
      if (undelivered.length > 0) this.violated(`${aggregate} still lists undelivered operations`);
    }
  }

  private topicsOfCommits(): Set<string> {
    const deliveries = this.commits.flatMap(({ operation }) => [...operation.events, ...operation.outputs]);
    return new Set(deliveries.flatMap((delivery) => (delivery.to === 'topic' ? [delivery.topic] : [])));
  }

  private checkNothingUncommitted(): void {
    const committed = new Set(
      this.commits.flatMap(({ operation }) => [...operation.events, ...operation.outputs].map(nameOf)),
    );
    for (const { topic, value } of this.eventsTopic()) {
      if (!committed.has(`topic ${topic} ${value?.toString() ?? ''}`))
        this.violated('an event left uncommitted');
    }
    const payloads = new Set(
      this.commits.flatMap(({ operation }) =>
        operation.outputs.flatMap((output) => (output.to === 'car' ? [output.payload] : [])),
      ),
    );
    for (const payload of this.signed) {
      if (!payloads.has(payload)) this.violated('a car was sent other bytes than were committed');
    }
  }

  private checkFold(events: readonly Envelope[]): void {
    const states = new Map<string, { version: number; state: State }>();
    for (const envelope of events) {
      const aggregate = envelope.aggregate ?? '';
      const { version, state } = states.get(aggregate) ?? {
        version: 0,
        state: this.domain.initial(aggregate),
      };
      states.set(aggregate, {
        version: version + 1,
        state: this.domain.evolve(state, eventOf(envelope) as Event),
      });
    }
    for (const [aggregate, item] of this.store.items) {
      const fold = states.get(aggregate) ?? { version: 0, state: undefined };
      const state: unknown = item.state === undefined ? undefined : JSON.parse(item.state);
      if (item.version !== fold.version || !same(state, fold.state)) {
        this.violated(`${aggregate} is not the fold of its events`);
      }
    }
    for (const aggregate of states.keys()) {
      if (!this.store.items.has(aggregate)) this.violated(`${aggregate} has events and is not in the table`);
    }
  }

  /** What is counted is what the committed events have counted. */
  private checkCounts(): void {
    for (const [key, counted] of this.counts) {
      const stored = this.store.held.get(key);
      if (stored !== counted) this.violated(`${key} counts ${String(stored)} in the table, not ${counted}`);
    }
  }

  /** On topics that block, a key's messages are decided in the order in which they were written. */
  private checkOrder(): void {
    const decided = [...this.outcomes.keys()];
    for (const [name, ids] of this.order) {
      if (!this.blocks(name.split(' ')[0] ?? '')) continue;
      const expected = ids.filter((id) => this.outcomes.has(id) && !this.givenUp.has(id));
      const actual = decided.filter((id) => expected.includes(id));
      if (!same(expected, actual)) this.violated(`messages of ${name} were decided out of order`);
    }
    if ([...this.store.waiting.values()].some(({ size }) => size > 0))
      this.violated('a key is still blocked');
  }

  private blocks(topic: string): boolean {
    return this.room.functions.some(({ consumes }) =>
      (consumes ?? []).some(({ topic: { name, onPoison } }) => name === topic && onPoison === 'block'),
    );
  }

  private checkAnswered(): void {
    for (const id of [...this.order.values()].flat()) {
      const answered = this.outcomes.has(id) || this.ignored.has(id) || this.thrownAway.has(id);
      if (!answered) this.violated(`${id} was lost`);
    }
  }

  private async checkRebuild(without: Safeguard | undefined): Promise<void> {
    const rebuilt = new MemoryStore(() => '2026-01-31T09:00:00.000Z');
    const records = this.eventsTopic();
    const versions = new Map<string, number>();
    async function* events() {
      for (const { topic, key, value } of records) {
        const text = value?.toString() ?? '';
        const envelope = JSON.parse(text) as Envelope;
        const aggregate = envelope.aggregate ?? '';
        const counted = (versions.get(aggregate) ?? 0) + 1;
        versions.set(aggregate, counted);
        if (without === 'rebuildByVersion') envelope.aggregateversion = counted;
        yield {
          envelope,
          delivery: { to: 'topic' as const, topic, key: key?.toString() ?? '', value: text },
        };
      }
    }
    try {
      await rebuild({
        domain: this.domain,
        events: events(),
        store: rebuilt,
        keepUntil: () => Number.MAX_SAFE_INTEGER,
        nowSeconds: 0,
        chunk: 7,
      });
    } catch (error) {
      this.violated(`the rebuild failed: ${String(error)}`);
      return;
    }
    for (const difference of differences(this.store, rebuilt))
      this.violated(`the rebuilt table differs: ${difference}`);
  }
}

/** What a rebuild must restore: not what was refused without an event, and what only says what has left already. */
function differences(table: MemoryStore, rebuilt: MemoryStore): string[] {
  const found: string[] = [];
  const compare = (what: string, a: unknown, b: unknown): void => {
    if (!same(a, b)) found.push(what);
  };
  const aggregates = ({ items }: MemoryStore) =>
    [...items]
      .filter(([, { version }]) => version > 0)
      .map(([id, { version, state }]) => [id, version, state] as const)
      .sort(byName);
  compare('aggregates', aggregates(table), aggregates(rebuilt));
  compare('constraints', [...table.held].sort(byName), [...rebuilt.held].sort(byName));
  compare('read models', [...table.readModels].sort(byName), [...rebuilt.readModels].sort(byName));
  for (const record of table.operations.values()) {
    if (record.events.length === 0) continue;
    const again = rebuilt.operations.get(record.id);
    compare(`operation ${record.id}`, [record.outcome, record.events], [again?.outcome, again?.events]);
  }
  return found;
}

function nameOf(delivery: Delivery): string {
  if (delivery.to === 'topic') return `topic ${delivery.topic} ${delivery.value}`;
  if (delivery.to === 'car') return `car ${delivery.topic} ${delivery.payload}`;
  return delivery.to === 'port' ? `port ${delivery.port} ${delivery.body}` : `timer ${delivery.body}`;
}

const envelopeOf = (delivery: Delivery): Envelope =>
  JSON.parse(delivery.to === 'topic' ? delivery.value : '{}') as Envelope;

const eventOf = ({ type, data }: Envelope): DomainEvent => ({ type, data });
