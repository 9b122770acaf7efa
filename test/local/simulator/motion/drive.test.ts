import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { chooseTrip } from '../../../../local/simulator/motion/trip.ts';
import { CarEvent, telemetry } from '../../../../shared/contracts/car/car.ts';
import {
  type SignalName,
  signalCheck,
  signalNames,
  signals,
} from '../../../../shared/contracts/car/signals.ts';
import { distanceMetres, type Position } from '../../../../shared/kernel/geo.ts';
import { random } from '../../../../shared/kernel/random.ts';
import { makeVin } from '../../../../shared/kernel/vin.ts';
import { CarOnTheBench, recorded, START, sentSamples, world } from '../car/car-on-the-bench.ts';

const unlocked = (seed = 1, vin?: string): CarOnTheBench => {
  const bench = new CarOnTheBench({ seed, ...(vin === undefined ? {} : { vin }) });
  bench.give({ type: 'connected' });
  bench.order();
  return bench;
};
const ofType = <Type extends CarEvent['type']>(bench: CarOnTheBench, type: Type) =>
  recorded(bench.effects).filter((event) => event.type === type) as Extract<CarEvent, { type: Type }>[];

describe('a car that nobody has unlocked', () => {
  it('stays where it was put, at a place beside a street', () => {
    const bench = new CarOnTheBench();
    bench.give({ type: 'connected' });
    const samples = sentSamples(bench.wait(86_400));
    expect(new Set(samples.map((sample) => JSON.stringify(sample.position))).size).toBe(1);
    expect(samples.every((sample) => sample.engineOn === false && sample.locked === true)).toBe(true);
    const positions = samples.map((sample) => sample.position as Position);
    expect(positions.filter((position) => world.index.snap(position).distanceMetres > 1)).toEqual([]);
  });

  it('does not drive, even when its driver wants to', () => {
    const bench = new CarOnTheBench();
    bench.give({ type: 'connected' });
    bench.give({ type: 'drive' });
    expect(bench.car.motion.kind).toBe('parked');
  });

  it('says something once a minute', () => {
    const bench = new CarOnTheBench();
    bench.give({ type: 'connected' });
    bench.wait(130);
    const times = sentSamples(bench.effects).map((sample) => Date.parse(sample.time) - START);
    expect(times).toEqual([0, 60_000, 120_000]);
  });
});

describe('a car that was unlocked', () => {
  it('says something every 10 seconds once it drives', () => {
    const bench = new CarOnTheBench();
    bench.give({ type: 'connected' });
    bench.wait(5);
    bench.order();
    bench.give({ type: 'drive' });
    const before = sentSamples(bench.effects).length;
    bench.wait(9);
    expect(sentSamples(bench.effects)).toHaveLength(before);
    bench.wait(2);
    expect(sentSamples(bench.effects)).toHaveLength(before + 1);
  });

  it('is driven off within half a minute, to some place, and is parked there', () => {
    const bench = unlocked();
    bench.wait(3600);
    const [started] = ofType(bench, 'started');
    const [parked] = ofType(bench, 'parked');
    expect(Date.parse(started?.time ?? '') - START).toBeGreaterThanOrEqual(10_000);
    expect(Date.parse(started?.time ?? '') - START).toBeLessThanOrEqual(30_000);
    expect(started?.data.status).toMatchObject({ engineOn: true, locked: false });
    expect(parked?.data.status).toMatchObject({ engineOn: false, locked: false });
    const end = parked?.data.status.position as Position;
    const nearest = Math.min(...world.stops.map((stop) => distanceMetres(stop.point.position, end)));
    expect(nearest).toBeLessThan(1);
  });

  it('then waits until it is locked, and drives again when it is unlocked again', () => {
    const bench = unlocked();
    bench.wait(86_400);
    expect(ofType(bench, 'started')).toHaveLength(1);
    expect(bench.order({ action: 'lock' })[0]?.data.result).toBe('executed');
    bench.wait(86_400);
    expect(ofType(bench, 'started')).toHaveLength(1);
    bench.order();
    bench.wait(86_400);
    expect(ofType(bench, 'started')).toHaveLength(2);
  });

  it('does not drive off when it is locked before', () => {
    const bench = unlocked();
    bench.wait(5);
    bench.order({ action: 'lock' });
    bench.wait(3600);
    expect(ofType(bench, 'started')).toEqual([]);
  });

  it('counts the metres that it drives, and uses its charge for them', () => {
    for (const serial of [1, 2, 3, 4, 5]) {
      const bench = unlocked(serial, makeVin('WRS', '00001', serial));
      bench.wait(3600);
      const [started, parked] = [ofType(bench, 'started')[0], ofType(bench, 'parked')[0]];
      const [before, after] = [started?.data.status, parked?.data.status];
      const driven = (after?.odometerKm ?? 0) - (before?.odometerKm ?? 0);
      const straight = distanceMetres(before?.position as Position, after?.position as Position) / 1000;
      expect(driven).toBeGreaterThanOrEqual(straight * 0.99);
      expect(driven).toBeGreaterThan(0.4);
      expect((before?.chargePercent ?? 0) - (after?.chargePercent ?? 0)).toBeCloseTo(driven / 2.25, 1);
    }
  });

  it('drives on streets, in their direction, not faster than allowed', () => {
    const flaws: string[] = [];
    for (const serial of [1, 2, 3, 4, 5, 6]) {
      const bench = unlocked(1, makeVin('WRS', '00001', serial));
      bench.give({ type: 'drive' });
      while (bench.car.motion.kind === 'driving') {
        const [sample] = sentSamples(bench.wait(10)).slice(-1);
        if (sample === undefined || sample.engineOn !== true) continue;
        const position = sample.position as Position & { headingDegrees: number };
        const here = world.graph.edges.filter(
          (edge) =>
            Math.abs(edge.headingDegrees - position.headingDegrees) < 0.06 &&
            Number(sample.speedKmh) <= edge.speedLimitKmh &&
            distanceMetres(edge.start, position) + distanceMetres(position, edge.end) <
              edge.lengthMetres + 0.5,
        );
        if (here.length === 0) flaws.push(`${bench.car.vin} at ${sample.time}`);
      }
    }
    expect(flaws).toEqual([]);
  });

  it('parks at once when its driver wants to', () => {
    const bench = unlocked();
    bench.give({ type: 'drive' });
    bench.wait(30);
    bench.give({ type: 'park' });
    const [parked] = ofType(bench, 'parked');
    expect(parked?.time).toBe(new Date(bench.now).toISOString());
    bench.order({ action: 'lock' });
    expect(bench.car.locked).toBe(true);
  });

  it('stays where it is when it is parked before its driver has set off', () => {
    const bench = unlocked();
    bench.wait(5);
    bench.give({ type: 'park' });
    bench.wait(3600);
    expect(ofType(bench, 'started')).toEqual([]);
  });

  it('shows in a sample at once that it was started and parked', () => {
    const bench = unlocked();
    bench.wait(3600);
    const changes = sentSamples(bench.effects).filter(
      (sample, i, all) => sample.engineOn !== all[i - 1]?.engineOn,
    );
    const [started, parked] = [ofType(bench, 'started')[0], ofType(bench, 'parked')[0]];
    expect(changes.slice(1).map((sample) => sample.time)).toEqual([started?.time, parked?.time]);
  });

  it('tells everything that happened at its own time when the clock is moved forward', () => {
    const bench = unlocked();
    bench.now += 86_400_000;
    bench.give({ type: 'time' });
    const [started, parked] = [ofType(bench, 'started')[0], ofType(bench, 'parked')[0]];
    expect(Date.parse(started?.time ?? '')).toBeLessThan(START + 30_001);
    expect(Date.parse(parked?.time ?? '')).toBeLessThan(START + 3_600_000);
  });
});

