import { describe, expect, it } from 'vitest';
import { chargeSoFar, quote } from '../../../shared/pricing/estimates.ts';
import { chargeOf, inShort, perKm, perMinute, tariffWith, usageFrom } from './rental.ts';

const tariff = tariffWith({
  fixed: [{ lineId: 'airport', amount: '3.50', during: ['driving'], when: { endZones: ['airport'] } }],
  rates: [
    perMinute('0.20'),
    perMinute('0.05', { rateId: 'paused', during: ['paused'] }),
    perMinute('0.02', { rateId: 'reserved', during: ['reserved'], free: 15 }),
    perKm('0.30'),
  ],
});

describe('a quote', () => {
  it('is what the same use will be charged, and all of it is estimated', () => {
    const planned = {
      startsAt: '2026-03-02T08:00:00.000Z',
      reservedMinutes: 20,
      drivingMinutes: 30,
      pausedMinutes: 60,
      distanceMetres: 12_000,
      endZones: ['airport'],
    };
    const usage = usageFrom(
      '2026-03-02T10:00',
      [
        ['reserved', 20],
        ['driving', 30, 12],
        ['paused', 60],
      ],
      { endZones: ['airport'] },
    );

    const rating = quote(tariff, planned);

    expect(rating.kind === 'rated' && inShort(rating.charge)).toEqual(inShort(chargeOf(tariff, usage)));
    expect(rating).toMatchObject({
      charge: { total: 350 + 600 + 300 + 10 + 360, estimated: ['startedAt', 'endedAt', 'distanceMetres'] },
    });
  });
});

describe('the charge so far', () => {
  const [begun] = usageFrom('2026-03-02T10:00', [['driving', 0, 5]]).periods;
  const { endedAt: _, ...running } = begun ?? {
    kind: 'driving' as const,
    found: { startedAt: 'measured', endedAt: 'measured', distanceMetres: 'measured' } as const,
  };
  const usage = { periods: [running], startZones: [], endZones: [], options: [] };

  it('grows while the last period runs, and says what its end may add', () => {
    const { rating, mayChange } = chargeSoFar(tariff, usage, '2026-03-02T08:10:00.000Z');

    expect(rating).toMatchObject({ charge: { total: 200 + 150, estimated: ['endedAt'] } });
    expect(mayChange).toEqual([{ id: 'airport', zones: ['airport'] }]);
  });

  it('does not fail when the car’s clock is ahead', () => {
    expect(chargeSoFar(tariff, usage, '2026-03-02T07:00:00.000Z').rating).toMatchObject({
      charge: { total: 150 },
    });
  });

  it('leaves an ended usage as it is', () => {
    const ended = usageFrom('2026-03-02T10:00', [['driving', 10, 5]]);

    expect(chargeSoFar(tariff, ended, '2026-03-02T12:00:00.000Z').rating).toEqual({
      kind: 'rated',
      charge: chargeOf(tariff, ended),
    });
  });

  it('cannot be rated without a start', () => {
    const { startedAt: __, ...noStart } = running as {
      startedAt?: string;
      kind: 'driving';
      found: typeof running.found;
    };

    expect(
      chargeSoFar(tariff, { ...usage, periods: [noStart] }, '2026-03-02T08:10:00.000Z').rating,
    ).toMatchObject({ code: 'NO_START' });
  });
});
