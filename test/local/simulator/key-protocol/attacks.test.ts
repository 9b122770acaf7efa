import { afterAll, describe, expect, it } from 'vitest';
import type { Car } from '../../../../local/simulator/car/car.ts';
import { type CarCommand, carActions, KEYS_JWS_TYPE } from '../../../../shared/contracts/car/car.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { random } from '../../../../shared/kernel/random.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { CarOnTheBench, START } from '../car/car-on-the-bench.ts';
import { createPlatformKey, trustOf } from './platform-key.ts';

/**
 * Somebody who owns the broker against a locked car: reads and keeps everything, and drops, delays, repeats, reorders and
 * changes it. What is signed for the car is withheld from it, so that the bytes are as good as they can be: a changed one
 * that opened the door would not be covered by an answer that the car has given before.
 */
const platform = createPlatformKey('platform-1');
const OTHER_VIN = 'WRS0000120T000002';
const later = (seconds: number): string => instant(START + seconds * 1000);

let attempts = 0;
let opened = 0;
const byKind = new Map<string, number>();
afterAll(() => {
  const kinds = [...byKind].map(([kind, count]) => `${kind} ${count}`).join(', ');
  process.stdout.write(
    `attacks on the car by MQTT: ${attempts} attempts (${kinds}); doors opened: ${opened}\n`,
  );
});

function count(kind: string): void {
  attempts += 1;
  byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
}

function lockedCar(vin?: string): CarOnTheBench {
  const bench = new CarOnTheBench({ platform, ...(vin === undefined ? {} : { vin }) });
  bench.give({ type: 'connected' });
  return bench;
}

/** What nobody but the platform may change, as it was. */
const shut = { locked: true, startEnabled: false, trunkOpen: false };

/** Delivers what an attacker sends; the car must stay shut, trust whom it trusted, and drive nowhere. */
function attack(
  kind: string,
  bench: CarOnTheBench,
  bytes: Uint8Array,
  topic: 'command' | 'trust' = 'command',
): void {
  count(kind);
  bench.give({ type: topic, bytes });
  const { locked, startEnabled, trunkOpen, trustedKeys, motion, signalsUntil } = bench.car;
  if (!locked || trunkOpen) opened += 1;
  if (!locked || startEnabled || trunkOpen || motion.kind !== 'parked' || signalsUntil !== undefined)
    throw new Error(`${kind}: the car obeyed ${Buffer.from(bytes).toString('latin1')}`);
  if (trustedKeys !== bench.surroundings.trust)
    throw new Error(`${kind}: the car trusts others by ${Buffer.from(bytes).toString('latin1')}`);
  // The platform gets what the car says, so its store does not fill up.
  bench.receipt(bench.car.outbox.next);
}

/** All orders in which these can come. */
function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => ordersOf(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

/** Texts of the platform that are kept from a car, which it would obey: a command, and a list of keys. */
function withheld(bench: CarOnTheBench): { bytes: Buffer; topic: 'command' | 'trust' }[] {
  const next = trustOf(2, platform, createPlatformKey('platform-2'));
  return [
    { bytes: platform.sign(bench.command()), topic: 'command' },
    { bytes: platform.signKeys(next), topic: 'trust' },
  ];
}

describe('whoever changes a signed text', () => {
  it('by one bit, wherever, opens nothing', () => {
    const bench = lockedCar();
    for (const { bytes, topic } of withheld(bench)) {
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        attack('bit flipped', bench, changed, topic);
      }
    }
    expect(bench.car).toMatchObject(shut);
  });

  it('by one byte, wherever, into any character of a signed text, opens nothing', () => {
    const bench = lockedCar();
    const bytes = platform.sign(bench.command());
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.='.split('');
    const dice = random('bytes');
    for (let at = 0; at < bytes.length; at++) {
      const others = alphabet.filter((character) => character.charCodeAt(0) !== bytes[at]);
      // At the ends of the parts, where bits are left over, each; elsewhere some.
      const isEnd = at === bytes.length - 1 || bytes[at + 1] === 0x2e;
      for (const character of isEnd ? others : [dice.pick(others), dice.pick(others)]) {
        const changed = Buffer.from(bytes);
        changed[at] = character.charCodeAt(0);
        attack('byte changed', bench, changed);
      }
    }
    expect(bench.car).toMatchObject(shut);
  });

  it('by cutting it, at every length and from both ends, opens nothing', () => {
    const bench = lockedCar();
    for (const { bytes, topic } of withheld(bench)) {
      for (let length = 0; length < bytes.length; length++) {
        attack('truncated', bench, bytes.subarray(0, length), topic);
        attack('truncated', bench, bytes.subarray(length + 1), topic);
      }
    }
    expect(bench.car).toMatchObject(shut);
  });

  it('by adding to it, opens nothing', () => {
    const bench = lockedCar();
    const bytes = platform.sign(bench.command());
    for (let byte = 0; byte < 256; byte++) {
      attack('extended', bench, Buffer.concat([bytes, Buffer.of(byte)]));
      attack('extended', bench, Buffer.concat([Buffer.of(byte), bytes]));
    }
    expect(bench.car).toMatchObject(shut);
  });

  it('by putting parts of two together, opens nothing', () => {
    const bench = lockedCar();
    const [lock = [], unlock = [], list = []] = [
      platform.sign(bench.command({ action: 'report' })),
      platform.sign(bench.command({ vin: OTHER_VIN })),
      platform.signKeys(trustOf(2, platform)),
    ].map((bytes) => bytes.toString('latin1').split('.'));
    const texts = [lock, unlock, list];
    for (const [header] of texts)
      for (const [, payload] of texts)
        for (const [, , signature] of texts)
          for (const topic of ['command', 'trust'] as const) {
            const text = `${header}.${payload}.${signature}`;
            if (texts.every((parts) => parts.join('.') !== text))
              attack('spliced', bench, Buffer.from(text), topic);
          }
    expect(bench.car).toMatchObject(shut);
  });
});

