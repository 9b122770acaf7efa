import { describe, expect, it } from 'vitest';
import { type CarCommand, COMMAND_JWS_TYPE } from '../../../../shared/contracts/car/car.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { CarOnTheBench, recorded, START } from '../car/car-on-the-bench.ts';
import { createPlatformKey } from './platform-key.ts';

const connected = (): CarOnTheBench => {
  const bench = new CarOnTheBench();
  bench.give({ type: 'connected' });
  return bench;
};
const later = (seconds: number): string => instant(START + seconds * 1000);

describe('a signed command', () => {
  it('opens the car at once, and says so in a numbered event with the step and where the car stands', () => {
    const bench = connected();
    const { session } = bench.car;
    const [result] = bench.order({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
    expect(bench.car.locked).toBe(false);
    expect(result).toMatchObject({
      seq: 2,
      type: 'command-result',
      time: instant(START),
      data: {
        result: 'executed',
        session,
        counter: 1,
        clock: instant(START),
        status: { locked: false, engineOn: false },
      },
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(result?.data).not.toHaveProperty('fault');
  });

  it('locks it again', () => {
    const bench = connected();
    bench.order();
    const [result] = bench.order({ action: 'lock' });
    expect(result?.data).toMatchObject({ result: 'executed', counter: 2, status: { locked: true } });
    expect(bench.car.locked).toBe(true);
  });

  it('is sent on at once, with a sample that shows the lock', () => {
    const bench = connected();
    const effects = bench.give({ type: 'command', bytes: bench.platform.sign(bench.command()) });
    expect(effects.map((effect) => effect.type)).toEqual(['keep', 'recorded', 'send-event', 'send-sample']);
    expect(effects.at(-1)).toMatchObject({ sample: { locked: false, time: instant(START) } });
  });
});

describe('a car refuses', () => {
  const refusals: [string, string, (bench: CarOnTheBench) => Partial<CarCommand> | { action: string }][] = [
    ['WRONG_VIN', 'a command for another car', () => ({ vin: 'WRS0000120T000002' })],
    ['UNKNOWN_ACTION', 'an action that it does not know', () => ({ action: 'self-destruct' })],
    ['WRONG_SESSION', 'a command of an earlier session', () => ({ session: '0'.repeat(32) })],
    ['LIFETIME_TOO_LONG', 'one that lives longer than a minute', () => ({ expires: later(61) })],
    [
      'LIFETIME_TOO_LONG',
      'one from the future, which could wait for its moment',
      () => ({ issued: later(86_400), expires: later(86_410) }),
    ],
    ['EXPIRED', 'one whose time is over', () => ({ issued: later(-10), expires: later(0) })],
  ];
  it.each(refusals)('with %s %s', (fault, _, changes) => {
    const bench = connected();
    const command = bench.command(changes(bench));
    const [result] = bench.deliver(bench.platform.sign(command));
    const { session } = bench.car;
    expect(result?.data).toMatchObject({
      result: 'refused',
      fault,
      commandId: command.id,
      session,
      counter: 0,
    });
    expect(bench.car.locked).toBe(true);
  });

  it('in a fixed order: the first of everything that is wrong', () => {
    const bench = connected();
    const everything = {
      vin: 'WRS0000120T000002',
      action: 'self-destruct',
      session: '0'.repeat(32),
      issued: later(-120),
      expires: later(-10),
    };
    const faults = ['vin', 'action', 'session', 'issued', 'expires'].map((_, right) => {
      const repaired = Object.fromEntries(Object.entries(everything).slice(right));
      return bench.order(repaired)[0]?.data.fault;
    });
    expect(faults).toEqual(['WRONG_VIN', 'UNKNOWN_ACTION', 'WRONG_SESSION', 'LIFETIME_TOO_LONG', 'EXPIRED']);
  });

  it('with UNKNOWN_KEY a command signed with a key that it does not have', () => {
    const bench = connected();
    const [result] = bench.deliver(createPlatformKey('key-2').sign(bench.command()));
    expect(result?.data).toMatchObject({ result: 'refused', fault: 'UNKNOWN_KEY' });
    expect(result?.data).not.toHaveProperty('commandId');
    expect(bench.car.locked).toBe(true);
  });

  it('with BAD_SIGNATURE one that somebody else signed in the platform’s name', () => {
    const bench = connected();
    const [result] = bench.deliver(createPlatformKey(bench.platform.kid).sign(bench.command()));
    expect(result?.data).toMatchObject({ result: 'refused', fault: 'BAD_SIGNATURE' });
    expect(result?.data).not.toHaveProperty('commandId');
    expect(bench.car.locked).toBe(true);
  });

  it('with BAD_SIGNATURE any text that differs in one character from what was signed', () => {
    const bench = connected();
    const text = bench.platform.sign(bench.command()).toString();
    const payloadAt = text.indexOf('.') + 1;
    for (const at of [payloadAt + 5, payloadAt + 40, text.lastIndexOf('.') + 3]) {
      const other = text[at] === 'A' ? 'B' : 'A';
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      expect(bench.deliver(Buffer.from(changed))[0]?.data.fault).toBe('BAD_SIGNATURE');
    }
    expect(bench.car.locked).toBe(true);
  });

  const unreadable: [string, (bench: CarOnTheBench) => Uint8Array][] = [
    ['no bytes', () => Buffer.alloc(0)],
    ['a bare command', (bench) => Buffer.from(JSON.stringify(bench.command()))],
    ['no algorithm', (bench) => bench.platform.sign(bench.command(), { alg: 'none' })],
    ['another algorithm', (bench) => bench.platform.sign(bench.command(), { alg: 'HS256' })],
    ['a token of another type', (bench) => bench.platform.sign(bench.command(), { typ: 'JWT' })],
    ['no type', (bench) => bench.platform.sign(bench.command(), { typ: undefined })],
    ['no key id', (bench) => bench.platform.sign(bench.command(), { kid: undefined })],
    ['a critical header', (bench) => bench.platform.sign(bench.command(), { crit: ['exp'], exp: 1 })],
    ['a payload with a field more', (bench) => bench.platform.sign({ ...bench.command(), unlockAll: true })],
    [
      'a time that is none',
      (bench) => bench.platform.sign(bench.command({ issued: '2026-13-31T09:30:00Z' })),
    ],
    ['more than 8 KB', (bench) => bench.platform.sign(bench.command({ booking: 'x'.repeat(9000) }))],
  ];
  it.each(unreadable)('with MALFORMED %s', (_, bytes) => {
    const bench = connected();
    const [result] = bench.deliver(bytes(bench));
    expect(result?.data).toMatchObject({ result: 'refused', fault: 'MALFORMED', counter: 0 });
    expect(bench.car.locked).toBe(true);
  });

  it('takes a header with parameters that do not concern it', () => {
    const bench = connected();
    const bytes = bench.platform.sign(bench.command(), { typ: COMMAND_JWS_TYPE, cty: 'json' });
    expect(bench.deliver(bytes)[0]?.data.result).toBe('executed');
  });

  it('with VEHICLE_MOVING to lock or unlock while it drives, and obeys once it has parked', () => {
    const bench = connected();
    bench.order();
    bench.give({ type: 'drive' });
    bench.wait(20);
    expect(bench.order({ action: 'lock' })[0]?.data.fault).toBe('VEHICLE_MOVING');
    expect(bench.order({ action: 'unlock' })[0]?.data.fault).toBe('VEHICLE_MOVING');
    bench.give({ type: 'park' });
    expect(bench.order({ action: 'lock' })[0]?.data).toMatchObject({ result: 'executed', counter: 4 });
  });

  it('does not fill its store with refusals of noise', () => {
    const bench = connected();
    for (let i = 0; i < 1000; i++) bench.deliver(Buffer.from('noise'));
    expect(bench.car.outbox.pending.length).toBeLessThan(20);
    expect(bench.order()[0]?.data.result).toBe('executed');
  });
});

describe('a command that comes again', () => {
  it('gets its first answer and is not executed again', () => {
    const bench = connected();
    const bytes = bench.platform.sign(bench.command());
    const [first] = bench.deliver(bytes);
    bench.order({ action: 'lock' });
    const [second] = bench.deliver(bytes);
    expect(bench.car.locked).toBe(true);
    expect(second?.data).toEqual({ ...first?.data, counter: 2 });
    expect(second?.seq).toBe(4);
  });

  it('also after it has expired, and after a reboot', () => {
    const bench = connected();
    const bytes = bench.platform.sign(bench.command());
    bench.deliver(bytes);
    bench.order({ action: 'lock' });
    bench.now += 3_600_000;
    expect(bench.deliver(bytes)[0]?.data).toMatchObject({ result: 'executed', status: { locked: false } });
    bench.give({ type: 'reboot' });
    expect(bench.deliver(bytes)[0]?.data).toMatchObject({ result: 'executed', session: bench.car.session });
    expect(bench.car.locked).toBe(true);
  });

  it('also signed anew, with a new counter, when it was executed', () => {
    const bench = connected();
    const command = bench.command();
    bench.deliver(bench.platform.sign(command));
    bench.order({ action: 'lock' });
    const [second] = bench.deliver(bench.platform.sign({ ...command, counter: 3 }));
    expect(second?.data).toMatchObject({ result: 'executed', commandId: command.id, counter: 2 });
    expect(bench.car.locked).toBe(true);
  });

  it('stays refused when it was refused, even when it would be right by now', () => {
    const bench = connected();
    bench.order();
    bench.give({ type: 'drive' });
    const bytes = bench.platform.sign(bench.command({ action: 'lock' }));
    expect(bench.deliver(bytes)[0]?.data.fault).toBe('VEHICLE_MOVING');
    bench.give({ type: 'park' });
    expect(bench.deliver(bytes)[0]?.data.fault).toBe('VEHICLE_MOVING');
    expect(bench.car.locked).toBe(false);
  });

  it('may be signed anew when it was refused for the session', () => {
    const bench = connected();
    const stale = bench.command({ session: '0'.repeat(32) });
    expect(bench.deliver(bench.platform.sign(stale))[0]?.data.fault).toBe('WRONG_SESSION');
    const fresh = { ...stale, session: bench.car.session };
    expect(bench.deliver(bench.platform.sign(fresh))[0]?.data.result).toBe('executed');
  });
});

describe('the counter', () => {
  it('is taken once, in any order within the window, and not further back', () => {
    const bench = connected();
    const lock = (counter: number) => bench.order({ action: 'lock', counter })[0]?.data;
    expect(lock(40)).toMatchObject({ result: 'executed', counter: 40 });
    expect(lock(40)).toMatchObject({ fault: 'COUNTER_USED', counter: 40 });
    expect(lock(9)).toMatchObject({ result: 'executed', counter: 40 });
    expect(lock(8)).toMatchObject({ fault: 'COUNTER_USED' });
    expect(lock(9)).toMatchObject({ fault: 'COUNTER_USED' });
    expect(lock(41)).toMatchObject({ result: 'executed', counter: 41 });
    expect(lock(9)).toMatchObject({ fault: 'COUNTER_USED' });
    expect(lock(10)).toMatchObject({ result: 'executed' });
    expect(lock(10_000)).toMatchObject({ result: 'executed', counter: 10_000 });
    expect(lock(39)).toMatchObject({ fault: 'COUNTER_USED' });
  });

  it('is not used up by what is refused before it', () => {
    const bench = connected();
    bench.order({ counter: 1, expires: later(-1), issued: later(-2) });
    bench.order({ counter: 1, session: '0'.repeat(32) });
    expect(bench.order({ counter: 1 })[0]?.data.result).toBe('executed');
  });

  it('is used up when the car is in no state to obey', () => {
    const bench = connected();
    bench.order();
    bench.give({ type: 'drive' });
    expect(bench.order({ action: 'lock', counter: 2 })[0]?.data).toMatchObject({
      fault: 'VEHICLE_MOVING',
      counter: 2,
    });
    bench.give({ type: 'park' });
    expect(bench.order({ action: 'lock', counter: 2 })[0]?.data.fault).toBe('COUNTER_USED');
  });

  it('that lies below that of a lock opens nothing, and is used up', () => {
    const bench = connected();
    expect(bench.order({ action: 'lock', counter: 4 })[0]?.data.result).toBe('executed');
    expect(bench.order({ counter: 2 })[0]?.data).toMatchObject({ fault: 'OVERTAKEN', counter: 4 });
    expect(bench.order({ counter: 2, action: 'report' })[0]?.data.fault).toBe('COUNTER_USED');
    expect(bench.order({ counter: 3, action: 'report' })[0]?.data.result).toBe('executed');
    expect(bench.car.locked).toBe(true);
    expect(bench.order({ counter: 5 })[0]?.data.result).toBe('executed');
  });

  it('begins anew with a session, in which old commands are worth nothing', () => {
    const bench = connected();
    bench.order();
    const unsent = bench.platform.sign(bench.command({ action: 'lock' }));
    const { session } = bench.car;
    const effects = bench.give({ type: 'reboot' });
    expect(effects.map((effect) => effect.type)).toContain('drop-connection');
    expect(bench.car.session).not.toBe(session);
    const hello = recorded(bench.give({ type: 'connected' }))[0];
    expect(hello).toMatchObject({ type: 'connected', data: { session: bench.car.session, counter: 0 } });
    expect(bench.deliver(unsent)[0]?.data.fault).toBe('WRONG_SESSION');
  });
});
