import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { rate } from '../../../../local/tools/cli/commands/rate.ts';

const root = resolve(import.meta.dirname, '../../../..');
const nyc = join(root, 'docs/examples/tariffs/nyc-2019.json');
const sample = join(root, 'docs/examples/taxi-rides-sample.csv');
const folder = mkdtempSync(join(tmpdir(), 'roadstream-rate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const written = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
afterEach(() => written.mockClear());
afterAll(() => written.mockRestore());
const lines = (): string[] =>
  written.mock.calls
    .map(([text]) => String(text))
    .join('')
    .trim()
    .split('\n');

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const heading =
  'pickup,dropoff,passengers,distance,fare,tip,tolls,total,color,payment,pickup_zone,dropoff_zone,pickup_borough,dropoff_borough';
const ride = (parts: {
  pickup?: string;
  dropoff?: string;
  distance?: string;
  fare?: string;
  zones?: string;
}): string => {
  const {
    pickup = '2019-03-05 12:00:00',
    dropoff = '2019-03-05 12:10:00',
    distance = '1.6',
    fare = '8.5',
    zones = 'Astoria,Sunnyside,Queens,Queens',
  } = parts;
  return `${pickup},${dropoff},1,${distance},${fare},1.0,0.0,${Number(fare) + 1.8},yellow,cash,${zones}`;
};

describe('rate', () => {
  it('prices the sample of New York, and ends with the sums', async () => {
    await rate(sample, { tariff: nyc, movingMph: '16', json: true });

    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      { rows: 200, charged: 200, rejected: 0, total: 301_800, matchesFare: 78 },
    ]);
  });

  it('meets fares that can be worked out by hand', async () => {
    const rides = [
      // 1.6 miles are eight fifths, of which the first is in the 2.50; six minutes at 16 mph, so four slow ones.
      ride({ fare: '8.0' }),
      // A flat fare, whatever the meter would say.
      ride({ distance: '17.2', fare: '52', zones: 'JFK Airport,Midtown East,Queens,Manhattan' }),
      ride({ distance: '30', fare: '52', zones: 'Midtown East,JFK Airport,Manhattan,Queens' }),
      // Not flat: JFK to Brooklyn. 25 fifths after the first one, and 11 minutes 15 of slow time.
      ride({
        dropoff: '2019-03-05 12:30:45',
        distance: '5.2',
        fare: '21',
        zones: 'JFK Airport,Canarsie,Queens,Brooklyn',
      }),
    ];

    await rate(file('by-hand.csv', [heading, ...rides].join('\n')), {
      tariff: nyc,
      movingMph: '16',
      json: true,
    });

    expect(JSON.parse(lines().at(-1) ?? '')).toMatchObject({ charged: 4, matchesFare: 4 });
  });

  it('has each surcharge of March 2019', async () => {
    const totals = new Map<string, string>([
      // 2.50 and 0.50 for one slow minute; MTA 0.50, improvement 0.30.
      ['2019-03-05 12:00:00', '3.80'],
      ['2019-03-05 21:00:00', '4.30'],
      ['2019-03-05 17:00:00', '4.80'],
      ['2019-03-09 17:00:00', '3.80'],
    ]);
    const rides = [...totals.keys()].map((pickup) =>
      ride({ pickup, dropoff: pickup.replace(':00:00', ':01:00'), distance: '0' }),
    );
    rides.push(
      ride({
        dropoff: '2019-03-05 12:01:00',
        distance: '0',
        zones: 'Midtown East,Midtown East,Manhattan,Manhattan',
      }),
    );

    for (const [n, expected] of [...totals.values(), '6.30'].entries()) {
      await rate(file(`ride-${n}.csv`, [heading, rides[n]].join('\n')), { tariff: nyc, movingMph: '16' });
      expect(lines()[0]).toBe(`1 rows: 1 charged, 0 rejected; ${expected} USD in all.`);
      written.mockClear();
    }
  });

  it('lists bad rows with line and reason, and charges the others', async () => {
    const rides = [
      ride({}),
      ride({ pickup: 'noon' }),
      ride({ dropoff: '2019-03-05 11:59:00' }),
      ride({ distance: '' }),
      ride({ distance: '-3' }),
      ride({ dropoff: '2019-04-14 12:00:00' }),
      '1,2',
      ride({ fare: 'free' }),
      ride({ dropoff: '2019-02-31 12:10:00x' }),
      ride({ pickup: '2019-02-30 12:00:00' }),
      ride({ dropoff: '2019-03-05 24:00:00' }),
      ride({ fare: '-8.5' }),
    ];

    await rate(file('bad.csv', [heading, ...rides].join('\n')), { tariff: nyc, movingMph: '16', json: true });

    const printed = lines().map((line) => JSON.parse(line) as { line?: number; reason?: string });
    expect(printed.at(-1)).toMatchObject({ rows: 12, charged: 1, rejected: 11 });
    expect(printed.slice(0, -1).map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'The pick-up "noon" is not a time.'],
      [4, 'ENDS_BEFORE_START: Period 1 ends 60 s before it starts.'],
      [5, 'The distance "" is not a number.'],
      [6, expect.stringMatching(/^NOT_A_DISTANCE: /)],
      [7, expect.stringMatching(/^TOO_LONG: /)],
      [8, 'It does not have as many cells as the heading.'],
      [9, 'The fare "free" is not a number.'],
      [10, 'The drop-off "2019-02-31 12:10:00x" is not a time.'],
      [11, 'The pick-up "2019-02-30 12:00:00" is not a time.'],
      [12, 'The drop-off "2019-03-05 24:00:00" is not a time.'],
      [13, 'The fare "-8.5" is less than 0: it was given back.'],
    ]);
  });

  it('reads what spreadsheets write: a mark at the beginning, other line ends, quotes, empty lines', async () => {
    const quotedRide = ride({})
      .split(',')
      .map((cell) => `"${cell}"`)
      .join(',');
    const names = ride({ zones: '"Astoria, ""North""","Sunny\nside",Queens,Queens' });
    const text = `\uFEFF${[heading, ride({}), quotedRide, '', names, `"${ride({})}`].join('\r\n')}\r\n`;

    await rate(file('spreadsheet.csv', text), { tariff: nyc, movingMph: '16', json: true });

    const [bad, sums] = lines().map((line) => JSON.parse(line) as object);
    // The cell with a line end is on lines 5 and 6. A quote that nothing closes spoils its own row only.
    expect(bad).toMatchObject({ line: 7 });
    expect(sums).toMatchObject({ rows: 4, charged: 3, rejected: 1 });
  });

  it('has nothing to charge in a file with a heading alone', async () => {
    await rate(file('heading.csv', `${heading}\n`), { tariff: nyc, movingMph: '16', json: true });

    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual([
      { rows: 0, charged: 0, rejected: 0, total: 0, matchesFare: 0 },
    ]);
  });

  it.each([
    ['BAD_FILE', 'gone.csv', nyc, '16'],
    ['BAD_FILE', file('columns.csv', 'a,b\n1,2\n'), nyc, '16'],
    ['BAD_FILE', file('nothing.csv', ''), nyc, '16'],
    ['BAD_FILE', sample, file('no.json', '{'), '16'],
    ['BAD_TARIFF', sample, file('empty.json', '{}'), '16'],
    ['BAD_OPTION', sample, nyc, 'fast'],
  ])('refuses with %s what it cannot use', async (code, csv, tariff, movingMph) => {
    await expect(rate(csv, { tariff, movingMph })).rejects.toMatchObject({ code });
  });
});
