import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCarStore } from '../../../../local/simulator/car/car-store.ts';
import type { Touch } from '../../../../local/simulator/car/touch.ts';
import { viewOf } from '../../../../local/simulator/car-view.ts';
import type { CarStatus } from '../../../../shared/contracts/car/car.ts';
import { ENTITLEMENT_JWS_TYPE } from '../../../../shared/contracts/car/entitlements.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { createPlatformKey, trustOf } from '../key-protocol/platform-key.ts';
import { CarOnTheBench, recorded } from './car-on-the-bench.ts';

/** What commands and hands do to a simulated car, besides what the vectors of the key protocol hold. */

const OPERATOR = { booking: undefined };

function connected(): CarOnTheBench {
  const bench = new CarOnTheBench();
  bench.give({ type: 'connected' });
  return bench;
}

const viewed = (bench: CarOnTheBench) => viewOf(bench.car, [], bench.now);
const hand = (bench: CarOnTheBench, what: Touch) => bench.give({ type: 'touch', what });
const drives = (bench: CarOnTheBench): number =>
  recorded(bench.effects).filter(({ type }) => type === 'started').length;
/** Asks the car how it stands, as the platform does. */
const status = (bench: CarOnTheBench): CarStatus | undefined =>
  bench.order({ action: 'report' })[0]?.data.status;

describe('the start', () => {
  it('is enabled by an unlock for a booking, and taken back by the lock', () => {
    const bench = connected();
    bench.order();
    expect(status(bench)).toMatchObject({ locked: false, startEnabled: true });
    bench.order({ action: 'lock' });
    expect(status(bench)).toMatchObject({ locked: true, startEnabled: false });
  });

  it('is not enabled by an operator who looks into a car: nobody drives off', () => {
    const bench = connected();
    bench.order(OPERATOR);
    bench.wait(3600);
    bench.give({ type: 'drive' });
    expect(status(bench)).toMatchObject({ locked: false, startEnabled: false });
    expect(drives(bench)).toBe(0);
  });

  it('lets whoever sits in an open car drive when it is enabled by itself', () => {
    const bench = connected();
    bench.order(OPERATOR);
    bench.order({ action: 'start-enable', ...OPERATOR });
    bench.wait(3600);
    expect(drives(bench)).toBe(1);
  });

  it('keeps the driver there when it is taken back before, and does not stop an engine that runs', () => {
    const bench = connected();
    bench.order();
    bench.order({ action: 'stop-enable' });
    bench.wait(3600);
    expect(drives(bench)).toBe(0);
    bench.order({ action: 'start-enable' });
    bench.wait(60);
    expect(drives(bench)).toBe(1);
    expect(bench.order({ action: 'stop-enable' })[0]?.data).toMatchObject({ fault: 'VEHICLE_MOVING' });
    expect(viewed(bench).engineOn).toBe(true);
  });

  it('is needed to start the engine by hand', () => {
    const bench = connected();
    hand(bench, 'start-engine');
    expect(viewed(bench).engineOn).toBe(false);
    bench.order();
    hand(bench, 'start-engine');
    expect(viewed(bench)).toMatchObject({ engineOn: true, speedKmh: 0 });
    expect(bench.order({ action: 'lock' })[0]?.data.fault).toBe('NOT_PARKED');
    hand(bench, 'stop-engine');
    expect(bench.order({ action: 'lock' })[0]?.data.result).toBe('executed');
  });
});

