import type { CarEvent } from '../../../../shared/contracts/car/car.ts';
import '../../../../shared/contracts/compile.ts';
import { carsEvents } from '../../../../shared/contracts/car/car.ts';
import type { CommandContract, EventContract, Principal } from '../../../../shared/contracts/define.ts';
import { deadLetters, lambdaDeadLetters } from '../../../../shared/contracts/platform/platform.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { type Random, random } from '../../../../shared/kernel/random.ts';
import { addSeconds, type Instant, instant, milliseconds } from '../../../../shared/kernel/time.ts';
import {
  deadLetterOf,
  type Letter,
  lettersIn,
} from '../../../../shared/runtime/dead-letters/dead-letters.ts';
import { redrive } from '../../../../shared/runtime/dead-letters/redrive.ts';
import type { Domain, DomainEvent, Message } from '../../../../shared/runtime/domain.ts';
import { consume, type Handling } from '../../../../shared/runtime/kafka/consume.ts';
import { type Decoded, decoder } from '../../../../shared/runtime/kafka/decode.ts';
import type { Publisher } from '../../../../shared/runtime/kafka/producer.ts';
import type { KafkaRecord } from '../../../../shared/runtime/kafka/records.ts';
import type { Held } from '../../../../shared/runtime/operations/constraints.ts';
import type { Outbox } from '../../../../shared/runtime/operations/delivery.ts';
import { commandRecord } from '../../../../shared/runtime/operations/envelopes.ts';
import type { Incoming } from '../../../../shared/runtime/operations/messages.ts';
import {
  type Handled,
  type Operations,
  operations,
} from '../../../../shared/runtime/operations/operations.ts';
import type { Outcome } from '../../../../shared/runtime/operations/outcome.ts';
import type { StoredAggregate } from '../../../../shared/runtime/operations/store.ts';
import { arm, fire, LEFT_BEHIND_SECONDS, sweep } from '../../../../shared/runtime/operations/sweep.ts';
import type { TimerMessage } from '../../../../shared/runtime/operations/timers.ts';
import { outboxOf } from '../../../../shared/runtime/outbox/outbox.ts';
import type { RoomDeclaration } from '../../../../shared/runtime/room.ts';
import { oneKey } from '../keys/one-key.ts';
import { ModelCar } from './model/car.ts';
import { EventSource } from './model/event-source.ts';
import { Invariants } from './model/invariants.ts';
import { Log } from './model/log.ts';
import { type Safeguard, WeakenedStore, weakenedDomain } from './model/safeguards.ts';
import { stepped } from './model/stepped-store.ts';
import { connectionLost, type Process, Steps, settled, surelySettled } from './model/steps.ts';

/**
 * A simulation of rule 4: one room with its event sources, its table, cars, timers, a sweeper, dead letters and their
 * redrive. It runs the runtime's own protocol; only what lies behind its interfaces is simulated. A seed says in which
 * order everything happens, where functions die, connections are lost and messages come again. No clock, no random.
 */
export interface ModelSetup<State, In extends Message, Event extends DomainEvent> {
  readonly seed: number | string;
  readonly room: RoomDeclaration;
  readonly domain: Domain<State, In, Event>;
  /** Handled in peace before anything else. */
  readonly before?: readonly ModelMessage[];
  /** Written to Kafka in this order as far as they have the same key, else in any. */
  readonly messages: readonly ModelMessage[];
  readonly cars?: readonly { readonly vin: string; readonly events: readonly CarEvent[] }[];
  /** What the room promises beside the rule. */
  readonly check?: (result: Omit<ModelResult, 'violations' | 'turns'>) => readonly string[];
  /** What is taken out, to see what breaks. */
  readonly without?: Safeguard | undefined;
}

