import { describe, expect, it } from 'vitest';
import { endedAt, turnedAt, withOdometer } from '../../../../functions/rentals/driving/late-word.ts';
import type { Usage } from '../../../../shared/contracts/rentals/usage.ts';

const at = (time: string): string => `2026-01-31T${time}:00.000Z`;
const reserved = {
  kind: 'RESERVED',
  startedAt: at('09:00'),
  endedAt: at('09:10'),
  distanceMetres: 0,
} as const;

/** Reserved at nine, driven 10 km from 09:10 to 10:10. */
const driven: Usage = {
  revision: 1,
  model: 'Roadster E',
  periods: [
    reserved,
    { kind: 'DRIVING', startedAt: at('09:10'), endedAt: at('10:10'), distanceMetres: 10_000 },
  ],
  startOdometerKm: 100,
  endOdometerKm: 110,
};
/** An operator ended it, and the odometer was not known. */
const guessed: Usage = {
  ...driven,
  periods: [
    reserved,
    {
      kind: 'DRIVING',
      startedAt: at('09:10'),
      endedAt: at('10:10'),
      distanceMetres: 6_000,
      estimates: [
        { value: 'endedAt', by: 'ARRIVAL' },
        { value: 'distanceMetres', by: 'POSITIONS' },
      ],
    },
  ],
};
const short = (usage: Usage | undefined) =>
  usage?.periods.map(({ kind, startedAt, endedAt: end, distanceMetres, estimates = [] }) =>
    [
      kind,
      startedAt.slice(11, 16),
      end.slice(11, 16),
      distanceMetres,
      ...estimates.map(({ value, by }) => `${value} ${by}`),
    ].join(' '),
  );

describe('what a car says late of a rental that is over', () => {
  it('that it was locked in between makes a pause of the rest', () => {
    expect(short(turnedAt(driven, 'PAUSED', { time: at('09:40'), odometerKm: 110 }))).toEqual([
      'RESERVED 09:00 09:10 0',
      'DRIVING 09:10 09:40 10000',
      'PAUSED 09:40 10:10 0',
    ]);
  });

  it('that it was locked and opened again makes a pause in between', () => {
    const paused = turnedAt(driven, 'PAUSED', { time: at('09:30'), odometerKm: 104 }) ?? driven;
    expect(short(turnedAt(paused, 'DRIVING', { time: at('09:50'), odometerKm: 104 }))).toEqual([
      'RESERVED 09:00 09:10 0',
      'DRIVING 09:10 09:30 4000',
      'PAUSED 09:30 09:50 0',
      'DRIVING 09:50 10:10 6000',
    ]);
  });

  it('joins what is of one kind', () => {
    const paused = turnedAt(driven, 'PAUSED', { time: at('09:30'), odometerKm: 104 }) ?? driven;
    expect(short(turnedAt(paused, 'DRIVING', { time: at('09:30'), odometerKm: 104 }))).toEqual([
      'RESERVED 09:00 09:10 0',
      'DRIVING 09:10 09:30 4000',
      'PAUSED 09:30 09:30 0',
      'DRIVING 09:30 10:10 6000',
    ]);
    expect(short(turnedAt(paused, 'DRIVING', { time: at('09:20') }))).toBeUndefined();
  });

  it('that it had locked for the end takes the guessed time off', () => {
    expect(short(endedAt(guessed, { time: at('09:45'), odometerKm: 107.5 }))).toEqual([
      'RESERVED 09:00 09:10 0',
      'DRIVING 09:10 09:45 7500',
    ]);
  });

  it('what the odometer shows replaces the estimate of it', () => {
    expect(short(withOdometer(guessed, 108))).toEqual([
      'RESERVED 09:00 09:10 0',
      'DRIVING 09:10 10:10 8000 endedAt ARRIVAL',
    ]);
    expect(withOdometer(guessed, 99)).toBeUndefined();
    expect(withOdometer(driven, 111)).toBeUndefined();
  });

  it.each([
    ['before the rental', '08:00'],
    ['during the reservation', '09:05'],
    ['after the end', '10:20'],
  ])('%s changes nothing', (_, time) => {
    expect(turnedAt(driven, 'PAUSED', { time: at(time) })).toBeUndefined();
    expect(endedAt(driven, { time: at(time) })).toBeUndefined();
  });
});
