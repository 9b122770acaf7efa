import { afterAll, describe, expect, it } from 'vitest';
import {
  ENTITLEMENT_JWS_TYPE,
  type Entitlement,
  WITHDRAWAL_JWS_TYPE,
  type Withdrawal,
} from '../../../../shared/contracts/car/entitlements.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { random } from '../../../../shared/kernel/random.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { CarOnTheBench, START } from '../car/car-on-the-bench.ts';
import { createPlatformKey } from './platform-key.ts';

/**
 * Somebody who owns the broker, and wants a feature that was not bought, or for longer, or in another car; or wants it gone
 * that was bought.
 */
const platform = createPlatformKey('platform-1');
const OTHER_VIN = 'WRS0000120T000002';
const DAY = 86_400;
const later = (seconds: number): string => instant(START + seconds * 1000);

let attempts = 0;
let gained = 0;
const byKind = new Map<string, number>();
afterAll(() => {
  const kinds = [...byKind].map(([kind, count]) => `${kind} ${count}`).join(', ');
  process.stdout.write(`attacks for features: ${attempts} attempts (${kinds}); features gained: ${gained}\n`);
});

function parkedCar(vin?: string): CarOnTheBench {
  const bench = new CarOnTheBench({ platform, ...(vin === undefined ? {} : { vin }) });
  bench.give({ type: 'connected' });
  return bench;
}

let signed = 0;
function entitlement(bench: CarOnTheBench, changes: Partial<Entitlement> = {}): Entitlement {
  signed += 1;
  return {
    id: derivedId('ent', signed),
    vin: bench.car.vin,
    booking: derivedId('rnt', 1),
    feature: 'power-100',
    version: 1,
    expires: later(300),
    begins: later(-60),
    ends: later(DAY),
    ...changes,
  };
}
const grant = (payload: object, typ: string = ENTITLEMENT_JWS_TYPE): Buffer =>
  platform.sign(payload, { typ });
const withdrawal = (of: Entitlement, version: number): Buffer =>
  grant({ id: of.id, vin: of.vin, version } satisfies Withdrawal, WITHDRAWAL_JWS_TYPE);
const take = (bench: CarOnTheBench, bytes: Uint8Array): void => {
  bench.give({ type: 'trust', bytes });
};
const activeIn = ({ car }: CarOnTheBench): string[] => car.entitlements.active.map(({ id }) => id);

/** Delivers what an attacker sends: what the car has, and until when, must be as before. */
function attack(
  kind: string,
  bench: CarOnTheBench,
  bytes: Uint8Array,
  topic: 'trust' | 'command' = 'trust',
): void {
  attempts += 1;
  byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  const { active } = bench.car.entitlements;
  bench.give({ type: topic, bytes });
  const after = bench.car.entitlements.active;
  if (after.length > active.length) gained += 1;
  expect(after, `${kind}: ${Buffer.from(bytes).toString('latin1')}`).toEqual(active);
  bench.receipt(bench.car.outbox.next);
}

describe('whoever changes what was signed', () => {
  it('by one bit, by cutting or adding, wherever, gains and ends nothing', () => {
    const bench = parkedCar();
    const had = entitlement(bench, { feature: 'seat-heating' });
    bench.car = { ...bench.car, features: [...bench.car.features, 'seat-heating'] };
    take(bench, grant(had));
    expect(activeIn(bench)).toEqual([had.id]);
    for (const bytes of [grant(entitlement(bench, { version: 2 })), withdrawal(had, 3)]) {
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        attack('bit flipped', bench, changed);
      }
      for (let length = 0; length < bytes.length; length++) {
        attack('truncated', bench, bytes.subarray(0, length));
        attack('truncated', bench, bytes.subarray(length + 1));
      }
      for (let byte = 0; byte < 256; byte++)
        attack('extended', bench, Buffer.concat([bytes, Buffer.of(byte)]));
    }
    expect(activeIn(bench)).toEqual([had.id]);
  });

  it('by putting parts of two together, gains no longer time and no other feature', () => {
    const bench = parkedCar();
    const texts = [
      grant(entitlement(bench)),
      grant(entitlement(bench, { ends: later(30 * DAY) }), WITHDRAWAL_JWS_TYPE),
      grant(entitlement(bench, { vin: OTHER_VIN, ends: later(30 * DAY) })),
      platform.sign(bench.command()),
    ].map((bytes) => bytes.toString('latin1').split('.'));
    for (const [header] of texts)
      for (const [, payload] of texts)
        for (const [, , signature] of texts) {
          const text = `${header}.${payload}.${signature}`;
          if (texts.every((parts) => parts.join('.') !== text)) attack('spliced', bench, Buffer.from(text));
        }
    expect(activeIn(bench)).toEqual([]);
  });
});

