import { type CarAction, COMMAND_JWS_TYPE } from '../../../shared/contracts/car/car.ts';
import { encode, platform, reporter, secretOf, signText } from './parties.ts';
import {
  BOOKING,
  carAt,
  driving,
  inUse,
  later,
  OTHER_SESSION,
  OTHER_VIN,
  commandStory as story,
} from './story.ts';
import type { Body, Vector } from './vector-format.ts';

/** Commands: what the car does, and what it refuses, in the order of its checks. */

const header = { alg: 'ES256', kid: platform.kid, typ: COMMAND_JWS_TYPE };

function actions(): Vector[] {
  const does: readonly [string, CarAction, Partial<Body>][] = [
    ['a locked car', 'lock', {}],
    ['a car in use', 'lock', inUse],
    ['a locked car', 'unlock', {}],
    ['a car in use', 'unlock', inUse],
    ['a car whose engine runs', 'unlock', { ...inUse, engineOn: true }],
    ['a car', 'start-enable', { locked: false }],
    ['a car in use', 'stop-enable', inUse],
    ['a car with an open door', 'stop-enable', { ...inUse, doorsClosed: false }],
    ['a locked car', 'find', {}],
    ['a car in use', 'open-trunk', inUse],
    ['a car with an open door', 'open-trunk', { ...inUse, doorsClosed: false }],
    ['a locked car', 'report', {}],
    ['a car that moves', 'report', driving],
  ];
  const operator = story('unlock without a booking leaves the start as it is');
  const again = story('unlock without a booking does not take the start back', inUse);
  const traced = story('the trace goes into the answer');
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  return [
    ...does.map(([what, action, body]) => {
      const told = story(`${action}: ${what}`, body);
      return told.executes(told.command({ action })).vector;
    }),
    operator.executes(operator.command({ booking: undefined })).vector,
    again.executes(again.command({ booking: undefined })).vector,
    traced.executes(traced.command({ traceparent })).vector,
  ];
}

function payloads(): Vector[] {
  const members: readonly [string, Readonly<Record<string, unknown>>][] = [
    ...['id', 'vin', 'action', 'session', 'counter', 'issued', 'expires'].map(
      (name): [string, Readonly<Record<string, unknown>>] => [`without ${name}`, { [name]: undefined }],
    ),
    ['with a member more', { unlockAll: true }],
    ['with an id of another kind', { id: 'rnt_00000000000000000000000001' }],
    ['with an id that is too short', { id: 'cmd_0000000000000000000000001' }],
    ['with a VIN that is none', { vin: 'WRS00001X0T00000I' }],
    ['with an action that is a number', { action: 1 }],
    ['with a booking that is a number', { booking: 1 }],
    ['with a session in capitals', { session: 'A'.repeat(32) }],
    ['with a session of 31 digits', { session: '0'.repeat(31) }],
    ['with the counter 0', { counter: 0 }],
    ['with half a counter', { counter: 1.5 }],
    ['with a counter that is a string', { counter: '1' }],
    ['with a 13th month', { issued: '2026-13-01T00:00:00Z' }],
    ['with a 30th of February', { expires: '2026-02-30T09:30:00Z' }],
    ['with a 61st second', { expires: '2026-01-31T09:29:60Z' }],
    ['with a time that is elsewhere', { expires: '2026-01-31T10:30:05+01:00' }],
    ['with a time in seconds', { expires: 1769851805 }],
  ];
  const nothings: readonly [string, string][] = [
    ['no JSON', 'nothing'],
    ['a list', '[]'],
    ['null', 'null'],
    ['JSON after a byte order mark', '\uFEFF{}'],
  ];
  const latin = story('a payload that is not UTF-8');
  const spelled = Buffer.from(JSON.stringify(latin.command({ booking: 'é' })), 'latin1').toString(
    'base64url',
  );
  return [
    ...members.map(([what, changes]) => {
      const told = story(`a command ${what}`);
      const text = platform.sign(COMMAND_JWS_TYPE, told.command(changes));
      return told.refusesText(text, 'MALFORMED').vector;
    }),
    ...nothings.map(([what, text]) => {
      const input = `${encode(header)}.${Buffer.from(text).toString('base64url')}`;
      return story(`a payload that is ${what}`).refusesText(signText(input, secretOf(platform)), 'MALFORMED')
        .vector;
    }),
    latin.refusesText(signText(`${encode(header)}.${spelled}`, secretOf(platform)), 'MALFORMED').vector,
  ];
}