export interface ModelMessage {
  readonly contract: CommandContract | EventContract;
  readonly data: unknown;
  /** The same id twice is the same message. */
  readonly id?: string;
  readonly principal?: { readonly kind: Principal; readonly id: string };
  readonly expiresAfterSeconds?: number;
  /** It cannot be handled until somebody mends what is wrong, after a redrive or two. */
  readonly poison?: 'undecodable' | 'undecidable';
}

export interface ModelResult {
  /** What is wrong; empty when every invariant held. */
  readonly violations: readonly string[];
  /** By the ids of the messages, in the order in which they were decided. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly aggregates: ReadonlyMap<string, StoredAggregate>;
  /** Each event once, each aggregate's in the order of its versions. */
  readonly events: readonly DomainEvent[];
  readonly constraints: ReadonlyMap<string, Held>;
  readonly turns: number;
}

export async function runModel<State, In extends Message, Event extends DomainEvent>(
  setup: ModelSetup<State, In, Event>,
): Promise<ModelResult> {
  return await new World(setup).run();
}

const START = milliseconds('2026-01-31T09:00:00.000Z');
const PARTITIONS = 2;
const CHAOS_TURNS = 220;
/** Whoever has not come to rest by then never will. */
const MOST_TURNS = 6_000;
const CONSUMER = 'consumer';

interface ModelTimer {
  readonly at: number;
  readonly body: string;
  running: boolean;
}

class World<State, In extends Message, Event extends DomainEvent> {
  private readonly setup: ModelSetup<State, In, Event>;
  private readonly random: Random;
  private readonly steps = new Steps();
  private readonly log = new Log(PARTITIONS);
  private readonly store: WeakenedStore;
  private readonly domain: Domain<State, In, Event>;
  private readonly invariants: Invariants<State, Event>;
  private readonly sources: EventSource[];
  private readonly decode: (record: KafkaRecord) => Decoded;
  private readonly cars: readonly ModelCar[];
  private readonly exits = new Map<Process, () => void>();
  private readonly over = new WeakSet<Process>();
  private readonly poison = new Map<string, ModelMessage['poison']>();
  private readonly mendedAfter: number;
  private readonly consumer: string;
  private toWrite: { message: ModelMessage; id: string }[] = [];
  private timers: ModelTimer[] = [];
  private now = START;
  private redrives = 0;
  private redriving = false;
  private sweeping = false;
  private readonly dead = [deadLetters.name, lambdaDeadLetters.name].flatMap((topic) =>
    Array.from({ length: PARTITIONS }, (_, partition) => ({
      name: `${topic}-${partition}`,
      records: this.log.partition(topic, partition),
    })),
  );
  private readonly read = new Map<string, number>();
  private chaos = false;
  private speaking = false;
  private turns = 0;
  private signatures = 0;

  constructor(setup: ModelSetup<State, In, Event>) {
    this.setup = setup;
    this.random = random('model', setup.seed);
    this.consumer = `${setup.room.name}-${CONSUMER}`;
    this.mendedAfter = 1 + this.random.integer(2);
    this.store = new WeakenedStore(this.instant, setup.without, this.outbox(undefined));
    this.domain = this.poisoned(weakenedDomain(setup.domain, setup.without));
    this.invariants = new Invariants(setup.domain, setup.room, this.store, this.log);
    const consumes = setup.room.functions.find(({ name }) => name === CONSUMER)?.consumes ?? [];
    this.decode = decoder(consumes);
    this.sources = consumes.flatMap(({ topic }) =>
      Array.from({ length: PARTITIONS }, (_, partition) => this.sourceOf(topic.name, partition)),
    );
    this.cars = (setup.cars ?? []).map(({ vin, events }) => new ModelCar(vin, events));
    this.store.committed = (commit) => this.invariants.committed(commit);
  }

