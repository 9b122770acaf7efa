import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CarEvent } from '../../../../shared/contracts/car/car.ts';
import { random } from '../../../../shared/kernel/random.ts';
import { CarOnTheBench, recorded, sentEvents } from './car-on-the-bench.ts';

const numbers = (events: readonly CarEvent[]): number[] => events.map((event) => event.seq);

/** A connected car with so many unconfirmed events. */
const withEvents = (count: number): CarOnTheBench => {
  const bench = new CarOnTheBench();
  bench.give({ type: 'connected' });
  for (let i = 1; i < count; i++) bench.order();
  return bench;
};

describe('numbered events', () => {
  it('count from 1 without gaps, and are sent once while all goes well', () => {
    const bench = withEvents(4);
    expect(numbers(sentEvents(bench.effects))).toEqual([1, 2, 3, 4]);
    bench.receipt(5);
    expect(bench.car.outbox.pending).toEqual([]);
    expect(numbers(sentEvents(bench.wait(9)))).toEqual([]);
    bench.give({ type: 'drive' });
    expect(numbers(sentEvents(bench.effects))).toEqual([1, 2, 3, 4, 5]);
  });

  it('are kept before they are sent', () => {
    const bench = withEvents(3);
    const kept = bench.effects.map(({ type }) => type).filter((type) => type !== 'send-sample');
    expect(kept).toEqual([
      'keep',
      'recorded',
      'send-event',
      'keep',
      'recorded',
      'send-event',
      'keep',
      'recorded',
      'send-event',
    ]);
  });

  it('wait while the car is offline, and go out in order when it is back', () => {
    const bench = withEvents(2);
    bench.receipt(3);
    bench.give({ type: 'disconnected' });
    bench.give({ type: 'drive' });
    bench.wait(3600);
    expect(bench.effects.filter(({ type }) => type === 'send-sample')).toHaveLength(2);
    const back = sentEvents(bench.give({ type: 'connected' }));
    expect(back.map((event) => [event.seq, event.type])).toEqual([
      [3, 'started'],
      [4, 'parked'],
      [5, 'connected'],
    ]);
    expect(back.map((event) => event.time).toSorted()).toEqual(back.map((event) => event.time));
  });

  it('are sent again from the first one on that no receipt covers, after a new connection', () => {
    const bench = withEvents(5);
    bench.receipt(3);
    bench.give({ type: 'disconnected' });
    expect(numbers(sentEvents(bench.give({ type: 'connected' })))).toEqual([3, 4, 5, 6]);
  });

  it('are sent again, unchanged, when no receipt comes, ever more patiently', () => {
    const bench = withEvents(2);
    const first = sentEvents(bench.effects);
    bench.give({ type: 'park' });
    const start = bench.now;
    const again: number[] = [];
    const original = first[0];
    while (again.length < 6) {
      const sent = sentEvents(bench.wait(1)).filter((event) => event.seq === 1);
      for (const event of sent) {
        expect(event).toEqual(original);
        again.push((bench.now - start) / 1000);
      }
    }
    expect(again).toEqual([10, 30, 70, 150, 310, 470]);
  });

  it('are sent again from the gap on, at once but once, when a receipt shows it', () => {
    const bench = withEvents(5);
    expect(numbers(sentEvents(bench.receipt(3)))).toEqual([]);
    expect(numbers(sentEvents(bench.receipt(3)))).toEqual([3, 4, 5]);
    expect(numbers(sentEvents(bench.receipt(3)))).toEqual([]);
    expect(numbers(sentEvents(bench.receipt(5)))).toEqual([]);
    expect(numbers(sentEvents(bench.receipt(5)))).toEqual([5]);
  });

  it('stay when a receipt is late, foreign, of another lane, impossible or no receipt', () => {
    const bench = withEvents(5);
    bench.receipt(4);
    const { outbox } = bench.car;
    bench.receipt(2);
    bench.receipt(99);
    bench.receipt(6, outbox.log - 1);
    bench.receipt(6, 2 ** 48);
    const emergency = { log: outbox.log, lane: 'emergency', next: 6 };
    bench.give({ type: 'receipt', bytes: Buffer.from(JSON.stringify(emergency)) });
    bench.give({ type: 'receipt', bytes: Buffer.from('{"next":6}') });
    bench.give({ type: 'receipt', bytes: Buffer.from('noise') });
    expect(bench.car.outbox).toEqual(outbox);
  });

  it('begin another log at 1 when the store is lost, and only then', () => {
    const bench = withEvents(3);
    const { log } = bench.car.outbox;
    bench.give({ type: 'reboot' });
    expect(bench.car.outbox.log).toBe(log);
    bench.give({ type: 'lose-store' });
    const first = recorded(bench.give({ type: 'connected' }))[0];
    expect(first).toMatchObject({ seq: 1, type: 'connected' });
    expect(first?.log).not.toBe(log);
    expect(bench.car.outbox.pending).toHaveLength(1);
  });

  it('go into the log after the one of a receipt, when that is higher: the platform knew it before the store was lost', () => {
    const bench = withEvents(5);
    bench.receipt(3);
    const before = bench.car.outbox;
    const log = before.log + 7;

    const effects = bench.receipt(42, log);

    expect(sentEvents(effects)).toEqual(
      before.pending.map((event, n) => ({ ...event, log: log + 1, seq: n + 1 })),
    );
    expect(recorded(effects)).toEqual([]);
    expect(bench.car.outbox).toMatchObject({ log: log + 1, next: 4 });
    expect(numbers(recorded(bench.give({ type: 'connected' })))).toEqual([4]);
    expect(bench.receipt(5, log + 1)).toEqual(expect.any(Array));
    expect(bench.car.outbox.pending).toEqual([]);
  });

  it('are never more than 64 on their way', () => {
    const bench = new CarOnTheBench();
    for (let i = 0; i < 200; i++) {
      bench.give({ type: 'connected' });
      bench.give({ type: 'disconnected' });
    }
    expect(numbers(sentEvents(bench.give({ type: 'connected' })))).toHaveLength(64);
    expect(numbers(sentEvents(bench.receipt(11)))).toEqual([65, 66, 67, 68, 69, 70, 71, 72, 73, 74]);
  });
});

