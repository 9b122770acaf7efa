import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCarStore } from '../../../../local/simulator/car/car-store.ts';
import { viewOf } from '../../../../local/simulator/car-view.ts';
import { distanceMetres, type Position } from '../../../../shared/kernel/geo.ts';
import { makeVin } from '../../../../shared/kernel/vin.ts';
import { CarOnTheBench, recorded, sentSamples, world } from './car-on-the-bench.ts';

/** What befalls a simulated car without anybody who drives it. */

function connected(vin?: string): CarOnTheBench {
  const bench = new CarOnTheBench(vin === undefined ? {} : { vin });
  bench.give({ type: 'connected' });
  return bench;
}

/** Unlocked for a booking, and on its way. */
function driving(): CarOnTheBench {
  const bench = connected();
  bench.order();
  bench.give({ type: 'drive' });
  bench.wait(30);
  return bench;
}

const viewed = (bench: CarOnTheBench) => viewOf(bench.car, [], bench.now);
const types = (bench: CarOnTheBench): string[] => recorded(bench.effects).map(({ type }) => type);
const status = (bench: CarOnTheBench) => bench.order({ action: 'report' })[0]?.data.status;

describe('a tow', () => {
  it('carries a car some hundred metres off, to a street, and nothing but its place changes', () => {
    for (let serial = 1; serial <= 10; serial++) {
      const bench = connected(makeVin('WRS', '00001', serial));
      bench.order({ booking: undefined });
      bench.give({ type: 'touch', what: 'open-door' });
      const { position: before, counter: _, ...rest } = viewed(bench);
      bench.give({ type: 'tow' });
      expect(viewed(bench)).toMatchObject(rest);
      const { position } = viewed(bench);
      const metres = distanceMetres(before, position);
      expect(metres).toBeGreaterThan(290);
      expect(metres).toBeLessThan(500);
      expect(world.index.snap(position).distanceMetres).toBeLessThan(1);
    }
  });

  it('makes no event: samples and answers show the new place, the same every time', () => {
    const [bench, other] = [connected(), connected()];
    const events = types(bench);
    const [sample] = sentSamples(bench.give({ type: 'tow' }));
    other.give({ type: 'tow' });
    const { latitude, longitude } = viewed(bench).position;
    expect(viewed(other).position).toEqual({ latitude, longitude });
    expect(types(bench)).toEqual(events);
    const shown = [sample, status(bench)].map((each) => each?.position as Position);
    for (const position of shown) {
      expect(position.latitude).toBeCloseTo(latitude, 5);
      expect(position.longitude).toBeCloseTo(longitude, 5);
    }
    expect(sample).toMatchObject({ engineOn: false, locked: true });
  });

  it('is told by the next connection when it happened without one', () => {
    const bench = connected();
    bench.give({ type: 'disconnected' });
    bench.give({ type: 'tow' });
    const { latitude, longitude } = viewed(bench).position;
    const position = {
      latitude: expect.closeTo(latitude, 5) as number,
      longitude: expect.closeTo(longitude, 5) as number,
    };
    expect(recorded(bench.give({ type: 'connected' }))).toMatchObject([
      { type: 'connected', data: { status: { position } } },
    ]);
  });

  it('ends charging: the charger stays where it was', () => {
    const bench = Array.from({ length: 20 }, (_, i) => connected(makeVin('WRS', '00001', i))).find(
      ({ car }) => car.motion.kind === 'parked' && car.motion.charging,
    );
    if (bench === undefined) throw new Error('no car at a charger');
    bench.now += 600_000;
    const { chargePercent } = viewed(bench);
    bench.give({ type: 'tow' });
    bench.now += 600_000;
    expect(viewed(bench).chargePercent).toBe(chargePercent);
  });

  it('is of no car that drives, or whose engine runs', () => {
    const driven = driving();
    const before = viewed(driven);
    driven.give({ type: 'tow' });
    expect(viewed(driven)).toEqual(before);

    const idling = connected();
    idling.order();
    idling.give({ type: 'touch', what: 'start-engine' });
    const { position } = viewed(idling);
    idling.give({ type: 'tow' });
    expect(viewed(idling).position).toEqual(position);
  });

  it('is kept in the store', () => {
    const directory = mkdtempSync(join(tmpdir(), 'car-store-'));
    try {
      const bench = connected();
      const store = openCarStore(directory);
      expect(bench.give({ type: 'tow' }).map(({ type }) => type)).toContain('keep');
      store.keep(bench.car, bench.now);
      const back = store.restore(bench.car.vin, bench.now, bench.surroundings);
      expect(distanceMetres(viewOf(back, [], bench.now).position, viewed(bench).position)).toBeLessThan(1);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('a battery that runs out', () => {
  it('is shown at once, in sample and answer, and no charger fills it', () => {
    for (let serial = 1; serial <= 10; serial++) {
      const bench = connected(makeVin('WRS', '00001', serial));
      const events = types(bench);
      expect(sentSamples(bench.give({ type: 'drain' }))).toMatchObject([{ chargePercent: 3 }]);
      expect(types(bench)).toEqual(events);
      bench.now += 3_600_000;
      expect(status(bench)).toMatchObject({ chargePercent: 3 });
    }
  });

  it('stops a car that drives where it is: it parks, and says so', () => {
    const bench = driving();
    const { position, odometerKm } = viewed(bench);
    const [sample] = sentSamples(bench.give({ type: 'drain' }));
    expect(sample).toMatchObject({ chargePercent: 3, engineOn: false, speedKmh: 0 });
    expect(viewed(bench)).toMatchObject({ position, odometerKm, engineOn: false, locked: false });
    const parked = recorded(bench.effects).filter(({ type }) => type === 'parked');
    expect(parked).toMatchObject([{ data: { status: { chargePercent: 3, engineOn: false } } }]);
  });

  it('keeps the driver from setting out, who could still open and lock the car', () => {
    const bench = connected();
    bench.give({ type: 'drain' });
    bench.order();
    bench.wait(3600);
    bench.give({ type: 'drive' });
    expect(types(bench)).not.toContain('started');
    expect(viewed(bench)).toMatchObject({ engineOn: false, locked: false });
    expect(bench.order({ action: 'lock' })[0]?.data.result).toBe('executed');
  });
});