describe('the charge', () => {
  it('rises slowly at a charger, up to full, and only there', () => {
    const fleet = Array.from(
      { length: 20 },
      (_, i) => new CarOnTheBench({ vin: makeVin('WRS', '00001', i) }),
    );
    const kinds = new Set<boolean>();
    for (const bench of fleet) {
      bench.give({ type: 'connected' });
      const before = Number(sentSamples(bench.effects)[0]?.chargePercent);
      bench.now += 3_600_000;
      const after = Number(sentSamples(bench.give({ type: 'time' }))[0]?.chargePercent);
      const charging = bench.car.motion.kind === 'parked' && bench.car.motion.charging;
      kinds.add(charging);
      expect(after - before).toBeCloseTo(charging ? Math.min(20, 100 - before) : 0, 6);
    }
    expect(kinds).toEqual(new Set([true, false]));
  });

  it('brings drivers of a nearly empty car to a charger', () => {
    const [stop] = world.stops;
    if (stop === undefined) throw new Error('no stops');
    for (let i = 0; i < 20; i++) {
      expect(chooseTrip(world, random(i), stop.point, 20)?.towardsCharger).toBe(true);
    }
  });

  it('keeps a car that it does not carry where it is', () => {
    const [stop] = world.stops;
    if (stop === undefined) throw new Error('no stops');
    expect(chooseTrip(world, random(1), stop.point, 0.01)).toBeUndefined();
  });
});

describe('what a car says', () => {
  it('fits the contracts, every value within what its sensor can report', () => {
    const bench = unlocked();
    bench.deliver(Buffer.from('noise'));
    bench.wait(3600);
    const [event, sample] = [Compile(CarEvent), Compile(telemetry.payload)];
    expect(new Set(recorded(bench.effects).map(({ type }) => type)).size).toBe(4);
    expect(recorded(bench.effects).filter((each) => !event.Check(each))).toEqual([]);
    const samples = sentSamples(bench.effects);
    expect(samples.filter((each) => !sample.Check(each))).toEqual([]);
    const bad = samples.flatMap((each) =>
      signalNames.filter(
        (name: SignalName) =>
          each[name] !== undefined && signalCheck(signals[name])(each[name]) === undefined,
      ),
    );
    expect(bad).toEqual([]);
  });
});

describe('the same seed', () => {
  const story = (seed: number) => {
    const bench = new CarOnTheBench({ seed });
    bench.give({ type: 'connected' });
    bench.wait(30);
    bench.order();
    bench.wait(1800);
    bench.give({ type: 'disconnected' });
    bench.order({ action: 'lock' });
    bench.wait(60);
    bench.give({ type: 'connected' });
    bench.give({ type: 'lose-store' });
    bench.give({ type: 'connected' });
    return bench.effects;
  };

  it('and the same inputs make a car do the same', () => {
    expect(story(5)).toEqual(story(5));
  });

  it('is what the story hangs on: another one gives another', () => {
    expect(story(6)).not.toEqual(story(5));
  });
});