  async run(): Promise<ModelResult> {
    this.toWrite = this.written(this.setup.before ?? [], 'before');
    await this.rest();
    this.toWrite = this.written(this.setup.messages, 'message');
    this.speaking = true;
    this.chaos = true;
    for (let turn = 0; turn < CHAOS_TURNS; turn++) await this.turn();
    this.chaos = false;
    const rested = await this.rest();
    if (!rested) this.invariants.violated('it does not come to rest');
    const result = await this.invariants.atTheEnd(this.setup.without);
    const more = this.setup.check?.(result) ?? [];
    return { ...result, violations: [...this.invariants.violations, ...more], turns: this.turns };
  }

  private readonly instant = (): Instant => instant(this.now);

  private async rest(): Promise<boolean> {
    const end = this.turns + MOST_TURNS;
    while (this.turns < end) {
      await this.turn();
      if (!this.idle()) continue;
      await surelySettled();
      if (this.idle() && !this.passTime()) return true;
    }
    return false;
  }

  private async turn(): Promise<void> {
    this.turns += 1;
    const weights = this.weights();
    let choice = this.random.next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    for (const [name, weight] of Object.entries(weights)) {
      choice -= weight;
      if (choice < 0) {
        this.act(name as keyof typeof weights);
        break;
      }
    }
    await settled();
  }

  /** How likely each thing is to happen next; 0 for what cannot. */
  private weights() {
    const { chaos, steps } = this;
    const running = steps.count > 0;
    return {
      step: running ? 30 : 0,
      kill: running && chaos ? 1.5 : 0,
      giveUp: running && chaos ? 0.5 : 0,
      invoke: this.sources.some(({ ready }) => ready) ? 8 : 0,
      write: this.toWrite.length > 0 ? 6 : 0,
      // In peace a car sends again only when nothing has come for a while.
      carSends: this.speaking && (chaos || !running) && this.cars.some(({ done }) => !done) ? 4 : 0,
      fireTimer: this.timers.some((timer) => this.isDue(timer)) ? 3 : 0,
      timePasses: chaos ? 1 : 0,
      sweep: chaos ? 0.5 : 0,
      redrive: this.setup.without !== 'redrive' && this.hasLetters() ? 0.5 : 0,
    };
  }

  private act(what: keyof ReturnType<World<State, In, Event>['weights']>): void {
    const { random } = this;
    switch (what) {
      case 'step':
        return this.steps.next(random, this.chaos && random.next() < 0.03);
      case 'kill':
        return this.kill();
      case 'giveUp':
        return this.giveUpOnRunning();
      case 'invoke':
        return this.invoke(random.pick(this.sources.filter(({ ready }) => ready)));
      case 'write':
        return this.write();
      case 'carSends':
        return this.carSends(random.pick(this.cars.filter(({ done }) => !done)));
      case 'fireTimer':
        return this.fireTimer(random.pick(this.timers.filter((timer) => this.isDue(timer))));
      case 'timePasses':
        return this.timePasses();
      case 'sweep':
        return this.sweep();
      case 'redrive':
        return this.redrive();
    }
  }

  private isDue({ at, running }: ModelTimer): boolean {
    return at <= this.now && !running;
  }

  private idle(): boolean {
    return Object.values(this.weights()).every((weight) => weight === 0);
  }

  /** Nothing is left to do now: goes on to the next moment at which there is. */
  private passTime(): boolean {
    const behind = [...this.store.items.values()].some(({ undelivered }) => undelivered.length > 0);
    if (behind && this.setup.without !== 'sweeper') {
      this.now += (LEFT_BEHIND_SECONDS + 1) * 1000;
      this.sweep();
      return true;
    }
    const next = [
      ...this.timers.map(({ at }) => at),
      ...[...this.store.due.values()].map(({ at }) => milliseconds(at)),
    ];
    if (next.length === 0) return false;
    this.now = Math.max(this.now, Math.min(...next));
    if (this.store.due.size > 0) this.sweep();
    return true;
  }

