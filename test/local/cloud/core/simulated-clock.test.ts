import { afterEach, describe, expect, test } from 'vitest';
import { SimulatedClock, type SimulatedClockOptions } from '../../../../local/cloud/core/simulated-clock.ts';

const MINUTE = 60_000;
const clocks: SimulatedClock[] = [];

function makeClock(options: SimulatedClockOptions = {}): SimulatedClock {
  const clock = new SimulatedClock(options);
  clocks.push(clock);
  return clock;
}

afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

describe('the clock', () => {
  test('runs at its scale from its start', () => {
    const real = Date.now() - 1000;
    const clock = makeClock({ state: { realStart: real, start: 0, scale: 20 } });
    expect(clock.now()).toBeGreaterThanOrEqual(20_000);
    expect(clock.now()).toBeLessThan(20_000 + 20 * 5000);
  });

  test('runs a task when its time comes, unless it was called off', async () => {
    const clock = makeClock({ state: { realStart: Date.now(), start: 0, scale: 20 } });
    const ran: string[] = [];
    await new Promise<void>((resolve) => {
      const callOff = clock.schedule(100, 'called off', () => void ran.push('called off'));
      clock.schedule(400, 'last', resolve);
      clock.schedule(200, 'kept', () => void ran.push('kept'));
      callOff();
    });
    expect(ran).toEqual(['kept']);
    expect(clock.now()).toBeGreaterThanOrEqual(400);
  });

  test('advancing does at the same time what is due at the same time', async () => {
    const clock = makeClock();
    const due = clock.now() + MINUTE;
    const met = Promise.withResolvers<void>();
    const ran: string[] = [];
    clock.schedule(due, 'first', async () => {
      await met.promise;
      ran.push('the first, when the second has begun');
    });
    clock.schedule(due, 'second', () => met.resolve());

    await clock.advance(2 * MINUTE);

    expect(ran).toEqual(['the first, when the second has begun']);
  });

  test('advancing stops at each task on the way, in order, one after the other', async () => {
    const clock = makeClock();
    const start = clock.now();
    const ran: [string, number][] = [];
    const task = (name: string) => async () => {
      ran.push([`${name} begins`, Math.round((clock.now() - start) / MINUTE)]);
      await Promise.resolve();
      ran.push([`${name} ends`, Math.round((clock.now() - start) / MINUTE)]);
    };
    clock.schedule(start + 30 * MINUTE, 'b', task('b'));
    clock.schedule(start + 10 * MINUTE, 'a', task('a'));
    clock.schedule(start + 90 * MINUTE, 'later', task('later'));

    await clock.advance(60 * MINUTE);

    expect(ran).toEqual([
      ['a begins', 10],
      ['a ends', 10],
      ['b begins', 30],
      ['b ends', 30],
    ]);
    expect(clock.now() - start).toBeGreaterThanOrEqual(60 * MINUTE);
    expect(clock.now() - start).toBeLessThan(61 * MINUTE);
  });

  test('a task that a task schedules on the way runs in the same advance', async () => {
    const clock = makeClock();
    const start = clock.now();
    let fired = 0;
    const everyMinute = (at: number): void => {
      clock.schedule(at, 'every minute', () => {
        fired++;
        everyMinute(at + MINUTE);
      });
    };
    everyMinute(start + MINUTE);
    await clock.advance(60 * MINUTE + 30_000);
    expect(fired).toBe(60);
  });

  test('advancing waits after each task until the platform is quiet', async () => {
    const clock = makeClock();
    const start = clock.now();
    let busy = 0;
    const seen: number[] = [];
    clock.onQuiet(() => Promise.resolve(busy === 0 || --busy === 0));
    clock.schedule(start + MINUTE, 'makes work', () => {
      busy = 3;
    });
    clock.schedule(start + 2 * MINUTE, 'looks', () => void seen.push(busy));
    await clock.advance(3 * MINUTE);
    expect(seen).toEqual([0]);
  });

  test('a platform that is never quiet ends the advance with an error', async () => {
    const clock = makeClock({ quietLimit: 30 });
    clock.onQuiet(() => Promise.resolve(false));
    await expect(clock.advance(MINUTE)).rejects.toMatchObject({ code: 'NOT_QUIET' });
  });

  test('a task that fails is reported and does not stop the time', async () => {
    const failures: string[] = [];
    const clock = makeClock({ onTaskError: (name, error) => failures.push(`${name}: ${String(error)}`) });
    const start = clock.now();
    clock.schedule(start + 1000, 'broken', () => Promise.reject(new Error('no')));
    await clock.advance(MINUTE);
    expect(failures).toEqual(['broken: Error: no']);
    expect(clock.now()).toBeGreaterThanOrEqual(start + MINUTE);
  });

  test('two advances at once add up, and the listeners hear of every jump', async () => {
    const clock = makeClock();
    const start = clock.now();
    const heard: number[] = [];
    clock.onChange((state) => heard.push(state.start));
    await Promise.all([clock.advance(MINUTE), clock.advance(MINUTE)]);
    expect(clock.now()).toBeGreaterThanOrEqual(start + 2 * MINUTE);
    expect(heard).toHaveLength(2);
  });

  test('time does not go back', async () => {
    await expect(makeClock().advance(-1)).rejects.toThrow(RangeError);
  });
});