describe('whoever has other keys', () => {
  it('opens nothing under any name that a key could have', () => {
    const bench = lockedCar();
    const names = [
      'platform-1',
      'platform-2',
      'PLATFORM-1',
      'platform-1 ',
      '../platform-1',
      '__proto__',
      'constructor',
      '0',
    ];
    for (const name of names)
      for (const action of carActions)
        attack('forged key', bench, createPlatformKey(name).sign(bench.command({ action }), { kid: name }));
    expect(bench.car).toMatchObject(shut);
  });

  it('opens nothing by a key that comes in the header', () => {
    const bench = lockedCar();
    const mallory = createPlatformKey('platform-1');
    const jwk = mallory.publicKey.export({ format: 'jwk' });
    for (const header of [
      { jwk },
      { jwk, kid: 'mallory' },
      { x5c: ['AAAA'] },
      { jku: 'https://example.org/keys' },
    ])
      attack('key in the header', bench, mallory.sign(bench.command(), header));
    expect(bench.car).toMatchObject(shut);
  });

  it('opens nothing by another algorithm, or none', () => {
    const bench = lockedCar();
    const [header = '', payload = ''] = platform.sign(bench.command()).toString('latin1').split('.');
    for (const alg of [
      'none',
      'None',
      'HS256',
      'HS512',
      'RS256',
      'PS256',
      'ES384',
      'ES512',
      'EdDSA',
      'es256',
      '',
    ]) {
      const bytes = platform.sign(bench.command(), { alg });
      attack('other algorithm', bench, bytes);
      const encoded = Buffer.from(JSON.stringify({ alg, kid: 'platform-1', typ: 'roadstream-command+jws' }));
      for (const signature of ['', 'AA', 'A'.repeat(86)])
        attack(
          'other algorithm',
          bench,
          Buffer.from(`${encoded.toString('base64url')}.${payload}.${signature}`),
        );
    }
    for (const signature of ['', 'A'.repeat(86), `${'A'.repeat(43)}${'_'.repeat(43)}`])
      attack('no signature', bench, Buffer.from(`${header}.${payload}.${signature}`));
    expect(bench.car).toMatchObject(shut);
  });

  it('gets into no list of trusted keys', () => {
    const bench = lockedCar();
    const mallory = createPlatformKey('mallory');
    for (const version of [0, 1, 2, 3, 1e9]) {
      for (const keys of [[mallory], [platform, mallory], [mallory, platform]])
        for (const header of [{}, { kid: 'platform-1' }])
          attack('own list of keys', bench, mallory.signKeys(trustOf(version, ...keys), header), 'trust');
      // What the platform has signed, but not for that.
      attack('list in a command', bench, platform.sign(trustOf(version, mallory)), 'trust');
    }
    attack('own list of keys', bench, mallory.sign(bench.command()));
    expect(bench.car).toMatchObject(shut);
  });
});