  private sourceOf(topic: string, partition: number): EventSource {
    return new EventSource({
      topic,
      partition,
      log: () => this.log.partition(topic, partition),
      reading: this.random.pick(['failed items', 'from the first failed item']),
      attempts: this.random.pick([2, 3]),
      exhausted: (records) => {
        for (const record of records) this.giveToLambda(record);
      },
    });
  }

  private invoke(source: EventSource): void {
    const batch = source.next(this.random);
    const process = this.start(source.topic, () => source.finished(new Set(batch)));
    source.running = process;
    const alone = this.setup.without === 'laterFail';
    const runs = (alone ? batch.map((record) => [record]) : [batch]).map((records) =>
      consume(records, this.handling(process)),
    );
    this.finish(process, Promise.all(runs.map(({ done }) => done)), () => {
      if (source.running !== process) return;
      const unfinished = runs.flatMap((run) => [...run.unfinished]);
      const reported = this.setup.without === 'allFailuresReported' ? unfinished.slice(0, 1) : unfinished;
      source.finished(new Set(reported));
    });
  }

  private handling(process: Process): Handling {
    const engine = this.engine(process);
    return {
      decode: (record) => this.decoded(record),
      handle: (incoming) => this.handle(engine, incoming as Incoming<In>),
      store: {
        // A request does not outlive its invocation by long.
        wait: (key, origin) =>
          this.steps.call(process, async () => {
            if (!this.over.has(process)) await this.store.wait(key, origin);
          }),
        passed: (key, origin) => this.steps.call(process, () => this.store.passed(key, origin)),
      },
      over: () => this.over.has(process),
      deadLetter: async (record, why) => {
        const letter = deadLetterOf(record, why, this.consumer, this.instant());
        await this.steps.call(process, () => this.log.append(deadLetters.name, letter, this.now));
      },
      blocking: (topic) => this.setup.without !== 'block' && this.topicBlocks(topic),
      concurrency: 3,
      outOfTime: () => this.chaos && this.random.next() < 0.02,
      observe: (_record, observed) => {
        if (observed.kind === 'handled') this.invariants.handled(observed.incoming, observed.handled);
        if (observed.kind === 'failed' && observed.error !== connectionLost) {
          this.invariants.failed(observed.error);
        }
      },
    };
  }

  private async handle(engine: Operations<In>, incoming: Incoming<In>): Promise<Handled> {
    if (this.setup.without !== 'earliestPasses' || incoming.origin === incoming.offset) {
      return await engine.handle(incoming);
    }
    const handled = await engine.handle({ ...incoming, blocking: false });
    await this.store.passed(incoming, incoming.origin);
    return handled;
  }

  private topicBlocks(name: string): boolean {
    return [this.setup.room.commands, ...this.consumed()].some(
      (topic) => topic?.name === name && topic.onPoison === 'block',
    );
  }

  private consumed() {
    return this.setup.room.functions.flatMap(({ consumes }) => (consumes ?? []).map(({ topic }) => topic));
  }

  private engine(process: Process): Operations<In> {
    return operations({
      room: this.setup.room.name,
      region: 'model',
      eventsTopic: this.setup.room.events?.name,
      domain: this.domain,
      store: stepped(this.store, this.steps, process),
      outbox: this.outbox(process),
      signing: oneKey({
        keyId: 'key',
        sign: async () => {
          this.signatures += 1;
          const signature = Buffer.from(String(this.signatures));
          return await this.steps.call(process, () => signature);
        },
      }),
      now: this.instant,
      pause: () => this.steps.step(process),
    });
  }

  private publisher(process: Process | undefined): Publisher {
    return {
      send: async (topic, records) => {
        const lost = this.setup.without === 'acknowledged' && this.chaos && this.random.next() < 0.2;
        await this.call(process, () => {
          if (!lost) for (const record of records) this.log.append(topic, record, this.now);
        });
      },
    };
  }

  private async call(process: Process | undefined, effect: () => void): Promise<void> {
    if (process === undefined) effect();
    else await this.steps.call(process, effect);
  }

