import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { percentile } from '../../../../bench/percentiles.ts';
import { newDelivery } from '../../../../functions/partners/deliveries/stored.ts';
import { type SenderWorld, serve, type Target } from '../../../../functions/partners/sending/sender.ts';
import { webhookTest } from '../../../../shared/contracts/partners/public-events.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { NOW } from './sender-under-test.ts';
import { TableInMemory } from './table-in-memory.ts';

/** A thousand endpoints with a queue of wakes and functions that serve them, as many at a time as there may be. In simulated time. */

const ENDPOINTS = 1000;
const DEAD = 50;
/** Functions that run side by side: what an AWS account has at first, for all of its functions. */
const FUNCTIONS = 1000;
const EVENTS = 3;
const EVERY_MS = 2000;
const ANSWER_MS = 80;
/** As long as an attempt may take. */
const HANGS_MS = 15_000;
/** A function ends with the invocation's time. */
const INVOCATION_MS = 100_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW) });
});
afterEach(() => {
  vi.useRealTimers();
});

const passed = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** The time from each event to its delivery, milliseconds, of the endpoints that answer. */
async function latencies(isDead: (n: number) => boolean): Promise<readonly number[]> {
  const table = new TableInMemory();
  const waiting: string[] = [];
  const found: number[] = [];
  const startedAt = new Map<string, number>();
  let free = FUNCTIONS;

  const targetOf = (endpointId: string): Target => ({
    partnerId: 'ptn_1',
    endpointId,
    enabledAt: NOW,
    perSecond: 50,
    send: async ({ deliveryId }) => {
      if (isDead(Number(endpointId))) {
        await passed(HANGS_MS);
        return { error: 'TIMEOUT', milliseconds: HANGS_MS };
      }
      await passed(ANSWER_MS);
      found.push(Date.now() - (startedAt.get(deliveryId) ?? 0));
      return { status: 204, milliseconds: ANSWER_MS };
    },
  });
  const wake = (endpointId: string): void => {
    waiting.push(endpointId);
    serveWaiting();
  };
  const serveWaiting = (): void => {
    while (free > 0 && waiting.length > 0) {
      free -= 1;
      void invoked(waiting.shift() ?? '').then(() => {
        free += 1;
        serveWaiting();
      });
    }
  };
  const invoked = async (id: string): Promise<void> => {
    const end = Date.now() + INVOCATION_MS;
    const world: SenderWorld = {
      table,
      target: (endpointId) => Promise.resolve(targetOf(endpointId)),
      tell: () => Promise.resolve(),
      wake: (endpointId, seconds) => {
        setTimeout(() => wake(endpointId), seconds * 1000);
        return Promise.resolve();
      },
      now: () => instant(Date.now()),
      chance: () => 0.5,
      outOfTime: () => Date.now() >= end,
    };
    await serve(id, world);
  };

  for (let event = 0; event < EVENTS; event++) {
    for (let n = 0; n < ENDPOINTS; n++) {
      const endpointId = String(n);
      const now = instant(Date.now());
      const happened = { event: webhookTest, eventId: `evt_${event}_${n}`, time: now, data: {} };
      const stored = newDelivery(happened, { endpointId, partnerId: 'ptn_1' }, 'PENDING', now);
      startedAt.set(stored.deliveryId, Date.now());
      table.append(stored, now);
      wake(endpointId);
    }
    await vi.advanceTimersByTimeAsync(EVERY_MS);
  }
  await vi.advanceTimersByTimeAsync(20_000);
  return found;
}

it('of a thousand endpoints fifty are dead, and the others’ events come as soon as without them', async () => {
  const alone = await latencies(() => false);
  const beside = await latencies((n) => n % (ENDPOINTS / DEAD) === 0);
  expect(alone).toHaveLength(ENDPOINTS * EVENTS);
  expect(beside).toHaveLength((ENDPOINTS - DEAD) * EVENTS);
  expect(percentile(beside, 0.99)).toBe(percentile(alone, 0.99));
});