describe('whoever has what the platform signed for another purpose', () => {
  it('opens nothing with it: a command is a command by its type', () => {
    const bench = lockedCar();
    const types = ['grant', 'request', 'result', 'keys', 'revocations'].map(
      (kind) => `roadstream-${kind}+jws`,
    );
    for (const typ of [
      ...types,
      'JWT',
      'at+jwt',
      'ROADSTREAM-COMMAND+JWS',
      'application/roadstream-command+jws',
      '',
    ]) {
      for (const action of carActions)
        attack('other type', bench, platform.sign(bench.command({ action }), { typ }));
      attack('other type', bench, platform.sign(bench.command(), { typ }), 'trust');
    }
    expect(bench.car).toMatchObject(shut);
  });

  it('opens nothing with a grant, even as a command', () => {
    const bench = lockedCar();
    const grant = {
      id: derivedId('grt', 1),
      vin: bench.car.vin,
      booking: derivedId('rnt', 1),
      phone: 'A'.repeat(43),
      car: 'B'.repeat(43),
      notBefore: later(-60),
      expires: later(3600),
      actions: ['unlock', 'lock'],
    };
    for (const typ of ['roadstream-grant+jws', 'roadstream-command+jws', KEYS_JWS_TYPE])
      for (const topic of ['command', 'trust'] as const)
        attack('grant as a command', bench, platform.sign(grant, { typ }), topic);
    expect(bench.car).toMatchObject(shut);
  });

  it('opens no car with another car’s command', () => {
    const other = lockedCar(OTHER_VIN);
    const bench = lockedCar();
    for (const action of carActions) {
      attack('another car’s', bench, platform.sign(other.command({ action })));
      attack('another car’s', bench, platform.sign(other.command({ action, session: bench.car.session })));
    }
    expect(bench.car).toMatchObject(shut);
  });
});

describe('whoever has heard what the car obeyed', () => {
  /** A car that has been used and locked again, and all that was ever sent to it, oldest first. */
  function usedCar(): { bench: CarOnTheBench; heard: Buffer[] } {
    const bench = lockedCar();
    const heard: Buffer[] = [];
    for (let n = 0; n < 20; n++) {
      for (const action of ['unlock', 'start-enable', 'report', 'lock'] as const) {
        const bytes = platform.sign(bench.command({ action }));
        heard.push(bytes);
        expect(bench.deliver(bytes)[0]?.data.result).toBe('executed');
        bench.receipt(bench.car.outbox.next);
        bench.now += 100;
      }
    }
    return { bench, heard };
  }

  it('opens nothing by repeating it: at once, later, the wrong way round, after a boot or without its store', () => {
    const { bench, heard } = usedCar();
    const all = (kind: string, texts: readonly Buffer[]): void => {
      for (const bytes of texts) attack(kind, bench, bytes);
    };
    all('replayed', heard);
    all('reordered', heard.toReversed());
    bench.now += 3_600_000;
    all('replayed late', heard);
    bench.give({ type: 'reboot' });
    bench.give({ type: 'connected' });
    all('replayed after a boot', heard);
    bench.give({ type: 'lose-store' });
    bench.give({ type: 'connected' });
    all('replayed without its store', heard);
    expect(bench.car).toMatchObject(shut);
  });

  it('makes nothing happen twice by doubling: once for each command or, overtaken, never, in whatever order they come', () => {
    const dice = random('doubling');
    for (let run = 0; run < 50; run++) {
      const bench = lockedCar();
      const commands = Array.from({ length: 8 }, () => bench.command({ action: dice.pick(carActions) }));
      const sent = commands.map((command) => platform.sign(command));
      const mixed = [...sent, ...sent, ...sent].sort(() => dice.between(-1, 1));
      const first = mixed.flatMap((bytes) => {
        count('doubled');
        const before = bench.car.answers.length;
        const [answer] = bench.deliver(bytes);
        bench.receipt(bench.car.outbox.next);
        return bench.car.answers.length > before && answer !== undefined ? [answer.data] : [];
      });
      expect(new Set(first.map(({ commandId }) => commandId)).size).toBe(commands.length);
      expect(first.length).toBe(commands.length);
      expect(first.every(({ result, fault }) => result === 'executed' || fault === 'OVERTAKEN')).toBe(true);
    }
  });
});