describe('whoever has other keys or other texts', () => {
  it('gains nothing by a key of the same name, of another one, or that may not entitle', () => {
    const bench = new CarOnTheBench({ platform });
    const commander = createPlatformKey('commands-only', ['unlock', 'lock']);
    bench.car = {
      ...bench.car,
      trustedKeys: { version: 1, keys: [platform.trusted, commander.trusted] },
    };
    for (const kid of ['platform-1', 'platform-2', '__proto__', ''])
      for (const typ of [ENTITLEMENT_JWS_TYPE, WITHDRAWAL_JWS_TYPE])
        attack('forged key', bench, createPlatformKey(kid).sign(entitlement(bench), { typ, kid }));
    for (const alg of ['none', 'HS256', 'es256', 'ES384'])
      attack('other algorithm', bench, platform.sign(entitlement(bench), { typ: ENTITLEMENT_JWS_TYPE, alg }));
    attack('no right', bench, commander.sign(entitlement(bench), { typ: ENTITLEMENT_JWS_TYPE }));
    attack(
      'no right',
      bench,
      commander.sign(entitlement(bench, { version: 2 ** 50 }), { typ: ENTITLEMENT_JWS_TYPE }),
    );
    // What it wanted to use up is still there.
    take(bench, grant(entitlement(bench)));
    expect(activeIn(bench)).toHaveLength(1);
  });

  it('gains nothing by what the platform has signed for another purpose, or another topic', () => {
    const bench = parkedCar();
    for (const typ of ['command', 'grant', 'request', 'result', 'keys', 'revocations', 'withdrawal'])
      for (const topic of ['trust', 'command'] as const)
        attack('other type', bench, grant(entitlement(bench), `roadstream-${typ}+jws`), topic);
    attack('other topic', bench, grant(entitlement(bench)), 'command');
    for (const typ of ['JWT', 'ROADSTREAM-ENTITLEMENT+JWS', `application/${ENTITLEMENT_JWS_TYPE}`, ''])
      attack('other type', bench, grant(entitlement(bench), typ));
    expect(activeIn(bench)).toEqual([]);
  });

  it('gains nothing in another car', () => {
    const bench = parkedCar();
    const other = parkedCar(OTHER_VIN);
    const theirs = entitlement(other);
    attack('another car’s', bench, grant(theirs));
    take(other, grant(theirs));
    expect(activeIn(other)).toEqual([theirs.id]);
    attack('another car’s', bench, grant(theirs));
    attack('another car’s', other, withdrawal({ ...theirs, vin: bench.car.vin }, 2));
  });
});

describe('whoever has heard what the car took', () => {
  it('gains nothing by repeating it: at once, later, when it is over, after boots or without its store', () => {
    const bench = parkedCar();
    const heard = Array.from({ length: 20 }, (_, n) => {
      const bought = entitlement(bench, { version: 2 * n + 1, ends: later(600) });
      const texts = [grant(bought), withdrawal(bought, 2 * n + 2)];
      for (const bytes of texts) take(bench, bytes);
      bench.receipt(bench.car.outbox.next);
      return texts;
    }).flat();
    expect(activeIn(bench)).toEqual([]);
    const all = (kind: string): void => {
      for (const bytes of [...heard, ...heard.toReversed()]) attack(kind, bench, bytes);
    };
    all('replayed');
    bench.give({ type: 'reboot' });
    all('replayed after a boot');
    bench.now += 300_000;
    all('replayed late');
    bench.give({ type: 'lose-store' });
    all('replayed without its store');
  });

  it('does not get it back by setting the clock back, and not for longer', () => {
    const bench = parkedCar();
    const bought = entitlement(bench);
    take(bench, grant(bought));
    bench.now += DAY * 1000 - 1;
    bench.give({ type: 'time' });
    expect(activeIn(bench)).toEqual([bought.id]);
    attack('replayed to extend', bench, grant(bought));
    bench.now += 1;
    bench.give({ type: 'time' });
    expect(activeIn(bench)).toEqual([]);
    bench.now = START;
    bench.give({ type: 'time' });
    attack('clock set back', bench, grant(bought));
    expect(activeIn(bench)).toEqual([]);
  });
});

describe('a broker that withholds', () => {
  it('gains nothing later: what expired, was refused, or is older than a withdrawal is never taken', () => {
    const bench = parkedCar();
    const withheld = entitlement(bench);
    const driven = entitlement(bench, { version: 2 });
    bench.car = { ...bench.car, idling: true };
    attack('while the engine runs', bench, grant(driven));
    bench.car = { ...bench.car, idling: false };
    attack('refused before', bench, grant(driven));
    attack('older than what was refused', bench, grant(withheld));
    const third = entitlement(bench, { version: 3 });
    take(bench, withdrawal(third, 4));
    attack('older than a withdrawal', bench, grant(third));
    const fourth = entitlement(bench, { version: 5 });
    for (const seconds of [300, 301, 3600, DAY, 365 * DAY]) {
      bench.now = START + seconds * 1000;
      attack('delayed', bench, grant(fourth));
    }
    expect(activeIn(bench)).toEqual([]);
  });

  it('has each at most once, in whatever order it delivers entitlements and withdrawals', () => {
    const dice = random('feature orders');
    for (let run = 0; run < 100; run++) {
      const bench = parkedCar();
      const bought = [1, 3, 5].map((version) => entitlement(bench, { version }));
      const texts = bought.flatMap((one) => [grant(one), withdrawal(one, one.version + 1)]);
      const order = [...texts, ...texts].sort(() => dice.between(-1, 1));
      for (const bytes of order) {
        attempts += 1;
        take(bench, bytes);
        bench.receipt(bench.car.outbox.next);
      }
      // Everything was withdrawn, and whatever comes again is older than the last of it.
      for (const bytes of texts) attack('after all orders', bench, bytes);
      expect(activeIn(bench)).toEqual([]);
    }
  });
});

it('after all of that the car still takes what was bought, and what was attacked with was good', () => {
  const bench = parkedCar();
  for (let n = 0; n < 500; n++) bench.give({ type: 'trust', bytes: Buffer.from(`noise ${n}`) });
  const bought = entitlement(bench);
  const bytes = grant(bought);
  take(bench, bytes);
  for (let n = 0; n < 500; n++) take(bench, bytes);
  expect(bench.car.outbox.pending.length).toBeLessThan(20);
  expect(activeIn(bench)).toEqual([bought.id]);
  expect(attempts).toBeGreaterThan(10_000);
  expect(gained).toBe(0);
});
