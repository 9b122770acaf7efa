import { describe, expect, it } from 'vitest';
import { clockOf, HOUR_MS, isTimeZone } from '../../../shared/kernel/time-zone.ts';

const wall = (zone: string, time: string): string =>
  new Date(clockOf(zone).wallAt(Date.parse(time))).toISOString().slice(0, 19);
const time = (zone: string, shown: string): string =>
  new Date(clockOf(zone).timeAt(Date.parse(`${shown}Z`))).toISOString().slice(0, 19);

describe('the clock of a time zone', () => {
  it.each([
    ['Europe/Riga', '2026-01-15T12:00:00Z', '2026-01-15T14:00:00'],
    ['Europe/Riga', '2026-03-29T00:59:59Z', '2026-03-29T02:59:59'],
    ['Europe/Riga', '2026-03-29T01:00:00Z', '2026-03-29T04:00:00'],
    ['Europe/Riga', '2026-10-25T00:30:00Z', '2026-10-25T03:30:00'],
    ['Europe/Riga', '2026-10-25T01:30:00Z', '2026-10-25T03:30:00'],
    ['America/New_York', '2019-03-10T07:00:00Z', '2019-03-10T03:00:00'],
    ['Asia/Kathmandu', '2026-06-01T00:00:00Z', '2026-06-01T05:45:00'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05T01:30:00'],
    ['Etc/UTC', '2026-06-01T00:00:00Z', '2026-06-01T00:00:00'],
  ])('%s shows at %s: %s', (zone, at, shown) => {
    expect(wall(zone, at)).toBe(shown);
  });

  it.each([
    ['2026-01-15T14:00:00', '2026-01-15T12:00:00'],
    // An hour that is skipped, and one that comes twice.
    ['2026-03-29T03:30:00', '2026-03-29T01:00:00'],
    ['2026-10-25T03:30:00', '2026-10-25T00:30:00'],
  ])('of Riga shows %s first at %s', (shown, at) => {
    expect(time('Europe/Riga', shown)).toBe(at);
  });

  it('changes twice a year', () => {
    const spans = clockOf('Europe/Riga').spans(
      Date.parse('2026-01-01T00:00:00Z'),
      Date.parse('2027-01-01T00:00:00Z'),
    );

    expect(spans.map(({ from, offset }) => [new Date(from).toISOString(), offset / HOUR_MS])).toEqual([
      ['2026-01-01T00:00:00.000Z', 2],
      ['2026-03-29T01:00:00.000Z', 3],
      ['2026-10-25T01:00:00.000Z', 2],
    ]);
  });

  it.each(['Europe/Riga', 'UTC', 'America/Argentina/Buenos_Aires'])('exists for %s', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each(['Europe/Atlantis', '+02:00', '', 'Riga'])('does not exist for %s', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});