/** The platform's side, as the protocol says it: takes the next number only, and says each time what it waits for. */
class Receiver {
  readonly taken: CarEvent[] = [];
  private next = 1;

  take(event: CarEvent): number {
    if (event.seq === this.next) {
      this.taken.push(event);
      this.next += 1;
    }
    return this.next;
  }
}

describe('over a line that loses, doubles and delays in both directions', () => {
  it('every event arrives once and in order', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 0.6, noNaN: true }), (seed, loss) => {
        const dice = random(seed);
        const bench = new CarOnTheBench();
        const receiver = new Receiver();
        let upward: CarEvent[] = [];
        let downward: number[] = [];
        let calm = false;
        const travel = <Message>(messages: readonly Message[]): Message[] =>
          messages.flatMap((message) => {
            if (!calm && dice.next() < loss) return [];
            return dice.next() < 0.2 ? [message, message] : [message];
          });
        for (let second = 0; second < 1400; second++) {
          calm = second > 1000;
          if (!bench.car.connected) bench.give({ type: 'connected' });
          if (!calm && dice.next() < 0.01) bench.give({ type: 'disconnected' });
          if (!calm && dice.next() < 0.1) bench.order({ action: 'lock' });
          const before = bench.effects.length;
          bench.wait(1);
          for (const next of downward) bench.receipt(next);
          upward.push(...travel(sentEvents(bench.effects.slice(before))));
          if (dice.next() < 0.3) upward.reverse();
          downward = dice.next() < 0.5 ? travel(upward.splice(0).map((event) => receiver.take(event))) : [];
        }
        expect(numbers(receiver.taken)).toEqual(recorded(bench.effects).map((event) => event.seq));
        expect(receiver.taken).toEqual(recorded(bench.effects));
        expect(bench.car.outbox.pending).toEqual([]);
      }),
      { numRuns: 25, seed: 11 },
    );
  });
});