describe('a person at the car', () => {
  it('finds it by horn and lights, for some seconds', () => {
    const bench = connected();
    bench.order({ action: 'find' });
    expect(viewed(bench).signalling).toBe(true);
    bench.wait(5);
    expect(viewed(bench).signalling).toBe(false);
  });

  it('closes the trunk that was opened; nobody drives off with it open', () => {
    const bench = connected();
    bench.order({ action: 'open-trunk' });
    expect(viewed(bench)).toMatchObject({ trunkOpen: true, locked: true });
    hand(bench, 'close-trunk');
    expect(viewed(bench).trunkOpen).toBe(false);
    bench.order();
    bench.order({ action: 'open-trunk' });
    bench.give({ type: 'drive' });
    expect(viewed(bench)).toMatchObject({ trunkOpen: false, engineOn: true });
  });

  it('does not drive off with an open door, and cannot have it locked', () => {
    const bench = connected();
    bench.order();
    hand(bench, 'open-door');
    bench.give({ type: 'drive' });
    expect(drives(bench)).toBe(0);
    expect(bench.order({ action: 'lock' })[0]?.data).toMatchObject({
      fault: 'DOOR_OPEN',
      status: { doorsClosed: false },
    });
    hand(bench, 'close-door');
    expect(bench.order({ action: 'lock' })[0]?.data.result).toBe('executed');
  });

  it.each([
    ['take-key-fob', 'return-key-fob', 'keyFobPresent'],
    ['take-fuel-card', 'return-fuel-card', 'fuelCardPresent'],
  ] as const)('who does %s is seen by it', (take, giveBack, member) => {
    const bench = connected();
    expect(status(bench)).toHaveProperty(member, true);
    hand(bench, take);
    expect(status(bench)).toHaveProperty(member, false);
    hand(bench, giveBack);
    expect(status(bench)).toHaveProperty(member, true);
  });
});

describe('the store of a car', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'car-store-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('has what it trusts, and how it was left', () => {
    const bench = connected();
    const store = openCarStore(directory);
    const next = createPlatformKey('key-2');
    bench.give({ type: 'trust', bytes: bench.platform.signKeys(trustOf(2, bench.platform, next)) });
    bench.order();
    for (const what of ['take-key-fob', 'open-door', 'start-engine'] as const) hand(bench, what);
    store.keep(bench.car, bench.now);

    const back = store.restore(bench.car.vin, bench.now, bench.surroundings);

    expect(back.trustedKeys).toEqual(trustOf(2, bench.platform, next));
    expect(back).toMatchObject({
      startEnabled: true,
      doorsClosed: false,
      keyFobPresent: false,
      idling: true,
    });
  });

  it('has what was bought, and ends it if that is over by then', () => {
    const bench = connected();
    const store = openCarStore(directory);
    const { vin } = bench.car;
    const [id, booking] = [derivedId('ent', 1), derivedId('rnt', 1)];
    const times = { expires: instant(bench.now + 60_000), begins: instant(bench.now - 60_000) };
    const ends = instant(bench.now + 86_400_000);
    const bought = { id, vin, booking, feature: 'power-100', version: 1, ...times, ends };
    const bytes = bench.platform.sign(bought, { typ: ENTITLEMENT_JWS_TYPE });
    bench.give({ type: 'trust', bytes });
    expect(viewed(bench).features).toEqual([{ feature: 'power-100', until: ends }]);
    store.keep(bench.car, bench.now);

    bench.now += 86_400_000;
    bench.car = store.restore(vin, bench.now, bench.surroundings);
    expect(bench.car.entitlements).toEqual({ version: 1, active: [bought] });
    const [ended] = recorded(bench.give({ type: 'time' }));

    expect(ended).toMatchObject({ type: 'entitlement-ended', data: { entitlementId: id, why: 'expired' } });
    expect(viewed(bench).features).toEqual([]);
    // It was told its version: what comes again is old.
    bench.give({ type: 'trust', bytes });
    expect(viewed(bench).features).toEqual([]);
  });

  it('of a car from before there were lists is read as before: it trusts its factory’s', () => {
    const bench = connected();
    const store = openCarStore(directory);
    bench.order();
    store.keep(bench.car, bench.now);
    const file = join(directory, `${bench.car.vin}.json`);
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const newer = new Set([
      'trustedKeys',
      'entitlements',
      'startEnabled',
      'doorsClosed',
      'trunkOpen',
      'keyFobPresent',
      'fuelCardPresent',
      'idling',
    ]);
    const older = Object.fromEntries(Object.entries(kept).filter(([name]) => !newer.has(name)));
    writeFileSync(file, JSON.stringify(older));

    const back = store.restore(bench.car.vin, bench.now, bench.surroundings);

    expect(back.trustedKeys).toBe(bench.surroundings.trust);
    expect(back).toMatchObject({ locked: false, startEnabled: true, doorsClosed: true, keyFobPresent: true });
  });

  it('is written before a list is used, or anything is sent', () => {
    const bench = connected();
    const bytes = bench.platform.signKeys(trustOf(2, bench.platform));
    expect(bench.give({ type: 'trust', bytes }).map(({ type }) => type)).toEqual([
      'keep',
      'recorded',
      'send-event',
    ]);
  });
});
