import { describe, expect, it } from 'vitest';
import { lookOf, needOf } from '../../../apps/console/fleet/car-look.ts';
import { PlatformClock } from '../../../apps/console/fleet/platform-clock.ts';

type Car = Parameters<typeof lookOf>[0];

const NOW = Date.parse('2026-01-31T09:30:00.000Z');
const car = (change: Partial<Car> = {}): Car => ({
  vin: 'WRS00001X0T000001',
  model: 'Roadster E',
  state: 'AVAILABLE',
  free: true,
  ...change,
});

describe('the look of a car', () => {
  it.each<[string, Partial<Car>, string]>([
    ['a free car', {}, 'free'],
    ['a car that nobody has and nobody can have', { free: false }, 'not-free'],
    ['a reserved car', { free: false, state: 'RESERVED' }, 'reserved'],
    ['a car that is being opened', { free: false, state: 'UNLOCKING' }, 'asked'],
    ['a driven car', { free: false, state: 'IN_USE' }, 'in-use'],
    [
      'a car out of service, whoever has it',
      { free: false, state: 'IN_USE', outOfService: { kind: 'OTHER', reason: 'r', since: '' } },
      'out-of-service',
    ],
    ['a car that does not answer', { contactLostSince: '2026-01-31T09:29:00.000Z' }, 'silent'],
  ])('%s', (_, change, look) => {
    expect(lookOf(car(change), NOW - 60_000, NOW)).toBe(look);
  });

  it('is silent after four minutes without a word, and when there never was one', () => {
    expect(lookOf(car(), NOW - 4 * 60_000, NOW)).toBe('free');
    expect(lookOf(car(), NOW - 4 * 60_000 - 1, NOW)).toBe('silent');
    expect(lookOf(car(), undefined, NOW)).toBe('silent');
  });
});

it('of several needs the most pressing is named', () => {
  expect(needOf(car())).toBeUndefined();
  const outOfService = { kind: 'OTHER', reason: 'r', since: '2026-01-31T09:00:00.000Z' } as const;
  expect(needOf(car({ outOfService }))).toEqual({ need: 'out-of-service', since: outOfService.since });
  expect(needOf(car({ outOfService, movedSince: '2026-01-31T09:10:00.000Z' }))?.need).toBe('moved');
});

it('the platform’s time is what the platform has said last, and what has passed since', () => {
  const clock = new PlatformClock();
  clock.hear(Date.now() + 100_000);
  // What is older was on its way for longer.
  clock.hear(Date.now() + 40_000);
  expect(Math.abs(clock.now() - Date.now() - 100_000)).toBeLessThan(1000);
  clock.hear('no time');
  expect(clock.now()).not.toBeNaN();
});
