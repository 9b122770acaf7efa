import type { Happened, StoredDelivery } from '../../../../functions/partners/deliveries/stored.ts';
import { newDelivery } from '../../../../functions/partners/deliveries/stored.ts';
import type { Health, Notice } from '../../../../functions/partners/sending/health.ts';
import type { Answered } from '../../../../functions/partners/sending/post.ts';
import {
  type DeliveryTable,
  type SenderWorld,
  serve,
  type Target,
} from '../../../../functions/partners/sending/sender.ts';
import { webhookTest } from '../../../../shared/contracts/partners/public-events.ts';
import { addSeconds, isBefore } from '../../../../shared/kernel/time.ts';
import { TableInMemory } from './table-in-memory.ts';

/** The sender with its queue and its scheduler, in memory and simulated time. */

export const NOW = '2026-01-31T09:30:00.000Z';
export const ENDPOINT = 'whe_1';

type Receive = (stored: StoredDelivery, attempt: number) => Answered | Promise<Answered>;
export const OK: Answered = { status: 204, milliseconds: 1 };
export const FAILS: Answered = { status: 500, milliseconds: 1 };

/** What kills the sender in a test. */
export class Killed extends Error {}

export class SenderUnderTest {
  now = NOW;
  readonly table = new TableInMemory();
  readonly received: { readonly deliveryId: string; readonly at: string }[] = [];
  readonly told: { readonly notice: Notice | 'GONE'; readonly at: string; readonly health: Health }[] = [];
  /** By endpoint; undefined for one to which nothing is sent. */
  readonly endpoints = new Map<
    string,
    { enabledAt: string; receive: Receive; perSecond?: number } | undefined
  >();
  queue: { readonly endpointId: string; readonly at: string }[] = [];
  /** Whether the queue takes messages. */
  queueIsThere = true;
  /** Called before each step of a sender: throws to kill it. */
  step: () => void = () => undefined;
  #events = 0;

  constructor(receive: Receive = () => OK) {
    this.endpoints.set(ENDPOINT, { enabledAt: NOW, receive });
  }

  receives(receive: Receive, endpointId = ENDPOINT): void {
    this.endpoints.set(endpointId, { enabledAt: this.now, receive });
  }

  happens(endpointId = ENDPOINT): StoredDelivery {
    this.#events += 1;
    const happened: Happened = {
      event: webhookTest,
      eventId: `evt_${this.#events}`,
      time: this.now,
      data: {},
    };
    const stored = newDelivery(happened, { endpointId, partnerId: 'ptn_1' }, 'PENDING', this.now);
    this.table.append(stored, this.now);
    this.#wake(endpointId, 0);
    return stored;
  }

  state({ deliveryId }: StoredDelivery): StoredDelivery | undefined {
    return this.table.deliveries.get(deliveryId);
  }

  attemptsAt({ deliveryId }: StoredDelivery): number[] {
    return this.received
      .filter((one) => one.deliveryId === deliveryId)
      .map(({ at }) => Math.round((Date.parse(at) - Date.parse(NOW)) / 1000));
  }

  /** Runs what is due until nothing is due at this time. A killed sender is not waited for. */
  async settle(): Promise<void> {
    for (;;) {
      const due = this.queue.filter(({ at }) => !isBefore(this.now, at));
      if (due.length === 0) return;
      this.queue = this.queue.filter(({ at }) => isBefore(this.now, at));
      await Promise.all([...new Set(due.map(({ endpointId }) => endpointId))].map((id) => this.serve(id)));
    }
  }

  /** One invocation for an endpoint. */
  async serve(endpointId: string): Promise<void> {
    try {
      await serve(endpointId, this.#world());
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }

  /** Moves the time, minute by minute, with the scheduler running. */
  async advance(seconds: number): Promise<void> {
    const end = addSeconds(this.now, seconds);
    await this.settle();
    while (isBefore(this.now, end)) {
      const next = [...this.queue.map(({ at }) => at), addSeconds(this.now, 60), end]
        .filter((at) => isBefore(this.now, at))
        .toSorted((a, b) => Date.parse(a) - Date.parse(b));
      this.now = next[0] ?? end;
      for (const endpointId of this.table.overdue(this.now)) this.#wake(endpointId, 0);
      await this.settle();
    }
  }

  #wake(endpointId: string, delaySeconds: number): void {
    if (this.queueIsThere) this.queue.push({ endpointId, at: addSeconds(this.now, delaySeconds) });
  }

  #world(): SenderWorld {
    const killing = new Proxy(this.table, {
      get: (table, name: keyof DeliveryTable) => {
        const method = table[name] as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          this.step();
          const result = await method.apply(table, args);
          this.step();
          return result;
        };
      },
    });
    return {
      table: killing,
      target: (endpointId) => Promise.resolve(this.#target(endpointId)),
      tell: (_, notice, health, at) => {
        this.step();
        this.told.push({ notice, at, health });
        this.step();
        return Promise.resolve();
      },
      wake: (endpointId, delaySeconds) => {
        this.step();
        this.#wake(endpointId, delaySeconds);
        return Promise.resolve();
      },
      now: () => this.now,
      chance: () => 0.5,
      outOfTime: () => false,
    };
  }

  #target(endpointId: string): Target | undefined {
    const known = this.endpoints.get(endpointId);
    if (known === undefined) return undefined;
    return {
      partnerId: 'ptn_1',
      endpointId,
      enabledAt: known.enabledAt,
      perSecond: known.perSecond ?? Number.POSITIVE_INFINITY,
      send: async (stored) => {
        this.step();
        this.received.push({ deliveryId: stored.deliveryId, at: this.now });
        const attempt = this.received.filter(({ deliveryId }) => deliveryId === stored.deliveryId).length;
        const answered = await known.receive(stored, attempt);
        this.step();
        return answered;
      },
    };
  }
}