describe('a broker that withholds', () => {
  /** What was signed for the car and never reached it in time. */
  const kept = (bench: CarOnTheBench): Buffer[] =>
    carActions.map((action) => platform.sign(bench.command({ action, issued: later(0), expires: later(5) })));

  it('opens nothing with it when its seconds are over, however much later', () => {
    const bench = lockedCar();
    const texts = kept(bench);
    for (const seconds of [5, 5.001, 6, 10, 60, 61, 3600, 86_400, 86_400 * 365]) {
      bench.now = START + seconds * 1000;
      for (const bytes of texts) attack('delayed', bench, bytes);
    }
    expect(bench.car).toMatchObject(shut);
  });

  it('opens nothing with it in the next session, though its seconds are not over', () => {
    const bench = lockedCar();
    const texts = kept(bench);
    bench.give({ type: 'reboot' });
    bench.give({ type: 'connected' });
    for (const bytes of texts) attack('old session', bench, bytes);
    expect(bench.car).toMatchObject(shut);
  });

  it('opens nothing with it when the car has gone far beyond its counter', () => {
    const bench = lockedCar();
    const texts = kept(bench);
    expect(bench.order({ action: 'lock', counter: 500 })[0]?.data.result).toBe('executed');
    for (const bytes of texts) attack('old counter', bench, bytes);
    expect(bench.car).toMatchObject(shut);
  });

  const openings = ['unlock', 'start-enable', 'open-trunk'] as const;
  const closings = ['lock', 'stop-enable'] as const;
  /** What keeps the car from closing, and how that is over again. */
  const hindrances: readonly [string, (car: Car) => Car, (car: Car) => Car][] = [
    ['nothing', (car) => car, (car) => car],
    ['an open door', (car) => ({ ...car, doorsClosed: false }), (car) => ({ ...car, doorsClosed: true })],
    ['a running engine', (car) => ({ ...car, idling: true }), (car) => ({ ...car, idling: false })],
  ];

  it.each(hindrances)(
    'opens nothing with it after what closes, to the last millisecond of its life, though %s hindered that',
    (_, hinder, mend) => {
      for (const closing of closings)
        for (const order of ordersOf(openings))
          for (const seconds of [0, 4.999]) {
            const bench = lockedCar();
            const texts = new Map(
              openings.map((action) => [action, platform.sign(bench.command({ action }))]),
            );
            bench.car = hinder(bench.car);
            bench.order({ action: closing });
            bench.car = mend(bench.car);
            bench.now = START + seconds * 1000;
            for (const action of [...order, ...order])
              attack('overtaken', bench, texts.get(action) ?? Buffer.alloc(0));
            expect(bench.order({ action: order[0] })[0]?.data.result).toBe('executed');
          }
    },
  );

  it('opens nothing with it after something later that closes, in whatever order it delivers everything', () => {
    const wishes = ['unlock', 'lock', 'start-enable', 'open-trunk', 'stop-enable', 'unlock'] as const;
    const signer = lockedCar();
    const texts = wishes.map((action) => platform.sign(signer.command({ action })));
    for (const order of ordersOf(wishes.map((action, place) => ({ action, place })))) {
      // The same car in the same session as the one that they were signed for.
      const bench = lockedCar();
      let closed = -1;
      for (const { action, place } of order) {
        const opens = action !== 'lock' && action !== 'stop-enable';
        const { locked, startEnabled, trunkOpen } = bench.car;
        const answer = bench.deliver(texts[place] ?? Buffer.alloc(0))[0]?.data;
        bench.receipt(bench.car.outbox.next);
        if (!opens) closed = Math.max(closed, place);
        if (!opens || place > closed) {
          expect(answer?.result).toBe('executed');
          continue;
        }
        count('overtaken');
        if (locked !== bench.car.locked || trunkOpen !== bench.car.trunkOpen) opened += 1;
        expect(answer).toMatchObject({ result: 'refused', fault: 'OVERTAKEN' });
        expect(bench.car).toMatchObject({ locked, startEnabled, trunkOpen });
      }
    }
  });

  it('opens nothing by what the platform signed for a far future or a long life', () => {
    const bench = lockedCar();
    const wild: Partial<CarCommand>[] = [
      { issued: later(3600), expires: later(3605) },
      { expires: later(61) },
      { issued: later(30), expires: later(95) },
      { issued: '9999-01-01T00:00:00Z', expires: '9999-01-01T00:00:05Z' },
    ];
    for (const times of wild) attack('wild times', bench, platform.sign(bench.command(times)));
    bench.now += 3_601_000;
    attack(
      'wild times',
      bench,
      platform.sign(bench.command({ issued: later(3600 - 61), expires: later(3605) })),
    );
    expect(bench.car).toMatchObject(shut);
  });
});

describe('after all of that', () => {
  it('the car still obeys its platform, at once', () => {
    const bench = lockedCar();
    for (let n = 0; n < 500; n++) bench.give({ type: 'command', bytes: Buffer.from(`noise ${n}`) });
    for (let n = 0; n < 500; n++) bench.give({ type: 'trust', bytes: Buffer.from(`noise ${n}`) });
    expect(bench.car.outbox.pending.length).toBeLessThan(20);
    expect(bench.order()[0]?.data.result).toBe('executed');
    expect(bench.car.locked).toBe(false);
  });

  it('and the texts that were attacked with open it, unchanged: it was not them that were bad', () => {
    const bench = lockedCar();
    const [command, list] = withheld(bench);
    expect(bench.deliver(command?.bytes ?? Buffer.alloc(0))[0]?.data.result).toBe('executed');
    bench.give({ type: 'trust', bytes: list?.bytes ?? Buffer.alloc(0) });
    expect(bench.car.trustedKeys.version).toBe(2);
    expect(attempts).toBeGreaterThan(10_000);
    expect(opened).toBe(0);
  });
});
