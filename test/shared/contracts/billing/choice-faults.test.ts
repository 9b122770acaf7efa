import { describe, expect, it } from 'vitest';
import '../../../../shared/contracts/compile.ts';
import { choiceFaults } from '../../../../shared/contracts/billing/faults/choice-faults.ts';
import type { TariffChoice } from '../../../../shared/contracts/billing/tariff-choice.ts';

type Entry = TariffChoice['entries'][number];
const choice = (...entries: readonly Entry[]): TariffChoice => ({
  timeZone: 'Europe/Riga',
  default: 'city',
  entries: [...entries],
});
const known = {
  tariffs: new Set(['city', 'cargo', 'night']),
  models: new Set(['van']),
  zones: new Set(['a', 'b']),
  riderGroups: new Set(['students']),
};
const night = { timesOfDay: [{ from: '22:00', to: '06:00' }] };
const morning = { timesOfDay: [{ from: '05:00', to: '09:00' }] };

describe('the rule that chooses a tariff', () => {
  it.each<readonly [string, TariffChoice]>([
    ['without entries', choice()],
    ['by models that differ', choice({ tariffId: 'cargo', when: { models: ['van'] } })],
    [
      'by priority, where zones may overlap',
      choice(
        { tariffId: 'cargo', when: { zones: ['a'] } },
        { tariffId: 'night', priority: 1, when: { zones: ['b'] } },
      ),
    ],
    [
      'by times that never meet',
      choice(
        { tariffId: 'night', when: night },
        { tariffId: 'cargo', when: { timesOfDay: [{ from: '06:00', to: '22:00' }] } },
      ),
    ],
    [
      'by days that never meet',
      choice(
        { tariffId: 'night', when: { weekdays: ['sunday'] } },
        { tariffId: 'cargo', when: { weekdays: ['monday'] } },
      ),
    ],
    ['twice the same tariff', choice({ tariffId: 'night', when: night }, { tariffId: 'night', when: {} })],
  ])('%s has no faults', (_, rule) => {
    expect(choiceFaults(rule, known)).toEqual([]);
  });

  it.each<readonly [string, string, unknown]>([
    ['NO_DEFAULT', '/default', { timeZone: 'Europe/Riga', entries: [] }],
    ['SHAPE', '/entries/0', { ...choice(), entries: [{ tariffId: 'city' }] }],
    ['UNKNOWN_TIME_ZONE', '/timeZone', { ...choice(), timeZone: 'Moon' }],
    ['UNKNOWN_TARIFF', '/default', { ...choice(), default: 'gone' }],
    ['UNKNOWN_TARIFF', '/entries/0/tariffId', choice({ tariffId: 'gone', when: {} })],
    ['UNKNOWN_MODEL', '/entries/0/when/models/0', choice({ tariffId: 'city', when: { models: ['boat'] } })],
    ['UNKNOWN_ZONE', '/entries/0/when/zones/0', choice({ tariffId: 'city', when: { zones: ['sea'] } })],
    [
      'UNKNOWN_RIDER_GROUP',
      '/entries/0/when/riderGroups/0',
      choice({ tariffId: 'city', when: { riderGroups: ['pirates'] } }),
    ],
    [
      'AMBIGUOUS',
      '/entries/1',
      choice({ tariffId: 'night', when: night }, { tariffId: 'cargo', when: morning }),
    ],
    [
      'AMBIGUOUS',
      '/entries/1',
      choice({ tariffId: 'night', when: { zones: ['a'] } }, { tariffId: 'cargo', when: { zones: ['b'] } }),
    ],
    [
      'EMPTY_RANGE',
      '/entries/0/when/dates/0',
      choice({ tariffId: 'night', when: { dates: [{ from: '2026-02-02', to: '2026-02-01' }] } }),
    ],
  ])('is refused with %s at %s', (code, path, rule) => {
    expect(choiceFaults(rule, known)).toContainEqual({ path, code, detail: expect.stringMatching(/\.$/) });
  });
});
