import { expect, it } from 'vitest';
import type { TariffChoice } from '../../../shared/contracts/billing/tariff-choice.ts';
import { chooseTariff } from '../../../shared/pricing/choose-tariff.ts';

const choice: TariffChoice = {
  timeZone: 'Europe/Riga',
  default: 'city',
  entries: [
    { tariffId: 'cargo', when: { models: ['van'] } },
    { tariffId: 'night', priority: 1, when: { timesOfDay: [{ from: '22:00', to: '06:00' }] } },
    { tariffId: 'airport', priority: 2, when: { zones: ['airport'] } },
    { tariffId: 'students', priority: 3, when: { riderGroups: ['students'], weekdays: ['sunday'] } },
  ],
};
const noon = { model: 'small', zones: [], riderGroups: [], at: '2026-03-02T10:00:00.000Z' };

it.each([
  ['the default', noon, 'city'],
  ['the model', { ...noon, model: 'van' }, 'cargo'],
  ['the local time', { ...noon, model: 'van', at: '2026-03-02T20:00:00.000Z' }, 'night'],
  ['the local time in summer', { ...noon, at: '2026-07-02T19:00:00.000Z' }, 'night'],
  ['the zone', { ...noon, zones: ['centre', 'airport'] }, 'airport'],
  ['a group, but not on a Monday', { ...noon, riderGroups: ['students'] }, 'city'],
  ['a group on a Sunday', { ...noon, riderGroups: ['students'], at: '2026-03-01T10:00:00.000Z' }, 'students'],
])('%s chooses', (_, choosing, tariffId) => {
  expect(chooseTariff(choice, choosing)).toBe(tariffId);
});