function repetitions(): Vector[] {
  const twice = story('a command that comes twice is executed once');
  const late = story('the first answer is given when the command has long expired');
  const rebooted = story('the first answer is given across a boot, under the step of the new session');
  const anew = story('an id that was executed is not executed again, signed anew with the next counter');
  const id = anew.command();
  const refused = story('what was refused stays refused, when it would be right by now');
  const lock = refused.command({ action: 'lock' });
  const fresh = story('an id that was refused may be signed anew');
  const stale = fresh.command({ session: OTHER_SESSION });
  const foreign = story('an id that was executed, for another car');
  const own = foreign.command();
  return [
    twice
      .executes(twice.command())
      .executes(twice.command({ action: 'lock' }))
      .repeats(0).vector,
    late
      .executes(late.command())
      .before({ clock: later(3600) })
      .repeats(0).vector,
    rebooted.executes(rebooted.command()).before({ reboot: OTHER_SESSION }).repeats(0).vector,
    anew
      .executes(id)
      .executes(anew.command({ action: 'lock' }))
      .repeats(0, platform.sign(COMMAND_JWS_TYPE, { ...id, counter: 3 })).vector,
    refused
      .executes(refused.command({ counter: 7 }))
      .before({ body: { moving: true, engineOn: true } })
      .refuses(lock, 'VEHICLE_MOVING')
      .before({ body: { moving: false, engineOn: false } })
      .repeats(1).vector,
    fresh.refuses(stale, 'WRONG_SESSION').executes({ ...stale, session: carAt().session }).vector,
    foreign.executes(own).refuses({ ...own, vin: OTHER_VIN, counter: 2 }, 'WRONG_VIN').vector,
  ];
}

function refusals(): Vector[] {
  const other = story('a command for another car');
  const unknown = story('an action that the car does not know');
  const empty = story('no action');
  const session = story('a command of an earlier session');
  const boot = story('a command from before a boot');
  const unsent = boot.command();
  return [
    other.refuses(other.command({ vin: OTHER_VIN }), 'WRONG_VIN').vector,
    unknown.refuses(unknown.command({ action: 'self-destruct' }), 'UNKNOWN_ACTION').vector,
    empty.refuses(empty.command({ action: '' }), 'UNKNOWN_ACTION').vector,
    session.refuses(session.command({ session: OTHER_SESSION }), 'WRONG_SESSION').vector,
    boot.before({ reboot: OTHER_SESSION }).refuses(unsent, 'WRONG_SESSION').vector,
    ...lifetimes(),
    inOrder(),
  ];
}

function lifetimes(): Vector[] {
  const minute = story('a command that lives for a minute');
  const longer = story('a command that lives longer than a minute');
  const future = story('a command from the future, which could wait for its moment');
  const soon = story('a command from the near future, gone within a minute from now');
  const over = story('a command whose time is over at this very moment');
  const just = story('a command whose time is not yet over');
  const long = story('a command that lived too long is that, and not expired');
  const precise = story('a time with nine digits of a second');
  return [
    minute.executes(minute.command({ expires: later(60) })).vector,
    longer.refuses(longer.command({ expires: later(60.001) }), 'LIFETIME_TOO_LONG').vector,
    future.refuses(future.command({ issued: later(56), expires: later(61) }), 'LIFETIME_TOO_LONG').vector,
    soon.executes(soon.command({ issued: later(55), expires: later(60) })).vector,
    over.refuses(over.command({ issued: later(-5), expires: later(0) }), 'EXPIRED').vector,
    just.executes(just.command({ issued: later(-5), expires: later(0.001) })).vector,
    long.refuses(long.command({ issued: later(-120), expires: later(-10) }), 'LIFETIME_TOO_LONG').vector,
    precise.executes(precise.command({ issued: '2026-01-31T09:30:00.123456789Z' })).vector,
  ];
}