  private outbox(process: Process | undefined): Outbox {
    const call = (effect: () => void): Promise<void> => this.call(process, effect);
    return outboxOf({
      now: this.instant,
      publisher: this.publisher(process),
      cars: { publish: (topic, payload) => call(() => this.toCar(topic, payload)) },
      ports: { ask: (port, body) => call(() => this.invariants.asked(port, body)) },
      timers: {
        set: (body, delaySeconds) =>
          call(() => {
            this.invariants.timerSet(body);
            this.timers.push({ at: this.now + delaySeconds * 1000, body, running: false });
          }),
      },
    });
  }

  private toCar(topic: string, payload: string): void {
    this.invariants.published(topic, payload);
    const car = this.cars.find(({ vin }) => topic === `cars/${vin}/receipts`);
    const lost = this.chaos && this.random.next() < 0.3;
    if (car !== undefined && !lost) car.receive(JSON.parse(payload) as { next: number });
  }

  /** The IoT rule may lose a record that was acknowledged, and may write it twice. */
  private carSends(car: ModelCar): void {
    for (const event of car.unreceived) {
      const times = this.chaos ? this.random.pick([0, 1, 1, 2]) : 1;
      for (let time = 0; time < times; time++) {
        this.log.append(carsEvents.name, { key: car.vin, value: JSON.stringify(event) }, this.now);
      }
    }
  }

  private written(messages: readonly ModelMessage[], phase: string): { message: ModelMessage; id: string }[] {
    return messages.map((message, n) => {
      const room = message.contract.type.split('.')[0] ?? '';
      const prefix = message.contract.kind === 'command' ? `op_${room}` : 'evt';
      return { message, id: message.id ?? derivedId(prefix, 'model', phase, n) };
    });
  }

  /** Writes the next message of some key. */
  private write(): void {
    const { contract, data } = this.random.pick(this.toWrite).message;
    const keyOf = (message: ModelMessage): string =>
      `${message.contract.topic.name} ${(message.data as Record<string, string>)[message.contract.key] ?? ''}`;
    const key = keyOf({ contract, data });
    const index = this.toWrite.findIndex(({ message }) => keyOf(message) === key);
    const [next] = this.toWrite.splice(index, 1);
    if (next === undefined) return;
    const { message, id } = next;
    const time = this.instant();
    const record = commandRecord({
      id,
      contract: { expiresAfterSeconds: 7 * 86_400, ...message.contract, kind: 'command' },
      data: message.data,
      source: '/roadstream/model/outside',
      time,
      ...(message.expiresAfterSeconds === undefined
        ? {}
        : { expires: addSeconds(time, message.expiresAfterSeconds) }),
      principal: message.principal,
    });
    if (message.poison !== undefined) this.poison.set(id, message.poison);
    const topic = message.contract.topic.name;
    this.invariants.wrote(topic, record.key, id, JSON.parse(record.value) as { expires: Instant });
    const times = this.chaos && this.random.next() < 0.15 ? 2 : 1;
    for (let n = 0; n < times; n++) this.log.append(topic, record, this.now);
  }

  private decoded(record: KafkaRecord): Decoded {
    const decoded = this.decode(record);
    if (decoded.kind !== 'message') return decoded;
    const { incoming } = decoded;
    if (this.isPoison(incoming.message.id, 'undecodable')) return { kind: 'undecodable', detail: 'poison' };
    if (this.setup.without !== 'expiry') return decoded;
    const { expires: _, ...endless } = incoming;
    return { kind: 'message', incoming: endless };
  }

  private isPoison(id: string, kind: ModelMessage['poison']): boolean {
    return this.poison.get(id) === kind && this.redrives < this.mendedAfter;
  }

  private poisoned(domain: Domain<State, In, Event>): Domain<State, In, Event> {
    return {
      ...domain,
      decide: (state, message, context) => {
        if (this.isPoison(message.id, 'undecidable')) throw new Error('poison');
        return domain.decide(state, message, context);
      },
    };
  }

