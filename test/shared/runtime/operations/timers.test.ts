import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { expireReservation } from '../../../../shared/contracts/rentals/rentals.ts';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import type { Delivery } from '../../../../shared/runtime/operations/delivery.ts';
import { arm, fire } from '../../../../shared/runtime/operations/sweep.ts';
import {
  type DueItem,
  type TimerMessage,
  timerChanges,
} from '../../../../shared/runtime/operations/timers.ts';
import { outboxOf } from '../../../../shared/runtime/outbox/outbox.ts';

const NOW = '2026-01-31T09:00:00.000Z';
const data = expireReservation.example;
const timer = (id: string, seconds: number) => ({
  id,
  at: addSeconds(NOW, seconds),
  command: expireReservation(data),
});
const changes = (before: ReturnType<typeof timer>[], after: ReturnType<typeof timer>[]) =>
  timerChanges(before, after, 'car/1', NOW);

describe('a timer', () => {
  it('up to 15 minutes away goes to the queue, a later one into the table', () => {
    const { soon, due, dueNoMore } = changes([], [timer('a', 10), timer('b', 900), timer('c', 900.001)]);
    expect(soon.map((delivery) => delivery.to === 'timer' && delivery.at)).toEqual([
      addSeconds(NOW, 10),
      addSeconds(NOW, 900),
    ]);
    expect(due.map((item) => item.timer)).toEqual(['c']);
    expect(dueNoMore).toEqual([]);
  });

  it('is unchanged when it is there before and after', () => {
    expect(changes([timer('a', 10), timer('b', 4_000)], [timer('a', 10), timer('b', 4_000)])).toEqual({
      soon: [],
      due: [],
      dueNoMore: [],
    });
  });

  it('replaces the earlier one when its time changes', () => {
    const { due, dueNoMore } = changes([timer('a', 4_000)], [timer('a', 5_000)]);
    expect(due.map(({ at }) => at)).toEqual([addSeconds(NOW, 5_000)]);
    expect(dueNoMore.map(({ at }) => at)).toEqual([addSeconds(NOW, 4_000)]);
  });

  it('that is dropped leaves the table, unless the scheduler has it in hand', () => {
    const { dueNoMore } = changes([timer('a', 4_000), timer('b', 60)], []);
    expect(dueNoMore.map((item) => item.timer)).toEqual(['a']);
  });

  it('makes the same command however often it fires', () => {
    const [one] = changes([], [timer('a', 10)]).soon;
    const [again] = changes([], [timer('a', 10)]).soon;
    const [other] = changes([], [timer('a', 11)]).soon;
    const idOf = (delivery: Delivery | undefined) =>
      delivery?.to === 'timer' ? (JSON.parse(delivery.body) as TimerMessage).id : undefined;
    expect(idOf(one)).toMatch(/^op_rentals_[0-9a-z]{26}$/);
    expect(idOf(again)).toBe(idOf(one));
    expect(idOf(other)).not.toBe(idOf(one));
  });
});

/** Where the scheduler's deliveries went. */
function outboxAt(now: string) {
  const commands: { topic: string; value: string }[] = [];
  const delays: number[] = [];
  const outbox = outboxOf({
    now: () => now,
    publisher: {
      send: async (topic, records) => {
        for (const { value } of records) commands.push({ topic, value: String(value) });
      },
    },
    timers: {
      set: async (_body, delaySeconds) => {
        delays.push(delaySeconds);
      },
    },
  });
  return { outbox, commands, delays };
}

describe('the scheduler', () => {
  const message = JSON.parse(
    changes([], [timer('a', 10)]).soon.flatMap((delivery) =>
      delivery.to === 'timer' ? [delivery.body] : [],
    )[0] ?? '',
  ) as TimerMessage;

  it('turns a due timer into a command that expires from now on, by its contract', async () => {
    const now = addSeconds(NOW, 100);
    const { outbox, commands } = outboxAt(now);
    await fire(message, outbox, '/roadstream/eu-west-1/rentals', now);
    expect(commands).toHaveLength(1);
    expect(commands[0]?.topic).toBe('rentals.commands');
    expect(JSON.parse(commands[0]?.value ?? '')).toMatchObject({
      id: message.id,
      type: 'rentals.expire-reservation.v1',
      subject: data.vin,
      data,
      time: now,
      expires: addSeconds(now, expireReservation.expiresAfterSeconds),
    });
  });

  it('sends a timer that comes too early back to the queue', async () => {
    const { outbox, commands, delays } = outboxAt(addSeconds(NOW, 8.5));
    await fire(message, outbox, '/roadstream/eu-west-1/rentals', addSeconds(NOW, 8.5));
    expect(commands).toEqual([]);
    expect(delays).toEqual([2]);
  });

  it('moves due and overdue timers to the queue, and removes them from the table', async () => {
    const { outbox, delays } = outboxAt(NOW);
    const due: DueItem[] = [-3_600, 0, 80].map((seconds) => ({
      aggregate: 'car/1',
      timer: String(seconds),
      at: addSeconds(NOW, seconds),
      body: '{}',
    }));
    const forgotten: string[] = [];
    const armed = await arm(
      {
        async *dueBefore(time) {
          expect(time).toBe(addSeconds(NOW, 90));
          yield* due;
        },
        forgetDue: async (item) => {
          forgotten.push(item.timer);
        },
      },
      outbox,
      NOW,
    );
    expect(armed).toBe(3);
    expect(delays).toEqual([0, 0, 80]);
    expect(forgotten).toEqual(['-3600', '0', '80']);
  });
});
