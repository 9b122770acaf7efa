import { describe, expect, it } from 'vitest';
import { reservedSince, turned, usageUntil } from '../../../../functions/rentals/driving/meter.ts';

const at = (time: string): string => `2026-01-31T${time}:00.000Z`;
const over = { revision: 1, model: 'Roadster E' };
const reserved = reservedSince(at('09:00'));

describe('the meter of a rental', () => {
  it('counts a reservation that came to nothing', () => {
    expect(usageUntil(reserved, { time: at('09:15') }, over)).toEqual({
      ...over,
      periods: [{ kind: 'RESERVED', startedAt: at('09:00'), endedAt: at('09:15'), distanceMetres: 0 }],
    });
  });

  it('counts drives and pauses, each by the odometer at its ends', () => {
    const driving = turned(reserved, 'DRIVING', { time: at('09:10'), odometerKm: 100 });
    const paused = turned(driving, 'PAUSED', { time: at('09:20'), odometerKm: 104.2 });
    const again = turned(paused, 'DRIVING', { time: at('09:50'), odometerKm: 104.2 });

    expect(usageUntil(again, { time: at('10:00'), odometerKm: 110 }, over)).toEqual({
      ...over,
      periods: [
        { kind: 'RESERVED', startedAt: at('09:00'), endedAt: at('09:10'), distanceMetres: 0 },
        { kind: 'DRIVING', startedAt: at('09:10'), endedAt: at('09:20'), distanceMetres: 4200 },
        { kind: 'PAUSED', startedAt: at('09:20'), endedAt: at('09:50'), distanceMetres: 0 },
        { kind: 'DRIVING', startedAt: at('09:50'), endedAt: at('10:00'), distanceMetres: 5800 },
      ],
      startOdometerKm: 100,
      endOdometerKm: 110,
    });
  });

  it('says of each value that was estimated by what it was found', () => {
    const driving = turned(reserved, 'DRIVING', {
      time: at('09:10'),
      timeBy: 'ARRIVAL',
      odometerKm: 100,
      odometerBy: 'LAST_HEARD',
    });
    const usage = usageUntil(driving, { time: at('09:30'), odometerKm: 103, odometerBy: 'POSITIONS' }, over);

    expect(usage.periods).toEqual([
      expect.objectContaining({ kind: 'RESERVED', estimates: [{ value: 'endedAt', by: 'ARRIVAL' }] }),
      expect.objectContaining({
        kind: 'DRIVING',
        distanceMetres: 3000,
        estimates: [
          { value: 'startedAt', by: 'ARRIVAL' },
          { value: 'distanceMetres', by: 'POSITIONS' },
        ],
      }),
    ]);
  });

  it('gives the last drive what the odometer shows after a pause at whose start it was silent', () => {
    const driving = turned(reserved, 'DRIVING', { time: at('09:10'), odometerKm: 100 });
    const paused = turned(driving, 'PAUSED', { time: at('09:20') });
    const again = turned(paused, 'DRIVING', { time: at('09:50'), odometerKm: 104 });
    const { periods } = usageUntil(again, { time: at('10:00'), odometerKm: 104 }, over);

    expect(periods.map(({ kind, distanceMetres }) => [kind, distanceMetres])).toEqual([
      ['RESERVED', 0],
      ['DRIVING', 4000],
      ['PAUSED', 0],
      ['DRIVING', 0],
    ]);
    expect(periods[1]?.estimates).toEqual([{ value: 'distanceMetres', by: 'NOTHING' }]);
  });

  it('never lets a period end before it started, nor a distance be negative', () => {
    const driving = turned(reserved, 'DRIVING', { time: at('08:00'), odometerKm: 100 });
    const { periods } = usageUntil(driving, { time: at('08:30'), odometerKm: 90 }, over);

    expect(periods).toEqual([
      {
        kind: 'RESERVED',
        startedAt: at('09:00'),
        endedAt: at('09:00'),
        distanceMetres: 0,
        estimates: [{ value: 'endedAt', by: 'NOTHING' }],
      },
      {
        kind: 'DRIVING',
        startedAt: at('09:00'),
        endedAt: at('09:00'),
        distanceMetres: 0,
        estimates: [
          { value: 'endedAt', by: 'NOTHING' },
          { value: 'distanceMetres', by: 'NOTHING' },
        ],
      },
    ]);
  });
});