  private giveToLambda(record: KafkaRecord): void {
    // Whoever looks after the letters may find that one is not worth sending again.
    const thrownAway = this.random.next() < 0.5;
    this.invariants.exhausted(record, thrownAway);
    if (thrownAway) {
      void redrive([{ record, consumer: this.consumer, reason: '' }], this.publisher(undefined), true);
      return;
    }
    const raw = {
      ...record,
      key: record.key?.toString('base64') ?? null,
      value: record.value?.toString('base64') ?? null,
      headers: record.headers.map(({ name, value }) => ({ [name]: [...new Int8Array(value)] })),
    };
    const value = JSON.stringify({
      requestContext: {
        functionArn: `arn:aws:lambda:model:0:function:${this.consumer}`,
        condition: 'RetryAttemptsExhausted',
      },
      payload: { records: { [`${record.topic}-${record.partition}`]: [raw] } },
    });
    this.log.append(lambdaDeadLetters.name, { key: record.key ?? null, value }, this.now);
  }

  private hasLetters(): boolean {
    return (
      !this.redriving && this.dead.some(({ name, records }) => records.length > (this.read.get(name) ?? 0))
    );
  }

  private redrive(): void {
    const partitions = this.dead;
    const letters: readonly Letter[] = partitions.flatMap(({ name, records }) =>
      records.slice(this.read.get(name) ?? 0).flatMap((record) => lettersIn(record) ?? []),
    );
    const ends = partitions.map(({ name, records }) => [name, records.length] as const);
    this.redriving = true;
    const process = this.start('redrive', () => {
      this.redriving = false;
    });
    // What was wrong is mended before the letters are sent again.
    this.redrives += 1;
    this.finish(process, redrive(letters, this.publisher(process)), () => {
      this.redriving = false;
      for (const [name, end] of ends) this.read.set(name, Math.max(end, this.read.get(name) ?? 0));
    });
  }

  private sweep(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    const process = this.start('scheduler', () => {
      this.sweeping = false;
    });
    const store = stepped(this.store, this.steps, process);
    const work = async (): Promise<void> => {
      if (this.setup.without !== 'sweeper') await sweep(store, this.engine(process), this.instant());
      await arm(store, this.outbox(process), this.instant());
    };
    this.finish(process, work(), () => {
      this.sweeping = false;
    });
  }

  private fireTimer(timer: ModelTimer): void {
    timer.running = true;
    const process = this.start('timer', () => {
      timer.running = false;
    });
    const message = JSON.parse(timer.body) as TimerMessage;
    const work = fire(message, this.outbox(process), '/roadstream/model/scheduler', this.instant());
    this.finish(process, work, () => {
      // SQS, too, delivers at least once.
      if (this.chaos && this.random.next() < 0.2) timer.running = false;
      else this.timers = this.timers.filter((other) => other !== timer);
    });
  }

  private timePasses(): void {
    this.now += this.random.pick([100, 1_000, 5_000, 40_000]);
  }

  private start(name: string, exit: () => void): Process {
    const process: Process = { name, dead: false };
    this.exits.set(process, exit);
    return process;
  }

  private finish(process: Process, work: Promise<unknown>, finished: () => void): void {
    work.then(
      () => {
        this.exits.delete(process);
        if (!process.dead) finished();
      },
      () => this.leave(process),
    );
  }

  private leave(process: Process): void {
    this.over.add(process);
    const exit = this.exits.get(process);
    this.exits.delete(process);
    exit?.();
  }

  private kill(): void {
    const process = this.steps.someProcess(this.random);
    if (process === undefined) return;
    this.steps.kill(process);
    this.leave(process);
  }

  /** Its time is over, but it was only frozen: it goes on later, beside its successor. */
  private giveUpOnRunning(): void {
    const process = this.steps.someProcess(this.random);
    if (process !== undefined) this.leave(process);
  }
}
