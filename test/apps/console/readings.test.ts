import { expect, it } from 'vitest';
import { Readings } from '../../../apps/console/fleet/readings.ts';

const vin = 'WRS00001X0T000001';
const at = (second: number): string => new Date(Date.UTC(2026, 0, 31, 9, 30, second)).toISOString();
const place = (longitude: number) => ({ latitude: 42.5, longitude });

it('of each value the newest one stays, in whichever order readings come', () => {
  const readings = new Readings();
  readings.take({ vin, time: at(10), position: place(1.5), chargePercent: 60, locked: false });
  readings.take({ vin, time: at(20), position: place(1.6) });
  readings.take({ vin, time: at(5), position: place(1.1), chargePercent: 61, speedKmh: 30 });
  expect(readings.of(vin)).toEqual({
    vin,
    time: at(20),
    position: place(1.6),
    chargePercent: 60,
    locked: false,
    speedKmh: 30,
  });
  expect(readings.heardAt(vin)).toBe(Date.parse(at(20)));
});

it('the trail has each place once, and none that came late', () => {
  const readings = new Readings();
  readings.take({ vin, time: at(10), position: place(1.5) });
  readings.take({ vin, time: at(20), position: place(1.5) });
  readings.take({ vin, time: at(30), position: place(1.6) });
  readings.take({ vin, time: at(15), position: place(1.4) });
  expect(readings.trailOf(vin)).toEqual([
    [1.5, 42.5],
    [1.6, 42.5],
  ]);
  for (let n = 0; n < 800; n++) readings.take({ vin, time: at(40 + n), position: place(2 + n / 1000) });
  expect(readings.trailOf(vin)).toHaveLength(720);
  expect(readings.trailOf(vin).at(-1)).toEqual([2.799, 42.5]);
});