/** Of everything that is wrong, the first is said. */
function inOrder(): Vector {
  const told = story('the checks have an order', driving);
  const wrong = {
    vin: OTHER_VIN,
    action: 'self-destruct',
    session: OTHER_SESSION,
    issued: later(-120),
    expires: later(-10),
  };
  const faults = ['WRONG_VIN', 'UNKNOWN_ACTION', 'WRONG_SESSION', 'LIFETIME_TOO_LONG', 'EXPIRED'] as const;
  for (const [right, fault] of faults.entries()) {
    told.refuses(told.command(Object.fromEntries(Object.entries(wrong).slice(right))), fault);
  }
  const lock = { action: 'lock', counter: 1 };
  return told
    .refuses(told.command(lock), 'NOT_AUTHORISED', { by: reporter, used: true })
    .refuses(told.command(lock), 'COUNTER_USED')
    .before({ body: { doorsClosed: false } })
    .refuses(told.command({ action: 'lock' }), 'VEHICLE_MOVING', { used: true })
    .before({ body: { moving: false } })
    .refuses(told.command({ action: 'lock' }), 'NOT_PARKED', { used: true })
    .before({ body: { engineOn: false } })
    .refuses(told.command({ action: 'lock' }), 'DOOR_OPEN', { used: true })
    .before({ body: { doorsClosed: true } })
    .executes(told.command({ action: 'lock' })).vector;
}

function counters(): Vector[] {
  const window = story('a counter is taken once, in any order within the window, and not further back');
  const lock = (counter: number) => window.command({ action: 'lock', counter });
  const unused = story('a counter is not used by what is refused before it');
  const used = story('a counter is used by a command that the car is in no state to obey', driving);
  const anew = story('counters begin anew with a session');
  const gaps = story('a counter far ahead is taken');
  return [
    window
      .executes(lock(40))
      .refuses(lock(40), 'COUNTER_USED')
      .executes(lock(9))
      .refuses(lock(8), 'COUNTER_USED')
      .refuses(lock(9), 'COUNTER_USED')
      .executes(lock(41))
      .refuses(lock(9), 'COUNTER_USED')
      .executes(lock(10)).vector,
    unused
      .refuses(unused.command({ counter: 1, issued: later(-6), expires: later(-1) }), 'EXPIRED')
      .refuses(unused.command({ counter: 1, session: OTHER_SESSION }), 'WRONG_SESSION')
      .executes(unused.command({ counter: 1 })).vector,
    used
      .refuses(used.command({ counter: 5 }), 'VEHICLE_MOVING', { used: true })
      .before({ body: { moving: false } })
      .refuses(used.command({ counter: 5 }), 'COUNTER_USED')
      .executes(used.command({ counter: 6 })).vector,
    anew
      .executes(anew.command({ counter: 3 }))
      .before({ reboot: OTHER_SESSION })
      .executes(anew.command({ action: 'lock', counter: 1 })).vector,
    gaps.executes(gaps.command({ counter: 2_000_000_000 })).executes(gaps.command({ counter: 1_999_999_969 }))
      .vector,
  ];
}

function physical(): Vector[] {
  const moving = (['unlock', 'lock', 'start-enable', 'stop-enable', 'find', 'open-trunk'] as const).map(
    (action) => {
      const told = story(`${action}: refused while the car moves`, driving);
      return told.refuses(told.command({ action }), 'VEHICLE_MOVING', { used: true }).vector;
    },
  );
  const running = (['lock', 'stop-enable'] as const).map((action) => {
    const told = story(`${action}: refused while the engine runs`, { ...inUse, engineOn: true });
    return told.refuses(told.command({ action }), 'NOT_PARKED', { used: true }).vector;
  });
  const open = story('lock: refused while a door is open', { ...inUse, doorsClosed: false });
  return [
    ...moving,
    ...running,
    open.refuses(open.command({ action: 'lock' }), 'DOOR_OPEN', { used: true }).vector,
  ];
}

function authority(): Vector[] {
  const refused = story('a key that may not ask for this');
  const allowed = story('a key that may ask for this, and no more');
  return [
    refused.refuses(refused.command({ booking: BOOKING }), 'NOT_AUTHORISED', { by: reporter, used: true })
      .vector,
    allowed.executes(allowed.command({ action: 'report' }), reporter).vector,
  ];
}

export const commandVectors = (): Vector[] => [
  ...actions(),
  ...payloads(),
  ...repetitions(),
  ...refusals(),
  ...counters(),
  ...authority(),
  ...physical(),
];
