import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Agenda } from '../../../local/simulator/agenda.ts';
import { FollowedClock } from '../../../local/simulator/followed-clock.ts';

const START = Date.parse('2026-01-31T09:30:00.000Z');
const rung: [string, number][] = [];
let clock: FollowedClock;
let agenda: Agenda<string>;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  rung.length = 0;
  clock = new FollowedClock();
  agenda = new Agenda(clock, (key) => rung.push([key, clock.now() - START]));
  clock.onChange(() => agenda.clockChanged());
});
afterEach(() => {
  agenda.stop();
  vi.useRealTimers();
});

describe('an agenda', () => {
  it('calls each in the order of their times, with one timer for all', () => {
    for (let i = 1000; i > 0; i--) agenda.plan(`car ${i}`, START + i * 10);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(rung).toEqual(Array.from({ length: 1000 }, (_, i) => [`car ${i + 1}`, (i + 1) * 10]));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps one appointment for each: the last one made', () => {
    agenda.plan('a', START + 100);
    agenda.plan('a', START + 300);
    agenda.plan('b', START + 300);
    agenda.plan('b', START + 200);
    agenda.plan('c', START + 150);
    agenda.plan('c', Number.POSITIVE_INFINITY);
    vi.advanceTimersByTime(1000);
    expect(rung).toEqual([
      ['b', 200],
      ['a', 300],
    ]);
  });

  it('takes new appointments while it calls', () => {
    const again: Agenda<string> = new Agenda(clock, (key) => {
      rung.push([key, clock.now() - START]);
      if (rung.length < 4) again.plan(key, clock.now() + 50);
    });
    again.plan('a', START + 50);
    vi.advanceTimersByTime(1000);
    expect(rung.map(([, at]) => at)).toEqual([50, 100, 150, 200]);
  });

  it('follows the clock when it is set forward or goes faster', () => {
    agenda.plan('a', START + 3_600_000);
    agenda.plan('b', START + 7_200_000);
    clock.follow({ realStart: START, start: START + 3_600_000, scale: 20 });
    vi.advanceTimersByTime(0);
    expect(rung).toEqual([['a', 3_600_000]]);
    vi.advanceTimersByTime(179_999);
    expect(rung).toHaveLength(1);
    vi.advanceTimersByTime(2);
    expect(rung.at(-1)?.[0]).toBe('b');
  });

  it('waits for what is farther away than a timer can count', () => {
    const month = 31 * 86_400_000;
    agenda.plan('a', START + month);
    vi.advanceTimersByTime(month - 1);
    expect(rung).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(rung).toEqual([['a', month]]);
  });

  it('is silent once stopped', () => {
    agenda.plan('a', START + 10);
    agenda.stop();
    vi.advanceTimersByTime(1000);
    expect(rung).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
